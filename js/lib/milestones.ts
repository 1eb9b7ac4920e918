import type { Board, Row } from "./board.ts";
import { isActive, statusOf } from "./status.ts";
import { textOf } from "./transcript.ts";
import type { RunState } from "./types.ts";

/** Return what a listener should hear of the step from `before` to `after`: boundaries, never text. */
export function milestones(before: RunState, after: RunState): string[] {
	if ("rows" in before) return news((before as unknown as Board).rows, (after as unknown as Board).rows);
	const said: string[] = [];
	const run = before.status === after.status ? [] : [`Run ${statusOf(after.status).word}`];
	const over = after.run.ended_at !== null;
	if (!over) said.push(...run);
	const [was, is] = [before.connection.state, after.connection.state];
	if (was !== is && (TROUBLE.has(was) || TROUBLE.has(is))) said.push(`Connection ${statusOf(is).word}`);
	for (const [agent, old] of changed(before.agents, after.agents)) {
		const name = agent.name || agent.id;
		if (!old) said.push(`${name} started`);
		else if (old.status !== agent.status) said.push(`${name} ${statusOf(agent.status).word}`);
	}
	for (const [tool, old] of changed(before.tools, after.tools)) {
		if (old?.status !== tool.status && ended.has(tool.status))
			said.push(`Tool ${tool.name} ${statusOf(tool.status).word}`);
	}
	for (const [message, old] of changed(before.messages, after.messages)) {
		if (message.role !== "user" && old && old.status !== message.status && message.status === "done")
			said.push("Answer complete");
	}
	for (const [question, old] of changed(before.interrupts, after.interrupts)) {
		if (!old && question.status === "open") said.push(`Needs you: ${question.message || question.reason}`);
	}
	return over ? [...said, ...run] : said;
}

/** Return the same of a dashboard: who needs somebody, and how runs end. */
export function news(before: readonly Row[], after: readonly Row[]): string[] {
	return changed(before, after).flatMap(([row, old]) => {
		if (row.question && row.question !== old?.question) return `${row.title} needs you: ${row.question}`;
		return old && old.status !== row.status && !isActive(row.status) ? `${row.title} ${statusOf(row.status).word}` : [];
	});
}

/** What is worth hearing of a connection, and that it is past. */
const TROUBLE = new Set<string>(["retrying", "polling", "failed"]);

/** Return the sentences that answers have gained, without marks. */
export function sentences(before: RunState, after: RunState): string[] {
	return changed(before.messages, after.messages).flatMap(([message, old]) => {
		if (message.role === "user") return [];
		const [text, heard] = [textOf(message), old ? textOf(old) : ""];
		const from = text.startsWith(heard) ? endOf(heard, old?.status === "done") : 0;
		const said = text.slice(from, endOf(text, message.status === "done"));
		return (
			said
				.replace(/[*_`#>|]+/g, "")
				.replace(/\s+/g, " ")
				.trim() || []
		);
	});
}

/** Return where the last whole sentence of `text` ends. */
function endOf(text: string, whole: boolean): number {
	if (whole) return text.length;
	for (let at = text.length - 1; at > 0; at -= 1)
		if (text[at] === "\n" || (text[at] === " " && ".!?:".includes(text[at - 1] as string))) return at + 1;
	return 0;
}

const ended = new Set<string>(["completed", "failed", "denied", "cancelled", "awaiting_approval"]);

function changed<T extends { id: string }>(before: readonly T[], after: readonly T[]): [T, T | undefined][] {
	if (before === after) return [];
	const old = new Map(before.map((thing) => [thing.id, thing]));
	return after.filter((thing) => old.get(thing.id) !== thing).map((thing) => [thing, old.get(thing.id)]);
}

/** Seconds without a word after which a run that goes on says so; twice as long each time, up to a minute. */
const QUIET = 7;
const LONGEST = 60;

/** Tells that a run goes on while there is nothing else to tell. */
export class Progress {
	#since: number | null = null;
	#wait = QUIET;

	/** Something else has been told at `now`, in seconds of the stream. */
	heard(now: number | null): void {
		this.#since = now;
		this.#wait = QUIET;
	}

	/** Return what to say of `state` at `now`: who works; nothing while it is too soon, or the run does not go on. */
	of(state: RunState, now: number | null): string[] {
		if (now === null || !isActive(state.status)) return [];
		this.#since ??= now;
		if (now - this.#since < this.#wait) return [];
		this.#since = now;
		this.#wait = Math.min(LONGEST, 2 * this.#wait);
		const names = state.agents.filter((agent) => isActive(agent.status)).map((agent) => agent.name || agent.id);
		return [`Still running${names.length > 0 ? `: ${names.slice(0, 3).join(", ")}` : ""}`];
	}
}

const APART = 1000;

/** Says things one after the other, at least a second apart; what waits together is said together. */
export class Announcer {
	#waiting: string[] = [];
	#timer: ReturnType<typeof setTimeout> | undefined;

	readonly #speak: (text: string) => void;

	constructor(speak: (text: string) => void) {
		this.#speak = speak;
	}

	say(texts: readonly string[]): void {
		this.#waiting.push(...texts);
		if (this.#waiting.length > 0 && this.#timer === undefined) this.#flush();
	}

	stop(): void {
		clearTimeout(this.#timer);
		this.#waiting = [];
	}

	#flush(): void {
		this.#timer = undefined;
		if (this.#waiting.length === 0) return;
		const heard = this.#waiting.slice(-4);
		this.#waiting = [];
		this.#speak(`${heard.join(". ")}.`.replace(/([.!?])\./g, "$1"));
		this.#timer = setTimeout(() => this.#flush(), APART);
	}
}
