import { useEffect, useRef } from "preact/hooks";
import { plural } from "../lib/format.ts";
import { hostOf } from "../lib/links.ts";
import { textOption } from "../lib/options.ts";
import { reveal } from "../lib/reveal.ts";
import type { Claim, Message, Source } from "../lib/types.ts";
import { Badge } from "../parts/badge.tsx";
import { Confidence } from "../parts/confidence.tsx";
import { Empty } from "../parts/empty.tsx";
import { Figure } from "../parts/figure.tsx";
import { Fold } from "../parts/fold.tsx";
import { Ledger } from "../parts/ledger.tsx";
import { Link } from "../parts/link.tsx";
import { useAimedAt, useKept, useNewAim, useRunState, useScene } from "../parts/scene.ts";
import { Tabs } from "../parts/tabs.tsx";

/** What was read, what it is said to show, and how sure that is. */
export function Sources() {
	const sources = useRunState((state) => state.sources);
	const searches = useRunState((state) => state.searches);
	const claims = useRunState((state) => state.claims);
	const { prefix, options } = useScene();
	const chosen = useKept("sources", textOption(options, "show"));
	useNewAim(({ kind }) => {
		if (kind === "source") chosen.value = "sources";
	});
	if (sources.length === 0 && searches.length === 0) return <Empty>Nothing has been read.</Empty>;
	const ledger = claims.length > 0 && chosen.value === "claims";
	return (
		<div class="ssew-read">
			{claims.length > 0 && (
				<Tabs
					label="What was read"
					prefix={`${prefix}-read`}
					tabs={[
						{ key: "sources", label: "Sources", count: sources.length },
						{ key: "claims", label: "Claims", count: claims.length },
					]}
					selected={ledger ? "claims" : "sources"}
					onSelect={(key) => {
						chosen.value = key;
					}}
				/>
			)}
			<div class="ssew-sources">
				{ledger ? (
					<Ledger claims={claims} sources={sources} />
				) : (
					<>
						<Searches searches={searches} />
						<Library sources={sources} />
					</>
				)}
			</div>
		</div>
	);
}

function Searches({ searches }: { searches: readonly { query: string; total: number | null }[] }) {
	if (searches.length === 0) return null;
	return (
		<ul class="ssew-searches" aria-label="Searches">
			{searches.map((search, index) => (
				<li key={index} class="ssew-search">
					<span class="ssew-label">Searched</span>
					<span class="ssew-search-query">{search.query}</span>
					{search.total !== null && <Figure class="ssew-muted">{plural(search.total, "result")}</Figure>}
				</li>
			))}
		</ul>
	);
}

/** The sources; those that an answer cites before those that were merely read, where the stream tells. */
function Library({ sources }: { sources: readonly Source[] }) {
	const numbered = sources.map((source, index) => ({ source, number: index + 1 }));
	const cited = numbered.filter(({ source }) => source.cited);
	if (cited.length === 0 || cited.length === sources.length) return <Shelf label="Sources" rows={numbered} />;
	return (
		<>
			<h3 class="ssew-label">Cited</h3>
			<Shelf label="Cited sources" rows={cited} />
			<h3 class="ssew-label">Read, not cited</h3>
			<Shelf label="Sources that were read and not cited" rows={numbered.filter(({ source }) => !source.cited)} />
		</>
	);
}

function Shelf({ label, rows }: { label: string; rows: readonly { source: Source; number: number }[] }) {
	return (
		<ol class="ssew-source-list" aria-label={label}>
			{rows.map(({ source, number }) => (
				<SourceItem key={source.id} source={source} number={number} />
			))}
		</ol>
	);
}

function restsOn(message: Message, source: Source): boolean {
	return message.id === source.message || message.citations?.some((one) => one.source_id === source.id);
}

function SourceItem({ source, number }: { source: Source; number: number }) {
	const { aims } = useScene();
	const message = useRunState(({ messages }) => messages.find((one) => restsOn(one, source)));
	const answer = opening(message);
	const host = hostOf(source.url);
	const item = useRef<HTMLLIElement>(null);
	const aimed = useAimedAt("source", source.id);
	useEffect(() => {
		if (!aimed || !item.current) return;
		reveal(item.current);
		item.current.focus({ preventScroll: true });
	}, [aimed]);
	return (
		<li ref={item} class="ssew-source" data-source={number} data-aimed={aimed} tabIndex={-1}>
			<span class="ssew-chip-number">{number}</span>
			<div class="ssew-source-body">
				<Link url={source.url} class="ssew-source-title">
					{source.title || source.url || source.id}
				</Link>
				<p class="ssew-meta">
					<span>{host || source.domain}</span>
					{source.author && <span>{source.author}</span>}
					{source.published && <span>{source.published}</span>}
					{message && answer && (
						<button type="button" class="ssew-lead" onClick={() => aims.take("message", message.id)}>
							for “{answer}”
						</button>
					)}
					{source.confidence !== null && <Confidence share={source.confidence} />}
				</p>
				{source.snippet && <p class="ssew-snippet">{source.snippet}</p>}
				<Claims claims={source.claims.slice(0, FEW)} />
				{source.claims.length > FEW && (
					<Fold
						name={`claims ${source.id}`}
						head={<span>{plural(source.claims.length - FEW, "more claim")}</span>}
						body={() => <Claims claims={source.claims.slice(FEW)} />}
					/>
				)}
			</div>
		</li>
	);
}

/** Claims of a source that are always in sight. */
const FEW = 2;

const stances = { supports: "supported", contradicts: "contradicted", silent: "unsupported" } as const;

function Claims({ claims }: { claims: readonly Claim[] }) {
	if (claims.length === 0) return null;
	return (
		<ul class="ssew-claims">
			{claims.map((claim) => (
				<li key={claim.text} class="ssew-claim">
					<p class="ssew-claim-text">{claim.text}</p>
					<p class="ssew-meta">
						{claim.stance !== "supports" && <Badge status={stances[claim.stance]} />}
						{claim.confidence !== null && <Confidence share={claim.confidence} />}
						{claim.reasoning && <span>{claim.reasoning}</span>}
					</p>
				</li>
			))}
		</ul>
	);
}

/** Return how a message begins, which is how people know it again. */
function opening(message: Message | undefined): string {
	const first = message?.parts.find((part) => part.kind === "text" && part.text !== "");
	if (first?.kind !== "text") return "";
	const words = first.text.slice(0, 60).split(/\s+/).slice(0, 4).join(" ");
	return words.length < first.text.length ? `${words} …` : words;
}
