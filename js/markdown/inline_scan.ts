import { after, before, flanks, type Run, wrapRuns } from "./emphasis.ts";
import { type Inline, joined, plainText, type TextNode, unlinked } from "./inline_nodes.ts";
import { type Definitions, inlineTarget, labelAt, labelOf, match, type Target } from "./links.ts";
import { angleAt, bareAt, bracketsAt, codeAt, dollarsAt, entityAt, markAt, REACH, type Span } from "./spans.ts";

interface Bracket {
	node: TextNode;
	at: number;
	image: boolean;
	active: boolean;
	/** Runs that stand before it. */
	runs: number;
}

const ESCAPED = /[!-/:-@[-`{-~]/;

/** Reads what stands in a text, one thing after another, into nodes; emphasis is paired when it is asked for. */
export class InlineScan {
	text = "";
	/** Read and not taken yet. */
	nodes: Inline[] = [];
	/** Signs of emphasis that may still find a partner. */
	runs: Run[] = [];
	#brackets: Bracket[] = [];
	#serial = 0;
	/** What began before may have become something else until here. */
	#undecidedUntil = 0;
	/** Labels that were looked for in vain. */
	readonly missing = new Set<string>();

	constructor(private readonly definitions: Definitions) {}

	/** Begin to read `text`. */
	begin(text: string): void {
		this.text = text;
		this.#undecidedUntil = 0;
		this.#brackets = [];
		this.take();
	}

	/** Return the nodes that were read, and forget them. */
	take(): Inline[] {
		const { nodes } = this;
		this.nodes = [];
		this.runs = [];
		return nodes;
	}

	/** Pair the signs of emphasis. */
	pair(): void {
		wrapRuns(this.nodes, this.runs, 0, REACH);
	}

	/** Add a sign of emphasis. */
	addRun(run: Omit<Run, "serial">): void {
		this.#serial += 1;
		this.runs.push({ ...run, serial: this.#serial });
	}

	/** Whether nothing before `at` can be changed by what comes after it. */
	isCertain(at: number): boolean {
		if (at < this.#undecidedUntil) return false;
		while (this.#brackets[0] && at - this.#brackets[0].at > REACH) this.#brackets.shift();
		if (this.#brackets.length > 0) return false;
		this.pair();
		return this.runs.every((run) => at - run.at > REACH);
	}

	say(text: string): TextNode {
		const node: TextNode = { kind: "text", text };
		this.nodes.push(node);
		return node;
	}

	/** Read one thing at `at`, and return where the next one begins. */
	next(at: number): number {
		const { text } = this;
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
				return this.#take(entityAt(text, at), at, "&");
			case "\\":
				return this.#escape(at);
			case "$":
				return this.#dollar(at);
			case "\ue000":
				return this.#take(markAt(text, at), at, "");
			default:
				return this.#take(bareAt(text, at), at, text.charAt(at));
		}
	}

	/** Take what was found at `at`, or, where nothing was, the characters that stand there. */
	#take(span: Span | null, at: number, otherwise: string): number {
		if (!span) this.say(otherwise);
		else if (span.node.kind === "text") this.say(span.node.text);
		else this.nodes.push(span.node);
		return span?.end ?? at + otherwise.length;
	}

	#lineEnd(at: number): number {
		const last = this.nodes.at(-1);
		const spaces = last?.kind === "text" ? (/ *$/.exec(last.text)?.[0].length ?? 0) : 0;
		if (last?.kind === "text") last.text = last.text.trimEnd();
		if (spaces >= 2) this.nodes.push({ kind: "break" });
		else this.say("\n");
		return at + 1 + (match(/ */y, this.text, at + 1)?.[0].length ?? 0);
	}

	#code(at: number): number {
		const ticks = (match(/`+/y, this.text, at) as RegExpExecArray)[0];
		const span = codeAt(this.text, at, ticks.length);
		if (!span) this.#undecided(at);
		return this.#take(span, at, ticks);
	}

	#run(at: number): number {
		const sign = this.text[at] as string;
		let end = at + 1;
		while (this.text[end] === sign) end += 1;
		const length = end - at;
		const node = this.say(this.text.slice(at, end));
		const can = flanks(sign, before(this.text, at), after(this.text, end));
		const known = sign !== "~" || length <= 2;
		if (known && (can.opens || can.closes)) {
			this.addRun({ sign, left: length, length, ...can, at, node });
		}
		return end;
	}

	#open(at: number, length: number): number {
		const node = this.say(this.text.slice(at, at + length));
		this.#brackets.push({ node, at, image: length === 2, active: true, runs: this.runs.length });
		return at + length;
	}

	#close(at: number): number {
		const bracket = this.#brackets.pop();
		const far = !bracket || at - bracket.at > REACH;
		if (far || !bracket.active) {
			this.say("]");
			return at + 1;
		}
		const found = inlineTarget(this.text, at + 1) ?? this.#reference(bracket, at);
		if (!found) {
			if (this.text[at + 1] === "(" || this.text[at + 1] === "[") this.#undecided(bracket.at);
			this.say("]");
			return at + 1;
		}
		this.#link(bracket, found.target);
		return found.end;
	}

	#reference(bracket: Bracket, at: number): { end: number; target: Target } | null {
		const inside = this.text.slice(bracket.at + (bracket.image ? 2 : 1), at);
		const label = labelAt(this.text, at + 1);
		const own = label.length > 2 ? label : `[${inside}]`;
		if (label.length <= 2 && (labelAt(own, 0) !== own || !inside.trim())) return null;
		const target = this.definitions.get(labelOf(own));
		if (target) return { end: at + 1 + label.length, target };
		this.missing.add(labelOf(own));
		return null;
	}

	#link(bracket: Bracket, { href, title }: Target): void {
		const from = this.nodes.lastIndexOf(bracket.node);
		const inside = this.nodes.splice(from).slice(1);
		wrapRuns(inside, this.runs, bracket.runs, REACH);
		this.runs.length = Math.min(this.runs.length, bracket.runs);
		if (bracket.image) {
			this.nodes.push({ kind: "image", src: href, title, alt: plainText(inside) });
			return;
		}
		this.nodes.push({ kind: "link", href, title, bare: false, children: joined(unlinked(inside)) });
		for (const other of this.#brackets) if (!other.image) other.active = false;
	}

	#angle(at: number): number {
		const span = angleAt(this.text, at);
		if (!span && /[A-Za-z/!?]/.test(this.text.charAt(at + 1))) this.#undecided(at);
		return this.#take(span, at, "<");
	}

	#escape(at: number): number {
		const sign = this.text.charAt(at + 1);
		if (sign === "\n") {
			this.nodes.push({ kind: "break" });
			return at + 2 + (match(/ */y, this.text, at + 2)?.[0].length ?? 0);
		}
		if (sign === "(" || sign === "[") {
			const span = bracketsAt(this.text, at, sign);
			if (span) return this.#take(span, at, "");
			this.#undecided(at);
		}
		const escaped = sign !== "" && ESCAPED.test(sign);
		this.say(escaped ? sign : "\\");
		return at + (escaped ? 2 : 1);
	}

	#dollar(at: number): number {
		const span = dollarsAt(this.text, at);
		if (!span) {
			const far = at + 2000;
			this.#undecidedUntil = Math.max(this.#undecidedUntil, Math.min(far, this.text.indexOf("\n\n", at) + 1 || far));
		}
		return this.#take(span, at, "$");
	}

	/** What began at `at` might have become something else, had there been more text. */
	#undecided(at: number): void {
		this.#undecidedUntil = Math.max(this.#undecidedUntil, at + REACH);
	}
}
