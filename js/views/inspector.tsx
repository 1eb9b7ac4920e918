import { bytes, moment, plural } from "../lib/format.ts";
import { textOption } from "../lib/options.ts";
import { Breakpoints } from "../parts/breakpoints.tsx";
import { FacetPickers } from "../parts/facets.tsx";
import { Figure } from "../parts/figure.tsx";
import { FrameDetails } from "../parts/frame_detail.tsx";
import { FrameList } from "../parts/frame_list.tsx";
import { Problems } from "../parts/problems.tsx";
import { useKept, useRun, useRunState, useScene } from "../parts/scene.ts";

const LANGUAGE = `words "in quotes"   in the data, the name or a type
type:tool.*  agent:ann  event:chunk  id:7
at>2.5  size>=1000  n<50
is:error  is:unknown  is:unreadable
-not this   this OR that   (groups)`;

/** Every frame as it came, what was read from it, and what it changed. */
export function Inspector() {
	const { store, options } = useScene();
	const query = useKept("query", textOption(options, "query"));
	const selected = useKept<number | null>("frame", null);
	const matched = useKept<number | null>("matched", null);
	const stale = store.stale.value;
	const ask = (text: string) => {
		query.value = text;
		matched.value = null;
	};
	return (
		<div class="ssew-inspector" data-detail={selected.value !== null}>
			<div class="ssew-inspector-bar">
				<input
					type="search"
					class="ssew-input"
					placeholder="Find, as type:tool.* at>2.5"
					aria-label="Find in frames"
					title={LANGUAGE}
					spellcheck={false}
					value={query.value}
					disabled={stale}
					onInput={(event) => ask(event.currentTarget.value)}
				/>
				<FacetPickers query={query.value} onQuery={ask} />
				<Breakpoints />
				<Totals matched={query.value ? matched.value : null} />
			</div>
			{stale && (
				<p class="ssew-note">
					Frames stay in the kernel, and none is attached; what they led to is in the other views.
				</p>
			)}
			<Problems onFrame={(n) => (selected.value = n)} />
			{!stale && (
				<div class="ssew-inspector-panes">
					<FrameList
						key={query.value}
						query={query.value}
						selected={selected}
						onMatched={(found) => {
							matched.value = found;
						}}
					/>
					{selected.value !== null && <FrameDetails n={selected.value} onClose={() => (selected.value = null)} />}
				</div>
			)}
		</div>
	);
}

function Totals({ matched }: { matched: number | null }) {
	const stream = useRun((document) => document.stream);
	const counters = useRunState((state) => state.counters);
	const unknown = useRunState((state) => state.unknown);
	const missed = unknown.reduce((sum, [, times]) => sum + times, 0);
	return (
		<p class="ssew-meta">
			{matched !== null && <Figure>{plural(matched, "match", "matches")} in</Figure>}
			<Figure>{plural(stream.received, "frame")}</Figure>
			<Figure>{bytes(stream.bytes)}</Figure>
			<Figure>{moment(stream.at)}</Figure>
			{counters.heartbeats > 0 && <Figure>{plural(counters.heartbeats, "heartbeat")}</Figure>}
			{missed > 0 && <Figure>{missed} unknown</Figure>}
			{counters.unreadable > 0 && <Figure class="ssew-tone-bad">{counters.unreadable} unreadable</Figure>}
			{counters.gaps > 0 && <Figure class="ssew-tone-ask">{plural(counters.gaps, "gap")}</Figure>}
		</p>
	);
}
