/** A frame as text for elsewhere: JSON, Python, and the request that would go on from it. */

import { writtenOut } from "./hidden.ts";
import type { FrameDetail } from "./protocol.ts";
import type { Connection, Stream } from "./types.ts";

export function asJson({ n, at, event, id, retry, data, events, ops }: FrameDetail): string {
	return writtenOut(JSON.stringify({ n, at, event, id, retry, data, events, ops }, null, 2), "json");
}

/** Return the frame as Python code; a JSON string is a Python string as well. */
export function asPython({ at, event, id, retry, data }: FrameDetail): string {
	const fields = [
		`event=${JSON.stringify(event)}`,
		`data=${JSON.stringify(data)}`,
		...(id ? [`id=${JSON.stringify(id)}`] : []),
		...(retry === null ? [] : [`retry=${retry}`]),
		`at=${at}`,
	];
	return writtenOut(`sw.Frame(${fields.join(", ")})`, "python");
}

/** Return a command that asks for the stream from this frame on, with the token left to the environment; null without an address. */
export function asCurl(frame: FrameDetail, wire: Connection, { method }: Pick<Stream, "method">): string | null {
	if (!/^https?:/.test(wire.url)) return null;
	const headers = ["Accept: text/event-stream", ...(frame.id ? [`Last-Event-ID: ${frame.id}`] : [])];
	return [
		"curl -N",
		...(method === "POST" ? ["--json @body.json"] : []),
		...headers.map((header) => `-H ${quoted(header)}`),
		'-H "Authorization: Bearer $SSE_WIDGETS_TOKEN"',
		quoted(wire.url),
	].join(" \\\n  ");
}

function quoted(text: string): string {
	return `'${text.replaceAll("'", "'\\''")}'`;
}
