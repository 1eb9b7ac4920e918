import type { Align } from "./blocks.ts";

const DELIMITERS = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;

/** Return the alignments when `line` is what stands below the head of a table, else null. */
export function alignsOf(line: string): Align[] | null {
	if (!/[|:]/.test(line) || !DELIMITERS.test(line)) return null;
	return cellsOf(line).map((cell) => {
		const [left, right] = [cell.startsWith(":"), cell.endsWith(":")];
		if (left && right) return "center";
		return right ? "right" : left ? "left" : "";
	});
}

/** Return what stands between the bars; a bar behind a backslash is text. */
export function cellsOf(line: string): string[] {
	const cells: string[] = [];
	let cell = "";
	for (let place = 0; place < line.length; place += 1) {
		const sign = line[place] as string;
		if (sign === "\\" && line[place + 1] === "|") {
			cell += "|";
			place += 1;
		} else if (sign === "|") {
			cells.push(cell.trim());
			cell = "";
		} else cell += sign;
	}
	if (cell.trim()) cells.push(cell.trim());
	if (/^\s*\|/.test(line)) cells.shift();
	return cells;
}
