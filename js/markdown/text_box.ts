import type { Block } from "./blocks.ts";
import { InlineReader } from "./inline.ts";
import { patchInline } from "./inline_dom.ts";
import type { Shared, Shown } from "./shown.ts";

/** A paragraph, a heading or a cell: text with marks, of which only the end is touched as it grows. */
export class TextBox implements Shown {
	#reader: InlineReader;
	#settled = 0;
	#last: { text: string; open: boolean } = { text: "", open: true };

	constructor(
		readonly element: HTMLElement,
		private readonly shared: Shared,
	) {
		this.#reader = new InlineReader(shared.definitions);
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
		patchInline(this.element, this.#settled, [...settled, ...tail], this.shared.tools);
		this.#settled += settled.length;
		this.#last = { text, open };
		for (const label of this.#reader.missing) this.shared.await(label, this);
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
		this.#settled = 0;
	}
}
