/** What a Markdown document is made of. */

export type Kind =
	| "root"
	| "quote"
	| "list"
	| "item"
	| "paragraph"
	| "heading"
	| "code"
	| "markup"
	| "rule"
	| "table"
	| "math";

export type Align = "" | "left" | "center" | "right";

/** What a marker says of a list. */
export interface Marker {
	ordered: boolean;
	start: number;
	/** The bullet, or what stands behind the number; another one begins another list. */
	sign: string;
	/** Columns from the marker to the text. */
	padding: number;
	/** Columns before the marker. */
	offset: number;
}

/** What a fence says of the code behind it; `sign` is empty for code that is indented. */
export interface Fence {
	sign: string;
	length: number;
	indent: number;
	info: string;
}

/** One block. Containers have children, leaves have text, a table has rows. */
export class Block {
	children: Block[] = [];
	text = "";
	open = true;
	/** Whether its last line was blank, which makes the list around it loose. */
	blank = false;
	/** Leading children that nothing can change any more. */
	settled = 0;
	/** Of a heading. */
	level = 0;
	/** Of a list. */
	loose = false;
	/** Of an item: whether it is a task, and done. */
	task: boolean | null = null;
	/** Of a list and its items. */
	marker: Marker | null = null;
	fence: Fence | null = null;
	/** Of raw markup: which of the seven ways it began in, and so ends. */
	ending = 0;
	/** Of a table; the first row is its head. */
	rows: string[][] = [];
	aligns: readonly Align[] = [];

	constructor(
		public kind: Kind,
		/** Number of the line it begins in. */
		readonly line: number,
	) {}

	get last(): Block | undefined {
		return this.children[this.children.length - 1];
	}
}

const CONTAINERS = new Set<Kind>(["root", "quote", "list", "item"]);
const TAKES_LINES = new Set<Kind>(["paragraph", "code", "markup", "table", "math"]);

export function takesLines(kind: Kind): boolean {
	return TAKES_LINES.has(kind);
}

export function canHold(kind: Kind, child: Kind): boolean {
	return kind === "list" ? child === "item" : CONTAINERS.has(kind) && child !== "item";
}

/** Whether a blank line stands at the end of `block`, or of the last thing in it. */
export function endsBlank(block: Block): boolean {
	for (let below: Block | undefined = block; below; below = below.last) {
		if (below.blank) return true;
		if (below.kind !== "list" && below.kind !== "item") return false;
	}
	return false;
}
