import { type Signal, useSignal } from "@preact/signals";
import type { Act } from "../lib/types.ts";
import { useRun, useScene } from "./scene.ts";

interface Asking {
	/** What went wrong the last time; empty if nothing did. */
	problem: Signal<string>;
	/** Return why something cannot be asked of the back end now; empty where it can be. */
	reason: (name: Act["id"]) => string;
	/** Ask, and do something once it has been done. */
	ask: (name: Act["id"], args: Record<string, unknown>, then?: () => void) => Promise<void>;
}

/** Return what it takes to ask something of the back end; one thing at a time. */
export function useAsking(): Asking {
	const { store } = useScene();
	const acts = useRun((document) => document.stream.acts);
	const asked = useSignal(false);
	const problem = useSignal("");
	return {
		problem,
		reason(name) {
			if (store.stale.value) return "no kernel is attached";
			if (asked.value) return "it is being asked";
			return acts.find((act) => act.id === name)?.reason ?? "this kernel does not know it";
		},
		async ask(name, args, then) {
			asked.value = true;
			problem.value = "";
			try {
				await store.calls.ask(name, args);
				then?.();
			} catch (error) {
				problem.value = error instanceof Error ? error.message : String(error);
			}
			asked.value = false;
		},
	};
}
