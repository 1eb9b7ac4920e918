/**
 * The language in which frames are looked for, as `sse_widgets/query.py` has it; one file of vectors
 * holds the two together. Every text is a query: what is no condition is looked for as text.
 */

/** A frame, as far as a query asks for it. */
export interface Queried {
	n: number;
	at: number;
	event: string;
	id: string;
	size: number;
	types: readonly string[];
	agents: readonly string[];
	flags: readonly string[];
	data: string;
}

export type Query = (row: Queried) => boolean;

type Token = "(" | ")" | "-" | { word: string };

const OPERATOR = />=|<=|[:><=]/;
const NUMBER = /^[0-9]+(\.[0-9]+)?$/;
const SPACE = " \t\n\r";

const compare: Record<string, (a: number, b: number) => boolean> = {
	">=": (a, b) => a >= b,
	"<=": (a, b) => a <= b,
	">": (a, b) => a > b,
	"<": (a, b) => a < b,
	"=": (a, b) => a === b,
	":": (a, b) => a === b,
};

const named: Record<string, (row: Queried) => readonly string[]> = {
	type: (row) => row.types,
	agent: (row) => row.agents,
	event: (row) => [row.event],
	id: (row) => [row.id],
};

const measured: Record<string, (row: Queried) => number> = {
	n: (row) => row.n,
	at: (row) => row.at,
	size: (row) => row.size,
};

const flags = new Set(["error", "unknown", "unreadable"]);

/** Return whether a frame is what `text` asks for, as a function; the empty text asks for every frame. */
export function parse(text: string): Query {
	const tokens = tokensOf(text);
	const found: Query[] = [];
	while (tokens.length > 0) {
		if (tokens[0] === ")") tokens.shift();
		else found.push(either(tokens));
	}
	return every(found);
}

function tokensOf(text: string): Token[] {
	const tokens: Token[] = [];
	let place = 0;
	while (place < text.length) {
		const char = text.charAt(place);
		const next = text.charAt(place + 1);
		if (SPACE.includes(char)) place += 1;
		else if (char === "(" || char === ")" || (char === "-" && next !== "" && !`${SPACE}-)`.includes(next))) {
			tokens.push(char);
			place += 1;
		} else {
			const end = wordEnd(text, place);
			tokens.push({ word: text.slice(place, end) });
			place = end;
		}
	}
	return tokens;
}

function wordEnd(text: string, start: number): number {
	let quoted = false;
	let place = start;
	while (place < text.length && (quoted || !`${SPACE}()`.includes(text.charAt(place)))) {
		if (text.charAt(place) === '"') quoted = !quoted;
		place += 1;
	}
	return place;
}

function either(tokens: Token[]): Query {
	const found = [all(tokens)];
	while (isOr(tokens[0])) {
		tokens.shift();
		found.push(all(tokens));
	}
	return (row) => found.some((query) => query(row));
}

function all(tokens: Token[]): Query {
	const found: Query[] = [];
	for (let next = tokens[0]; next !== undefined && next !== ")" && !isOr(next); next = tokens[0])
		found.push(one(tokens));
	return every(found);
}

function one(tokens: Token[]): Query {
	const token = tokens.shift() as Token;
	if (typeof token === "object") return condition(token.word);
	if (token === "-") {
		const inner = one(tokens);
		return (row) => !inner(row);
	}
	const inner = either(tokens);
	tokens.shift();
	return inner;
}

function every(queries: readonly Query[]): Query {
	return (row) => queries.every((query) => query(row));
}

function isOr(token: Token | undefined): boolean {
	return typeof token === "object" && token.word === "OR";
}

function condition(word: string): Query {
	const split = OPERATOR.exec(word.split('"', 1)[0] ?? "");
	if (split) {
		const field = word.slice(0, split.index).toLowerCase();
		const value = unquoted(word.slice(split.index + split[0].length));
		const names = own(named, field);
		if (names && (split[0] === ":" || split[0] === "=") && value)
			return (row) => names(row).some((name) => fits(value, name));
		const number = own(measured, field);
		const holds = own(compare, split[0]);
		if (number && holds && NUMBER.test(value)) return (row) => holds(number(row), Number(value));
		if (field === "is" && flags.has(value)) return (row) => row.flags.includes(value);
	}
	const sought = unquoted(word);
	return (row) =>
		row.types.some((type) => type.includes(sought)) ||
		row.data.toLowerCase().includes(sought) ||
		row.event.toLowerCase().includes(sought);
}

function own<T>(table: Record<string, T>, key: string): T | undefined {
	return Object.hasOwn(table, key) ? table[key] : undefined;
}

function unquoted(word: string): string {
	return word.replaceAll('"', "").toLowerCase();
}

function fits(pattern: string, text: string): boolean {
	const name = text.toLowerCase();
	const [first = "", ...middle] = pattern.split("*");
	const last = middle.pop();
	if (last === undefined) return name.includes(pattern);
	if (!name.startsWith(first) || !name.endsWith(last) || first.length + last.length > name.length) return false;
	const end = name.length - last.length;
	let place = first.length;
	for (const piece of middle) {
		const found = name.indexOf(piece, place);
		if (found < 0 || found + piece.length > end) return false;
		place = found + piece.length;
	}
	return true;
}
