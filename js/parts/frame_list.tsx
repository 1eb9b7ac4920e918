import { type Signal, useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Follower } from "../lib/follow.ts";
import { type Rows, visible } from "../lib/rows.ts";
import { FrameLine, LINE } from "./frame_line.tsx";
import { useFrameRows } from "./frame_rows.ts";
import { useScene } from "./scene.ts";

interface Props {
	query: string;
	selected: Signal<number | null>;
	onMatched: (count: number) => void;
}

/** The frames that match, one a line; only the lines in sight exist, and only they are asked for. */
export function FrameList({ query, selected, onMatched }: Props) {
	const { prefix } = useScene();
	const box = useRef<HTMLDivElement>(null);
	const follower = useRef<Follower>(undefined);
	const range = useSignal<[number, number]>([0, 0]);
	const { rows, total, problem, retry } = useFrameRows(query, range, onMatched);
	const [first, end] = range.value;

	const look = () => {
		if (!box.current) return;
		const next = visible(box.current.scrollTop, box.current.clientHeight, LINE, total);
		if (next[0] !== first || next[1] !== end) range.value = next;
	};
	const looking = useRef(look);
	looking.current = look;

	useLayoutEffect(() => {
		const element = box.current;
		if (!element) return;
		const abort = new AbortController();
		follower.current = new Follower(element, () => {}, abort.signal);
		const sizes = new ResizeObserver(() => looking.current());
		sizes.observe(element);
		return () => {
			sizes.disconnect();
			abort.abort();
		};
	}, []);

	useLayoutEffect(() => {
		follower.current?.grew();
		look();
	});

	const active = indexOf(rows, selected.value, first, end);
	const move = (event: KeyboardEvent) => {
		const step = steps[event.key];
		if (step === undefined || total === 0) return;
		event.preventDefault();
		const next = Math.min(total - 1, Math.max(0, active === null ? (step > 0 ? first : end - 1) : active + step));
		const row = rows.at(next);
		if (row) selected.value = row.n;
		if (box.current) reveal(box.current, next);
	};

	const lines = [];
	for (let index = first; index < Math.min(end, total); index += 1)
		lines.push(
			<FrameLine
				key={index}
				id={`${prefix}-frame-${index}`}
				index={index}
				row={rows.at(index)}
				current={index === active}
				onPick={(n) => {
					selected.value = n;
				}}
			/>,
		);
	return (
		<div class="ssew-frames">
			<div
				ref={box}
				class="ssew-scroll ssew-frames-box"
				role="listbox"
				aria-label="Frames"
				aria-activedescendant={active === null ? undefined : `${prefix}-frame-${active}`}
				tabIndex={0}
				onScroll={look}
				onKeyDown={move}
			>
				<div class="ssew-frames-all" style={{ blockSize: `${total * LINE}px` }}>
					{lines}
				</div>
			</div>
			{total === 0 && !problem && (
				<p class="ssew-empty ssew-frames-empty">{query ? "No frame matches." : "No frame has come."}</p>
			)}
			{problem && (
				<p class="ssew-note">
					Frames could not be read: {problem}.{" "}
					<button type="button" class="ssew-button ssew-button-plain" onClick={retry}>
						Try again
					</button>
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

function reveal(box: HTMLElement, index: number): void {
	if (index * LINE < box.scrollTop) box.scrollTop = index * LINE;
	else if ((index + 1) * LINE > box.scrollTop + box.clientHeight) box.scrollTop = (index + 1) * LINE - box.clientHeight;
}
