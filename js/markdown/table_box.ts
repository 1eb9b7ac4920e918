import type { Block } from "./blocks.ts";
import { h } from "./element.ts";
import type { Shared, Shown } from "./shown.ts";
import { TextBox } from "./text_box.ts";

/** A table that scrolls inside itself; rows are added, and only the last one is touched. */
export class TableBox implements Shown {
	readonly #head = h("thead");
	readonly #body = h("tbody");
	readonly element: HTMLElement;
	readonly #cells: TextBox[][] = [];
	/** Rows that are shown for good. */
	#settled = 0;

	constructor(private readonly shared: Shared) {
		const table = h("table", "ssew-md-table", {}, this.#head, this.#body);
		this.element = h(
			"div",
			"ssew-md-scroll",
			{ dir: "auto", tabindex: "0", role: "region", "aria-label": "Table" },
			table,
		);
	}

	show(block: Block, open: boolean): void {
		const { rows, aligns } = block;
		for (let index = this.#settled; index < rows.length; index += 1) {
			const cells = this.#cells[index] ?? this.#row(index, aligns);
			const texts = rows[index] ?? [];
			for (const [column, cell] of cells.entries())
				cell.showText(texts[column] ?? "", open && index === rows.length - 1);
		}
		while (this.#cells.length > rows.length) {
			this.#cells.pop();
			this.#body.lastElementChild?.remove();
		}
		this.#settled = Math.max(0, rows.length - 2);
	}

	#row(index: number, aligns: Block["aligns"]): TextBox[] {
		const cells = aligns.map((align) => {
			const cell = index === 0 ? h("th", "ssew-md-cell", { scope: "col" }) : h("td", "ssew-md-cell");
			if (align) cell.dataset.align = align;
			return new TextBox(cell, this.shared);
		});
		const row = h("tr", "", {}, ...cells.map((cell) => cell.element));
		(index === 0 ? this.#head : this.#body).append(row);
		this.#cells[index] = cells;
		return cells;
	}
}
