import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Store } from "./store.ts";
import type { RunDocument, RunState } from "./types.ts";

/** Milliseconds that the kernel may take before what this browser has seen is shown instead. */
const PATIENCE = 250;
/** Milliseconds between two moves while it plays. */
const TICK = 50;

export const SPEEDS = [0.25, 0.5, 1, 2, 4, 10, 25, 100] as const;

export type Mark = "tool" | "message" | "error";

/** What leads to a frame that stays. */
type Place =
	| { name: "show"; args: { n: number; drag: boolean | undefined } }
	| { name: "seek"; args: { at: number } }
	| { name: "jump"; args: { kind: Mark; n: number; back: boolean } }
	| { name: "step"; args: { n: number } };

type Move = Place | { name: "live"; args: Record<string, never> } | { name: "resume"; args: Record<string, never> };

interface Answer {
	n: number | null;
	/** What can be seen in passing, where a drag leaps. */
	document?: RunDocument;
}

/**
 * The cursor of one run, which all of its views share.
 *
 * The kernel moves it, exactly to the frame. While the kernel is busy or gone, the nearest document
 * that this browser has seen is shown instead.
 */
export class Player {
	/** What the views show. */
	readonly document: ReadonlySignal<RunDocument | null>;
	/** Whether what is shown comes from this browser's memory, and may be a few frames early. */
	readonly remembered: ReadonlySignal<boolean>;
	readonly playing = signal(false);
	readonly speed: Signal<number> = signal(1);
	/** The frame that was asked for while it is not shown yet. */
	readonly target = signal<number | null>(null);

	/** Why the last move led nowhere. */
	readonly note = signal("");

	readonly #local = signal<RunDocument | null>(null);
	/** What the kernel lets be seen of a place that a drag passes. */
	#glance: RunDocument | null = null;
	#wanted: Move | null = null;
	#asking = false;
	#slow = false;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#from = { at: 0, since: 0 };

	readonly #store: Store;

	constructor(store: Store) {
		this.#store = store;
		this.document = computed(() => {
			const [now, local] = [store.document.value, this.#local.value];
			if (!now || !local) return now;
			const { shown, at, bytes } = local.stream;
			return { state: local.state, stream: { ...now.stream, shown, at, bytes, live: false, paused: true } };
		});
		this.remembered = computed(() => this.#local.value !== this.#glance);
	}

	/** How many frames there are to move over. */
	get received(): number {
		return Math.max(this.#store.document.peek()?.stream.received ?? 0, this.#store.history.range?.[1] ?? 0);
	}

	/** Where it stands, or will in a moment. */
	get cursor(): number {
		return this.target.peek() ?? this.document.peek()?.stream.shown ?? 0;
	}

	/** Stand still after frame `n`; `drag` where that is only passed on the way. */
	show(n: number, drag?: boolean): void {
		this.playing.value = false;
		const place = Math.min(Math.max(Math.round(n), 0), this.received);
		this.target.value = place;
		this.#move({ name: "show", args: { n: place, drag } });
	}

	/** Stand still at the last frame that had come `at` seconds after the stream opened. */
	seek(at: number): void {
		this.playing.value = false;
		this.#move({ name: "seek", args: { at } });
	}

	/** Go some frames on or back; at a breakpoint the kernel lets just so many pass. */
	step(frames: number): void {
		const stream = this.document.peek()?.stream;
		if (stream?.stopped && stream.live) this.#move({ name: "step", args: { n: frames } });
		else this.show(this.cursor + frames);
	}

	/** Go to where the next tool, message or error begins, or the one before. */
	jump(kind: Mark, back = false): void {
		this.playing.value = false;
		this.#move({ name: "jump", args: { kind, n: this.cursor, back } });
	}

	/** Follow what is received. */
	live(): void {
		this.playing.value = false;
		this.target.value = null;
		this.#move({ name: "live", args: {} });
	}

	pause(): void {
		this.show(this.cursor);
	}

	/** Go on from here in the rhythm in which it came; from the beginning when it is at its end. */
	play(): void {
		const stream = this.document.peek()?.stream;
		if (!stream) return;
		const ended = this.cursor >= this.received;
		this.#from = { at: ended ? this.#beginning() : stream.at, since: performance.now() };
		this.playing.value = true;
		clearTimeout(this.#timer);
		this.#tick();
	}

	/** The first moment that can be played: with no kernel, the first that this browser has seen. */
	#beginning(): number {
		const { history, stale } = this.#store;
		const first = stale.peek() ? history.range?.[0] : undefined;
		return (first !== undefined && history.nearest(first)?.stream.at) || 0;
	}

	faster(speed: number): void {
		this.#from = { at: this.#moment(), since: performance.now() };
		this.speed.value = speed;
	}

	/** Play or stand still, whichever it does not do. */
	toggle(): void {
		const stream = this.document.peek()?.stream;
		if (stream?.stopped) this.#move({ name: "resume", args: {} });
		else if (this.playing.peek() || (stream?.live && stream.active)) this.pause();
		else this.play();
	}

	stop(): void {
		this.playing.value = false;
		clearTimeout(this.#timer);
	}

	#moment(): number {
		return this.#from.at + ((performance.now() - this.#from.since) / 1000) * this.speed.peek();
	}

	#tick(): void {
		if (!this.playing.peek()) return;
		this.target.value = null;
		this.#move({ name: "seek", args: { at: this.#moment() } });
		this.#timer = setTimeout(() => this.#tick(), TICK);
	}

	#move(move: Move): void {
		this.#wanted = move;
		this.note.value = "";
		if (this.#store.stale.peek()) this.#remember();
		else if (this.#asking) this.#slow && this.#remember();
		else this.#ask();
	}

	/** Ask the kernel for the last move that was wanted; those in between are left out. */
	async #ask(): Promise<void> {
		this.#asking = true;
		while (this.#wanted) {
			const move = this.#wanted;
			this.#wanted = null;
			const timer = setTimeout(() => {
				this.#slow = true;
				this.#wanted ??= move;
				this.#remember();
			}, PATIENCE);
			try {
				const answer = (await this.#store.calls.ask(move.name, move.args)) as Answer | null;
				if (this.#wanted === move) this.#wanted = null;
				this.#glance = answer?.document ?? null;
				this.#arrived(move, answer?.n ?? null);
			} catch {
				this.#wanted ??= move;
				this.#remember();
				this.#wanted = null;
			}
			clearTimeout(timer);
			this.#slow = false;
		}
		this.#asking = false;
	}

	#arrived(move: Move, n: number | null): void {
		this.#local.value = this.#glance;
		if (!this.#wanted) this.target.value = null;
		if (n === null && move.name === "jump") this.note.value = nothing(move.args.kind, move.args.back);
		if (this.playing.peek() && n !== null && n >= this.received) this.#ended();
	}

	#ended(): void {
		this.playing.value = false;
		if (this.#store.document.peek()?.stream.active) this.live();
	}

	/** Show the nearest document that was seen. */
	#remember(): void {
		const move = this.#wanted;
		if (!move) return;
		// What a drag passed is nearer than anything remembered, until the kernel is there too.
		if (move.name === "show" && move.args.n === this.#glance?.stream.shown) return;
		if (move.name === "live" || move.name === "resume") this.#local.value = null;
		else {
			const found = this.#recall(move);
			if (found) this.#local.value = found;
			else if (move.name === "jump") this.note.value = nothing(move.args.kind, move.args.back);
			if (found && this.playing.peek() && found.stream.shown >= this.received) this.#ended();
		}
		this.target.value = null;
	}

	#recall(move: Place): RunDocument | null {
		const { history } = this.#store;
		const first = history.range?.[0] ?? 0;
		if (move.name === "show") return history.nearest(Math.max(move.args.n, first));
		if (move.name === "step") return history.nearest(this.cursor + move.args.n);
		if (move.name === "seek") {
			// While it plays, what comes later must not be shown before its time: rather wait.
			return history.nearestAt(move.args.at) ?? (this.playing.peek() ? null : history.nearest(first));
		}
		const here = history.nearest(move.args.n)?.stream.at ?? 0;
		const moments = history.latest ? beginnings(history.latest.state, move.args.kind) : [];
		const found = move.args.back ? moments.filter((at) => at < here).at(-1) : moments.find((at) => at > here);
		return found === undefined ? null : history.nearestAt(found);
	}
}

function nothing(kind: Mark, back: boolean): string {
	return `no ${back ? "earlier" : "later"} ${kind}`;
}

function beginnings(state: RunState, kind: Mark): number[] {
	if (kind === "error") return state.errors.map((error) => error.at);
	const things = kind === "tool" ? state.tools : state.messages;
	return things.flatMap(({ started_at }) => started_at ?? []).sort((a, b) => a - b);
}
