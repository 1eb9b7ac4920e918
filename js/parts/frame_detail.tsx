import { useEffect, useState } from "preact/hooks";
import { asCurl, asJson, asPython } from "../lib/clip.ts";
import { bytes, moment, pretty, prettyText } from "../lib/format.ts";
import type { Op } from "../lib/patch.ts";
import type { FrameDetail } from "../lib/protocol.ts";
import { BreakOn } from "./breakpoints.tsx";
import { Button } from "./button.tsx";
import { Copy } from "./copy.tsx";
import { Figure } from "./figure.tsx";
import { Piece } from "./piece.tsx";
import { useRun, useRunState, useScene } from "./scene.ts";

/** One frame: its data, the events read from it, and what they changed. */
export function FrameDetails({ n, onClose }: { n: number; onClose: () => void }) {
	const { store, player } = useScene();
	const shown = useRun(({ stream }) => stream.shown);
	const [found, setFound] = useState<FrameDetail | null>(null);
	const [problem, setProblem] = useState("");
	useEffect(() => {
		let wanted = true;
		setProblem("");
		store.calls.ask("frame", { n }).then(
			(detail) => wanted && setFound(detail as FrameDetail),
			(error: Error) => wanted && setProblem(error.message),
		);
		return () => {
			wanted = false;
		};
	}, [n]);
	return (
		<section class="ssew-detail" aria-label={`Frame ${n}`}>
			<header class="ssew-detail-head">
				<Figure class="ssew-detail-title">Frame {n}</Figure>
				{found?.n === n && <Facts frame={found} />}
				<Button plain onClick={onClose}>
					Close
				</Button>
			</header>
			<div class="ssew-detail-actions">
				<Button
					plain
					disabled={shown === n}
					title="Show the run as it was after this frame"
					onClick={() => player.show(n)}
				>
					{shown === n ? "Shown" : "Go here"}
				</Button>
				{found?.n === n && (
					<>
						<BreakOn types={[...new Set(found.events.map((event) => String(event.type)))]} />
						<Copies frame={found} />
					</>
				)}
			</div>
			{problem && <p class="ssew-note">{problem}</p>}
			{found && <Body frame={found} />}
		</section>
	);
}

function Copies({ frame }: { frame: FrameDetail }) {
	const wire = useRunState((state) => state.connection);
	const stream = useRun((document) => document.stream);
	const curl = asCurl(frame, wire, stream);
	return (
		<span class="ssew-copies">
			<span class="ssew-muted">Copy as</span>
			<Copy label="JSON" what="frame as JSON" text={() => asJson(frame)} />
			<Copy label="Python" what="frame as Python" text={() => asPython(frame)} />
			{curl && <Copy label="curl" what="request from this frame on, for curl" text={() => curl} />}
		</span>
	);
}

function Facts({ frame }: { frame: FrameDetail }) {
	return (
		<span class="ssew-meta">
			<span>{frame.event || "message"}</span>
			<Figure>{moment(frame.at)}</Figure>
			<Figure>{bytes(frame.size)}</Figure>
			{frame.id && <span>id {frame.id}</span>}
			{frame.retry !== null && <Figure>retry {frame.retry}</Figure>}
		</span>
	);
}

function Body({ frame }: { frame: FrameDetail }) {
	return (
		<div class="ssew-detail-body">
			<Piece name="Data" text={prettyText(frame.data)} source={frame.data} />
			<Piece name="Events" text={frame.events.map(eventText).join("\n\n")} none="It was not understood as any event." />
			<Piece name="Change" text={frame.ops.map(opText).join("\n")} none="It changed nothing." />
		</div>
	);
}

function eventText({ type, ...fields }: Record<string, unknown>): string {
	return `${String(type)} ${pretty(fields)}`;
}

function opText(op: Op): string {
	const value = op[0] === "remove" ? "" : ` ${JSON.stringify(op[2])}`;
	return `${op[0]} ${op[1].join(".")}${value}`;
}
