import { type Signal, signal } from "@preact/signals";

/** What a reader chose in one view: open tabs, folds, places. Kept when the view is mounted again. */
export class Memory {
	readonly #kept = new Map<string, Signal<unknown>>();

	signal<T>(name: string, initial: T): Signal<T> {
		let found = this.#kept.get(name);
		if (!found) {
			found = signal<unknown>(initial);
			this.#kept.set(name, found);
		}
		return found as Signal<T>;
	}
}

/** The memories of all views of one run, by the key of the view. */
export class Memories {
	readonly #all = new Map<string, Memory>();

	of(key: string | undefined): Memory {
		if (!key) return new Memory();
		let memory = this.#all.get(key);
		if (!memory) {
			memory = new Memory();
			this.#all.set(key, memory);
		}
		return memory;
	}
}
