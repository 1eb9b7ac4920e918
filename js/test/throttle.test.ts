import { expect, it, vi } from "vitest";
import { Throttle } from "../lib/throttle.ts";

function working(cost: number, times = 1) {
	const done: number[] = [];
	const throttle = new Throttle(() => {
		vi.setSystemTime(Date.now() + cost);
		vi.advanceTimersByTime(cost);
		done.push(performance.now());
		return done.length < times;
	});
	return { throttle, done };
}

it("cheap work is done whenever it is asked for", () => {
	const { throttle, done } = working(1);
	for (let n = 0; n < 5; n += 1) throttle.soon();

	expect(done).toHaveLength(5);
});

it("dear work rests six times as long as it took, and is done once for all that asked meanwhile", () => {
	const { throttle, done } = working(10);
	throttle.soon();
	for (let n = 0; n < 5; n += 1) throttle.soon();
	expect(done).toHaveLength(1);

	vi.advanceTimersByTime(59);
	expect(done).toHaveLength(1);
	vi.advanceTimersByTime(2);
	expect(done).toHaveLength(2);
});

it("work that has more to do goes on by itself, and takes half of the time", () => {
	const { throttle, done } = working(10, 3);
	throttle.now();
	throttle.soon();
	expect(done).toEqual([10]);

	vi.advanceTimersByTime(1000);
	expect(done).toEqual([10, 30, 50]);
});

it("work that cannot wait does not, and what waited is not done again", () => {
	const { throttle, done } = working(10);
	throttle.soon();
	throttle.soon();
	throttle.now();
	vi.advanceTimersByTime(1000);

	expect(done).toHaveLength(2);
});

it("nothing is done after the end", () => {
	const { throttle, done } = working(10);
	throttle.soon();
	throttle.soon();
	throttle.stop();
	vi.advanceTimersByTime(1000);

	expect(done).toHaveLength(1);
});
