import { describe, expect, it } from "vitest";
import { lanesOf, marksOf, type Span, ticksOf } from "../lib/lanes.ts";
import { panned, roomy, zoomed } from "../lib/range.ts";
import { agent, documentOf, message, thought, tool } from "./fixtures/document.ts";

function spans(...times: [number, number | null][]) {
	const tools = times.map(([from, to], index) => tool(`t${index}`, "search", { started_at: from, ended_at: to }));
	return lanesOf(documentOf({ tools }).state)[0]?.rows ?? [];
}

describe("lanes", () => {
	it("are there for what has a beginning, in the order of a run", () => {
		const { state } = documentOf({
			agents: [agent("a", { name: "Ann", started_at: 1, ended_at: 4 })],
			tools: [tool("t", "search", { started_at: 2, ended_at: 3, status: "failed", error: "no route" })],
			thoughts: [thought("th", "hm")],
			messages: [message("m", "hello", { started_at: null })],
		});

		expect(lanesOf(state).map((lane) => lane.kind)).toEqual(["agent", "tool", "thought"]);
		expect(lanesOf(state)[1]?.rows[0]?.[0]).toMatchObject({ label: "search", status: "failed", detail: "no route" });
	});

	it("have a row more where spans overlap", () => {
		expect(spans([0, 5], [1, 2], [2, 3], [5, 6]).map((row) => row.length)).toEqual([2, 2]);
	});

	it("leave room after what still goes on", () => {
		expect(spans([0, null], [1, 2]).length).toBe(2);
	});

	it("are made once for things that did not change", () => {
		const { state } = documentOf({ tools: [tool("t", "search", { started_at: 0 })] });

		expect(lanesOf({ ...state, agents: [] })[0]).toBe(lanesOf(state)[0]);
	});
});

describe("marks", () => {
	const row: Span[] = Array.from({ length: 10_000 }, (_, index) => ({
		key: `tool ${index}`,
		kind: "tool",
		label: "search",
		status: index === 5000 ? "failed" : "completed",
		detail: "",
		from: index,
		to: index + 0.5,
	}));

	it("stand for many that are too short to be told apart, and none is lost", () => {
		const marks = marksOf(row, 0, 10_000, 20, 10_000);

		expect(marks.length).toBeLessThan(600);
		expect(marks.reduce((sum, mark) => sum + mark.count, 0)).toBe(10_000);
		expect(marks.some((mark) => mark.span.status === "failed")).toBe(true);
	});

	it("stand for all that would be drawn one upon the other, but not for what ends elsewhere", () => {
		const open = row.slice(0, 5).map((span) => ({ ...span, from: 0, to: null }));
		const marks = marksOf([...open, { ...(row[0] as Span), to: 90 }], -1, 100, 1, 100);

		expect(marks.map(({ count, to }) => [count, to])).toEqual([
			[5, 100],
			[1, 90],
		]);
	});

	it("are only those in sight", () => {
		const marks = marksOf(row, 99.7, 103.2, 0.01, 10_000);

		expect(marks.map((mark) => mark.from)).toEqual([100, 101, 102, 103]);
		expect(marksOf(row, 99.2, 99.3, 0.001, 10_000).map((mark) => mark.from)).toEqual([99]);
	});

	it("go on until now while they have no end", () => {
		const [open] = row;

		expect(marksOf([{ ...(open as Span), to: null }], 0, 100, 0.1, 42)[0]?.to).toBe(42);
	});
});

describe("the range", () => {
	it("is looked at more closely around a moment", () => {
		expect(zoomed({ from: 0, to: 100 }, 0.5, 20, 100)).toEqual({ from: 10, to: 60 });
		expect(zoomed({ from: 10, to: 60 }, 4, 20, 100)).toBeNull();
		expect(zoomed({ from: 0, to: 0.3 }, 0.1, 0.1, 100)?.to).toBeLessThan(0.4);
	});

	it("has room, so that it need not be another with each moment", () => {
		const ends = Array.from({ length: 1000 }, (_, index) => roomy(60 + index / 100));

		expect(new Set(ends).size).toBeLessThan(7);
		expect(ends.every((end, index) => end > 60 + index / 100 && end < 1.1 * (60 + index / 100))).toBe(true);
	});

	it("stays where there is something", () => {
		expect(panned({ from: 10, to: 60 }, 1000, 100)).toEqual({ from: 50, to: 100 });
		expect(panned({ from: 10, to: 60 }, -1000, 100)).toEqual({ from: 0, to: 50 });
	});

	it("has round moments on its axis", () => {
		expect(ticksOf(3, 42, 5)).toEqual([10, 20, 30, 40]);
		expect(ticksOf(0, 0.1, 0).length).toBeGreaterThan(0);
		expect(ticksOf(0, 100_000, 8).length).toBeLessThan(9);
	});
});
