import { expect, it } from "vitest";
import { lineDiff } from "../lib/line_diff.ts";

const told = (before: string, after: string) =>
	lineDiff([...before], [...after])
		.map(({ kind, lines }) => `${{ same: "=", added: "+", removed: "-" }[kind]}${lines.join("")}`)
		.join(" ");

it.each([
	["abc", "abc", "=abc"],
	["", "ab", "+ab"],
	["ab", "", "-ab"],
	["abc", "axc", "=a -b +x =c"],
	["aXbXc", "abc", "=a -X =b -X =c"],
])("what becomes of %s in %s is told", (before, after, expected) => {
	expect(told(before, after)).toBe(expected);

	const kept = lineDiff([...before], [...after]);
	expect(kept.flatMap(({ kind, lines }) => (kind === "added" ? [] : lines)).join("")).toBe(before);
	expect(kept.flatMap(({ kind, lines }) => (kind === "removed" ? [] : lines)).join("")).toBe(after);
});
