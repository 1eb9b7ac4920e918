/** Milliseconds of work that need no rest after them. */
const CHEAP = 4;
/** Rest, in times of the work before it. */
const REST = 6;

/**
 * Repeats a piece of work as often as it is asked for, but never takes more than a seventh of the time for it.
 * Work that returns that it has more to do goes on by itself, for half of the time.
 */
export class Throttle {
	private free = 0;
	private timer: ReturnType<typeof setTimeout> | undefined;

	constructor(private readonly work: () => boolean) {}

	soon(): void {
		const wait = this.free - performance.now();
		if (wait <= 0) this.now();
		else this.timer ??= setTimeout(() => this.now(), wait);
	}

	now(): void {
		this.stop();
		const start = performance.now();
		const more = this.work();
		const end = performance.now();
		const spent = end - start;
		this.free = end + (more ? spent : spent > CHEAP ? spent * REST : 0);
		if (more) this.timer = setTimeout(() => this.now(), spent);
	}

	stop(): void {
		clearTimeout(this.timer);
		this.timer = undefined;
	}
}
