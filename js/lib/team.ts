import type { Agent, Task } from "./types.ts";

export interface Member {
	agent: Agent;
	tasks: readonly Task[];
	team: readonly Member[];
}

/** Return the agents as trees by `parent`, which may be an id or a name; agents that are each other's parents stand on their own. */
export function teams(agents: readonly Agent[], tasks: readonly Task[]): Member[] {
	const found = finder(agents);
	const children = new Map<Agent | undefined, Agent[]>();
	for (const agent of agents) {
		const parent = isRing(agent, found) ? undefined : found(agent.parent);
		children.set(parent, [...(children.get(parent) ?? []), agent]);
	}
	const member = (agent: Agent): Member => ({
		agent,
		tasks: tasks.filter((task) => found(task.agent) === agent),
		team: (children.get(agent) ?? []).map(member),
	});
	return (children.get(undefined) ?? []).map(member);
}

/** Return the tasks that belong to no agent we know. */
export function looseTasks(agents: readonly Agent[], tasks: readonly Task[]): Task[] {
	const found = finder(agents);
	return tasks.filter((task) => !found(task.agent));
}

/** Return what to call an agent that is referred to by id or by name. */
export function nameOf(agents: readonly Agent[], reference: string): string {
	return finder(agents)(reference)?.name || reference;
}

function finder(agents: readonly Agent[]): (reference: string) => Agent | undefined {
	const names = new Map<string, Agent>();
	for (const agent of agents) if (agent.name && !names.has(agent.name)) names.set(agent.name, agent);
	const ids = new Map(agents.map((agent) => [agent.id, agent]));
	return (reference) => (reference ? (ids.get(reference) ?? names.get(reference)) : undefined);
}

function isRing(agent: Agent, found: (reference: string) => Agent | undefined): boolean {
	const seen = new Set<Agent>();
	for (let above = found(agent.parent); above; above = found(above.parent)) {
		if (above === agent || seen.has(above)) return above === agent;
		seen.add(above);
	}
	return false;
}
