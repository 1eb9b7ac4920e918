import type { FrameRow } from "../lib/protocol.ts";
import { parse, type Queried, type Query } from "../lib/query.ts";
import type { Tape } from "./tape.ts";

/** Milliseconds that one answer may look for matches; the page asks again for the rest. */
const TURN = 15;
const GLANCE = 200;

/** Where on a tape a query holds. */
export class Search {
	readonly found: number[] = [];
	looked = 0;
	private readonly holds: Query;

	constructor(
		private readonly tape: Tape,
		readonly query: string,
	) {
		this.holds = parse(query);
	}

	/** Look at more frames, for a moment. */
	goOn(): void {
		const end = performance.now() + TURN;
		while (this.looked < this.tape.length) {
			this.looked += 1;
			if (this.holds(queried(this.tape, this.looked))) this.found.push(this.looked);
			if (this.looked % 500 === 0 && performance.now() > end) return;
		}
	}
}

function queried(tape: Tape, n: number): Queried {
	const [event, data, id, , at, size, code] = tape.frame(n);
	const [types, agents, flags] = tape.recorded.facts[code] ?? [[], [], []];
	return { n, at, event, id, size, types, agents, flags, data };
}

export function rowOf(tape: Tape, n: number): FrameRow {
	const { at, event, size, types, flags, data } = queried(tape, n);
	const unreadable = tape.frame(n)[7].find((said) => said.type === "frame.unreadable");
	const problem = unreadable ? String(unreadable.reason) : null;
	return { n, at, event, size, types, flags, text: data.slice(0, GLANCE), problem };
}
