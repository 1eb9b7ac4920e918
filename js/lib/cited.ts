import type { Citation, Part, Source } from "./types.ts";

/** A place in a text of a message where a citation is shown, `number` being that of its source. */
export interface Place {
	at: number;
	number: number;
}

/** Return where citations stand in each part of a message; those without a place, or of unknown sources, nowhere. */
export function placesOf(
	parts: readonly Part[],
	citations: readonly Citation[],
	sources: readonly Source[],
): Place[][] {
	const found: Place[][] = parts.map(() => []);
	if (citations.length === 0) return found;
	const texts = parts.map((part) => (part.kind === "text" ? part.text : ""));
	const whole = texts.join("");
	const plain = !/[\u0080-\uffff]/.test(whole);
	const wide = /[\ud800-\udfff]/.test(whole);
	for (const { source_id, end, unit } of citations) {
		const number = sources.findIndex((source) => source.id === source_id) + 1;
		if (end === null || number === 0) continue;
		// Counted one by one only where characters of ours and of theirs may differ.
		let at = plain || (unit === "char" && !wide) ? end : offsetOf(whole, end, unit);
		const index = texts.findIndex((text) => {
			if (at <= text.length && text) return true;
			at -= text.length;
			return false;
		});
		found[index]?.push({ at, number });
	}
	for (const places of found) places.sort((a, b) => a.at - b.at || a.number - b.number);
	return found;
}

/** Return the index in `text` of what others count in characters or in bytes of UTF-8. */
function offsetOf(text: string, count: number, unit: Citation["unit"]): number {
	let left = count;
	let at = 0;
	for (const sign of text) {
		if (left <= 0) break;
		left -= unit === "char" ? 1 : sizeOf(sign.codePointAt(0) ?? 0);
		at += sign.length;
	}
	return at;
}

function sizeOf(code: number): number {
	if (code < 0x80) return 1;
	if (code < 0x800) return 2;
	return code < 0x10000 ? 3 : 4;
}

/** Return `text` with a mark at each place, as Markdown reads it; whatever looks like one already is taken out. */
export function marked(text: string, places: readonly Place[]): string {
	const clean = text.includes("\ue000") ? text.replaceAll("\ue000", "\ufffd") : text;
	let done = 0;
	let all = "";
	for (const { at, number } of places) {
		all += `${clean.slice(done, at)}\ue000${number}\ue001`;
		done = at;
	}
	return all + clean.slice(done);
}
