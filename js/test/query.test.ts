import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse, type Queried } from "../lib/query.ts";

interface Vectors {
	rows: Queried[];
	cases: { query: string; matches: number[] }[];
}

function read(path: string): Vectors {
	return JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
}

const vectors = read("../../tests/vectors/queries.json");

describe("the vectors shared with Python", () => {
	it.each(vectors.cases)("finds with $query what they say", ({ query, matches }) => {
		const holds = parse(query);

		expect(vectors.rows.filter(holds).map((row) => row.n)).toEqual(matches);
	});
});

it("takes any text for a query", () => {
	let seed = 1;
	const letters = 'ab "()-:<>=*OR.1atype';
	for (let turn = 0; turn < 2000; turn += 1) {
		let text = "";
		for (let index = 0; index < 20; index += 1) {
			seed = (seed * 48271) % 2147483647;
			text += letters.charAt(seed % letters.length);
		}
		const holds = parse(text);

		for (const row of vectors.rows) expect(typeof holds(row)).toBe("boolean");
	}
});
