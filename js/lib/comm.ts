import type { ToKernel } from "./protocol.ts";

/** The part of a widget model that we use. */
export interface Model {
	get(name: string): unknown;
	set(name: string, value: unknown): void;
	on(event: "msg:custom", listener: (content: unknown, buffers: readonly ArrayBufferView[]) => void): void;
	off(event: "msg:custom", listener: (content: unknown, buffers: readonly ArrayBufferView[]) => void): void;
	send(content: ToKernel): void;
}

/** Send and say whether there was anybody to send to: a saved notebook has no comm, and `send` throws. */
export function trySend(model: Model, message: ToKernel): boolean {
	try {
		model.send(message);
		return true;
	} catch {
		return false;
	}
}

const PATIENCE = 30_000;

/** Questions to the kernel, each with one answer. */
export class Calls {
	#last = 0;
	readonly #open = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();

	readonly #model: Model;

	constructor(model: Model) {
		this.#model = model;
	}

	ask(name: string, args: Record<string, unknown> = {}): Promise<unknown> {
		this.#last += 1;
		const call = this.#last;
		return new Promise((resolve, reject) => {
			if (!trySend(this.#model, { kind: "call", call, name, args })) {
				reject(new Error("no kernel is attached"));
				return;
			}
			const timer = setTimeout(
				() => this.settle(call, undefined, "the kernel has not answered; it may be busy"),
				PATIENCE,
			);
			const settled = <T>(next: (value: T) => void) => {
				return (value: T) => {
					clearTimeout(timer);
					next(value);
				};
			};
			this.#open.set(call, { resolve: settled(resolve), reject: settled(reject) });
		});
	}

	settle(call: number, result: unknown, error?: string): void {
		const waiting = this.#open.get(call);
		this.#open.delete(call);
		if (error === undefined) waiting?.resolve(result);
		else waiting?.reject(new Error(error));
	}
}
