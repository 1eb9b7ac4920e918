import { Block, canHold, endsBlank, takesLines } from "./blocks.ts";
import { continues } from "./continuing.ts";
import { Line } from "./line.ts";
import { definitionAt, type Target } from "./links.ts";
import { endsMarkup, mayStart, starts } from "./starts.ts";
import { cellsOf } from "./table.ts";

/** A line that may still become something else is not shown before it says what it is. */
const UNDECIDED = /^[\s>]*(?:[-+*_=#~`|:$]+|\d{1,9}[.)]?|[-*+] \[[ xX]?\]?)[ \t]*$/;

/**
 * Reads Markdown line by line as it comes. A whole line is read once and for all; the unfinished
 * last line is read as far as it goes, and taken back when more of it comes. So a token costs what
 * its line costs, however long the document, the list or the table is that it stands in.
 */
export class Parser {
	readonly root = new Block("root", 0);
	readonly definitions = new Map<string, Target>();
	/** Called with the label of each new definition. */
	onDefinition: (label: string) => void = () => {};
	tip: Block = this.root;
	/** Lines begun. */
	count = 0;
	#oldTip: Block = this.root;
	#lastMatched: Block = this.root;
	#allClosed = true;
	/** Whether what is read now may be taken back. */
	#trying = false;
	#tail = "";
	#undo: (() => void) | null = null;

	/** Whether the line may only continue a paragraph that is no longer matched. */
	get isLazy(): boolean {
		return !this.#allClosed && this.tip.kind === "paragraph";
	}

	/** Read `more`; the last line stays open. */
	append(more: string): void {
		this.#takeBack();
		const lines = (this.#tail + more).replaceAll("\r\n", "\n").replaceAll("\0", "\ufffd").split("\n");
		this.#tail = lines.pop() ?? "";
		for (const line of lines) this.#read(line);
		this.#settle();
		if (this.#tail && !this.#isUndecided()) this.#try(this.#tail);
	}

	/** Read to the end: nothing more will come. */
	finish(): void {
		this.#takeBack();
		if (this.#tail) this.#read(this.#tail);
		this.#tail = "";
		while (this.tip !== this.root) this.close(this.tip);
		this.root.open = false;
		this.#settle();
	}

	#isUndecided(): boolean {
		if (this.tip.kind === "code" && this.tip.fence) return /^\s*[`~]+\s*$/.test(this.#tail);
		return this.#tail.length < 80 && UNDECIDED.test(this.#tail);
	}

	#try(line: string): void {
		const spine = this.#spine().map((block) => ({ block, fields: { ...block }, length: block.children.length }));
		const rows = this.tip.rows.length;
		const { tip, count } = this;
		this.#undo = () => {
			for (const { block, fields, length } of spine) {
				Object.assign(block, fields);
				block.children.length = length;
			}
			tip.rows.length = rows;
			this.tip = tip;
			this.count = count;
			this.#oldTip = tip;
		};
		this.#trying = true;
		this.#read(line);
		this.#trying = false;
	}

	#takeBack(): void {
		this.#undo?.();
		this.#undo = null;
	}

	/** The blocks that are open, outermost first. */
	#spine(): Block[] {
		const open: Block[] = [];
		for (let block: Block | undefined = this.root; block?.open; block = block.last) open.push(block);
		return open;
	}

	#settle(): void {
		for (const block of this.#spine())
			block.settled = block.last?.open ? block.children.length - 1 : block.children.length;
	}

	#parent(block: Block): Block {
		let above = this.root;
		while (above.last && above.last !== block) above = above.last;
		return above;
	}

	/** Put `block` where it belongs: into the tip, or into the nearest block that can hold it. */
	add(block: Block): void {
		this.closeUnmatched();
		while (!canHold(this.tip.kind, block.kind)) this.close(this.tip);
		const before = this.tip.last;
		if (before && endsBlank(before)) this.#loosen(this.tip);
		this.tip.children.push(block);
		this.tip = block;
	}

	/** A blank line between two of its children, or two of an item's, makes a list loose. */
	#loosen(block: Block): void {
		if (block.kind === "list") block.loose = true;
		else if (block.kind === "item") this.#parent(block).loose = true;
	}

	close(block: Block): void {
		const above = this.#parent(block);
		block.open = false;
		if (block.kind === "paragraph") this.#closeParagraph(block, above);
		else if (block.kind === "code" && !block.fence) block.text = block.text.replace(/(?:[ \t]*\n)+$/, "\n");
		this.tip = above;
	}

	#closeParagraph(block: Block, above: Block): void {
		block.text = block.text.trim();
		this.define(block);
		if (!block.text && above.last === block) above.children.pop();
	}

	/** Take the definitions that a paragraph begins with. */
	define(block: Block): void {
		if (this.#trying) return;
		for (let found = definitionAt(block.text); found; found = definitionAt(block.text)) {
			block.text = block.text.slice(found.end);
			if (this.definitions.has(found.label)) continue;
			this.definitions.set(found.label, found.target);
			this.onDefinition(found.label);
		}
	}

	closeUnmatched(): void {
		if (this.#allClosed) return;
		while (this.#oldTip !== this.#lastMatched) {
			const above = this.#parent(this.#oldTip);
			this.close(this.#oldTip);
			this.#oldTip = above;
		}
		this.#allClosed = true;
	}

	#read(text: string): void {
		this.count += 1;
		this.#oldTip = this.tip;
		const line = new Line(text);
		const matched = this.#match(line);
		if (!matched) return;
		this.#allClosed = matched === this.#oldTip;
		this.#lastMatched = matched;
		const container = this.#begin(line, matched);
		if (!this.#allClosed && !line.blank && this.tip.kind === "paragraph") this.#addLine(line);
		else this.#addText(line, container);
	}

	/** Go down the open blocks as far as the line continues them; null when it ended one and says no more. */
	#match(line: Line): Block | null {
		let container = this.root;
		for (let below = container.last; below?.open; below = container.last) {
			line.look();
			const goesOn = continues(below, line);
			if (goesOn === "ends") {
				this.#closeWithAllBelow(below);
				return null;
			}
			if (!goesOn) break;
			container = below;
		}
		return container;
	}

	#closeWithAllBelow(block: Block): void {
		while (this.tip !== block) this.close(this.tip);
		this.close(block);
	}

	/** Begin the blocks that the line begins; return the innermost one. */
	#begin(line: Line, matched: Block): Block {
		let container = matched;
		while (container.kind === "paragraph" || container.kind === "table" || !takesLines(container.kind)) {
			line.look();
			if (!line.indented && !mayStart(line.rest)) break;
			const started = this.#start(line, container);
			if (!started) break;
			container = this.tip;
			if (started === "leaf") return container;
		}
		if (container.kind === "paragraph" || !takesLines(container.kind)) line.toNext();
		return container;
	}

	#start(line: Line, container: Block): "container" | "leaf" | null {
		for (const start of starts) {
			const started = start(this, line, container);
			if (started) return started;
		}
		return null;
	}

	#addText(line: Line, container: Block): void {
		this.closeUnmatched();
		if (line.blank && container.last) container.last.blank = true;
		const blank =
			line.blank &&
			container.kind !== "quote" &&
			!(container.kind === "code" && container.fence) &&
			!(container.kind === "item" && container.children.length === 0 && container.line === this.count);
		for (const block of this.#spine()) block.blank = blank;
		container.blank = blank;
		if (takesLines(container.kind) && container.open) {
			this.#addLine(line);
		} else if (!takesLines(container.kind) && !line.blank && line.offset < line.text.length && container.open) {
			if (container.kind === "heading" || container.kind === "rule") return;
			this.add(new Block("paragraph", this.count));
			line.toNext();
			this.#addLine(line);
		}
	}

	#addLine(line: Line): void {
		const { tip } = this;
		if (tip.kind === "table") {
			const row = line.text.slice(line.offset);
			if (row) tip.rows.push(cellsOf(row).slice(0, tip.aligns.length));
			return;
		}
		// The line that opens a fence is not part of the code.
		if (tip.line === this.count && tip.fence && (tip.kind === "code" || tip.kind === "math")) return;
		if (tip.kind === "paragraph" && !tip.text) takeTask(this.#parent(tip), line);
		const rest = line.take();
		tip.text += `${rest}\n`;
		if (tip.kind === "markup" && endsMarkup(tip, rest)) this.close(tip);
	}
}

/** An item whose text begins with `[ ]` or `[x]` is a task. */
function takeTask(above: Block, line: Line): void {
	if (above.kind !== "item" || above.children.length !== 1) return;
	const mark = /^\[([ xX])\][ \t]+/.exec(line.text.slice(line.offset));
	if (!mark) return;
	above.task = mark[1] !== " ";
	line.advance(mark[0].length);
}
