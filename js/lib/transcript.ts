import type { Message, Part, RunState, Thought, Tool } from "./types.ts";

/** One entry of the transcript; thoughts and calls outside every message stand on their own. */
export type Entry =
	| { kind: "message"; key: string; at: number; message: Message }
	| { kind: "thought"; key: string; at: number; thought: Thought }
	| { kind: "tool"; key: string; at: number; tool: Tool };

/** Return what happened in the order in which it began; messages never change places. */
export function transcript(state: Pick<RunState, "messages" | "thoughts" | "tools">): Entry[] {
	const loose = [...looseThoughts(state.thoughts), ...looseTools(state.tools)].sort((a, b) => a.at - b.at);
	const entries: Entry[] = [];
	let next = 0;
	let at = 0;
	for (const message of state.messages) {
		if (isEmpty(message)) continue;
		at = Math.max(at, message.started_at ?? at);
		for (let other = loose[next]; other && other.at < at; other = loose[next]) {
			entries.push(other);
			next += 1;
		}
		entries.push({ kind: "message", key: `m ${message.id}`, at, message });
	}
	return entries.concat(loose.slice(next));
}

/** Return about how many pixels an entry takes; texts of more than some screens are not all in the page. */
export function tallness(entry: Entry): number {
	if (entry.kind !== "message") return 36;
	const { parts } = entry.message;
	return parts.reduce((sum, part) => sum + 28 + (part.kind === "text" ? Math.min(part.text.length, 1e5) / 4 : 0), 60);
}

/** Return whether a message has nothing to show yet. */
export function isEmpty(message: Message): boolean {
	if (message.status === "regenerating" || message.status === "failed" || message.note) return false;
	return message.parts.every((part) => part.kind === "text" && part.text === "");
}

function looseThoughts(thoughts: readonly Thought[]): Entry[] {
	const ids = new Set(thoughts.map((thought) => thought.id));
	return thoughts
		.filter((thought) => thought.message === "" && !(thought.parent && ids.has(thought.parent)))
		.map((thought) => ({ kind: "thought", key: `t ${thought.id}`, at: thought.started_at ?? 0, thought }));
}

function looseTools(tools: readonly Tool[]): Entry[] {
	return tools
		.filter((tool) => tool.message === "")
		.map((tool) => ({ kind: "tool", key: `c ${tool.id}`, at: tool.started_at ?? 0, tool }));
}

/** Parts of a message that are shown together: one text, or thoughts and calls in a row. */
export interface Group {
	key: string;
	/** Of the first of them. */
	start: number;
	parts: readonly Part[];
}

export function grouped(parts: readonly Part[]): Group[] {
	const groups: { key: string; start: number; parts: Part[] }[] = [];
	for (const [start, part] of parts.entries()) {
		const last = groups.at(-1);
		if (part.kind !== "text" && last && last.parts[0]?.kind !== "text") last.parts.push(part);
		else groups.push({ key: `${part.kind === "text" ? "text" : "steps"} ${start}`, start, parts: [part] });
	}
	return groups;
}

/** Return what was said in a message, without thoughts and calls. */
export function textOf(message: Message): string {
	return message.parts.map((part) => (part.kind === "text" ? part.text : "")).join("");
}

/** Return things by their id. Later ones win, as they do in the kernel. */
export function byId<T extends { id: string }>(things: readonly T[]): ReadonlyMap<string, T> {
	return new Map(things.map((thing) => [thing.id, thing]));
}
