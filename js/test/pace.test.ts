import { expect, it } from "vitest";
import { Pace } from "../lib/pace.ts";

it("tells nothing before a second has passed", () => {
	const pace = new Pace();

	expect([pace.take(0, 0), pace.take(50, 0.5), pace.take(100, 1)]).toEqual([null, null, 100]);
});

it("forgets what was more than five seconds ago, and falls to nothing in silence", () => {
	const pace = new Pace();
	for (let at = 0; at <= 10; at += 0.25) pace.take(at * 100, at);

	expect(pace.take(1000, 10)).toBeCloseTo(100);
	for (let at = 10; at < 16; at += 1) pace.take(1000, at);
	expect(pace.take(1000, 16)).toBe(0);
});

it("begins anew when the count or the time goes back", () => {
	const pace = new Pace();
	pace.take(0, 0);
	pace.take(100, 10);

	expect(pace.take(3, 11)).toBeNull();
	expect(pace.take(5, 2)).toBeNull();
});
