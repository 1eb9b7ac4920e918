import type { Inline } from "./inline_nodes.ts";

/** A run of `*`, `_` or `~` that may open or close emphasis; `node` is the text that shows what is left of it. */
export interface Run {
	serial: number;
	sign: string;
	/** Signs not used up yet, and how many there were. */
	left: number;
	length: number;
	opens: boolean;
	closes: boolean;
	at: number;
	node: Inline & { kind: "text" };
}

const SPACE = /^\s?$/u;
const PUNCTUATION = /^[\p{P}\p{S}]$/u;

/** Return whether a run between these two characters may open and may close. */
export function flanks(sign: string, before: string, after: string): { opens: boolean; closes: boolean } {
	const [spaceBefore, spaceAfter] = [SPACE.test(before), SPACE.test(after)];
	const [markBefore, markAfter] = [PUNCTUATION.test(before), PUNCTUATION.test(after)];
	const left = !spaceAfter && (!markAfter || spaceBefore || markBefore);
	const right = !spaceBefore && (!markBefore || spaceAfter || markAfter);
	if (sign !== "_") return { opens: left, closes: right };
	return { opens: left && (!right || markBefore), closes: right && (!left || markAfter) };
}

/** Wrap what stands between matching runs from number `bottom` on; runs that may still open stay. */
export function wrapRuns(nodes: Inline[], runs: Run[], bottom: number, reach: number): void {
	const searched = new Map<string, number>();
	for (let place = bottom; place < runs.length; ) {
		const closer = runs[place] as Run;
		if (!closer.closes) {
			place += 1;
			continue;
		}
		const key = `${closer.sign}${closer.opens}${closer.length % 3}`;
		const floor = searched.get(key) ?? -1;
		let found = place - 1;
		while (found >= bottom && (runs[found] as Run).serial > floor && !fits(runs[found] as Run, closer, reach))
			found -= 1;
		const opener = runs[found];
		if (!opener || found < bottom || opener.serial <= floor) {
			searched.set(key, runs[place - 1]?.serial ?? -1);
			if (closer.opens) place += 1;
			else runs.splice(place, 1);
			continue;
		}
		const used = closer.sign === "~" ? closer.left : Math.min(2, opener.left, closer.left);
		wrap(nodes, opener, closer, used);
		runs.splice(found + 1, place - found - 1);
		place = found + 1;
		if (opener.left === 0) {
			runs.splice(found, 1);
			place -= 1;
		}
		if (closer.left === 0) runs.splice(place, 1);
	}
}

function fits(opener: Run, closer: Run, reach: number): boolean {
	if (opener.sign !== closer.sign || !opener.opens || closer.at - opener.at > reach) return false;
	if (closer.sign === "~") return opener.left === closer.left;
	const odd = closer.opens || opener.closes;
	return !(odd && (opener.length + closer.length) % 3 === 0 && (opener.length % 3 || closer.length % 3));
}

function wrap(nodes: Inline[], opener: Run, closer: Run, used: number): void {
	const from = nodes.lastIndexOf(opener.node);
	const to = nodes.indexOf(closer.node, from);
	const kind = closer.sign === "~" ? "del" : used === 2 ? "strong" : "em";
	const wrapped: Inline = { kind, children: nodes.slice(from + 1, to) };
	for (const run of [opener, closer]) {
		run.left -= used;
		run.node.text = run.sign.repeat(run.left);
	}
	const keep = (run: Run) => (run.left > 0 ? [run.node] : []);
	nodes.splice(from, to - from + 1, ...keep(opener), wrapped, ...keep(closer));
}

/** Return the character that ends at `at`. */
export function before(text: string, at: number): string {
	const sign = text.charAt(at - 1);
	return /[\udc00-\udfff]/.test(sign) ? text.slice(at - 2, at) : sign;
}

/** Return the character that begins at `at`. */
export function after(text: string, at: number): string {
	const code = text.codePointAt(at);
	return code === undefined ? "" : String.fromCodePoint(code);
}
