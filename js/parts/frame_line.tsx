import { bytes, moment } from "../lib/format.ts";
import type { FrameRow } from "../lib/protocol.ts";

/** The height of every line, in pixels; lines of one height need no measuring. */
export const LINE = 26;

interface Props {
	id: string;
	index: number;
	/** Undefined until the kernel has sent it. */
	row: FrameRow | undefined;
	current: boolean;
	onPick: (n: number) => void;
}

/** One frame in the list of frames. */
export function FrameLine({ id, index, row, current, onPick }: Props) {
	const place = { insetBlockStart: `${index * LINE}px` };
	if (!row)
		return (
			<div
				id={id}
				role="option"
				tabIndex={-1}
				aria-selected={false}
				class="ssew-frame ssew-frame-unknown"
				style={place}
			/>
		);
	return (
		// biome-ignore lint/a11y/useKeyWithClickEvents: the list has the focus and handles the keys
		<div
			id={id}
			role="option"
			tabIndex={-1}
			aria-selected={current}
			class="ssew-frame"
			data-problem={row.problem !== null}
			style={place}
			onClick={() => onPick(row.n)}
		>
			<span class="ssew-frame-n">{row.n}</span>
			<span class="ssew-frame-at">{moment(row.at)}</span>
			<span class="ssew-frame-event">{row.event || "message"}</span>
			<span class="ssew-frame-text">{row.problem ?? row.text}</span>
			<span class="ssew-frame-size">{bytes(row.size)}</span>
		</div>
	);
}
