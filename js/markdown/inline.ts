import { flanks, type Run, wrapRuns } from "./emphasis.ts";
import { characterOf, ENTITY_HERE } from "./entities.ts";
import { type Definitions, inlineTarget, labelAt, labelOf, match, type Target } from "./links.ts";
import { TAG } from "./starts.ts";

/** What stands in a line of text. */
export type Inline =
	| { kind: "text"; text: string }
	| { kind: "break" }
	| { kind: "code"; text: string }
	| { kind: "em" | "strong" | "del"; children: Inline[] }
	| { kind: "link"; href: string; title: string; bare: boolean; children: Inline[] }
	| { kind: "image"; src: string; title: string; alt: string }
	| { kind: "math"; text: string; display: boolean }
	| { kind: "mark"; number: number };

type TextNode = Inline & { kind: "text" };

interface Bracket {
	node: TextNode;
	at: number;
	image: boolean;
	active: boolean;
	/** Runs that stand before it. */
	runs: number;
}

/** Characters over which markup may reach; what opens and is not closed by then is text. */
const REACH = 10_000;
/** Characters after which what is read is put down as read. */
const STRIDE = 200;
/** Characters before the end in which markup that is not closed yet is shown as if it were. */
const HOPE = 300;

const PLAIN = /(?:[^\n`*_~[\]!<&\\$\ue000hw]|h(?!ttps?:\/\/)|w(?!ww\.)|!(?!\[))+/y;
const TICKS = /`+/g;
const MARKUP_HERE = new RegExp(
	`${TAG}|<!--[\\s\\S]*?-->|<\\?[\\s\\S]*?\\?>|<![A-Za-z][^>]*>|<!\\[CDATA\\[[\\s\\S]*?\\]\\]>`,
	"y",
);
const ADDRESS = /<([A-Za-z][A-Za-z\d+.-]{1,31}:[^\s<>]*)>/y;
const MAIL =
	/<([\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z\d](?:[A-Za-z\d-]*[A-Za-z\d])?(?:\.[A-Za-z\d](?:[A-Za-z\d-]*[A-Za-z\d])?)*)>/y;
const BARE = /(?:https?:\/\/|www\.)[^\s<[\]`|]+/y;
const INLINE_MATH = /\$(?![\s$])([^$\n]{0,500}?[^\s$\\])\$(?!\d)/y;
const DISPLAY_MATH = /\$\$([^$]{1,2000}?)\$\$/y;
const PARENTHESES = /\\\(([\s\S]{1,1000}?)\\\)/y;
const SQUARE = /\\\[([\s\S]{1,2000}?)\\\]/y;
const MARK = /\ue000(\d{1,6})\ue001/y;
const ESCAPED = /[!-/:-@[-`{-~]/;

/**
 * Reads the text of one leaf as it grows. What can no longer change is handed out once, in
 * `settled`; `tail` is read again each time, and is short: markup reaches 10,000 characters at most.
 */
export class InlineReader {
	#text = "";
	#start = 0;
	#nodes: Inline[] = [];
	#runs: Run[] = [];
	#brackets: Bracket[] = [];
	#serial = 0;
	#undecidedUntil = 0;
	/** Labels that were looked for in vain. */
	readonly missing = new Set<string>();

	readonly #definitions: Definitions;

	constructor(definitions: Definitions) {
		this.#definitions = definitions;
	}

	/** Return whether `text` goes on from what was read, so that nothing handed out was wrong. */
	extends(text: string): boolean {
		return text.length >= this.#start && text.startsWith(this.#text.slice(0, this.#start));
	}

	/** Read `text`, of which the beginning is known; `open` when more of it may come. */
	read(text: string, open: boolean): { settled: Inline[]; tail: Inline[] } {
		this.#text = text;
		this.#nodes = [];
		this.#runs = [];
		this.#brackets = [];
		this.#undecidedUntil = 0;
		const settled: Inline[] = [];
		for (let at = this.#start; at < text.length; ) {
			at = this.#next(at);
			if (at - this.#start > STRIDE && at < text.length && this.#isCertain(at)) {
				for (const node of joined(this.#nodes)) settled.push(node);
				this.#nodes = [];
				this.#runs = [];
				this.#start = at;
			}
		}
		if (open) this.#hope();
		wrapRuns(this.#nodes, this.#runs, 0, REACH);
		return { settled, tail: joined(this.#nodes) };
	}

	/** Whether nothing before `at` can be changed by what comes after it. */
	#isCertain(at: number): boolean {
		if (at < this.#undecidedUntil || !/\s/.test(this.#text.charAt(at - 1))) return false;
		while (this.#brackets[0] && at - this.#brackets[0].at > REACH) this.#brackets.shift();
		if (this.#brackets.length > 0) return false;
		wrapRuns(this.#nodes, this.#runs, 0, REACH);
		return this.#runs.every((run) => at - run.at > REACH);
	}

	/** What began at `at` might have become something else, had there been more text. */
	#undecided(at: number): void {
		this.#undecidedUntil = Math.max(this.#undecidedUntil, at + REACH);
	}

	#say(text: string): TextNode {
		const node: TextNode = { kind: "text", text };
		this.#nodes.push(node);
		return node;
	}

	/** Read one thing at `at`, and return where the next one begins. */
	#next(at: number): number {
		const text = this.#text;
		const plain = match(PLAIN, text, at);
		if (plain) {
			const end = this.#lastSpace(at, at + plain[0].length);
			this.#say(text.slice(at, end));
			return end;
		}
		switch (text[at]) {
			case "\n":
				return this.#lineEnd(at);
			case "`":
				return this.#code(at);
			case "*":
			case "_":
			case "~":
				return this.#run(at);
			case "[":
				return this.#open(at, 1);
			case "!":
				return this.#open(at, 2);
			case "]":
				return this.#close(at);
			case "<":
				return this.#angle(at);
			case "&":
				return this.#entity(at);
			case "\\":
				return this.#escape(at);
			case "$":
				return this.#formula(at, match(DISPLAY_MATH, text, at), true) ?? this.#dollar(at);
			case "\ue000":
				return this.#mark(at);
			default:
				return this.#address(at);
		}
	}

	/** Plain text is taken in strides that end at a space, where it may be put down as read. */
	#lastSpace(at: number, end: number): number {
		const far = Math.max(at, this.#start + STRIDE + 1);
		if (end <= far) return end;
		const space = this.#text.indexOf(" ", far);
		return space >= 0 && space < end ? space + 1 : end;
	}

	#lineEnd(at: number): number {
		const last = this.#nodes.at(-1);
		const spaces = last?.kind === "text" ? (/ *$/.exec(last.text)?.[0].length ?? 0) : 0;
		if (last?.kind === "text") last.text = last.text.trimEnd();
		if (spaces >= 2) this.#nodes.push({ kind: "break" });
		else this.#say("\n");
		return at + 1 + (match(/ */y, this.#text, at + 1)?.[0].length ?? 0);
	}

	#code(at: number): number {
		const ticks = (match(/`+/y, this.#text, at) as RegExpExecArray)[0].length;
		TICKS.lastIndex = at + ticks;
		for (let found = TICKS.exec(this.#text); found && found.index - at <= REACH; found = TICKS.exec(this.#text)) {
			if (found[0].length !== ticks) continue;
			this.#nodes.push({ kind: "code", text: stripped(this.#text.slice(at + ticks, found.index)) });
			return found.index + ticks;
		}
		this.#undecided(at);
		this.#say("`".repeat(ticks));
		return at + ticks;
	}

	#run(at: number): number {
		const sign = this.#text[at] as string;
		let end = at + 1;
		while (this.#text[end] === sign) end += 1;
		const length = end - at;
		const node = this.#say(this.#text.slice(at, end));
		const can = flanks(sign, before(this.#text, at), after(this.#text, end));
		const known = sign !== "~" || length <= 2;
		if (known && (can.opens || can.closes)) {
			this.#serial += 1;
			this.#runs.push({ serial: this.#serial, sign, left: length, length, ...can, at, node });
		}
		return end;
	}

	#open(at: number, length: number): number {
		const node = this.#say(this.#text.slice(at, at + length));
		this.#brackets.push({ node, at, image: length === 2, active: true, runs: this.#runs.length });
		return at + length;
	}

	#close(at: number): number {
		const bracket = this.#brackets.pop();
		const far = !bracket || at - bracket.at > REACH;
		if (far || !bracket.active) {
			this.#say("]");
			return at + 1;
		}
		const found = inlineTarget(this.#text, at + 1) ?? this.#reference(bracket, at);
		if (!found) {
			if (this.#text[at + 1] === "(" || this.#text[at + 1] === "[") this.#undecided(bracket.at);
			this.#say("]");
			return at + 1;
		}
		this.#link(bracket, found.target);
		return found.end;
	}

	#reference(bracket: Bracket, at: number): { end: number; target: Target } | null {
		const inside = this.#text.slice(bracket.at + (bracket.image ? 2 : 1), at);
		const label = labelAt(this.#text, at + 1);
		const own = label.length > 2 ? label : `[${inside}]`;
		if (label.length <= 2 && (labelAt(own, 0) !== own || !inside.trim())) return null;
		const target = this.#definitions.get(labelOf(own));
		if (target) return { end: at + 1 + label.length, target };
		this.missing.add(labelOf(own));
		return null;
	}

	#link(bracket: Bracket, { href, title }: Target): void {
		const from = this.#nodes.lastIndexOf(bracket.node);
		const inside = this.#nodes.splice(from).slice(1);
		wrapRuns(inside, this.#runs, bracket.runs, REACH);
		this.#runs.length = Math.min(this.#runs.length, bracket.runs);
		if (bracket.image) {
			this.#nodes.push({ kind: "image", src: href, title, alt: plainText(inside) });
			return;
		}
		this.#nodes.push({ kind: "link", href, title, bare: false, children: joined(unlinked(inside)) });
		for (const other of this.#brackets) if (!other.image) other.active = false;
	}

	#angle(at: number): number {
		const address = match(ADDRESS, this.#text, at) ?? match(MAIL, this.#text, at);
		if (address) {
			const [whole, shown = ""] = address;
			this.#bare(/^[A-Za-z][\w+.-]*:/.test(shown) ? shown : `mailto:${shown}`, shown);
			return at + whole.length;
		}
		const markup = match(MARKUP_HERE, this.#text, at)?.[0];
		if (markup === undefined) {
			if (/[A-Za-z/!?]/.test(this.#text.charAt(at + 1))) this.#undecided(at);
			this.#say("<");
			return at + 1;
		}
		if (/^<br\s*\/?>$/i.test(markup)) this.#nodes.push({ kind: "break" });
		else this.#say(markup);
		return at + markup.length;
	}

	#entity(at: number): number {
		const found = match(ENTITY_HERE, this.#text, at);
		this.#say(found ? characterOf(found[0], found[1], found[2], found[3]) : "&");
		return at + (found?.[0].length ?? 1);
	}

	#escape(at: number): number {
		const sign = this.#text.charAt(at + 1);
		if (sign === "\n") {
			this.#nodes.push({ kind: "break" });
			return at + 2 + (match(/ */y, this.#text, at + 2)?.[0].length ?? 0);
		}
		const pattern = sign === "(" ? PARENTHESES : sign === "[" ? SQUARE : null;
		const end = pattern && this.#formula(at, match(pattern, this.#text, at), sign === "[");
		if (end) return end;
		if (pattern) this.#undecided(at);
		const escaped = sign !== "" && ESCAPED.test(sign);
		this.#say(escaped ? sign : "\\");
		return at + (escaped ? 2 : 1);
	}

	#dollar(at: number): number {
		const end = this.#formula(at, match(INLINE_MATH, this.#text, at), false);
		if (end) return end;
		this.#undecidedUntil = Math.max(
			this.#undecidedUntil,
			Math.min(at + 2000, this.#text.indexOf("\n\n", at) + 1 || at + 2000),
		);
		this.#say("$");
		return at + 1;
	}

	#formula(at: number, found: RegExpExecArray | null, display: boolean): number | null {
		if (!found || !/[\p{L}\d]/u.test(found[1] ?? "")) return null;
		this.#nodes.push({ kind: "math", text: found[1] ?? "", display });
		return at + found[0].length;
	}

	#mark(at: number): number {
		const found = match(MARK, this.#text, at);
		if (found) this.#nodes.push({ kind: "mark", number: Number(found[1]) });
		return at + (found?.[0].length ?? 1);
	}

	/** An address without any marks around it. */
	#address(at: number): number {
		const apart = at === 0 || /[\s*_~(]/.test(this.#text.charAt(at - 1));
		const whole = apart ? (match(BARE, this.#text, at)?.[0] ?? "") : "";
		const shown = trimmed(whole);
		if (!/^(?:https?:\/\/|www\.)[^\s.*_~]/.test(shown)) {
			this.#say(this.#text.charAt(at));
			return at + 1;
		}
		this.#bare(shown.startsWith("www.") ? `http://${shown}` : shown, shown);
		return at + shown.length;
	}

	#bare(href: string, shown: string): void {
		this.#nodes.push({ kind: "link", href, title: "", bare: true, children: [{ kind: "text", text: shown }] });
	}

	/** Close what was opened near the end and is still being written, so that no marks flash by. */
	#hope(): void {
		const end = this.#text.length;
		const ticks = /(?:^|[^`])(`+)[^`\n]*$/.exec(this.#text.slice(Math.max(this.#start, end - HOPE)));
		if (ticks?.[1]) this.#hopeForCode(ticks[1]);
		for (const run of [...this.#runs].reverse()) {
			if (!run.opens || end - run.at > HOPE || run.at + run.length >= end) continue;
			const node: TextNode = { kind: "text", text: "" };
			this.#nodes.push(node);
			this.#serial += 1;
			this.#runs.push({ ...run, serial: this.#serial, length: run.left, opens: false, closes: true, at: end, node });
		}
	}

	#hopeForCode(ticks: string): void {
		const from = this.#nodes.map((node) => node.kind === "text" && node.text === ticks).lastIndexOf(true);
		if (from < 0) return;
		const inside = this.#text.slice(this.#text.lastIndexOf(ticks) + ticks.length);
		this.#runs = this.#runs.filter((run) => this.#nodes.indexOf(run.node) < from);
		this.#nodes.length = from;
		if (inside) this.#nodes.push({ kind: "code", text: inside });
	}
}

function before(text: string, at: number): string {
	const sign = text.charAt(at - 1);
	return /[\udc00-\udfff]/.test(sign) ? text.slice(at - 2, at) : sign;
}

function after(text: string, at: number): string {
	const code = text.codePointAt(at);
	return code === undefined ? "" : String.fromCodePoint(code);
}

function stripped(text: string): string {
	const flat = text.replaceAll("\n", " ");
	return /^ .*[^ ].* $|^ [^ ] $/.test(flat) ? flat.slice(1, -1) : flat;
}

/** Return an address without the punctuation of the sentence around it. */
function trimmed(address: string): string {
	let shown = address;
	for (let before = ""; before !== shown; ) {
		before = shown;
		shown = shown.replace(/[?!.,:;*_~'"]+$/, "");
		if (shown.endsWith(")") && shown.split(")").length > shown.split("(").length) shown = shown.slice(0, -1);
	}
	return shown;
}

function joined(nodes: readonly Inline[]): Inline[] {
	const all: Inline[] = [];
	for (const node of nodes) {
		const last = all[all.length - 1];
		if (node.kind === "text" && last?.kind === "text")
			all[all.length - 1] = { kind: "text", text: last.text + node.text };
		else if ("children" in node) all.push({ ...node, children: joined(node.children) });
		else if (node.kind !== "text" || node.text) all.push(node);
	}
	return all;
}

/** A link holds no other: an address inside it is text. */
function unlinked(nodes: readonly Inline[]): Inline[] {
	return nodes.flatMap((node) => (node.kind === "link" && node.bare ? node.children : [node]));
}

export function plainText(nodes: readonly Inline[]): string {
	return nodes
		.map((node) => {
			if ("children" in node) return plainText(node.children);
			if (node.kind === "image") return node.alt;
			if (node.kind === "break") return "\n";
			return "text" in node ? node.text : "";
		})
		.join("");
}
