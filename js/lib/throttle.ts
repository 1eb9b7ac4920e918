/** Milliseconds of work that need no rest after them. */
const CHEAP = 4;
/** Rest, in times of the work before it. */
const REST = 6;

/** Repeats a piece of work as often as it is asked for, but never takes more than a seventh of the time for it. */
export class Throttle {
	private free = 0;
	private timer: ReturnType<typeof setTimeout> | undefined;

	constructor(private readonly work: () => void) {}

	soon(): void {
		const wait = this.free - performance.now();
		if (wait <= 0) this.now();
		else this.timer ??= setTimeout(() => this.now(), wait);
	}

	now(): void {
		this.stop();
		const start = performance.now();
		this.work();
		const end = performance.now();
		const spent = end - start;
		this.free = end + (spent > CHEAP ? spent * REST : 0);
	}

	stop(): void {
		clearTimeout(this.timer);
		this.timer = undefined;
	}
}
