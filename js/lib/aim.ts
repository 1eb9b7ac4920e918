import { type Signal, signal } from "@preact/signals";

/** What a reader wants to see, in whichever view shows such things. */
export interface Aim {
	kind: "source" | "message" | "artifact";
	id: string;
}

/** One run's aim: a citation leads to its source, a source to the message that cites it. */
export class Aims {
	readonly now: Signal<Aim | null> = signal(null);

	/** A new object each time, so that the same aim can be taken again. */
	take(kind: Aim["kind"], id: string): void {
		this.now.value = { kind, id };
	}
}
