/** Every status as a shape, a word and a tone: never told by colour alone. */

export type Tone = "quiet" | "busy" | "good" | "bad" | "ask";
export interface Status {
	shape: string;
	word: string;
	tone: Tone;
}

const shapes = {
	waiting: "○",
	busy: "◐",
	paused: "‖",
	ask: "!",
	good: "✓",
	bad: "✕",
	again: "↻",
	open: "●",
	broken: "◌",
	stopped: "■",
};

function status(shape: keyof typeof shapes, word: string, tone: Tone): Status {
	return { shape: shapes[shape], word, tone };
}

const known: Record<string, Status> = {
	idle: status("waiting", "idle", "quiet"),
	pending: status("waiting", "pending", "quiet"),
	connecting: status("busy", "connecting", "busy"),
	open: status("open", "open", "good"),
	retrying: status("again", "retrying", "ask"),
	polling: status("again", "polling", "busy"),
	closed: status("waiting", "closed", "quiet"),
	running: status("busy", "running", "busy"),
	working: status("busy", "working", "busy"),
	streaming: status("busy", "streaming", "busy"),
	regenerating: status("again", "regenerating", "busy"),
	awaiting_input: status("ask", "needs you", "ask"),
	awaiting_approval: status("ask", "needs approval", "ask"),
	suspended: status("paused", "suspended", "ask"),
	completed: status("good", "completed", "good"),
	done: status("good", "done", "good"),
	failed: status("bad", "failed", "bad"),
	denied: status("bad", "denied", "bad"),
	cancelled: status("stopped", "cancelled", "quiet"),
	supported: status("good", "supported", "good"),
	contradicted: status("bad", "contradicted", "bad"),
	disputed: status("ask", "disputed", "ask"),
	unsupported: status("broken", "unsupported", "quiet"),
	incomplete: status("broken", "incomplete", "ask"),
};

/** Return how to show `name`; a status from a newer kernel is shown by its name. */
export function statusOf(name: string): Status {
	return Object.hasOwn(known, name) ? (known[name] as Status) : status("waiting", name.replaceAll("_", " "), "quiet");
}

/** Return whether something with this status can still change by itself. */
export function isActive(name: string): boolean {
	const tone = statusOf(name).tone;
	return tone === "busy" || name === "retrying";
}
