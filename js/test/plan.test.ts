import { describe, expect, it } from "vitest";
import { agenda } from "../lib/agenda.ts";
import type { Phase, Task } from "../lib/types.ts";
import { agent, tool } from "./fixtures/document.ts";

function phase(id: string, changes: Partial<Phase> = {}): Phase {
	return {
		id,
		title: "",
		description: "",
		status: "pending",
		agent: "",
		parent: "",
		error: "",
		started_at: null,
		ended_at: null,
		...changes,
	};
}

function task(id: string, agent: string): Task {
	return { id, title: "", status: "pending", progress: null, agent, time_left: null, updated_at: null };
}

describe("the agenda", () => {
	it("puts phases under the phase that they are part of, whatever the order", () => {
		const [whole, alone] = agenda([phase("part", { parent: "whole" }), phase("whole"), phase("alone")], [], [], []);

		expect([whole?.phase.id, alone?.phase.id]).toEqual(["whole", "alone"]);
		expect(whole?.parts.map((it) => it.phase.id)).toEqual(["part"]);
	});

	it("shows phases that are part of each other", () => {
		const phases = [phase("a", { parent: "b" }), phase("b", { parent: "a" }), phase("c", { parent: "c" })];

		expect(agenda(phases, [], [], []).map((it) => it.phase.id)).toEqual(["a", "b", "c"]);
	});

	it("shows a phase whose whole is not known", () => {
		expect(agenda([phase("part", { parent: "gone" })], [], [], []).map((it) => it.phase.id)).toEqual(["part"]);
	});

	it("counts calls, and gives a task to the only phase that its agent works on", () => {
		const phases = [phase("a", { agent: "Ada" }), phase("b", { agent: "both" }), phase("c", { agent: "both" })];
		const tasks = [task("1", "ada-1"), task("2", "both"), task("3", "")];
		const [a, b, c] = agenda(phases, [tool("t", "x", { phase: "a" })], tasks, [agent("ada-1", { name: "Ada" })]);

		expect(a?.calls).toBe(1);
		expect(a?.tasks.map((it) => it.id)).toEqual(["1"]);
		expect([b?.tasks, c?.tasks]).toEqual([[], []]);
	});
});
