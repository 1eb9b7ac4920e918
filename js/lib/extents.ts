/** What the height of a thing is taken for before anything was measured. */
const GUESS = 90;

/** How many must have been measured before the others are taken to be like them. */
const ENOUGH = 8;

/** Heights of things in a row: measured where they have been shown, else what the first ones were on average. */
export class Extents {
	private readonly known = new Map<string, number>();
	/** Settled once: if it changed, everything far from the end would move. */
	private usual = 0;

	/** Take down a height. */
	set(key: string, height: number): void {
		this.known.set(key, height);
		if (this.usual || this.known.size < ENOUGH) return;
		let sum = 0;
		for (const measured of this.known.values()) sum += measured;
		this.usual = sum / this.known.size;
	}

	/** Return where each of `keys` begins, and where the last ends. */
	offsets(keys: readonly string[]): number[] {
		const usual = this.usual || GUESS;
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
