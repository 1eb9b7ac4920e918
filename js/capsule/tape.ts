import { apply, type Op } from "../lib/patch.ts";
import type { Mark } from "../lib/player.ts";
import type { RunState, Stream } from "../lib/types.ts";

/** One frame as the kernel has written it: what came, what it is about, what it says, what it changed. */
export type Frame = readonly [
	event: string,
	data: string,
	id: string,
	retry: number | null,
	at: number,
	size: number,
	facts: number,
	events: readonly Record<string, unknown>[],
	ops: readonly Op[],
];

export interface Recorded {
	frames: readonly Frame[];
	/** The state before the first frame. */
	first: RunState;
	stream: Stream;
	/** Types, agents and flags, shared by frames that are alike. */
	facts: readonly (readonly [readonly string[], readonly string[], readonly string[]])[];
	types: readonly (readonly [string, number])[];
	agents: readonly (readonly [string, number])[];
	marks: Record<Mark, readonly number[]>;
}

/** Frames from one kept state to the next. */
const EVERY = 200;
/** Milliseconds of work before the page gets its turn. */
const TURN = 12;

/** The states of a recorded run, exact to the frame, made from its patches as far as they are asked for. */
export class Tape {
	readonly length: number;
	private readonly kept: RunState[];
	private readonly sizes: Float64Array;

	constructor(readonly recorded: Recorded) {
		this.length = recorded.frames.length;
		this.kept = [recorded.first];
		this.sizes = new Float64Array(this.length + 1);
		recorded.frames.forEach((frame, index) => {
			this.sizes[index + 1] = (this.sizes[index] ?? 0) + frame[5];
		});
	}

	/** Return frame number `n`, counted from 1. */
	frame(n: number): Frame {
		const frame = this.recorded.frames[n - 1];
		if (!frame) throw new Error(`there is no frame ${n}: ${this.length} were received`);
		return frame;
	}

	/** Return the state after `n` frames; long ways are gone in turns, so that the page stays alive. */
	async state(n: number): Promise<RunState> {
		if (!Number.isInteger(n) || n < 0 || n > this.length)
			throw new Error(`there is no frame ${n}: ${this.length} were received`);
		let since = performance.now();
		let place = Math.min(Math.floor(n / EVERY), this.kept.length - 1) * EVERY;
		let state = this.kept[place / EVERY] as RunState;
		while (place < n) {
			state = apply(state, this.frame(place + 1)[8]) as RunState;
			place += 1;
			if (place % EVERY !== 0) continue;
			this.kept[place / EVERY] = state;
			if (performance.now() - since < TURN) continue;
			await new Promise((resolve) => setTimeout(resolve));
			since = performance.now();
		}
		return state;
	}

	/** Return how many bytes the data of the first `n` frames had. */
	bytes(n: number): number {
		return this.sizes[n] ?? 0;
	}

	/** Return when frame number `n` came, 0 before the first. */
	when(n: number): number {
		return n > 0 ? this.frame(n)[4] : 0;
	}

	/** Return the last frame that had come at a moment. */
	frameAt(at: number): number {
		let [low, high] = [0, this.length];
		while (low < high) {
			const middle = (low + high + 1) >> 1;
			if (this.when(middle) <= at) low = middle;
			else high = middle - 1;
		}
		return low;
	}

	/** Return the next frame in which something of a kind begins, or the one before. */
	jump(kind: Mark, n: number, back: boolean): number | null {
		const marks = this.recorded.marks[kind];
		return (back ? marks.filter((mark) => mark < n).at(-1) : marks.find((mark) => mark > n)) ?? null;
	}
}
