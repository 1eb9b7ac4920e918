/** From when to when, in seconds. */
export interface Range {
	from: number;
	to: number;
}

/** Seconds; nothing is looked at more closely. */
const CLOSEST = 0.2;

/** Return a range that is `factor` times as wide, with `at` where it was; null when that is everything. */
export function zoomed(range: Range, factor: number, at: number, end: number): Range | null {
	const width = Math.max(CLOSEST, (range.to - range.from) * factor);
	if (width >= end) return null;
	const share = (at - range.from) / (range.to - range.from);
	return within(at - share * width, width, end);
}

/** Return a range moved by `seconds`, as far as there is anything. */
export function panned(range: Range, seconds: number, end: number): Range {
	return within(range.from + seconds, range.to - range.from, end);
}

function within(from: number, width: number, end: number): Range {
	const start = Math.max(0, Math.min(from, end - width));
	return { from: start, to: start + width };
}

/** Return the end of a scale on which there is room after `now`, so that it stays as it is for a while. */
export function roomy(now: number): number {
	const step = 2 ** Math.floor(Math.log2(now / 16));
	return (Math.floor(now / step) + 1) * step;
}
