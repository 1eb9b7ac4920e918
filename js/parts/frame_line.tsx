import { bytes, moment } from "../lib/format.ts";
import type { FrameRow } from "../lib/protocol.ts";

/** The height of every line, in pixels; lines of one height need no measuring. */
export const LINE = 26;

interface Props {
	id: string;
	/** Pixels from the top of the box. */
	top: number;
	/** Undefined until the kernel has sent it. */
	row: FrameRow | undefined;
	current: boolean;
	/** Where it is as seen from the frame that is shown. */
	place: "past" | "shown" | "ahead";
	onPick: (n: number) => void;
}

/** One frame in the list of frames. */
export function FrameLine({ id, top, row, current, place, onPick }: Props) {
	const style = { insetBlockStart: `${top}px` };
	if (!row)
		return (
			<div
				id={id}
				role="option"
				tabIndex={-1}
				aria-selected={false}
				aria-label="Not read yet"
				class="ssew-frame ssew-frame-unknown"
				style={style}
			/>
		);
	return (
		// biome-ignore lint/a11y/useKeyWithClickEvents: the list has the focus and handles the keys
		<div
			id={id}
			role="option"
			tabIndex={-1}
			aria-selected={current}
			aria-current={place === "shown" ? "step" : undefined}
			class="ssew-frame"
			data-place={place}
			data-flag={row.flags.includes("error") ? "error" : row.flags[0]}
			style={style}
			onClick={() => onPick(row.n)}
		>
			<span class="ssew-frame-n">{row.n}</span>
			<span class="ssew-frame-at">{moment(row.at)}</span>
			<span class="ssew-frame-event">{row.event || "message"}</span>
			<span class="ssew-frame-types">{row.types.join(" ")}</span>
			<span class="ssew-frame-text">{row.problem ?? row.text}</span>
			<span class="ssew-frame-size">{bytes(row.size)}</span>
		</div>
	);
}
