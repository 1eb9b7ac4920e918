import { returning } from "./places.ts";

/** Where a box that scrolls stands. */
export interface Extent {
	scrollTop: number;
	scrollHeight: number;
	clientHeight: number;
}

const SLACK = 4;
const RECENT = 1000;
const UPWARDS = new Set(["ArrowUp", "PageUp", "Home"]);

export function atBottom({ scrollTop, scrollHeight, clientHeight }: Extent): boolean {
	return scrollHeight - scrollTop - clientHeight <= SLACK;
}

/**
 * Keeps a box at its end while the reader is there, and leaves the reader alone otherwise.
 *
 * Only what the reader does decides: input upwards detaches at once, arriving at the bottom
 * attaches again. A scroll position that moved because content grew says nothing.
 */
export class Follower {
	attached = true;
	/** Whether the reader wants to stay where they are, also at the end. */
	held = false;
	#pressed = false;
	#touched = Number.NEGATIVE_INFINITY;
	#top = 0;
	/** What the reader looks at, and how far below the upper edge it begins when scrolled to `top`. */
	#held: { element: Element; below: number; top: number } | null = null;

	readonly #changed: (attached: boolean) => void;

	constructor(
		readonly box: HTMLElement,
		changed: (attached: boolean) => void,
		signal: AbortSignal,
	) {
		this.#changed = changed;
		const options = { signal, passive: true };
		box.addEventListener("wheel", (event) => event.deltaY < 0 && this.detach(), options);
		box.addEventListener("touchmove", () => this.#touch(), options);
		box.addEventListener("pointerdown", () => this.#press(true), options);
		window.addEventListener("pointerup", () => this.#press(false), options);
		window.addEventListener("pointercancel", () => this.#press(false), options);
		box.addEventListener("keydown", (event) => this.#key(event), options);
		box.addEventListener("focusin", () => this.#touch(), options);
		box.addEventListener("click", () => requestAnimationFrame(() => this.#clicked()), options);
		box.addEventListener("scroll", () => this.#scrolled(), options);
	}

	/** To be called after content grew. */
	grew(): void {
		if (this.attached) this.#move(this.box.scrollHeight);
		else this.#hold();
	}

	/** Go to a place and stay there. */
	goTo(top: number): void {
		this.#move(top);
		this.detach();
	}

	#move(top: number): void {
		this.box.scrollTop = top;
		this.#top = this.box.scrollTop;
	}

	/** Keep what the reader looks at where it is, whatever became of what is above it. */
	#hold(): void {
		if (this.#held?.element.isConnected) {
			// What the reader scrolled since then, which no event has told yet, is meant.
			const meant = this.#held.below - (this.box.scrollTop - this.#held.top);
			const moved = this.#below(this.#held.element) - meant;
			if (Math.abs(moved) >= 1) this.#move(this.box.scrollTop + moved);
		}
		this.#look();
	}

	/** Take down what is at the upper edge. */
	#look(): void {
		const upper = this.box.getBoundingClientRect().top;
		const turns = [...(this.box.firstElementChild?.children ?? [])];
		const element = turns.find((turn) => turn.hasAttribute("data-turn") && turn.getBoundingClientRect().bottom > upper);
		this.#held = element ? { element, below: this.#below(element), top: this.box.scrollTop } : null;
	}

	#below(element: Element): number {
		return element.getBoundingClientRect().top - this.box.getBoundingClientRect().top;
	}

	attach(): void {
		this.held = false;
		this.attached = true;
		this.#changed(true);
		this.grew();
	}

	detach(): void {
		if (!this.attached || this.box.scrollHeight <= this.box.clientHeight) return;
		this.attached = false;
		this.#look();
		this.#changed(false);
	}

	/** Stay here, whatever comes and wherever the reader scrolls, until told to follow again. */
	hold(): void {
		this.held = true;
		this.attached = false;
		this.#look();
		this.#changed(false);
	}

	#press(down: boolean): void {
		if (down || this.#pressed) this.#touch();
		this.#pressed = down;
	}

	#touch(): void {
		this.#touched = performance.now();
		this.#top = this.box.scrollTop;
	}

	/** A fold that was opened is about to be read. */
	#clicked(): void {
		if (!atBottom(this.box)) this.detach();
	}

	#key({ key, shiftKey, target }: KeyboardEvent): void {
		this.#touch();
		const typing = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
		if (!typing && (UPWARDS.has(key) || (key === " " && shiftKey))) this.detach();
	}

	#scrolled(): void {
		// The last word of a box that was taken out of the page meanwhile, where everything is at its end.
		if (!this.box.isConnected) return;
		const touched = this.#pressed || performance.now() - this.#touched < RECENT;
		// It follows and was moved by nobody else: to read where it is now would lay the page out for nothing.
		if (this.attached && !touched) return;
		const upwards = this.box.scrollTop < this.#top - 1;
		this.#top = this.box.scrollTop;
		this.#look();
		if (returning.has(this.box)) return;
		if (atBottom(this.box)) {
			if (!this.attached && !this.held) this.attach();
		} else if (upwards && touched) this.detach();
	}
}
