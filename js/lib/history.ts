import { apply, type Op } from "./patch.ts";
import type { RunDocument } from "./types.ts";

/** Patches from one whole document to the next. */
const EVERY = 64;
/** Whole documents that are kept; they share what did not change. */
const DOCUMENTS = 200;
/** Characters of patches that are kept. */
const WEIGHT = 16_000_000;
/** Documents that were looked at out of order. */
const VISITED = 50;

interface Step {
	n: number;
	at: number;
	/** What leads here from the step before; null where the document is whole. */
	ops: readonly Op[] | null;
	document: RunDocument | null;
}

/**
 * The documents of one run that this browser has seen, to go back to without the kernel: whole
 * ones now and then, and patches between. Up to a bound; the oldest are forgotten first.
 */
export class History {
	#steps: Step[] = [];
	#tip: RunDocument | null = null;
	#whole = 0;
	#weight = 0;
	#sinceWhole = 0;
	readonly #visited = new Map<number, RunDocument>();
	#last: { index: number; document: RunDocument } | null = null;

	/** Remember a document, and what led to it from `before`. */
	keep(document: RunDocument, ops: readonly Op[] | null = null, before: RunDocument | null = null): void {
		const { shown, live } = document.stream;
		const latest = this.#steps.at(-1);
		if (latest && shown === latest.n) this.#renew(document);
		else if (latest && shown < latest.n && !live) this.#visit(shown, document);
		else {
			if (latest && shown < latest.n) this.#clear(); // another stream, from its beginning
			this.#extend(document, before === this.#tip ? ops : null);
		}
	}

	/** The first frame that can be gone back to, and the last. */
	get range(): readonly [number, number] | null {
		const [first, last] = [this.#steps[0], this.#steps.at(-1)];
		return first && last ? [first.n, last.n] : null;
	}

	/** The document that goes furthest. */
	get latest(): RunDocument | null {
		return this.#tip;
	}

	/** Return the last document at or before frame `n`; null when that was never seen, or is forgotten. */
	nearest(n: number): RunDocument | null {
		const index = this.#before((step) => step.n <= n);
		const found = this.#steps[index];
		let best = found ? found.n : -1;
		let visited: RunDocument | null = null;
		for (const [place, document] of this.#visited)
			if (place <= n && place > best) {
				best = place;
				visited = document;
			}
		return visited ?? (found ? this.#document(index) : null);
	}

	/** Return the last document at or before a moment. */
	nearestAt(at: number): RunDocument | null {
		const index = this.#before((step) => step.at <= at);
		return this.#steps[index] ? this.#document(index) : null;
	}

	#before(is: (step: Step) => boolean): number {
		let [low, high] = [0, this.#steps.length];
		while (low < high) {
			const middle = (low + high) >> 1;
			if (is(this.#steps[middle] as Step)) low = middle + 1;
			else high = middle;
		}
		return low - 1;
	}

	#document(index: number): RunDocument {
		let from = index;
		let document = this.#step(from).document;
		while (!document) {
			if (this.#last?.index === from) document = this.#last.document;
			else {
				from -= 1;
				document = this.#step(from).document;
			}
		}
		for (let place = from + 1; place <= index; place += 1)
			document = this.#step(place).document ?? (apply(document, this.#step(place).ops ?? []) as RunDocument);
		this.#last = { index, document };
		return document;
	}

	#step(index: number): Step {
		return this.#steps[index] as Step;
	}

	#extend(document: RunDocument, ops: readonly Op[] | null): void {
		const patched = ops !== null && this.#sinceWhole < EVERY;
		const { shown, at } = document.stream;
		this.#steps.push({ n: shown, at, ops: patched ? ops : null, document: patched ? null : document });
		this.#tip = document;
		this.#sinceWhole = patched ? this.#sinceWhole + 1 : 0;
		if (patched) this.#weight += weigh(ops);
		else this.#whole += 1;
		if (this.#whole > DOCUMENTS || this.#weight > WEIGHT) this.#forget();
	}

	/** The same frame, otherwise changed: more was received, or a question answered. */
	#renew(document: RunDocument): void {
		const latest = this.#steps.at(-1) as Step;
		if (latest.ops) {
			this.#weight -= weigh(latest.ops);
			this.#whole += 1;
		}
		latest.ops = null;
		latest.document = document;
		this.#tip = document;
		this.#last = null;
		this.#sinceWhole = 0;
	}

	#visit(n: number, document: RunDocument): void {
		this.#visited.delete(n);
		this.#visited.set(n, document);
		const oldest = this.#visited.keys().next().value;
		if (this.#visited.size > VISITED && oldest !== undefined) this.#visited.delete(oldest);
	}

	#forget(): void {
		const next = this.#steps.findIndex((step, index) => index > 0 && step.document !== null);
		if (next < 0) return;
		for (const step of this.#steps.splice(0, next)) {
			if (step.ops) this.#weight -= weigh(step.ops);
			else this.#whole -= 1;
		}
		this.#last = null;
	}

	#clear(): void {
		this.#steps = [];
		this.#visited.clear();
		this.#tip = this.#last = null;
		this.#whole = this.#weight = this.#sinceWhole = 0;
	}
}

function weigh(ops: readonly Op[]): number {
	return ops.reduce((sum, op) => sum + 20 + (op[0] === "remove" ? 0 : weighValue(op[2])), 0);
}

function weighValue(value: unknown): number {
	if (typeof value === "string") return value.length;
	if (typeof value !== "object" || value === null) return 8;
	return Object.values(value).reduce((sum: number, part) => sum + 8 + weighValue(part), 8);
}
