import { showTerminal } from "./ansi.ts";
import { h } from "./element.ts";
import { languageOf } from "./languages.ts";

/** Characters above which code stays plain. */
const MOST = 200_000;
/** Milliseconds of one slice of work. */
const SLICE = 6;

interface Token {
	kind: "comment" | "string" | "number" | "keyword" | "call";
	from: number;
	to: number;
}

/** Return what in `code` has a colour, in order. */
export function tokens(code: string, language: string): Token[] {
	const known = languageOf(language);
	if (!known || code.length > MOST) return [];
	const found: Token[] = [];
	for (const match of code.matchAll(known.tokens)) {
		const [whole, comment, string, number, call, word] = match;
		const name = call ?? word;
		const kind =
			comment !== undefined
				? "comment"
				: string !== undefined
					? "string"
					: number !== undefined
						? "number"
						: known.keywords.has(name ?? "")
							? "keyword"
							: call !== undefined
								? "call"
								: null;
		if (kind) found.push({ kind, from: match.index, to: match.index + whole.length });
	}
	return found;
}

/** Colour the lines in `box`, which show `code`, a slice at a time while the page has nothing else to do. */
export function highlight(box: HTMLElement, code: string, language: string): void {
	if (language === "ansi") showTerminal(box);
	if (!languageOf(language)) return;
	whenIdle(() => {
		const all = tokens(code, language);
		const lines = [...box.children] as HTMLElement[];
		if (lines.map((line) => line.textContent).join("\n") !== code) return;
		let place = 0;
		let from = 0;
		let first = 0;
		const slice = () => {
			const end = performance.now() + SLICE;
			for (; place < lines.length && performance.now() < end; place += 1) {
				const line = lines[place] as HTMLElement;
				const text = line.textContent ?? "";
				while (first < all.length && (all[first] as Token).to <= from) first += 1;
				colour(line, text, from, all, first);
				from += text.length + 1;
			}
			if (place < lines.length) whenIdle(slice);
		};
		slice();
	});
}

function colour(line: HTMLElement, text: string, from: number, all: readonly Token[], first: number): void {
	const parts: (Node | string)[] = [];
	let done = 0;
	for (let index = first; index < all.length; index += 1) {
		const token = all[index] as Token;
		if (token.from >= from + text.length) break;
		const [start, end] = [Math.max(0, token.from - from), Math.min(text.length, token.to - from)];
		if (end <= start) continue;
		parts.push(text.slice(done, start), h("span", `ssew-hl-${token.kind}`, {}, text.slice(start, end)));
		done = end;
	}
	if (parts.length > 0) line.replaceChildren(...parts.filter((part) => part !== ""), text.slice(done));
}

function whenIdle(work: () => void): void {
	if (typeof requestIdleCallback === "function") requestIdleCallback(work, { timeout: 1000 });
	else setTimeout(work, 50);
}
