/** Heights of things in a row: measured where they have been shown, else guessed. */
export class Extents {
	private readonly known = new Map<string, number>();

	/** Take down a height; return whether it was only guessed before. */
	set(key: string, height: number): boolean {
		const fresh = !this.known.has(key);
		this.known.set(key, height);
		return fresh;
	}

	/** Return where each of `keys` begins, and where the last ends. */
	offsets(keys: readonly string[], guess: (index: number) => number): number[] {
		const starts = [0];
		let end = 0;
		for (let index = 0; index < keys.length; index += 1) {
			end += this.known.get(keys[index] as string) ?? guess(index);
			starts.push(end);
		}
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
