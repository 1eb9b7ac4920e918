import { forest } from "./forest.ts";
import type { Agent, Phase, Task, Tool } from "./types.ts";

/** A phase with what is done in it. */
export interface Chapter {
	phase: Phase;
	/** How many tools it has called. */
	calls: number;
	tasks: readonly Task[];
	parts: readonly Chapter[];
}

/**
 * Return the phases as trees, each with its calls and its tasks.
 *
 * No wire ties a task to a phase; it belongs to the one phase that the task's agent works on, if that is one.
 */
export function agenda(
	phases: readonly Phase[],
	tools: readonly Tool[],
	tasks: readonly Task[],
	agents: readonly Agent[],
): Chapter[] {
	const byId = new Map(phases.map((phase) => [phase.id, phase]));
	const { roots, under } = forest(phases, (phase) => byId.get(phase.parent));
	const calls = new Map<string, number>();
	for (const { phase } of tools) calls.set(phase, (calls.get(phase) ?? 0) + 1);
	const owner = (reference: string) =>
		agents.find((it) => it.id === reference || it.name === reference)?.id ?? reference;
	const only = new Map<string, Phase | null>();
	for (const phase of phases) {
		const id = owner(phase.agent);
		if (id) only.set(id, only.has(id) ? null : phase);
	}
	const chapter = (phase: Phase): Chapter => ({
		phase,
		calls: calls.get(phase.id) ?? 0,
		tasks: tasks.filter((task) => task.agent !== "" && only.get(owner(task.agent)) === phase),
		parts: under(phase).map(chapter),
	});
	return roots.map(chapter);
}
