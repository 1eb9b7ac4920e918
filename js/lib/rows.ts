import type { FramePage, FrameRow } from "./protocol.ts";

export const PAGE = 100;
/** Pages that are kept; those asked for first are forgotten first. */
const PAGES = 60;

/** Return the first row to draw and the one after the last, some beyond what shows. */
export function visible(scrollTop: number, height: number, row: number, total: number, beyond = 8): [number, number] {
	const first = Math.max(0, Math.floor(scrollTop / row) - beyond);
	const end = Math.min(total, Math.ceil((scrollTop + height) / row) + beyond);
	return [Math.min(first, end), end];
}

/** The rows that the kernel has sent for one query; frames are only ever added, so they stay true. */
export class Rows {
	matched = 0;
	/** How many frames there were, and how many of them have been looked at. */
	total = 0;
	looked = 0;
	/** How many frames there were when it was last asked. */
	upTo = 0;
	readonly #pages = new Map<number, readonly FrameRow[]>();
	readonly #asked = new Map<number, number>();

	constructor(readonly query: string) {}

	at(index: number): FrameRow | undefined {
		const start = Math.floor(index / PAGE) * PAGE;
		return this.#pages.get(start)?.[index - start];
	}

	/** Return the starts of the pages to ask for so that rows `first` to `end` are known; each only once. */
	missing(first: number, end: number): number[] {
		const starts: number[] = [];
		for (let page = Math.floor(first / PAGE); page * PAGE < end; page += 1) {
			const start = page * PAGE;
			const wanted = Math.min(end, start + PAGE);
			if (this.#complete(Math.max(first, start), wanted) || (this.#asked.get(start) ?? -1) >= wanted) continue;
			this.#asked.set(start, wanted);
			starts.push(start);
		}
		return starts;
	}

	/** Return the start of the page that the next match will be on. */
	lastPage(): number {
		return Math.floor(this.matched / PAGE) * PAGE;
	}

	put(start: number, page: FramePage): void {
		this.matched = page.matched;
		this.total = page.total;
		this.looked = page.looked;
		this.#pages.delete(start);
		this.#pages.set(start, page.rows);
		for (const oldest of this.#pages.keys()) {
			if (this.#pages.size <= PAGES) break;
			this.#pages.delete(oldest);
			this.#asked.delete(oldest);
		}
	}

	/** A question that failed may be asked again. */
	forget(start: number): void {
		this.#asked.delete(start);
	}

	#complete(first: number, end: number): boolean {
		for (let index = first; index < end; index += 1) if (!this.at(index)) return false;
		return true;
	}
}
