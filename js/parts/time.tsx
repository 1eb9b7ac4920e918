import { duration, rough } from "../lib/format.ts";
import { useNow } from "./scene.ts";

interface Span {
	from: number | null;
	to: number | null;
	/** Whether it still goes on. */
	running: boolean;
	/** What the stream itself says it took. */
	took?: number | null;
}

/** How long something took, or has taken so far; nothing when nobody said. */
export function Elapsed({ from, to, running, took = null }: Span) {
	if (running) return from === null ? null : <Running from={from} />;
	if (took !== null) return <Seconds value={took} fine />;
	return from === null || to === null ? null : <Seconds value={to - from} fine />;
}

function Running({ from }: { from: number }) {
	return <Seconds value={useNow() - from} />;
}

/** How long ago something was: `4 s ago`. */
export function Ago({ at }: { at: number }) {
	const passed = useNow() - at;
	return <Time seconds={passed}>{passed < 1 ? "just now" : `${rough(passed)} ago`}</Time>;
}

/** How long until something: `in 4 s`. */
export function Until({ at }: { at: number }) {
	const left = at - useNow();
	return <Time seconds={left}>{left <= 0 ? "now" : `in ${duration(Math.ceil(left))}`}</Time>;
}

/** What was left at `at`, counted down. */
export function Left({ seconds, at }: { seconds: number; at: number | null }) {
	const left = at === null ? seconds : Math.max(0, seconds - (useNow() - at));
	return left === 0 ? null : <Time seconds={left}>{`${duration(Math.ceil(left))} left`}</Time>;
}

export function Seconds({ value, fine = false }: { value: number; fine?: boolean }) {
	return <Time seconds={value}>{duration(value, fine)}</Time>;
}

function Time({ seconds, children }: { seconds: number; children: string }) {
	return (
		<time class="ssew-number" dateTime={`PT${Math.max(0, seconds).toFixed(1)}S`}>
			{children}
		</time>
	);
}
