import { type Inline, joined } from "./inline_nodes.ts";
import { InlineScan } from "./inline_scan.ts";
import { type Definitions, match } from "./links.ts";

/** Characters after which what is read is put down as read. */
const STRIDE = 200;
/** Characters after which text without end is continued in a box of its own: the page lays out one box as a whole. */
const STRETCH = 6000;
/** Characters before the end in which markup that is not closed yet is shown as if it were. */
const HOPE = 300;

/** Text without marks; not more of it than is soon put down, and spaces stay together: two may break the line. */
const PLAIN = /(?:[^\n`*_~[\]!<&\\$\ue000hw]|h(?!ttps?:\/\/)|w(?!ww\.)|!(?!\[)){1,999}(?! )/y;
/** Letters in a row that are no word and no entity. */
const WORD = 99;
/** Punctuation of writing that has no spaces. */
const WIDE = "\u3001-\u303f\uff01-\uff65";
/** Where plain text may be put down as read: before a word, and in writing that has no spaces. */
const SEAM = new RegExp(`[ ${WIDE}](?=[^\\s${WIDE}])|[A-Za-z\\d](?=[A-Za-z\\d]{${WORD}})`, "g");
const SENTENCE = /(?:[.!?]\s|[\u3002\uff01\uff1f])$/;

/**
 * Reads the text of one leaf as it grows. What can no longer change is handed out once, in
 * `settled`; `tail` is read again each time, and is short: markup reaches 10,000 characters at most.
 */
export class InlineReader {
	#start = 0;
	/** Where the present stretch began. */
	#stretch = 0;
	readonly #scan: InlineScan;

	constructor(definitions: Definitions) {
		this.#scan = new InlineScan(definitions);
	}

	/** Labels that were looked for in vain. */
	get missing(): ReadonlySet<string> {
		return this.#scan.missing;
	}

	/** Return whether `text` goes on from what was read, so that nothing handed out was wrong. */
	extends(text: string): boolean {
		return text.length >= this.#start && text.startsWith(this.#scan.text.slice(0, this.#start));
	}

	/**
	 * Read `text`, of which the beginning is known; `open` when more of it may come. What is settled comes in
	 * stretches: the first goes on with the one before.
	 */
	read(text: string, open: boolean): { settled: Inline[][]; tail: Inline[] } {
		const scan = this.#scan;
		scan.begin(text);
		let stretch: Inline[] = [];
		const settled = [stretch];
		for (let at = this.#start; at < text.length; ) {
			const plain = match(PLAIN, text, at);
			const seam = plain && this.#seam(text, at, at + plain[0].length);
			const end = plain ? (seam ?? at + plain[0].length) : scan.next(at);
			if (plain) scan.say(text.slice(at, end));
			at = end;
			// Spaces before the end of a line may make it a break.
			const mayEnd = seam !== null || (/\s/.test(text.charAt(at - 1)) && text[at] !== "\n");
			if (mayEnd && at - this.#start > STRIDE && at < text.length && scan.isCertain(at)) {
				for (const node of joined(scan.take())) stretch.push(node);
				this.#start = at;
				if (this.#isLong(text, at)) {
					stretch = [];
					settled.push(stretch);
					this.#stretch = at;
				}
			}
		}
		if (open) this.#hope();
		scan.pair();
		return { settled, tail: joined(scan.nodes) };
	}

	/** Return where plain text that stands from `at` to `end` may be put down as read; null if nowhere. */
	#seam(text: string, at: number, end: number): number | null {
		const far = Math.max(at, this.#start + STRIDE);
		if (end <= far) return null;
		SEAM.lastIndex = far;
		const found = SEAM.exec(text.slice(0, end + WORD));
		return found && found.index < end ? found.index + 1 : null;
	}

	/** Whether the stretch is long enough at `at`, where a sentence ends if one does. */
	#isLong(text: string, at: number): boolean {
		const length = at - this.#stretch;
		return length > 2 * STRETCH || (length > STRETCH && SENTENCE.test(text.slice(at - 2, at)));
	}

	/** Close what was opened near the end and is still being written, so that no marks flash by. */
	#hope(): void {
		const scan = this.#scan;
		const end = scan.text.length;
		const ticks = /(?:^|[^`])(`+)[^`\n]*$/.exec(scan.text.slice(Math.max(this.#start, end - HOPE)));
		if (ticks?.[1]) this.#hopeForCode(ticks[1]);
		for (const run of [...scan.runs].reverse()) {
			if (!run.opens || end - run.at > HOPE || run.at + run.length >= end) continue;
			scan.addRun({ ...run, length: run.left, opens: false, closes: true, at: end, node: scan.say("") });
		}
	}

	#hopeForCode(ticks: string): void {
		const scan = this.#scan;
		const from = scan.nodes.map((node) => node.kind === "text" && node.text === ticks).lastIndexOf(true);
		if (from < 0) return;
		const inside = scan.text.slice(scan.text.lastIndexOf(ticks) + ticks.length);
		scan.runs = scan.runs.filter((run) => scan.nodes.indexOf(run.node) < from);
		scan.nodes.length = from;
		if (inside) scan.nodes.push({ kind: "code", text: inside });
	}
}
