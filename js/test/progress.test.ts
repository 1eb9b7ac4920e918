import { expect, it } from "vitest";
import { Progress } from "../lib/milestones.ts";
import { emptyState } from "./fixtures/document.ts";
import { research } from "./fixtures/research.ts";

const running = { ...emptyState(), status: "running" as const };

function told(progress: Progress, until: number, state = running): number[] {
	return Array.from({ length: until + 1 }, (_, second) => second).filter(
		(second) => progress.of(state, second).length > 0,
	);
}

it("a run that goes on says so after seven seconds, and less and less often", () => {
	expect(told(new Progress(), 200)).toEqual([7, 21, 49, 105, 165]);
});

it("what else is heard puts it off", () => {
	const progress = new Progress();
	progress.of(running, 0);
	progress.heard(6);

	expect(progress.of(running, 12)).toEqual([]);
	expect(progress.of(running, 13)).toEqual(["Still running"]);
});

it("nothing is said of a run that is over, waits for somebody, or has no clock", () => {
	expect(told(new Progress(), 60, { ...running, status: "completed" as never })).toEqual([]);
	expect(told(new Progress(), 60, { ...running, status: "awaiting_input" as never })).toEqual([]);
	expect(new Progress().of(running, null)).toEqual([]);
});

it("says who works", () => {
	const { state } = research();
	const progress = new Progress();
	progress.of(state, 0);
	const names = state.agents.filter((agent) => agent.status === "working").map((agent) => agent.name);

	expect(names.length).toBeGreaterThan(0);
	expect(progress.of(state, 10)).toEqual([`Still running: ${names.slice(0, 3).join(", ")}`]);
});
