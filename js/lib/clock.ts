import { signal } from "@preact/signals";

/** Seconds since the stream opened, carried on between messages by this machine's monotonic clock. */
export class Clock {
	#base: number | null = null;
	#since = 0;

	/** `seconds` is null when the stream is over: nothing runs any more. */
	set(seconds: number | null): void {
		this.#base = seconds;
		this.#since = performance.now();
	}

	get running(): boolean {
		return this.#base !== null;
	}

	now(): number | null {
		return this.#base === null ? null : this.#base + (performance.now() - this.#since) / 1000;
	}
}

/** One beat a second for everything that shows a running time; silent when nobody would see it. */
export class Ticker {
	readonly beat = signal(0);
	#timer: ReturnType<typeof setInterval> | undefined;

	update(wanted: boolean): void {
		if (wanted && this.#timer === undefined) this.#timer = setInterval(() => this.#tick(), 1000);
		if (!wanted && this.#timer !== undefined) {
			clearInterval(this.#timer);
			this.#timer = undefined;
			this.#tick();
		}
	}

	get ticking(): boolean {
		return this.#timer !== undefined;
	}

	#tick(): void {
		this.beat.value += 1;
	}
}
