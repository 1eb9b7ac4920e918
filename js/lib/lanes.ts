import { namer } from "./team.ts";
import type { Failure, Phase, RunState, Thought } from "./types.ts";

/** What the lanes are made of: parts of a state, or what the kernel tells of them. */
export interface Spanned {
	plan: { phases: readonly Pick<Phase, "id" | "title" | "status" | "started_at" | "ended_at">[] };
	agents: readonly Picked<"agents", "id" | "name" | "status" | "task" | "started_at" | "ended_at">[];
	tools: readonly Picked<"tools", "id" | "name" | "status" | "agent" | "error" | "started_at" | "ended_at">[];
	messages: readonly Picked<"messages", "id" | "role" | "agent" | "status" | "started_at" | "ended_at">[];
	thoughts: readonly Pick<Thought, "id" | "title" | "agent" | "kind" | "started_at" | "ended_at">[];
	errors: readonly Pick<Failure, "id" | "message" | "at">[];
}

type Picked<K extends keyof RunState, F> = RunState[K] extends readonly (infer T)[] ? Pick<T, F & keyof T> : never;

export type Kind = "phase" | "agent" | "tool" | "thought" | "message" | "error";

/** Something that took time. `to` is null while it goes on. */
export interface Span {
	key: string;
	kind: Kind;
	label: string;
	status: string;
	/** What else is worth knowing, in a few words. */
	detail: string;
	from: number;
	to: number | null;
}

/** A row of spans, none of which overlaps another; in order. */
export type Row = readonly Span[];

export interface Lane {
	kind: Kind;
	label: string;
	rows: readonly Row[];
}

/** Rows of one lane; what overlaps more is put into the last. */
const ROWS = 8;

const made = new WeakMap<object, Lane>();

/** Return the lanes that have something in them, in the order of a run. */
export function lanesOf(state: Spanned): Lane[] {
	const lanes = [
		lane(state.plan.phases, "phase", "Plan", (it) => ({ label: it.title || it.id, status: it.status })),
		lane(state.agents, "agent", "Agents", (it) => ({
			label: it.name || it.id,
			status: it.status,
			detail: it.task,
		})),
		lane(state.tools, "tool", "Tools", (it) => ({
			label: it.name || "tool",
			status: it.status,
			detail: it.error || it.agent,
		})),
		lane(state.thoughts, "thought", "Thinking", (it) => ({
			label: it.title || (it.kind === "step" ? "step" : "thinking"),
			status: it.ended_at === null ? "streaming" : "done",
			detail: it.agent,
		})),
		lane(state.messages, "message", "Messages", (it) => ({ label: it.agent || it.role, status: it.status })),
		lane(
			state.errors.map((error) => ({ ...error, started_at: error.at, ended_at: error.at })),
			"error",
			"Errors",
			(it) => ({ label: it.message, status: "failed" }),
			state.errors,
		),
	];
	return lanes.filter(({ rows }) => rows.length > 0);
}

/** Return whether there is a lane at all. */
export function hasLanes({ plan, agents, tools, thoughts, messages, errors }: Spanned): boolean {
	const timed = [plan.phases, agents, tools, thoughts, messages] as readonly (readonly Timed[])[];
	return errors.length > 0 || timed.some((things) => things.some((thing) => thing.started_at !== null));
}

/** Return what tells what to call a span. */
export function calling(agents: Spanned["agents"]): (span: Span) => string {
	const name = namer(agents);
	return ({ kind, label }) => (kind === "message" ? name(label) : label);
}

interface Timed {
	id: string;
	started_at: number | null;
	ended_at: number | null;
}

/** Return a lane of `things`; made once for the same things, which never change. */
function lane<T extends Timed>(
	things: readonly T[],
	kind: Kind,
	label: string,
	say: (thing: T) => { label: string; status: string; detail?: string },
	source: object = things,
): Lane {
	const known = made.get(source);
	if (known) return known;
	const spans: Span[] = [];
	for (const thing of things)
		if (thing.started_at !== null)
			spans.push({
				key: `${kind} ${thing.id}`,
				kind,
				detail: "",
				...say(thing),
				from: thing.started_at,
				to: thing.ended_at === null ? null : Math.max(thing.ended_at, thing.started_at),
			});
	const fresh = { kind, label, rows: packed(spans) };
	made.set(source, fresh);
	return fresh;
}

/** Return spans in as few rows as keep them apart. */
function packed(spans: readonly Span[]): Row[] {
	const rows: Span[][] = [];
	const ends: number[] = [];
	for (const span of [...spans].sort((a, b) => a.from - b.from)) {
		let place = ends.findIndex((end) => end <= span.from);
		if (place < 0) place = Math.min(rows.length, ROWS - 1);
		const row = rows[place];
		if (row) row.push(span);
		else rows.push([span]);
		ends[place] = Math.max(ends[place] ?? 0, span.to ?? Number.POSITIVE_INFINITY);
	}
	return rows;
}

/** What is drawn: one span, or many that cannot be told apart. */
export interface Mark {
	span: Span;
	/** How many it stands for. */
	count: number;
	from: number;
	to: number;
}

/** Return what to draw of a row from `from` to `to`, when nothing shorter than `least` seconds can be seen. */
export function marksOf(row: Row, from: number, to: number, least: number, now: number): Mark[] {
	const marks: Mark[] = [];
	for (let place = firstAfter(row, from); place < row.length; place += 1) {
		const span = row[place] as Span;
		if (span.from > to) break;
		const end = span.to ?? Math.max(now, span.from);
		if (end < from) continue;
		const last = marks.at(-1);
		if (last && (lines(last, span, end, least) || covers(last, span, end, least))) {
			last.count += 1;
			last.to = Math.max(last.to, end);
			if (span.status === "failed") last.span = span;
		} else marks.push({ span, count: 1, from: span.from, to: end });
	}
	return marks;
}

/** Return whether a span is so short, and so close to those before, that they are seen as one. */
function lines(last: Mark, { from }: Span, end: number, least: number): boolean {
	return end - from < least && last.to - last.from < 8 * least && from - last.to < least && last.span.to !== null;
}

/** Return whether a span would be drawn just where another is. */
function covers(last: Mark, { from, to }: Span, end: number, least: number): boolean {
	return from - last.from < least && Math.abs(end - last.to) < least && (to === null) === (last.span.to === null);
}

/** Return the place of the first span that may reach beyond `from`; one that began before does if it is the last before. */
function firstAfter(row: Row, from: number): number {
	let [low, high] = [0, row.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((row[middle] as Span).from <= from) low = middle + 1;
		else high = middle;
	}
	return Math.max(0, low - 1);
}

/** Return moments for the axis, round ones, about `wanted` of them. */
export function ticksOf(from: number, to: number, wanted: number): number[] {
	const rough = (to - from) / Math.max(1, wanted);
	const step = STEPS.find((each) => each >= rough) ?? Math.ceil(rough / 3600) * 3600;
	const first = Math.ceil(from / step);
	return Array.from({ length: Math.max(0, Math.floor(to / step) - first + 1) }, (_, index) => (first + index) * step);
}

const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200];
