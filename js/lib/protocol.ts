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
	const numbered = typeof content.seq === "number";
	const clock = typeof content.clock === "number" ? content.clock : null;
	switch (content.kind) {
		case "snapshot": {
			const document = content.document ?? (buffers[0] ? decode(buffers[0]) : null);
			return numbered && isDocument(document) ? ({ ...content, clock, document } as FromKernel) : null;
		}
		case "patch":
			return numbered && Array.isArray(content.ops) ? ({ ...content, clock } as FromKernel) : null;
		case "seq":
			return numbered ? (content as FromKernel) : null;
		case "reply":
			return typeof content.call === "number" ? (content as FromKernel) : null;
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

function isDocument(value: unknown): value is RunDocument {
	return isRecord(value) && isRecord(value.state) && isRecord(value.stream);
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
