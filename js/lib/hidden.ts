/**
 * What nobody sees and a machine reads: signs without width, marks of direction, tags, commands to terminals.
 *
 * Joiners stay where they join letters or pictures, as in Persian and in emoji; between ASCII they join nothing.
 */
const HIDDEN =
	/(?![\t\n\r])\p{Cc}|[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e0fff}]|(?<![^\p{ASCII}\u200c\u200d])[\u200c\u200d]|[\u200c\u200d](?![^\p{ASCII}\u200c\u200d])/gu;

/** Return `text` as it looks. */
export function asSeen(text: string): string {
	return text.replace(HIDDEN, "");
}

/** Return code of JSON or Python in whose strings what nobody sees is written out. */
export function writtenOut(code: string, language: "json" | "python"): string {
	return code.replace(HIDDEN, (sign) =>
		language === "python" && sign.length > 1
			? `\\U${hex(sign.codePointAt(0) as number, 8)}`
			: sign
					.split("")
					.map((unit) => `\\u${hex(unit.charCodeAt(0), 4)}`)
					.join(""),
	);
}

function hex(code: number, digits: number): string {
	return code.toString(16).padStart(digits, "0");
}
