import { Container } from "./block_dom.ts";
import { Parser } from "./parser.ts";
import type { Again, Shared } from "./shown.ts";
import { noTools, type Tools } from "./tools.ts";

/** Characters that are shown in one go. */
const PIECE = 2000;
/** Rows of a table, and characters of a text. */
const MANY = 50;
const LONG = 4000;

/**
 * A Markdown document that grows in `box`. Built node by node, never from markup; a token costs
 * what the line it stands in costs, and what is finished is not touched again.
 */
export class MarkdownDocument {
	#parser = new Parser();
	#view: Container;
	#text = "";
	#finished = false;
	readonly #waiting = new Map<string, Set<Again>>();
	/** Boxes that miss a definition which has come. */
	readonly #outdated = new Set<Again>();

	constructor(
		private readonly box: HTMLElement,
		private readonly tools: Tools = noTools,
	) {
		this.#view = this.#begin();
	}

	/**
	 * Show `text`; `open` when more of it may come. Return whether all of it is shown: `mayGoOn`, which is told the
	 * characters that were read, may stop it, and the next time it goes on from there.
	 */
	show(text: string, open: boolean, mayGoOn: (read: number) => boolean = () => true): boolean {
		if (this.#finished ? open || text !== this.#text : !text.startsWith(this.#text)) this.#view = this.#begin();
		const before = this.#text.length;
		while (this.#text.length < text.length) {
			const end = this.#text.length + PIECE;
			this.#parser.append(text.slice(this.#text.length, end));
			this.#text = text.slice(0, end);
			this.#view.show(this.#parser.root);
			if (end < text.length && !mayGoOn(end - before)) return false;
		}
		if (!open && !this.#finished) {
			this.#parser.finish();
			this.#finished = true;
			this.#view.show(this.#parser.root);
		}
		for (const box of this.#outdated) {
			this.#outdated.delete(box);
			box.again();
			if (!mayGoOn(0)) break;
		}
		return this.#outdated.size === 0;
	}

	/** Whether the block that grows is so long that the page, which lays out a block as a whole, has work with it. */
	get isHeavy(): boolean {
		const { rows, text } = this.#parser.tip;
		return rows.length > MANY || text.length > LONG;
	}

	#begin(): Container {
		this.#parser = new Parser();
		this.#text = "";
		this.#finished = false;
		this.#waiting.clear();
		this.#outdated.clear();
		this.box.replaceChildren();
		this.#parser.onDefinition = (label) => this.#defined(label);
		return new Container(this.box, this.#shared());
	}

	#shared(): Shared {
		const parser = this.#parser;
		const waiting = this.#waiting;
		const { tools } = this;
		return {
			definitions: parser.definitions,
			tools,
			growing: () => (parser.root.open ? parser.tip : null),
			await(label, box) {
				const boxes = waiting.get(label) ?? new Set();
				waiting.set(label, boxes.add(box));
			},
		};
	}

	#defined(label: string): void {
		const boxes = this.#waiting.get(label);
		this.#waiting.delete(label);
		for (const box of boxes ?? []) this.#outdated.add(box);
	}
}
