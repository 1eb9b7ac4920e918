import type { CheckedClaim, Source } from "../lib/types.ts";
import { Badge } from "./badge.tsx";
import { Confidence } from "./confidence.tsx";
import { Link } from "./link.tsx";

/** What is in doubt comes first. */
const ORDER = ["contradicted", "disputed", "unsupported", "supported"];

/** Every claim with its verdict, and the sources that speak for and against it. */
export function Ledger({ claims, sources }: { claims: readonly CheckedClaim[]; sources: readonly Source[] }) {
	const places = new Map(sources.map((source, index) => [source.id, { source, number: index + 1 }]));
	const ordered = [...claims].sort((one, other) => ORDER.indexOf(one.verdict) - ORDER.indexOf(other.verdict));
	const cite = (ids: readonly string[]) => ids.flatMap((id) => places.get(id) ?? []);
	return (
		<ul class="ssew-ledger" aria-label="Claims">
			{ordered.map((claim) => (
				<li key={claim.id} class="ssew-entry" data-verdict={claim.verdict}>
					<p class="ssew-claim-text">{claim.text}</p>
					<p class="ssew-meta">
						<Badge status={claim.verdict} />
						<Witnesses word="for" sources={cite(claim.supported_by)} />
						<Witnesses word="against" sources={cite(claim.contradicted_by)} />
						{claim.supported_by.length === 1 && claim.verdict === "supported" && <span>one source only</span>}
						{claim.confidence !== null && <Confidence share={claim.confidence} />}
					</p>
				</li>
			))}
		</ul>
	);
}

function Witnesses({ word, sources }: { word: string; sources: readonly { source: Source; number: number }[] }) {
	if (sources.length === 0) return null;
	return (
		<span class="ssew-witnesses">
			{word}{" "}
			{sources.map(({ source, number }) => (
				<Link key={source.id} url={source.url} class="ssew-chip-number">
					{number}
				</Link>
			))}
		</span>
	);
}
