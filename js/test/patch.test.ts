import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import { apply, type Op, PatchError } from "../lib/patch.ts";

interface Vector {
	name: string;
	before: unknown;
	ops: Op[];
	after: unknown;
}

function vectors(path: string): Vector[] {
	const file = new URL(path, import.meta.url);
	return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
}

/** JSON with keys in order; comparing objects would pass over a key called `__proto__`. */
function canonical(value: unknown): string {
	return JSON.stringify(value, (_, part: unknown) =>
		part && typeof part === "object" && !Array.isArray(part) ? Object.fromEntries(Object.entries(part).sort()) : part,
	);
}

describe.each([
	["our own vectors", vectors("./fixtures/patches.json")],
	["the vectors shared with Python", vectors("../../tests/vectors/patches.json")],
])("%s", (_, found) => {
	it.each(found)("$name", ({ before, ops, after }) => {
		expect(canonical(apply(before, ops))).toBe(canonical(after));
	});
	it("is a list", () => expect(Array.isArray(found)).toBe(true));
});

describe("apply", () => {
	it("keeps what it does not touch as the same object", () => {
		const before = { messages: [{ text: "a" }, { text: "b" }], agents: [] };
		const after = apply(before, [["append", ["messages", 1, "text"], "c"]]) as typeof before;

		expect(after.agents).toBe(before.agents);
		expect(after.messages[0]).toBe(before.messages[0]);
		expect(after.messages[1]).not.toBe(before.messages[1]);
		expect(before.messages[1]?.text).toBe("b");
	});

	it.each<[string, unknown, Op]>([
		["a key that is not there", {}, ["append", ["a"], "x"]],
		["a key on the way that is not there", {}, ["set", ["a", "b"], 1]],
		["an index past the end", [1], ["set", [1], 2]],
		["an inherited key", {}, ["append", ["toString"], "x"]],
		["the prototype", {}, ["set", ["__proto__", "polluted"], 1]],
		["the constructor", {}, ["set", ["constructor", "prototype", "polluted"], 1]],
		["a word as an index", [1], ["set", ["length"], 0]],
		["text and an array", { a: "x" }, ["append", ["a"], [1]]],
		["the root", { a: 1 }, ["remove", []]],
	])("refuses %s", (_, before, op) => {
		expect(() => apply(before, [op])).toThrow(PatchError);
		expect(({} as Record<string, unknown>).polluted).toBeUndefined();
	});
});

describe("many changes of one list", () => {
	it("are made to one copy, and change neither what was there nor what the patch brought", () => {
		const before = { list: Array.from({ length: 20_000 }, (_, n) => ({ n })) };
		const brought = [{ n: -1 }];
		const ops: Op[] = [
			...Array.from({ length: 20_000 }, (_, index): Op => ["set", ["list", index, "n"], index + 1]),
			["append", ["list"], brought],
			["set", ["list", 20_000, "n"], -2],
		];
		const slice = vi.spyOn(Array.prototype, "slice");
		const after = apply(before, ops) as typeof before;
		const copies = slice.mock.calls.length;
		slice.mockRestore();

		expect(copies).toBe(1);
		expect([after.list[19_999], after.list[20_000]]).toEqual([{ n: 20_000 }, { n: -2 }]);
		expect([before.list.length, before.list[19_999]]).toEqual([20_000, { n: 19_999 }]);
		expect(brought).toEqual([{ n: -1 }]);
	});
});

describe("many removals from one list", () => {
	const list = () => ({ kept: {}, list: Array.from({ length: 20_000 }, (_, index) => index) });

	it("are made at once, and lead to the same", () => {
		const before = list();
		const ops: Op[] = [
			["remove", ["list", 7]],
			...Array.from({ length: 19_000 }, (_, index): Op => ["remove", ["list", 19_998 - index]]),
			["append", ["list"], [-1]],
		];
		const after = apply(before, ops) as typeof before;

		expect(after.list).toHaveLength(1000);
		expect(after.list.slice(-2)).toEqual([999, -1]);
		expect(after.list[7]).toBe(8);
		expect(after.kept).toBe(before.kept);
		expect(before.list).toHaveLength(20_000);
	});

	it("fail where one is not there", () => {
		expect(() =>
			apply({ list: [1, 2, 3] }, [
				["remove", ["list", 5]],
				["remove", ["list", 1]],
			]),
		).toThrow(PatchError);
		expect(() =>
			apply({ list: "abc" }, [
				["remove", ["list", 2]],
				["remove", ["list", 1]],
			]),
		).toThrow(PatchError);
		expect(
			apply(
				[1, 2, 3],
				[
					["remove", [2]],
					["remove", [0]],
				],
			),
		).toEqual([2]);
	});
});
