import type { Block } from "./blocks.ts";
import { h } from "./element.ts";
import { InlineReader } from "./inline.ts";
import { patchInline } from "./inline_dom.ts";
import type { Shared, Shown } from "./shown.ts";

/** A paragraph, a heading or a cell: text with marks, of which only the end is touched as it grows. */
export class TextBox implements Shown {
	#reader: InlineReader;
	/** The box in which the text goes on, and how many nodes of it are settled. */
	#stretch: Node;
	#settled = 0;
	#last: { text: string; open: boolean } = { text: "", open: true };

	constructor(
		readonly element: HTMLElement,
		private readonly shared: Shared,
	) {
		this.#reader = new InlineReader(shared.definitions);
		this.#stretch = element;
	}

	show(block: Block, open: boolean): void {
		// The head of a table, until the line below says that it is one, would flash as text.
		const head = open && block.kind === "paragraph" && /^\|[^\n]*\n?[ \t|:-]*$/.test(block.text);
		this.showText(head ? "" : block.text.trim(), open);
	}

	showText(text: string, open: boolean): void {
		if (text === this.#last.text && open === this.#last.open) return;
		if (!this.#reader.extends(text)) this.#forget();
		const { settled, tail } = this.#reader.read(text, open);
		for (const [place, nodes] of settled.entries()) {
			if (place > 0) this.#begin();
			const all = place < settled.length - 1 ? nodes : [...nodes, ...tail];
			patchInline(this.#stretch, this.#settled, all, this.shared.tools);
			this.#settled += nodes.length;
		}
		this.#last = { text, open };
		for (const label of this.#reader.missing) this.shared.await(label, this);
	}

	/** Go on in a box of its own, so that the page need not lay out again what is before it. */
	#begin(): void {
		const box = h("span", "ssew-md-stretch");
		this.element.append(box);
		this.#stretch = box;
		this.#settled = 0;
	}

	/** Show the same again, for a definition came that it had missed. */
	again(): void {
		const { text, open } = this.#last;
		this.#forget();
		this.#last = { text: "", open: true };
		this.showText(text, open);
	}

	#forget(): void {
		this.#reader = new InlineReader(this.shared.definitions);
		this.#stretch = this.element;
		this.#settled = 0;
	}
}
