import { showLines } from "../lib/lines.ts";
import type { Block } from "./blocks.ts";
import { CodeBox } from "./code_box.ts";
import { h } from "./element.ts";
import type { Shared, Shown } from "./shown.ts";
import { TableBox } from "./table_box.ts";
import { TextBox } from "./text_box.ts";

/** A block that holds others: what is settled is not looked at again. */
export class Container implements Shown {
	readonly #children: { shape: string; shown: Shown }[] = [];
	#settled = 0;

	constructor(
		readonly element: HTMLElement,
		private readonly shared: Shared,
	) {}

	show(block: Block): void {
		dress(this.element, block);
		for (let index = this.#settled; index < block.children.length; index += 1) {
			const child = block.children[index] as Block;
			this.#at(index, child).show(child, child === this.shared.growing());
		}
		while (this.#children.length > block.children.length) this.#children.pop()?.shown.element.remove();
		this.#settled = Math.min(block.settled, block.children.length);
	}

	#at(index: number, block: Block): Shown {
		const shape = shapeOf(block);
		const there = this.#children[index];
		if (there?.shape === shape) return there.shown;
		const shown = make(block, this.shared);
		if (there) there.shown.element.replaceWith(shown.element);
		else this.element.append(shown.element);
		this.#children[index] = { shape, shown };
		return shown;
	}
}

/** What makes two blocks so alike that one may become the other. */
function shapeOf({ kind, level, marker }: Block): string {
	return `${kind}${level}${kind === "list" && marker?.ordered ? "ordered" : ""}`;
}

function dress(element: HTMLElement, { kind, loose, marker, task }: Block): void {
	if (kind === "list") {
		put(element, "data-loose", String(loose));
		if (marker?.ordered && marker.start !== 1) put(element, "start", String(marker.start));
	}
	if (kind === "item") {
		if (task !== null) put(element, "data-task", String(task));
		const box = element.firstElementChild;
		const there = box?.classList.contains("ssew-md-task") ? box : null;
		if (task === null) there?.remove();
		else if (!there) element.prepend(h("span", "ssew-md-task", { role: "img", "aria-label": done(task) }, tick(task)));
		else if (there.textContent !== tick(task)) {
			there.setAttribute("aria-label", done(task));
			there.textContent = tick(task);
		}
	}
}

/** Only what differs is set: the page would look at the styles of everything below again. */
function put(element: HTMLElement, name: string, value: string): void {
	if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

const done = (task: boolean) => (task ? "done" : "to do");
const tick = (task: boolean) => (task ? "☑" : "☐");

function make(block: Block, shared: Shared): Shown {
	switch (block.kind) {
		case "code":
			return new CodeBox(shared.tools);
		case "table":
			return new TableBox(shared);
		case "rule":
			return { element: h("hr", "ssew-md-rule"), show() {} };
		case "markup":
			return plain();
		case "math":
			return formula(shared);
		case "heading":
			// The page around us has headings of its own; ours begin below them.
			return new TextBox(
				h("div", `ssew-md-heading ssew-md-heading-${block.level}`, {
					role: "heading",
					"aria-level": String(Math.min(6, block.level + 2)),
				}),
				shared,
			);
		case "paragraph":
			return new TextBox(h("p", "ssew-md-p"), shared);
		case "quote":
			return new Container(h("blockquote", "ssew-md-quote", { dir: "auto" }), shared);
		case "list":
			return new Container(h(block.marker?.ordered ? "ol" : "ul", "ssew-md-list", { dir: "auto" }), shared);
		case "item":
			return new Container(h("li", "ssew-md-item"), shared);
		default:
			return new Container(h("div", "ssew-md"), shared);
	}
}

/** Raw markup, as text. */
function plain(): Shown {
	const element = h("div", "ssew-md-markup");
	let shown = "";
	return {
		element,
		show({ text }) {
			const lines = text.replace(/\n+$/, "");
			if (lines !== shown) showLines(element, lines, shown);
			shown = lines;
		},
	};
}

function formula({ tools }: Shared): Shown {
	const element = h("div", "ssew-md-math ssew-md-math-display");
	let set = "";
	return {
		element,
		show({ text }, open) {
			const source = text.trim();
			if (source === set) return;
			element.textContent = source;
			if (open) return;
			set = source;
			tools.math(element, source, true);
		},
	};
}
