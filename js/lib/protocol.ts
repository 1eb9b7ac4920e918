import type { Op } from "./patch.ts";
import type { RunDocument } from "./types.ts";

/** What the kernel sends. */
export type FromKernel =
	| { kind: "snapshot"; seq: number; clock: number | null; document: RunDocument }
	/** `more`: it is a piece of a large one, and nothing to be shown yet. */
	| { kind: "patch"; seq: number; clock: number | null; ops: readonly Op[]; more: boolean }
	| { kind: "seq"; seq: number }
	| { kind: "reply"; call: number; result?: unknown; error?: string };

/** What the browser sends; never a key `id` at the top, which some kernels keep for ever. */
export type ToKernel =
	| { kind: "hello" }
	| { kind: "ack"; seq: number }
	| { kind: "resync"; seq: number }
	| { kind: "call"; call: number; name: string; args: Record<string, unknown> };

/** The saved document, as a trait of the model. */
export interface Snapshot {
	seq: number;
	document: RunDocument;
	clock: number | null;
}

/** One line of the list of frames. */
export interface FrameRow {
	n: number;
	at: number;
	event: string;
	size: number;
	types: readonly string[];
	/** `error`, `unknown`, `unreadable`. */
	flags: readonly string[];
	text: string;
	problem: string | null;
}

export interface FramePage {
	total: number;
	/** How many frames have been looked at; with a query that takes several answers. */
	looked: number;
	matched: number;
	rows: readonly FrameRow[];
}

/** What there is to filter by, each with how often it came. */
export interface Facets {
	types: readonly (readonly [string, number])[];
	agents: readonly (readonly [string, number])[];
}

/** One frame, whole. */
export interface FrameDetail {
	n: number;
	at: number;
	event: string;
	id: string;
	retry: number | null;
	data: string;
	/** Bytes of the whole data, of which a very long one is cut. */
	size: number;
	events: readonly Record<string, unknown>[];
	ops: readonly Op[];
}

/** Return a message of the kernel in its typed form, or null when it is none. */
export function read(content: unknown, buffers: readonly ArrayBufferView[] = []): FromKernel | null {
	if (!isRecord(content)) return null;
	switch (content.kind) {
		case "snapshot": {
			const document = content.document ?? (buffers[0] ? decode(buffers[0]) : null);
			if (typeof content.seq !== "number" || !isDocument(document)) return null;
			return { kind: "snapshot", seq: content.seq, clock: clock(content.clock), document };
		}
		case "patch":
			if (typeof content.seq !== "number" || !Array.isArray(content.ops)) return null;
			return {
				kind: "patch",
				seq: content.seq,
				clock: clock(content.clock),
				ops: content.ops,
				more: content.more === true,
			};
		case "seq":
			return typeof content.seq === "number" ? { kind: "seq", seq: content.seq } : null;
		case "reply":
			if (typeof content.call !== "number") return null;
			return typeof content.error === "string"
				? { kind: "reply", call: content.call, error: content.error }
				: { kind: "reply", call: content.call, result: content.result };
		default:
			return null;
	}
}

/** Return the saved snapshot in a trait, or null. */
export function readSnapshot(value: unknown): Snapshot | null {
	if (!isRecord(value) || typeof value.seq !== "number" || !isDocument(value.document)) return null;
	return { seq: value.seq, document: value.document, clock: null };
}

function decode(buffer: ArrayBufferView | ArrayBuffer): unknown {
	const bytes =
		buffer instanceof ArrayBuffer
			? new Uint8Array(buffer)
			: new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
	try {
		return JSON.parse(new TextDecoder().decode(bytes));
	} catch {
		return null;
	}
}

function clock(value: unknown): number | null {
	return typeof value === "number" ? value : null;
}

function isDocument(value: unknown): value is RunDocument {
	return isRecord(value) && isRecord(value.state) && isRecord(value.stream);
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
