import { characterOf, ENTITY_HERE } from "./entities.ts";
import type { Inline } from "./inline_nodes.ts";
import { match } from "./links.ts";
import { TAG } from "./starts.ts";

/** Something read at one place, whatever stands around it, and where the next thing begins. */
export interface Span {
	node: Inline;
	end: number;
}

/** Characters over which markup may reach; what opens and is not closed by then is text. */
export const REACH = 10_000;

const TICKS = /`+/g;
const MARKUP_HERE = new RegExp(
	`${TAG}|<!--[\\s\\S]*?-->|<\\?[\\s\\S]*?\\?>|<![A-Za-z][^>]*>|<!\\[CDATA\\[[\\s\\S]*?\\]\\]>`,
	"y",
);
const ADDRESS = /<([A-Za-z][A-Za-z\d+.-]{1,31}:[^\s<>]*)>/y;
const MAIL =
	/<([\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z\d](?:[A-Za-z\d-]*[A-Za-z\d])?(?:\.[A-Za-z\d](?:[A-Za-z\d-]*[A-Za-z\d])?)*)>/y;
const BARE = /(?:https?:\/\/|www\.)[^\s<[\]`|]+/y;
const INLINE_MATH = /\$(?![\s$])([^$\n]{0,500}?[^\s$\\])\$(?!\d)/y;
const DISPLAY_MATH = /\$\$([^$]{1,2000}?)\$\$/y;
const PARENTHESES = /\\\(([\s\S]{1,1000}?)\\\)/y;
const SQUARE = /\\\[([\s\S]{1,2000}?)\\\]/y;
const MARK = /\ue000(\d{1,6})\ue001/y;

const text = (said: string): Inline => ({ kind: "text", text: said });

/** Code between `ticks` backticks and as many again. */
export function codeAt(source: string, at: number, ticks: number): Span | null {
	TICKS.lastIndex = at + ticks;
	for (let found = TICKS.exec(source); found && found.index - at <= REACH; found = TICKS.exec(source)) {
		if (found[0].length !== ticks) continue;
		const code = stripped(source.slice(at + ticks, found.index));
		return { node: { kind: "code", text: code }, end: found.index + ticks };
	}
	return null;
}

/** An address or a piece of markup in angle brackets. */
export function angleAt(source: string, at: number): Span | null {
	const address = match(ADDRESS, source, at) ?? match(MAIL, source, at);
	if (address) {
		const [whole, shown = ""] = address;
		return {
			node: linkTo(/^[A-Za-z][\w+.-]*:/.test(shown) ? shown : `mailto:${shown}`, shown),
			end: at + whole.length,
		};
	}
	const markup = match(MARKUP_HERE, source, at)?.[0];
	if (markup === undefined) return null;
	return { node: /^<br\s*\/?>$/i.test(markup) ? { kind: "break" } : text(markup), end: at + markup.length };
}

export function entityAt(source: string, at: number): Span | null {
	const found = match(ENTITY_HERE, source, at);
	return found && { node: text(characterOf(found[0], found[1], found[2], found[3])), end: at + found[0].length };
}

/** A formula between dollars. */
export function dollarsAt(source: string, at: number): Span | null {
	return formula(DISPLAY_MATH, source, at, true) ?? formula(INLINE_MATH, source, at, false);
}

/** A formula between brackets that are escaped: `sign` is the first of them. */
export function bracketsAt(source: string, at: number, sign: "(" | "["): Span | null {
	return sign === "[" ? formula(SQUARE, source, at, true) : formula(PARENTHESES, source, at, false);
}

function formula(pattern: RegExp, source: string, at: number, display: boolean): Span | null {
	const found = match(pattern, source, at);
	if (!found || !/[\p{L}\d]/u.test(found[1] ?? "")) return null;
	return { node: { kind: "math", text: found[1] ?? "", display }, end: at + found[0].length };
}

/** A citation; a sign that begins none is not shown. */
export function markAt(source: string, at: number): Span {
	const found = match(MARK, source, at);
	if (!found) return { node: text(""), end: at + 1 };
	return { node: { kind: "mark", number: Number(found[1]) }, end: at + found[0].length };
}

/** An address without any marks around it. */
export function bareAt(source: string, at: number): Span | null {
	const apart = at === 0 || /[\s*_~(]/.test(source.charAt(at - 1));
	const shown = trimmed(apart ? (match(BARE, source, at)?.[0] ?? "") : "");
	if (!/^(?:https?:\/\/|www\.)[^\s.*_~]/.test(shown)) return null;
	return { node: linkTo(shown.startsWith("www.") ? `http://${shown}` : shown, shown), end: at + shown.length };
}

function linkTo(href: string, shown: string): Inline {
	return { kind: "link", href, title: "", bare: true, children: [text(shown)] };
}

function stripped(text: string): string {
	const flat = text.replaceAll("\n", " ");
	return /^ .*[^ ].* $|^ [^ ] $/.test(flat) ? flat.slice(1, -1) : flat;
}

/** Return an address without the punctuation of the sentence around it. */
function trimmed(address: string): string {
	let shown = address;
	for (let before = ""; before !== shown; ) {
		before = shown;
		shown = shown.replace(/[?!.,:;*_~'"]+$/, "");
		if (shown.endsWith(")") && shown.split(")").length > shown.split("(").length) shown = shown.slice(0, -1);
	}
	return shown;
}
