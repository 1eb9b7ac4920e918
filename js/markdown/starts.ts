import { Block, type Marker } from "./blocks.ts";
import { unescaped } from "./entities.ts";
import { isSpace, type Line } from "./line.ts";
import { alignsOf, cellsOf } from "./table.ts";

/** What a line began: a container that goes on in the same line, a leaf that takes its rest, or nothing. */
type Started = "container" | "leaf" | null;
/** The tree as far as it is built, and what the beginning of a block does to it. */
interface Builder {
	readonly tip: Block;
	/** How many blocks there are so far: the name of the next. */
	readonly count: number;
	/** Whether the line may go on with a paragraph whose containers it does not repeat. */
	readonly isLazy: boolean;
	add(block: Block): void;
	close(block: Block): void;
	closeUnmatched(): void;
	define(paragraph: Block): void;
}
type Start = (parser: Builder, line: Line, container: Block) => Started;

const HEADING = /^#{1,6}(?:[ \t]+|$)/;
const FENCE = /^`{3,}(?!.*`)|^~{3,}/;
const UNDERLINE = /^(?:=+|-+)[ \t]*$/;
const RULE = /^(?:\*[ \t]*){3,}$|^(?:_[ \t]*){3,}$|^(?:-[ \t]*){3,}$/;
const BULLET = /^[*+-]/;
const NUMBER = /^(\d{1,9})([.)])/;
const MATH = /^(?:\$\$|\\\[)/;
const MAY_START = /^[#`~*+_=<>0-9|:$\\-]/;

const BLOCKS =
	"address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|" +
	"fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|" +
	"menuitem|nav|noframes|ol|optgroup|option|p|param|section|search|summary|table|tbody|td|tfoot|th|thead|title|tr|" +
	"track|ul";
const ATTRIBUTE = "(?:\\s+[A-Za-z_:][\\w:.-]*(?:\\s*=\\s*(?:[^\"'=<>`\\s]+|'[^']*'|\"[^\"]*\"))?)";
export const TAG = `(?:<[A-Za-z][A-Za-z\\d-]*${ATTRIBUTE}*\\s*/?>|</[A-Za-z][A-Za-z\\d-]*\\s*>)`;

/** The seven ways in which raw markup begins, and how the first five of them end. */
const MARKUP: readonly (readonly [begin: RegExp, end: RegExp | null])[] = [
	[/^<(?:script|pre|textarea|style)(?:\s|>|$)/i, /<\/(?:script|pre|textarea|style)>/i],
	[/^<!--/, /-->/],
	[/^<\?/, /\?>/],
	[/^<![A-Za-z]/, />/],
	[/^<!\[CDATA\[/, /\]\]>/],
	[new RegExp(`^</?(?:${BLOCKS})(?:\\s|/?>|$)`, "i"), null],
	[new RegExp(`^${TAG}\\s*$`, "i"), null],
];

export function endsMarkup(block: Block, text: string): boolean {
	return MARKUP[block.ending]?.[1]?.test(text) ?? false;
}

export function endsAtBlank(block: Block): boolean {
	return MARKUP[block.ending]?.[1] === null;
}

/** Return whether a line that begins like this can be anything but text. */
export function mayStart(rest: string): boolean {
	return MAY_START.test(rest);
}

const quote: Start = (parser, line) => {
	if (line.indented || line.at(line.next) !== ">") return null;
	line.toNext();
	line.advance(1);
	if (isSpace(line.at(line.offset))) line.advance(1, true);
	parser.add(new Block("quote", parser.count));
	return "container";
};

const heading: Start = (parser, line) => {
	const marks = line.indented ? null : HEADING.exec(line.rest);
	if (!marks) return null;
	line.toNext();
	line.advance(marks[0].length);
	const block = new Block("heading", parser.count);
	block.level = marks[0].trim().length;
	block.text = line.text
		.slice(line.offset)
		.replace(/^[ \t]*#+[ \t]*$/, "")
		.replace(/[ \t]+#+[ \t]*$/, "")
		.trim();
	parser.add(block);
	line.advance(line.text.length);
	return "leaf";
};

const fence: Start = (parser, line) => {
	const marks = line.indented ? null : FENCE.exec(line.rest);
	if (!marks) return null;
	const block = new Block("code", parser.count);
	const info = unescaped(line.rest.slice(marks[0].length).trim());
	block.fence = { sign: marks[0].charAt(0), length: marks[0].length, indent: line.indent, info };
	parser.add(block);
	line.advance(line.text.length);
	return "leaf";
};

const math: Start = (parser, line, container) => {
	const marks = line.indented || container.kind === "paragraph" ? null : MATH.exec(line.rest);
	if (!marks) return null;
	const inside = line.rest.slice(2);
	const close = marks[0] === "$$" ? "$$" : "\\]";
	const end = inside.indexOf(close);
	if (end >= 0 ? inside.slice(end + 2).trim() : close === "\\]" && inside.trim()) return null;
	const block = new Block("math", parser.count);
	block.fence = { sign: close, length: 2, indent: 0, info: marks[0] };
	parser.add(block);
	block.text = end >= 0 ? inside.slice(0, end) : inside && `${inside}\n`;
	line.advance(line.text.length);
	if (end >= 0) parser.close(block);
	return "leaf";
};

const markup: Start = (parser, line, container) => {
	if (line.indented || line.at(line.next) !== "<") return null;
	const { rest } = line;
	const ending = MARKUP.findIndex(([begin]) => begin.test(rest));
	if (ending < 0 || (ending === 6 && (container.kind === "paragraph" || parser.isLazy))) return null;
	const block = new Block("markup", parser.count);
	block.ending = ending;
	parser.add(block);
	return "leaf";
};

const underline: Start = (parser, line, container) => {
	if (line.indented || container.kind !== "paragraph") return null;
	const marks = UNDERLINE.exec(line.rest);
	if (!marks) return null;
	parser.closeUnmatched();
	parser.define(container);
	if (!container.text) return null;
	container.kind = "heading";
	container.level = marks[0].startsWith("=") ? 1 : 2;
	container.text = container.text.trim();
	line.advance(line.text.length);
	return "leaf";
};

const table: Start = (parser, line, container) => {
	if (line.indented || container.kind !== "paragraph") return null;
	const aligns = alignsOf(line.rest);
	if (!aligns) return null;
	const before = container.text.trimEnd();
	const cut = before.lastIndexOf("\n") + 1;
	const head = cellsOf(before.slice(cut));
	if (head.length !== aligns.length) return null;
	parser.closeUnmatched();
	if (cut > 0) {
		container.text = before.slice(0, cut);
		const block = new Block("table", parser.count);
		parser.add(block);
		Object.assign(block, { aligns, rows: [head] });
	} else Object.assign(container, { kind: "table", text: "", aligns, rows: [head] });
	line.advance(line.text.length);
	return "leaf";
};

const rule: Start = (parser, line) => {
	if (line.indented || !RULE.test(line.rest)) return null;
	parser.add(new Block("rule", parser.count));
	line.advance(line.text.length);
	return "leaf";
};

const item: Start = (parser, line, container) => {
	if (line.indented && container.kind !== "list") return null;
	const marker = markerAt(line, container);
	if (!marker) return null;
	parser.closeUnmatched();
	const { tip } = parser;
	if (tip.kind !== "list" || tip.marker?.ordered !== marker.ordered || tip.marker.sign !== marker.sign) {
		const list = new Block("list", parser.count);
		list.marker = marker;
		parser.add(list);
	}
	const block = new Block("item", parser.count);
	block.marker = marker;
	parser.add(block);
	return "container";
};

function markerAt(line: Line, container: Block): Marker | null {
	if (line.indented) return null;
	const { rest } = line;
	const bullet = BULLET.exec(rest);
	const number = bullet ? null : NUMBER.exec(rest);
	const marks = bullet?.[0] ?? number?.[0];
	if (marks === undefined || (number && container.kind === "paragraph" && number[1] !== "1")) return null;
	const behind = rest.charAt(marks.length);
	if (behind && !isSpace(behind)) return null;
	if (container.kind === "paragraph" && !rest.slice(marks.length).trim()) return null;

	const offset = line.indent;
	line.toNext();
	line.advance(marks.length, true);
	line.look();
	const from = line.column;
	const { indent, blank } = line;
	const wide = indent >= 5 || indent < 1 || blank;
	if (!wide) line.toNext();
	else if (isSpace(line.at(line.offset))) line.advance(1, true);
	return {
		ordered: number !== null,
		start: Number(number?.[1] ?? 1),
		sign: number?.[2] ?? marks,
		padding: marks.length + (wide ? 1 : line.column - from),
		offset,
	};
}

const indentedCode: Start = (parser, line) => {
	if (!line.indented || parser.tip.kind === "paragraph" || line.blank) return null;
	line.advance(4, true);
	parser.add(new Block("code", parser.count));
	return "leaf";
};

/** In the order in which they are tried. */
export const starts: readonly Start[] = [
	quote,
	heading,
	fence,
	math,
	markup,
	table,
	underline,
	rule,
	item,
	indentedCode,
];
