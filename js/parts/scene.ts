import { type ReadonlySignal, type Signal, useComputed, useSignalEffect } from "@preact/signals";
import { createContext } from "preact";
import { useContext, useRef } from "preact/hooks";
import type { Aim, Aims } from "../lib/aim.ts";
import type { Assets } from "../lib/assets.ts";
import type { Ticker } from "../lib/clock.ts";
import type { Host } from "../lib/host.ts";
import type { Memory } from "../lib/memory.ts";
import type { Player } from "../lib/player.ts";
import type { Store } from "../lib/store.ts";
import type { Theme } from "../lib/theme.ts";
import type { RunDocument, RunState, Thought, Tool } from "../lib/types.ts";
import type { Typesetter } from "../lib/typesetter.ts";

/** What every component of one mounted view may use. */
export interface Scene {
	/** Which view it is. */
	kind: string;
	store: Store;
	player: Player;
	ticker: Ticker;
	memory: Memory;
	assets: Assets;
	typesetter: Typesetter;
	aims: Aims;
	options: Record<string, unknown>;
	/** Where the page lets a view reach the models of other runs. */
	host: Host | undefined;
	theme: ReadonlySignal<Theme>;
	/** The store's document while the view can be seen, else the last one that was. */
	shown: ReadonlySignal<RunDocument>;
	thoughts: ReadonlySignal<ReadonlyMap<string, Thought>>;
	tools: ReadonlySignal<ReadonlyMap<string, Tool>>;
	/** For the ids of our own elements; ids from the stream never become attributes. */
	prefix: string;
}

export const SceneContext = createContext<Scene | null>(null);

export function useScene(): Scene {
	const scene = useContext(SceneContext);
	if (!scene) throw new Error("a view was rendered outside a scene");
	return scene;
}

/** Return a part of the document; the component renders again when that very part changes. */
export function useRun<T>(select: (document: RunDocument) => T): T {
	const { shown } = useScene();
	useComputed(() => select(shown.value)).value;
	// Asked anew: what is computed may have been selected by the props of before.
	return select(shown.peek());
}

export function useRunState<T>(select: (state: RunState) => T): T {
	return useRun((document) => select(document.state));
}

/** Return the time to measure from, and render again every second while it runs. */
export function useNow(): number {
	const { shown, store, ticker } = useScene();
	const { live, at } = shown.value.stream;
	if (!live || !store.live.value) return at;
	ticker.beat.value;
	return Math.max(at, store.clock.now() ?? at);
}

/** Return whether this is what the reader was led to last. */
export function useAimedAt(kind: Aim["kind"], id: string): boolean {
	const { aims } = useScene();
	return useComputed(() => aims.now.value?.kind === kind && aims.now.value.id === id).value;
}

/** Call `follow` whenever the reader is led somewhere from now on. */
export function useNewAim(follow: (aim: Aim) => void): void {
	const { aims } = useScene();
	const old = useRef(aims.now.peek());
	useSignalEffect(() => {
		const aim = aims.now.value;
		if (aim && aim !== old.current) follow(aim);
	});
}

/** Return a signal that outlives the component: the reader's choices. */
export function useKept<T>(name: string, initial: T): Signal<T> {
	return useScene().memory.signal(name, initial);
}
