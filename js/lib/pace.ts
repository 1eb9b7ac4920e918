const SPAN = 5;

/** How fast a count goes up, over the last five seconds. */
export class Pace {
	private samples: { value: number; at: number }[] = [];

	/** Take what is counted at a moment, in seconds; return how many a second, null until that can be told. */
	take(value: number, at: number): number | null {
		const last = this.samples.at(-1);
		if (last && (value < last.value || at < last.at)) this.samples = []; // another stream, or back in time
		this.samples.push({ value, at });
		while (this.samples.length > 2 && at - (this.samples[1]?.at ?? at) >= SPAN) this.samples.shift();
		const first = this.samples[0];
		return first && at - first.at >= 1 ? (value - first.value) / (at - first.at) : null;
	}
}
