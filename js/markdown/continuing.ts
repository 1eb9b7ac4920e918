import type { Block } from "./blocks.ts";
import { isSpace, type Line } from "./line.ts";
import { endsAtBlank } from "./starts.ts";

/** Whether the line continues `block`, of which its marks are taken off; "ends" when it is its last line. */
export function continues(block: Block, line: Line): boolean | "ends" {
	switch (block.kind) {
		case "quote":
			if (line.indented || line.at(line.next) !== ">") return false;
			line.toNext();
			line.advance(1);
			if (isSpace(line.at(line.offset))) line.advance(1, true);
			return true;
		case "item":
			return continuesItem(block, line);
		case "code":
			return block.fence ? continuesFence(block, line) : continuesIndented(line);
		case "math":
			return continuesMath(block, line);
		case "markup":
			return !(line.blank && endsAtBlank(block));
		case "paragraph":
		case "table":
			return !line.blank;
		case "heading":
		case "rule":
			return false;
		default:
			return true;
	}
}

function continuesItem(block: Block, line: Line): boolean {
	const columns = (block.marker?.offset ?? 0) + (block.marker?.padding ?? 0);
	if (line.blank) {
		if (block.children.length === 0) return false;
		line.toNext();
		return true;
	}
	if (line.indent < columns) return false;
	line.advance(columns, true);
	return true;
}

function continuesFence(block: Block, line: Line): boolean | "ends" {
	const { sign = "", length = 0, indent = 0 } = block.fence ?? {};
	if (!line.indented && line.at(line.next) === sign) {
		const marks = /^(`{3,}|~{3,})[ \t]*$/.exec(line.rest)?.[1];
		if (marks && marks.length >= length) return "ends";
	}
	for (let left = indent; left > 0 && isSpace(line.at(line.offset)); left -= 1) line.advance(1, true);
	return true;
}

function continuesIndented(line: Line): boolean {
	if (line.indented) line.advance(4, true);
	else if (line.blank) line.toNext();
	else return false;
	return true;
}

function continuesMath(block: Block, line: Line): boolean | "ends" {
	const end = line.rest.indexOf(block.fence?.sign ?? "$$");
	if (end < 0) return true;
	block.text += line.rest.slice(0, end);
	return "ends";
}
