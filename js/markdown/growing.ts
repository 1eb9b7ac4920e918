import { Throttle } from "../lib/throttle.ts";
import { MarkdownDocument } from "./document.ts";
import type { Tools } from "./tools.ts";

/** Milliseconds of work after which the page gets its turn; it lays out and paints for about as long. */
const SLICE = 16;
/** Characters of a slice: text without marks takes the page longer to lay out than us to read. */
const MOST = 16_000;

/**
 * A document that shows what it is told as often as the page can bear, and the end of it at once;
 * what is much, a slice at a time.
 */
export class GrowingDocument {
	#text = "";
	#open = true;
	readonly #throttle: Throttle;

	/** Of `tall` pixels, the room is kept until all is shown, so that what is below does not come and go. */
	constructor(box: HTMLElement, tools?: Tools, tall = 0) {
		const shown = new MarkdownDocument(box, tools);
		this.#throttle = new Throttle(() => {
			const until = turn();
			const more = !shown.show(this.#text, this.#open, (read) => read < MOST && performance.now() < until);
			if (tall > 0) {
				box.style.minBlockSize = more ? `${tall}px` : "";
				if (!more) tall = 0;
			}
			// Makes the page do now, where it is measured, what it would do before the next frame.
			if (more || (this.#open && shown.isHeavy)) box.getBoundingClientRect();
			return more;
		});
	}

	show(text: string, open: boolean): void {
		this.#text = text;
		this.#open = open;
		if (open) this.#throttle.soon();
		else this.#throttle.now();
	}

	stop(): void {
		this.#throttle.stop();
	}
}

/** When the page gets its turn next: all documents share the time until then. */
let end: number | null = null;

function turn(): number {
	if (end === null) {
		end = performance.now() + SLICE;
		setTimeout(() => {
			end = null;
		});
	}
	return end;
}
