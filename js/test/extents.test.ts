import { describe, expect, it } from "vitest";
import { between, Extents } from "../lib/extents.ts";

describe("heights of things in a row", () => {
	it("are those that were measured", () => {
		const extents = new Extents();
		extents.set("b", 10);

		const [, b, c] = extents.offsets(["a", "b", "c"]) as [number, number, number];
		expect(c - b).toBe(10);
	});

	it("are settled by the first, so that nothing moves because of what is measured later", () => {
		const extents = new Extents();
		for (let n = 0; n < 8; n += 1) extents.set(`m${n}`, 40);
		const before = extents.offsets(["x", "y", "m0"]);
		extents.set("m9", 4000);

		expect(before).toEqual([0, 40, 80, 120]);
		expect(extents.offsets(["x", "y", "m0"])).toEqual(before);
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
