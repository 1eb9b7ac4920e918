/** What the height of a thing is taken for before anything was measured. */
const GUESS = 90;

/** Heights of things in a row: measured where they have been shown, else what the others are on average. */
export class Extents {
	private readonly known = new Map<string, number>();
	private sum = 0;

	/** Take down a height. */
	set(key: string, height: number): void {
		this.sum += height - (this.known.get(key) ?? 0);
		this.known.set(key, height);
	}

	/** Return where each of `keys` begins, and where the last ends. */
	offsets(keys: readonly string[]): number[] {
		const usual = this.known.size > 0 ? this.sum / this.known.size : GUESS;
		const starts = [0];
		for (const [index, key] of keys.entries()) starts.push((starts[index] as number) + (this.known.get(key) ?? usual));
		return starts;
	}
}

/** Return the first thing that reaches below `top`, and the one after the last that begins above `bottom`. */
export function between(offsets: readonly number[], top: number, bottom: number): [number, number] {
	const count = offsets.length - 1;
	const first = Math.max(0, place(offsets, top) - 1);
	return [Math.min(first, count), Math.min(count, place(offsets, bottom))];
}

/** Return how many offsets are at most `value`. */
function place(offsets: readonly number[], value: number): number {
	let [low, high] = [0, offsets.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((offsets[middle] as number) <= value) low = middle + 1;
		else high = middle;
	}
	return low;
}
