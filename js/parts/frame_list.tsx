import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { afterLayout } from "../lib/after_layout.ts";
import { Follower } from "../lib/follow.ts";
import { percent } from "../lib/format.ts";
import { type Rows, visible } from "../lib/rows.ts";
import { Tall } from "../lib/tall.ts";
import { toggleBreak } from "./breakpoints.tsx";
import { Button } from "./button.tsx";
import { FrameLine, LINE } from "./frame_line.tsx";
import { useFrameRows } from "./frame_rows.ts";
import { useKept, useRun, useScene } from "./scene.ts";

interface Props {
	query: string;
	selected: Signal<number | null>;
	onMatched: (count: number) => void;
}

/** The frames that match, one a line; only the lines in sight exist, and only they are asked for. */
export function FrameList({ query, selected, onMatched }: Props) {
	const { prefix, store } = useScene();
	const box = useRef<HTMLDivElement>(null);
	const attached = useKept("frames attached", true);
	const tall = useRef(new Tall(LINE)).current;
	/** Where the box is scrolled to and how tall it is; known, for whoever asks the page has it laid out. */
	const place = useRef({ top: 0, height: 0, moving: false }).current;
	const range = useSignal<[number, number]>([0, 0]);
	const { rows, total, progress, problem, retry } = useFrameRows(query, range, onMatched);
	const { shown, live } = useRun(({ stream }) => stream);
	const [first, end] = range.value;
	const height = tall.height(total);
	const following = live && attached.value && total > 0;

	const look = () => {
		const next = visible(place.top + tall.offset, place.height, LINE, total);
		if (next[0] !== range.peek()[0] || next[1] !== range.peek()[1]) range.value = next;
	};
	/** Scroll in the next frame, when every view has changed: each time before that would lay the page out anew. */
	const scrollTo = (top: number) => {
		if (top !== place.top && !place.moving) {
			place.moving = true;
			requestAnimationFrame(() => {
				place.moving = false;
				if (box.current) box.current.scrollTop = place.top;
			});
		}
		place.top = top;
		look();
	};
	const reveal = (index: number) => scrollTo(tall.reveal(index, place.top, place.height));
	const read = () => {
		const element = box.current;
		if (!element || place.moving) return;
		place.top = element.scrollTop;
		place.height = element.clientHeight;
		scrollTo(tall.scrolled(place.top, place.height));
	};
	const settle = () => {
		if (place.height === 0) return;
		if (following) reveal(total - 1);
		else look();
	};
	const now = useRef({ read, settle });
	now.current = { read, settle };
	const readLater = useRef(afterLayout(() => now.current.read())).current;

	useLayoutEffect(() => {
		const element = box.current;
		if (!element) return;
		const abort = new AbortController();
		const follow = new Follower(
			element,
			(on) => {
				attached.value = on;
				now.current.read();
			},
			abort.signal,
		);
		follow.attached = attached.peek();
		const sizes = new ResizeObserver(() => {
			now.current.read();
			now.current.settle();
		});
		sizes.observe(element);
		return () => {
			sizes.disconnect();
			abort.abort();
		};
	}, []);

	useLayoutEffect(settle);

	// Where the frames are all there, the one that is shown is kept in sight.
	useEffect(() => {
		const skipped = Math.max(0, rows.total - rows.matched);
		if (!live && !query && shown > skipped) reveal(shown - 1 - skipped);
	}, [live, shown]);

	const active = indexOf(rows, selected.value, first, end);
	const move = (event: KeyboardEvent) => {
		const type = active === null ? undefined : rows.at(active)?.types[0];
		if (event.key === "b" && type) toggleBreak(store.calls, type).catch(() => {});
		const step = steps[event.key];
		if (step === undefined || total === 0) return;
		event.preventDefault();
		const from = active ?? (step > 0 ? first - 1 : end);
		const next = Math.min(total - 1, Math.max(0, from + step));
		const row = rows.at(next);
		if (row) selected.value = row.n;
		reveal(next);
	};

	const lines = [];
	for (let index = first; index < Math.min(end, total); index += 1) {
		const row = rows.at(index);
		lines.push(
			<FrameLine
				key={index}
				id={`${prefix}-frame-${index}`}
				top={index * LINE - tall.offset}
				row={row}
				current={index === active}
				place={row === undefined || live ? "past" : row.n === shown ? "shown" : row.n > shown ? "ahead" : "past"}
				onPick={(n) => {
					selected.value = n;
				}}
			/>,
		);
	}
	return (
		<div class="ssew-frames">
			<div
				ref={box}
				class="ssew-scroll ssew-frames-box"
				role="listbox"
				aria-label="Frames"
				aria-activedescendant={active === null ? undefined : `${prefix}-frame-${active}`}
				tabIndex={0}
				onScroll={following ? readLater : read}
				onKeyDown={move}
			>
				<div class="ssew-frames-all" style={{ blockSize: `${height}px` }}>
					{lines}
				</div>
			</div>
			{progress < 1 && (
				<p class="ssew-frames-searching" role="status">
					Searching, {percent(progress)}
				</p>
			)}
			{total === 0 && progress === 1 && !problem && (
				<p class="ssew-empty ssew-frames-empty">{query ? "No frame matches." : "No frame has come."}</p>
			)}
			{problem && (
				<p class="ssew-note">
					Frames could not be read: {problem}.{" "}
					<Button plain onClick={retry}>
						Try again
					</Button>
				</p>
			)}
		</div>
	);
}

const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 };

function indexOf(rows: Rows, n: number | null, first: number, end: number): number | null {
	if (n === null) return null;
	for (let index = first; index < end; index += 1) if (rows.at(index)?.n === n) return index;
	return null;
}
