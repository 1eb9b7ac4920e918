import { copy } from "../lib/copy.ts";
import { showLines } from "../lib/lines.ts";
import type { Block } from "./blocks.ts";
import { h } from "./element.ts";
import type { Shown } from "./shown.ts";
import type { Tools } from "./tools.ts";

/** Code: its language, a button that copies it, and its lines, coloured once the fence is closed. */
export class CodeBox implements Shown {
	readonly #label = h("span", "ssew-md-language");
	readonly #lines = h("code", "ssew-md-lines");
	readonly #body = h("pre", "ssew-md-pre", { tabindex: "0", role: "region" }, this.#lines);
	readonly element: HTMLElement;
	#shown = "";
	#coloured = "";

	constructor(private readonly tools: Tools) {
		const button = h("button", "ssew-button ssew-button-plain ssew-md-copy", { type: "button" }, "Copy");
		button.setAttribute("aria-label", "Copy code");
		button.addEventListener("click", () => void press(button, this.#shown));
		const head = h("div", "ssew-md-head", {}, this.#label, button);
		this.element = h("div", "ssew-md-block", {}, head, this.#body);
	}

	show(block: Block, open: boolean): void {
		const language = /^[^\s{]*/.exec(block.fence?.info ?? "")?.[0] ?? "";
		if (this.#label.textContent !== language) this.#label.textContent = language;
		this.#body.setAttribute("aria-label", language ? `Code, ${language}` : "Code");
		const text = block.text.endsWith("\n") ? block.text.slice(0, -1) : block.text;
		if (this.#coloured && (open || text !== this.#shown)) this.#plain();
		if (text !== this.#shown || !this.#lines.firstChild) showLines(this.#lines, text, this.#shown);
		this.#shown = text;
		if (open || this.#coloured === language) return;
		this.#coloured = language;
		if (language) this.tools.colour(this.#lines, text, language);
	}

	/** Colours are spans, and text grows only in text nodes. */
	#plain(): void {
		this.#coloured = "";
		this.#shown = "";
		this.#lines.replaceChildren();
	}
}

async function press(button: HTMLButtonElement, text: string): Promise<void> {
	button.textContent = (await copy(text, button)) ? "Copied" : "Not copied";
	setTimeout(() => {
		button.textContent = "Copy";
	}, 1500);
}
