import { rough } from "../lib/format.ts";
import { isOver } from "../lib/wire.ts";
import { Figure } from "./figure.tsx";
import { useNow, useRun, useRunState, useScene } from "./scene.ts";

/** Seconds without anything before that is worth a warning. */
const LONG = 20;
/** Seconds below which it is not worth a word. */
const SHORT = 3;

/** How long nothing has been heard of something that is at work: first as news, then as a warning. */
export function SilenceOf({ since }: { since: number }) {
	const silent = useNow() - since;
	const { store } = useScene();
	if (!store.live.value || silent < SHORT) return null;
	if (silent < LONG) return <Figure>last event {rough(silent)} ago</Figure>;
	return <Warning silent={silent} />;
}

/** The warning that nothing has come over the wire, not even a heartbeat. */
export function SilenceOfWire() {
	const wire = useRunState((state) => state.connection);
	const last = useRun((document) => document.stream.at);
	const silent = useNow() - Math.max(last, wire.heartbeat_at ?? 0);
	const { store } = useScene();
	if (!store.live.value || isOver(wire.state) || wire.state === "retrying" || silent < LONG) return null;
	return <Warning silent={silent} />;
}

function Warning({ silent }: { silent: number }) {
	return <Figure class="ssew-silent">silent for {rough(silent)}</Figure>;
}
