/** Lines in a row that both texts have, or only the later or the earlier one. */
export interface Stretch {
	kind: "same" | "added" | "removed";
	lines: string[];
}

/** Pairs of lines that are compared at most; two texts that differ by more are taken to have nothing in common. */
const MOST = 4_000_000;

/** Return what became of the lines of `before` in `after`: a longest common subsequence stays the same. */
export function lineDiff(before: readonly string[], after: readonly string[]): Stretch[] {
	const most = Math.min(before.length, after.length);
	let start = 0;
	while (start < most && before[start] === after[start]) start += 1;
	let end = 0;
	while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;

	const stretches: Stretch[] = [];
	const add = (kind: Stretch["kind"], lines: readonly string[]) => {
		const last = stretches.at(-1);
		if (last?.kind === kind) last.lines.push(...lines);
		else if (lines.length > 0) stretches.push({ kind, lines: [...lines] });
	};
	add("same", before.slice(0, start));
	differ(before.slice(start, before.length - end), after.slice(start, after.length - end), add);
	add("same", before.slice(before.length - end));
	return stretches;
}

function differ(old: readonly string[], now: readonly string[], add: (kind: Stretch["kind"], lines: string[]) => void) {
	const width = now.length + 1;
	const compared = old.length * now.length <= MOST;
	/** How many lines two ends have in common, by where they begin. */
	const common = new Uint16Array(compared ? (old.length + 1) * width : 0);
	const at = (x: number, y: number) => common[x * width + y] ?? 0;
	for (let x = compared ? old.length - 1 : -1; x >= 0; x -= 1)
		for (let y = now.length - 1; y >= 0; y -= 1)
			common[x * width + y] = old[x] === now[y] ? at(x + 1, y + 1) + 1 : Math.max(at(x + 1, y), at(x, y + 1));

	let [x, y] = [0, 0];
	while (x < old.length || y < now.length) {
		const [gone, come] = [old[x], now[y]];
		if (gone !== undefined && gone === come && compared) {
			add("same", [gone]);
			x += 1;
			y += 1;
		} else if (gone !== undefined && (come === undefined || at(x + 1, y) >= at(x, y + 1))) {
			add("removed", [gone]);
			x += 1;
		} else if (come !== undefined) {
			add("added", [come]);
			y += 1;
		}
	}
}
