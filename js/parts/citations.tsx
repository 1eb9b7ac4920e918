import { hostOf } from "../lib/links.ts";
import type { Source } from "../lib/types.ts";
import { Link } from "./link.tsx";

/** The sources of one message as small numbered chips; the numbers are those of the Sources view. */
export function Citations({ sources, number }: { sources: readonly Source[]; number: (source: Source) => number }) {
	if (sources.length === 0) return null;
	return (
		<ul class="ssew-chips" aria-label="Sources">
			{sources.map((source) => (
				<li key={source.id} class="ssew-chip-item">
					<Link url={source.url} class="ssew-chip">
						<span class="ssew-chip-number">{number(source)}</span>
						<span class="ssew-chip-text">{source.domain || hostOf(source.url) || source.title || "source"}</span>
					</Link>
				</li>
			))}
		</ul>
	);
}
