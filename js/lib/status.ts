/** Every status as a shape, a word and a tone: never told by colour alone. */

export type Tone = "quiet" | "busy" | "good" | "bad" | "ask";
export interface Status {
	shape: string;
	word: string;
	tone: Tone;
}

/** Shape and tone of each, and what it is called where that is not its name. */
const known: Record<string, string> = {
	idle: "○ quiet",
	pending: "○ quiet",
	connecting: "◐ busy",
	open: "● good",
	retrying: "↻ ask",
	polling: "↻ busy",
	closed: "○ quiet",
	running: "◐ busy",
	working: "◐ busy",
	streaming: "◐ busy",
	regenerating: "↻ busy",
	awaiting_input: "! ask needs you",
	awaiting_approval: "! ask needs approval",
	suspended: "‖ ask",
	completed: "✓ good",
	done: "✓ good",
	failed: "✕ bad",
	denied: "✕ bad",
	cancelled: "■ quiet",
	supported: "✓ good",
	contradicted: "✕ bad",
	disputed: "! ask",
	unsupported: "◌ quiet",
	incomplete: "◌ ask",
};

/** Return how to show `name`; a status from a newer kernel is shown by its name. */
export function statusOf(name: string): Status {
	const told = Object.hasOwn(known, name) ? known[name] : "";
	const [shape, tone, ...words] = (told || "○ quiet").split(" ") as [string, Tone, ...string[]];
	return { shape, tone, word: words.join(" ") || name.replaceAll("_", " ") };
}

/** Return whether something with this status can still change by itself. */
export function isActive(name: string): boolean {
	return statusOf(name).tone === "busy" || name === "retrying";
}
