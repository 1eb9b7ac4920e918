import { unescaped } from "./entities.ts";

/** Where a link leads, and its title. */
export interface Target {
	href: string;
	title: string;
}

/** Targets by label, as `[label]: address` defines them. */
export type Definitions = ReadonlyMap<string, Target>;

const LABEL = /\[(?:[^\\[\]]|\\[\s\S]){0,999}\]/y;
const BRACKETED = /<((?:[^<>\n\\]|\\.)*)>/y;
const SPACES = /[ \t]*(?:\n[ \t]*)?/y;
const TITLE = /"((?:[^"\\]|\\[\s\S])*)"|'((?:[^'\\]|\\[\s\S])*)'|\(((?:[^()\\]|\\[\s\S])*)\)/y;
const END_OF_LINE = /[ \t]*(?:\n|$)/y;

/** Return how far `pattern` reaches in `text` from `from` on; null when it does not match there. */
export function match(pattern: RegExp, text: string, from: number): RegExpExecArray | null {
	pattern.lastIndex = from;
	return pattern.exec(text);
}

function skip(pattern: RegExp, text: string, from: number): number {
	return from + (match(pattern, text, from)?.[0].length ?? 0);
}

/** Return labels as they are compared: any case, any white space. */
export function labelOf(bracketed: string): string {
	return bracketed.slice(1, -1).trim().replace(/\s+/g, " ").toLowerCase().toUpperCase();
}

/** Return `[label]` at `from`, brackets and all; empty when there is none. */
export function labelAt(text: string, from: number): string {
	return match(LABEL, text, from)?.[0] ?? "";
}

/** Return where the address at `from` ends, and the address; null when there is none. */
function destination(text: string, from: number): { end: number; href: string } | null {
	const bracketed = match(BRACKETED, text, from);
	if (bracketed) return { end: from + bracketed[0].length, href: unescaped(bracketed[1] ?? "") };
	if (text[from] === "<") return null;
	let depth = 0;
	let place = from;
	for (; place < text.length; place += 1) {
		const sign = text[place] as string;
		if (sign === "\\" && /[!-/:-@[-`{-~]/.test(text[place + 1] ?? "")) place += 1;
		else if (sign === "(") depth += 1;
		else if (sign === ")") {
			if (depth === 0) break;
			depth -= 1;
		} else if (sign <= " ") break;
	}
	return depth === 0 ? { end: place, href: unescaped(text.slice(from, place)) } : null;
}

function titleAt(text: string, from: number): { end: number; title: string } | null {
	const found = match(TITLE, text, from);
	return found && { end: from + found[0].length, title: unescaped(found[1] ?? found[2] ?? found[3] ?? "") };
}

/** Return the target of `(address "title")` at `from` and where it ends; null when there is none. */
export function inlineTarget(text: string, from: number): { end: number; target: Target } | null {
	if (text[from] !== "(") return null;
	const start = skip(SPACES, text, from + 1);
	const address = destination(text, start);
	if (!address) return null;
	const between = skip(SPACES, text, address.end);
	const title = between > address.end ? titleAt(text, between) : null;
	const end = skip(SPACES, text, title?.end ?? address.end);
	return text[end] === ")" ? { end: end + 1, target: { href: address.href, title: title?.title ?? "" } } : null;
}

/** Return the definition that `text` begins with and where it ends; null when it begins with none. */
export function definitionAt(text: string): { end: number; label: string; target: Target } | null {
	const bracketed = labelAt(text, 0);
	const label = bracketed && labelOf(bracketed);
	if (!label || text[bracketed.length] !== ":") return null;
	const start = skip(SPACES, text, bracketed.length + 1);
	const address = destination(text, start);
	if (!address || address.end === start) return null;
	const between = skip(SPACES, text, address.end);
	const title = between > address.end ? titleAt(text, between) : null;
	const full = title && match(END_OF_LINE, text, title.end);
	if (title && full)
		return { end: title.end + full[0].length, label, target: { href: address.href, title: title.title } };
	const bare = match(END_OF_LINE, text, address.end);
	return bare && { end: address.end + bare[0].length, label, target: { href: address.href, title: "" } };
}
