import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Spanned } from "../lib/lanes.ts";
import { useRun, useScene } from "./scene.ts";

/** Milliseconds between questions for what lies beyond the cursor. */
const EVERY = 1000;

interface Told extends Spanned {
	received: number;
	at: number;
}

/** Return when everything received so far began and ended, wherever the cursor stands, and where it ends. */
export function useSpans(): { spans: Spanned; end: number } {
	const { store, shown } = useScene();
	const { live, received, at } = useRun(({ stream }) => stream);
	const told = useSignal<Told | null>(null);
	const due = useRef<ReturnType<typeof setTimeout>>(undefined);
	const stale = store.stale.value;

	useEffect(() => {
		if (live || stale || told.peek()?.received === received || due.current !== undefined) return;
		const ask = async () => {
			try {
				told.value = (await store.calls.ask("spans")) as Told;
			} catch {
				// What this browser has seen is shown until the next try.
			}
			due.current = setTimeout(() => {
				due.current = undefined;
			}, EVERY);
		};
		due.current = setTimeout(ask, 0);
	}, [live, received, stale, due.current === undefined]);
	useEffect(() => () => clearTimeout(due.current), []);

	if (live) return { spans: shown.value.state, end: at };
	if (told.value && !stale) return { spans: told.value, end: Math.max(told.value.at, at) };
	const latest = store.history.latest;
	const seen = latest && latest.stream.shown >= shown.value.stream.shown ? latest : shown.value;
	return { spans: seen.state, end: Math.max(seen.stream.at, at) };
}
