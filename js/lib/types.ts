/** The document as the kernel sends it: `state` is a RunState, field for field. Times are seconds since the stream opened. */

export type ConnectionState = "idle" | "connecting" | "open" | "retrying" | "polling" | "closed" | "failed";
export type RunStatus = "pending" | "running" | "awaiting_input" | "completed" | "failed" | "cancelled" | "incomplete";
export type AgentStatus = "idle" | "working" | "completed" | "failed" | "cancelled" | "suspended" | "incomplete";
export type TaskStatus = "pending" | "running" | "completed" | "failed" | "cancelled" | "incomplete";
export type MessageStatus = "streaming" | "regenerating" | "done" | "failed" | "incomplete";
export type ToolStatus =
	| "streaming"
	| "pending"
	| "awaiting_approval"
	| "running"
	| "completed"
	| "failed"
	| "denied"
	| "cancelled"
	| "incomplete";

export interface Connection {
	state: ConnectionState;
	url: string;
	http_status: number | null;
	attempt: number;
	delay: number | null;
	reason: string;
	changed_at: number | null;
	opened_at: number | null;
	heartbeat_at: number | null;
	session_id: string;
	user: string;
	authenticated: boolean | null;
}

export interface RunInfo {
	id: string;
	thread_id: string;
	title: string;
	model: string;
	note: string;
	started_at: number | null;
	ended_at: number | null;
	duration: number | null;
	result: unknown;
	/** Why it seems to be stuck, where that is no agent's doing. */
	stuck: string;
}

export interface Phase {
	id: string;
	title: string;
	description: string;
	status: TaskStatus;
	agent: string;
	parent: string;
	error: string;
	started_at: number | null;
	ended_at: number | null;
}

export interface Routing {
	status: "deciding" | "decided";
	agent_id: string;
	agent_name: string;
	confidence: number | null;
	reasoning: string;
	protocol: string;
}

export interface Agent {
	id: string;
	name: string;
	kind: string;
	parent: string;
	status: AgentStatus;
	progress: number | null;
	task: string;
	priority: string;
	time_left: number | null;
	tool_id: string;
	started_at: number | null;
	ended_at: number | null;
	updated_at: number | null;
	seen_at: number | null;
	duration: number | null;
	result: unknown;
	error: string;
	tokens: number | null;
	calls: number | null;
	compute_time: number | null;
	/** Why it seems to be stuck; empty while it does not. */
	stuck: string;
}

export interface Task {
	id: string;
	title: string;
	status: TaskStatus;
	progress: number | null;
	agent: string;
	time_left: number | null;
	updated_at: number | null;
}

export type Part =
	| { kind: "text"; text: string }
	| { kind: "thought"; thought_id: string }
	| { kind: "tool"; tool_id: string };

/** `start` and `end` count in the whole text of the message. */
export interface Citation {
	source_id: string;
	start: number | null;
	end: number | null;
	text: string;
	unit: "char" | "byte";
}

export interface Message {
	id: string;
	role: string;
	agent: string;
	parts: readonly Part[];
	status: MessageStatus;
	progress: number | null;
	note: string;
	edited: boolean;
	replaces: string;
	model: string;
	tokens: number | null;
	citations: readonly Citation[];
	finish_reason: string;
	started_at: number | null;
	ended_at: number | null;
}

export interface Thought {
	id: string;
	title: string;
	content: string;
	kind: "thinking" | "step" | "summary" | "redacted";
	agent: string;
	message: string;
	parent: string;
	done: boolean;
	started_at: number | null;
	ended_at: number | null;
}

export interface Tool {
	id: string;
	name: string;
	args_content: string;
	status: ToolStatus;
	kind: string;
	title: string;
	progress: number | null;
	note: string;
	output: unknown;
	error: string;
	agent: string;
	message: string;
	phase: string;
	started_at: number | null;
	ended_at: number | null;
	duration: number | null;
}

export interface Claim {
	text: string;
	confidence: number | null;
	reasoning: string;
	stance: "supports" | "contradicts" | "silent";
}

/** A claim, and which sources say what of it. */
export interface CheckedClaim {
	id: string;
	text: string;
	verdict: "supported" | "contradicted" | "disputed" | "unsupported";
	confidence: number | null;
	supported_by: readonly string[];
	contradicted_by: readonly string[];
}

export interface Source {
	id: string;
	url: string;
	title: string;
	domain: string;
	snippet: string;
	confidence: number | null;
	author: string;
	published: string;
	claims: readonly Claim[];
	message: string;
	cited: boolean;
}

export interface Search {
	query: string;
	total: number | null;
}

export interface Version {
	version: number;
	body: string;
	updated_at: number | null;
}

export interface Artifact {
	id: string;
	kind: string;
	title: string;
	language: string;
	body: string;
	version: number;
	origin: string;
	url: string;
	mime: string;
	message: string;
	done: boolean;
	earlier: readonly Version[];
	updated_at: number | null;
}

export interface UsageEntry {
	id: string;
	model: string;
	agent: string;
	input_tokens: number | null;
	output_tokens: number | null;
	total_tokens: number | null;
}

export interface Usage {
	input_tokens: number | null;
	output_tokens: number | null;
	total_tokens: number | null;
	reasoning_tokens: number | null;
	cached_tokens: number | null;
	cost: number | null;
	cache_write_tokens: number | null;
	entries: readonly UsageEntry[];
}

export interface Interrupt {
	id: string;
	reason: string;
	message: string;
	tool_id: string;
	schema: unknown;
	options: readonly string[];
	status: "open" | "resolved";
	answer: unknown;
	agent: string;
}

export interface LogLine {
	id: string;
	message: string;
	level: string;
	logger: string;
	at: number;
}

export interface Failure {
	id: string;
	kind: string;
	message: string;
	fatal: boolean;
	agent: string;
	tool: string;
	message_id: string;
	detail: string;
	at: number;
	frame: number;
}

export interface Counters {
	heartbeats: number;
	gaps: number;
	unknown: number;
	unreadable: number;
	reconnects: number;
}

export interface RunState {
	connection: Connection;
	status: RunStatus;
	run: RunInfo;
	progress: number;
	plan: { goal: string; phases: readonly Phase[] };
	routing: Routing | null;
	agents: readonly Agent[];
	tasks: readonly Task[];
	messages: readonly Message[];
	thoughts: readonly Thought[];
	tools: readonly Tool[];
	sources: readonly Source[];
	claims: readonly CheckedClaim[];
	searches: readonly Search[];
	canvas: readonly Artifact[];
	document: unknown;
	activities: readonly { id: string; kind: string; content: unknown }[];
	typing: readonly string[];
	usage: Usage;
	interrupts: readonly Interrupt[];
	logs: readonly LogLine[];
	errors: readonly Failure[];
	unknown: readonly (readonly [string, number])[];
	counters: Counters;
}

export type Command = "stop" | "reconnect" | "pause" | "resume";

/** Something that may be asked of the back end, and why not now; empty where it can be. */
export interface Act {
	id: "send" | "answer" | "regenerate" | "cancel";
	reason: string;
}

export interface Stream {
	dialect: string | null;
	title: string;
	received: number;
	shown: number;
	bytes: number;
	/** Of the last frame shown. */
	at: number;
	/** Whether more frames may come. */
	active: boolean;
	live: boolean;
	paused: boolean;
	/** At which breakpoint it stands and where; empty if at none. */
	stopped: string;
	breakpoints: readonly string[];
	/** Frames received that a breakpoint holds back. */
	held: number;
	/** Frames of these that are on disk. */
	spilled: number;
	recorded: boolean;
	/** How its server is asked. */
	method: string;
	/** From when to when somebody selected, in seconds. */
	selection: readonly [number, number] | null;
	can: readonly string[];
	acts: readonly Act[];
	notes: readonly string[];
}

export interface RunDocument {
	state: RunState;
	stream: Stream;
}
