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
						<span class="ssew-chip-text">{nameOf(source)}</span>
					</Link>
				</li>
			))}
		</ul>
	);
}

/** Return a small button that stands where a source is cited. */
export function citation(source: Source, number: number, take: () => void): HTMLElement {
	const button = document.createElement("button");
	button.type = "button";
	button.className = "ssew-cite";
	button.textContent = String(number);
	button.title = [source.title, hostOf(source.url)].filter(Boolean).join(" · ");
	button.setAttribute("aria-label", `Source ${number}: ${nameOf(source)}`);
	button.addEventListener("click", take);
	return button;
}

function nameOf(source: Source): string {
	return source.domain || hostOf(source.url) || source.title || "source";
}
