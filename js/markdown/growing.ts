import { Throttle } from "../lib/throttle.ts";
import { MarkdownDocument } from "./document.ts";
import type { Tools } from "./tools.ts";

/** A document that shows what it is told as often as the page can bear, and the end of it at once. */
export class GrowingDocument {
	#text = "";
	#open = true;
	readonly #throttle: Throttle;

	constructor(box: HTMLElement, tools?: Tools) {
		const shown = new MarkdownDocument(box, tools);
		this.#throttle = new Throttle(() => {
			shown.show(this.#text, this.#open);
			// Makes the page do now, where it is measured, what it would do before the next frame.
			if (this.#open && shown.isHeavy) box.getBoundingClientRect();
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
