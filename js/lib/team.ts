import { forest } from "./forest.ts";
import { isActive } from "./status.ts";
import type { Agent, RunState, Task, Tool, UsageEntry } from "./types.ts";

export interface Member {
	agent: Agent;
	tasks: readonly Task[];
	/** How many tools it has called, as it says itself or else as were seen. */
	calls: number;
	/** What it waits for now. */
	tool: Tool | undefined;
	tokens: number | null;
	team: readonly Member[];
}

/** The same each time, so that who has none is not shown again. */
const NONE: readonly never[] = [];

type Staff = Pick<RunState, "agents" | "tasks" | "tools" | "usage">;

/** Return the agents as trees by `parent`, which may be an id or a name; agents that are each other's parents stand on their own. */
export function teams({ agents, tasks, tools, usage }: Staff): Member[] {
	const found = finder(agents);
	const { roots, under } = forest(agents, (agent) => found(agent.parent));
	const tasksOf = belonging(tasks, found);
	const toolsOf = belonging(tools, found);
	const usageOf = belonging(usage.entries, found);
	const member = (agent: Agent): Member => {
		const called = toolsOf.get(agent) ?? [];
		return {
			agent,
			tasks: tasksOf.get(agent) ?? NONE,
			calls: agent.calls ?? called.length,
			tool: called.filter((tool) => isActive(tool.status)).at(-1),
			tokens: agent.tokens ?? spent(usageOf.get(agent) ?? []),
			team: under(agent).map(member),
		};
	};
	return roots.map(member);
}

/** Return the tasks that belong to no agent we know. */
export function looseTasks(agents: readonly Agent[], tasks: readonly Task[]): Task[] {
	const found = finder(agents);
	return tasks.filter((task) => !found(task.agent));
}

/** Return what to call an agent that is referred to by id or by name. */
export function nameOf(agents: readonly Named[], reference: string): string {
	return namer(agents)(reference);
}

/** Return what tells what to call the agents that are referred to by id or by name. */
export function namer(agents: readonly Named[]): (reference: string) => string {
	const found = finder(agents);
	return (reference) => found(reference)?.name || reference;
}

type Named = Pick<Agent, "id" | "name">;
type Finder<T = Agent> = (reference: string) => T | undefined;

function finder<T extends Named>(agents: readonly T[]): Finder<T> {
	const names = new Map<string, T>();
	for (const agent of agents) if (agent.name && !names.has(agent.name)) names.set(agent.name, agent);
	const ids = new Map(agents.map((agent) => [agent.id, agent]));
	return (reference) => (reference ? (ids.get(reference) ?? names.get(reference)) : undefined);
}

function belonging<T extends { agent: string }>(things: readonly T[], found: Finder): Map<Agent, T[]> {
	const by = new Map<Agent, T[]>();
	for (const thing of things) {
		const agent = found(thing.agent);
		if (!agent) continue;
		const own = by.get(agent);
		if (own) own.push(thing);
		else by.set(agent, [thing]);
	}
	return by;
}

function spent(entries: readonly UsageEntry[]): number | null {
	const said = entries.map((it) => it.total_tokens ?? (it.input_tokens ?? 0) + (it.output_tokens ?? 0));
	return said.length === 0 ? null : said.reduce((sum, tokens) => sum + tokens);
}
