import { describe, expect, it } from "vitest";
import { between, Extents } from "../lib/extents.ts";

describe("heights of things in a row", () => {
	it("are those that were measured", () => {
		const extents = new Extents();
		extents.set("b", 10);

		expect(extents.offsets(["a", "b", "c"], () => 40)).toEqual([0, 40, 50, 90]);
	});

	it("tell whether they were measured for the first time", () => {
		const extents = new Extents();

		expect([extents.set("a", 10), extents.set("a", 12), extents.set("b", 10)]).toEqual([true, false, true]);
	});
});

describe("what is between two places", () => {
	const offsets = [0, 10, 20, 30, 40];

	it.each([
		[0, 10, 0, 2],
		[12, 18, 1, 2],
		[35, 99, 3, 4],
		[-50, -10, 0, 0],
		[99, 120, 4, 4],
	])("%i and %i is %i to %i", (top, bottom, first, last) => {
		expect(between(offsets, top, bottom)).toEqual([first, last]);
	});
});
