import { type Signal, useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { moment } from "../lib/format.ts";
import { calling, type Lane, type Mark, marksOf, type Row, type Span, type Spanned, ticksOf } from "../lib/lanes.ts";
import type { Range } from "../lib/range.ts";
import { statusOf } from "../lib/status.ts";
import { memo } from "./memo.ts";

/** Pixels: what is shorter cannot be told apart. */
const LEAST = 4;
/** Pixels that a name needs. */
const READABLE = 34;
/** Pixels of a drag that is no click. */
const SLACK = 4;
/** Pixels between two moments on the axis. */
const APART = 90;

interface Props {
	lanes: readonly Lane[];
	/** Who they may speak of. */
	agents: Spanned["agents"];
	range: Range;
	/** Of the whole, in pixels. */
	width: number;
	/** The last moment there is. */
	now: number;
	cursor: number;
	live: boolean;
	selection: readonly [number, number] | null;
	/** What the reader points at. */
	pointed: Signal<Span | null>;
	onSeek: (at: number) => void;
	onSelect: (stretch: readonly [number, number]) => void;
	onZoom: (factor: number, at: number) => void;
	onPan: (seconds: number) => void;
}

/** Lanes over time, with the cursor and what is selected. */
export function Lanes(props: Props) {
	const { range, width, now, cursor, live, selection } = props;
	const tracks = useRef<HTMLDivElement>(null);
	const dragged = useSignal<readonly [number, number] | null>(null);
	const from = useRef<{ x: number; at: number } | null>(null);
	const seconds = range.to - range.from;
	const share = sharing(range);
	const least = (LEAST / Math.max(1, width)) * seconds;
	const momentAt = (x: number) => {
		const rect = tracks.current?.getBoundingClientRect();
		if (!rect || rect.width === 0) return range.from;
		const place = Math.min(Math.max((x - rect.left) / rect.width, 0), 1);
		return Math.min(range.from + place * seconds, now);
	};

	const down = (event: PointerEvent) => {
		if (event.button !== 0) return;
		from.current = { x: event.clientX, at: momentAt(event.clientX) };
	};
	const move = (event: PointerEvent) => {
		const start = from.current;
		if (!start || Math.abs(event.clientX - start.x) < SLACK) return;
		if (!dragged.peek()) tracks.current?.setPointerCapture(event.pointerId);
		const at = momentAt(event.clientX);
		dragged.value = [Math.min(start.at, at), Math.max(start.at, at)];
	};
	const up = (event: PointerEvent) => {
		const start = from.current;
		from.current = null;
		const stretch = dragged.peek();
		dragged.value = null;
		if (stretch) props.onSelect(stretch);
		else if (start && !(event.target as Element).closest("button")) props.onSeek(start.at);
	};
	const wheel = (event: WheelEvent) => {
		const sideways = event.shiftKey ? event.deltaY : event.deltaX;
		if (event.ctrlKey || event.metaKey) props.onZoom(event.deltaY > 0 ? 1.25 : 0.8, momentAt(event.clientX));
		else if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY))
			props.onPan((sideways / Math.max(1, width)) * seconds);
		else return;
		event.preventDefault();
	};

	const chosen = dragged.value ?? selection;
	return (
		<div class="ssew-lanes" onWheel={wheel}>
			<div class="ssew-lanes-axis" aria-hidden="true">
				{ticksOf(range.from, range.to, width / APART).map((at) => (
					<span key={at} class="ssew-tick" style={{ insetInlineStart: share(at) }}>
						{(range.to - at) * width > (range.to - range.from) * 44 && moment(at)}
					</span>
				))}
			</div>
			<div class="ssew-scroll ssew-lanes-box">
				<div
					ref={tracks}
					class="ssew-lanes-tracks"
					onPointerDown={down}
					onPointerMove={move}
					onPointerUp={up}
					onPointerCancel={up}
				>
					{chosen && (
						<div
							class="ssew-chosen"
							style={{
								insetInlineStart: share(chosen[0]),
								inlineSize: `${((chosen[1] - chosen[0]) / seconds) * 100}%`,
							}}
						/>
					)}
					<Rows
						lanes={props.lanes}
						agents={props.agents}
						range={range}
						least={least}
						now={live ? Math.floor(now / least) * least : now}
						pointed={props.pointed}
						onSeek={props.onSeek}
					/>
					{live && <div class="ssew-edge" style={{ insetInlineStart: share(now) }} />}
					<div class="ssew-playhead" style={{ insetInlineStart: share(cursor) }} />
				</div>
			</div>
		</div>
	);
}

/** Return what tells where a moment is, as a share of the range. */
function sharing({ from, to }: Range): (at: number) => string {
	return (at) => `${(((at - from) / (to - from)) * 100).toFixed(3)}%`;
}

type RowsProps = Pick<Props, "lanes" | "agents" | "range" | "now" | "pointed" | "onSeek"> & { least: number };

/** The spans: one stop for Tab; left and right go along a row, up and down to the next. Drawn again only when they changed. */
const Rows = memo(({ lanes, agents, range, now, least, pointed, onSeek }: RowsProps) => {
	const list = useRef<HTMLUListElement>(null);
	const active = useSignal("");
	const seconds = range.to - range.from;
	const [share, name] = [sharing(range), calling(agents)];
	const rows = lanes.flatMap((lane) => lane.rows.map((row) => marksOf(row, range.from, range.to, least, now)));
	const all = rows.flat();
	const stop = all.some((mark) => mark.span.key === active.value) ? active.value : all[0]?.span.key;
	const go = (event: KeyboardEvent) => {
		const next = neighbour(rows, stop ?? "", event.key, event.shiftKey);
		if (!next) return;
		event.preventDefault();
		active.value = next;
		const places = [...(list.current?.querySelectorAll<HTMLElement>(".ssew-span") ?? [])];
		places[all.findIndex((mark) => mark.span.key === next)]?.focus();
	};
	let row = 0;
	return (
		<ul ref={list} class="ssew-lanes-list" aria-label="Lanes" onKeyDown={go}>
			{lanes.map((lane) => (
				<li key={lane.kind} class="ssew-lane">
					<span class="ssew-lane-name">{lane.label}</span>
					{lane.rows.map((spans: Row) => (
						<div key={spans[0]?.key} class="ssew-lane-row">
							{(rows[row++] ?? []).map((mark) => (
								<Bar
									key={mark.span.key}
									mark={mark}
									stop={mark.span.key === stop}
									start={share(mark.from)}
									name={name(mark.span)}
									wide={mark.to - mark.from > least * (READABLE / LEAST)}
									size={`${((mark.to - mark.from) / seconds) * 100}%`}
									pointed={pointed}
									onPress={() => {
										active.value = mark.span.key;
										onSeek(mark.from);
									}}
								/>
							))}
						</div>
					))}
				</li>
			))}
		</ul>
	);
});

interface BarProps {
	mark: Mark;
	name: string;
	/** Whether there is room for its name. */
	wide: boolean;
	stop: boolean;
	start: string;
	size: string;
	pointed: Signal<Span | null>;
	onPress: () => void;
}

function Bar({ mark: { span, count, from, to }, name, wide, stop, start, size, pointed, onPress }: BarProps) {
	const { shape, word, tone } = statusOf(span.status);
	const label = count > 1 ? `${name} and ${count - 1} more` : name;
	const point = () => {
		pointed.value = span;
	};
	const leave = () => {
		pointed.value = null;
	};
	const ended = span.to === null ? "now" : moment(to);
	return (
		<button
			type="button"
			class={`ssew-span ssew-span-${span.kind}`}
			data-tone={tone}
			data-open={span.to === null}
			tabIndex={stop ? 0 : -1}
			aria-label={`${label}, ${word}, ${moment(from)} to ${ended}`}
			style={{ insetInlineStart: start, inlineSize: size }}
			onClick={onPress}
			onFocus={point}
			onBlur={leave}
			onPointerEnter={point}
			onPointerLeave={leave}
		>
			{wide && (
				<span class="ssew-span-text" aria-hidden="true">
					{tone === "bad" || tone === "ask" ? `${shape} ` : ""}
					{label}
				</span>
			)}
		</button>
	);
}

/** Return the key of the span that an arrow leads to from `key`. */
function neighbour(rows: readonly Mark[][], key: string, arrow: string, shift: boolean): string | undefined {
	if (shift) return undefined;
	const row = rows.findIndex((marks) => marks.some((mark) => mark.span.key === key));
	const place = rows[row]?.findIndex((mark) => mark.span.key === key) ?? -1;
	const here = rows[row]?.[place];
	if (!here) return undefined;
	switch (arrow) {
		case "ArrowRight":
			return rows[row]?.[place + 1]?.span.key;
		case "ArrowLeft":
			return rows[row]?.[place - 1]?.span.key;
		case "ArrowDown":
			return nearest(rows.slice(row + 1), here.from);
		case "ArrowUp":
			return nearest(rows.slice(0, row).reverse(), here.from);
		default:
			return undefined;
	}
}

function nearest(rows: readonly Mark[][], at: number): string | undefined {
	const row = rows.find((marks) => marks.length > 0) ?? [];
	const near = row.reduce<Mark | undefined>(
		(best, mark) => (best && Math.abs(best.from - at) <= Math.abs(mark.from - at) ? best : mark),
		undefined,
	);
	return near?.span.key;
}
