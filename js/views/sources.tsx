import { percent, plural } from "../lib/format.ts";
import { hostOf } from "../lib/links.ts";
import type { Claim, Message, Source } from "../lib/types.ts";
import { Bar } from "../parts/bar.tsx";
import { Empty } from "../parts/empty.tsx";
import { Fold } from "../parts/fold.tsx";
import { Link } from "../parts/link.tsx";
import { useRunState } from "../parts/scene.ts";

/** What was read, what it is said to show, and how sure that is. */
export function Sources() {
	const sources = useRunState((state) => state.sources);
	const searches = useRunState((state) => state.searches);
	if (sources.length === 0 && searches.length === 0) return <Empty>Nothing has been read.</Empty>;
	return (
		<div class="ssew-sources">
			{searches.length > 0 && (
				<ul class="ssew-searches" aria-label="Searches">
					{searches.map((search, index) => (
						<li key={index} class="ssew-search">
							<span class="ssew-label">Searched</span>
							<span class="ssew-search-query">{search.query}</span>
							{search.total !== null && <span class="ssew-number ssew-muted">{plural(search.total, "result")}</span>}
						</li>
					))}
				</ul>
			)}
			<ol class="ssew-source-list" aria-label="Sources">
				{sources.map((source, index) => (
					<SourceItem key={source.id} source={source} number={index + 1} />
				))}
			</ol>
		</div>
	);
}

function SourceItem({ source, number }: { source: Source; number: number }) {
	const answer = useRunState((state) => opening(state.messages.find((message) => message.id === source.message)));
	const host = hostOf(source.url);
	return (
		<li class="ssew-source">
			<span class="ssew-chip-number">{number}</span>
			<div class="ssew-source-body">
				<Link url={source.url} class="ssew-source-title">
					{source.title || source.url || source.id}
				</Link>
				<p class="ssew-meta">
					<span>{host || source.domain}</span>
					{source.author && <span>{source.author}</span>}
					{source.published && <span>{source.published}</span>}
					{answer && <span>supports “{answer}”</span>}
					{source.confidence !== null && <Confidence share={source.confidence} />}
				</p>
				{source.snippet && <p class="ssew-snippet">{source.snippet}</p>}
				{source.claims.length > 0 && (
					<Fold
						name={`claims ${source.id}`}
						open={source.claims.length <= 2}
						head={<span>{plural(source.claims.length, "claim")}</span>}
						body={() => <Claims claims={source.claims} />}
					/>
				)}
			</div>
		</li>
	);
}

function Claims({ claims }: { claims: readonly Claim[] }) {
	return (
		<ul class="ssew-claims">
			{claims.map((claim) => (
				<li key={claim.text} class="ssew-claim">
					<p class="ssew-claim-text">{claim.text}</p>
					<p class="ssew-meta">
						{claim.confidence !== null && <Confidence share={claim.confidence} />}
						{claim.reasoning && <span>{claim.reasoning}</span>}
					</p>
				</li>
			))}
		</ul>
	);
}

function Confidence({ share }: { share: number }) {
	return (
		<span class="ssew-confidence">
			<Bar share={share} label="Confidence" />
			<span class="ssew-number">{percent(share)} sure</span>
		</span>
	);
}

/** Return how a message begins, which is how people know it again. */
function opening(message: Message | undefined): string {
	const first = message?.parts.find((part) => part.kind === "text" && part.text !== "");
	if (first?.kind !== "text") return "";
	const words = first.text.slice(0, 60).split(/\s+/).slice(0, 4).join(" ");
	return words.length < first.text.length ? `${words} …` : words;
}
