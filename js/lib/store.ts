import { signal } from "@preact/signals";
import { Clock } from "./clock.ts";
import { Calls, type Model, trySend } from "./comm.ts";
import { History } from "./history.ts";
import { apply, type Op } from "./patch.ts";
import { type FromKernel, read, readSnapshot } from "./protocol.ts";
import type { RunDocument } from "./types.ts";

const PATIENCE = 2000;
const LONGEST = 16_000;
const SAVE_EVERY = 2000;
/** Milliseconds between acknowledgements: each is answered, and what is on the wire then holds up the next patch. */
const ACK_EVERY = 250;
/** A page hidden for longer may have been given up by the kernel. */
const LONG_AWAY = 10_000;

/**
 * The document of one run, kept equal to the kernel's whatever the comm loses.
 *
 * A patch is applied when it is the next one, ignored when it is old, and answered with one
 * `resync` when something is missing. Until the kernel has sent a snapshot, the saved document is
 * shown and no patch is applied to it.
 */
export class Store {
	readonly document = signal<RunDocument | null>(null);
	/** Whether the clock runs; what it says is in `clock`. */
	readonly live = signal(false);
	/** Whether nobody answers: a saved notebook, or a kernel that is gone. */
	readonly stale = signal(false);
	readonly clock = new Clock();
	/** What this browser has seen, to go back to without the kernel. */
	readonly history = new History();
	readonly calls: Calls;
	seq = -1;

	#synced = false;
	/** What the pieces of a large patch have led to so far. */
	#begun: { document: RunDocument | null; ops: readonly Op[] } | null = null;
	#asking: { timer: ReturnType<typeof setTimeout> } | null = null;
	#acked = Number.NEGATIVE_INFINITY;
	#ackTimer: ReturnType<typeof setTimeout> | undefined;
	#saveTimer: ReturnType<typeof setTimeout> | undefined;
	readonly #listener = (content: unknown, buffers: readonly ArrayBufferView[]) => this.receive(content, buffers);

	#hiddenSince: number | null = null;
	readonly #looked = () => {
		const away = this.#hiddenSince === null ? 0 : performance.now() - this.#hiddenSince;
		this.#hiddenSince = document.visibilityState === "hidden" ? performance.now() : null;
		if (this.#hiddenSince === null && away > LONG_AWAY && !this.#asking) this.#ask("hello", PATIENCE);
	};

	readonly #model: Model;

	constructor(model: Model) {
		this.#model = model;
		this.calls = new Calls(model);
	}

	start(signal?: AbortSignal): void {
		this.#model.on("msg:custom", this.#listener);
		document.addEventListener("visibilitychange", this.#looked);
		signal?.addEventListener("abort", () => this.stop(), { once: true });
		const saved = readSnapshot(this.#model.get("snapshot"));
		if (saved) {
			this.seq = saved.seq;
			this.document.value = saved.document;
			this.history.keep(saved.document);
		}
		this.#ask("hello", PATIENCE);
	}

	stop(): void {
		this.#model.off("msg:custom", this.#listener);
		document.removeEventListener("visibilitychange", this.#looked);
		this.#answered();
		clearTimeout(this.#saveTimer);
		clearTimeout(this.#ackTimer);
		this.clock.set(null);
		this.live.value = false;
	}

	receive(content: unknown, buffers: readonly ArrayBufferView[] = []): void {
		const message = read(content, buffers);
		if (message === null) return;
		if (this.stale.value) this.#revive(message.kind);
		if (message.kind === "snapshot") this.#replace(message);
		else if (message.kind === "patch") this.#advance(message);
		else if (message.kind === "reply") this.calls.settle(message.call, message.result, message.error);
		else if (message.seq > this.seq) this.#resync();
		// The kernel repeats the number until it hears that we have it.
		else this.#acknowledge();
	}

	#replace(message: FromKernel & { kind: "snapshot" }): void {
		if (message.seq === this.seq && this.#synced && !this.#asking) return;
		this.#answered();
		this.#synced = true;
		this.#commit(message.document, message.seq, message.clock);
	}

	#advance(message: FromKernel & { kind: "patch" }): void {
		if (this.#synced && message.seq <= this.seq) return;
		const begun = this.#begun ?? { document: this.document.peek(), ops: [] };
		const next = this.#synced && message.seq === this.seq + 1 ? after(begun.document, message.ops) : null;
		const ops = begun.ops.length > 0 ? [...begun.ops, ...message.ops] : message.ops;
		if (!next) this.#resync();
		else if (message.more) {
			this.seq = message.seq;
			this.#begun = { document: next, ops };
		} else this.#commit(next, message.seq, message.clock, ops);
	}

	#commit(document: RunDocument, seq: number, clock: number | null, ops: readonly Op[] | null = null): void {
		this.history.keep(document, ops, this.document.peek());
		this.#begun = null;
		this.seq = seq;
		this.clock.set(clock);
		this.document.value = document;
		this.live.value = clock !== null;
		this.#acknowledge();
		this.#save(clock === null);
	}

	#resync(): void {
		if (!this.#asking) this.#ask("resync", PATIENCE);
	}

	/** Ask until a snapshot comes, ever more patiently; the first silence makes the store stale. */
	#ask(kind: "hello" | "resync", wait: number): void {
		const sent = trySend(this.#model, kind === "hello" ? { kind } : { kind, seq: this.seq });
		if (!sent) this.#giveUp();
		const timer = setTimeout(() => {
			this.#asking = null;
			if (wait === PATIENCE && kind === "hello") this.#giveUp();
			if (wait < LONGEST) this.#ask(kind, wait * 2);
			else this.#giveUp();
		}, wait);
		this.#asking = { timer };
	}

	/** Somebody is there again; only a snapshot says what was missed meanwhile. */
	#revive(kind: FromKernel["kind"]): void {
		this.stale.value = false;
		if (kind === "snapshot") return;
		this.#answered();
		this.#ask("hello", PATIENCE);
	}

	#answered(): void {
		clearTimeout(this.#asking?.timer);
		this.#asking = null;
	}

	#giveUp(): void {
		this.stale.value = true;
		this.clock.set(null);
		this.live.value = false;
	}

	/** At once if the last is long enough ago, for its answers come best long before the next patch; else in a pause. */
	#acknowledge(): void {
		clearTimeout(this.#ackTimer);
		const send = () => {
			this.#acked = performance.now();
			trySend(this.#model, { kind: "ack", seq: this.seq });
		};
		if (performance.now() - this.#acked >= ACK_EVERY) send();
		else this.#ackTimer = setTimeout(send, ACK_EVERY);
	}

	/** Put the document where the notebook is saved from, without sending it back to the kernel. */
	#save(now: boolean): void {
		if (!now && this.#saveTimer !== undefined) return;
		clearTimeout(this.#saveTimer);
		this.#saveTimer = undefined;
		const write = () => {
			this.#saveTimer = undefined;
			try {
				this.#model.set("snapshot", { seq: this.seq, document: this.document.value, clock: null });
			} catch {
				// A host that cannot keep it loses the saved view and nothing else.
			}
		};
		if (now) write();
		else this.#saveTimer = setTimeout(write, SAVE_EVERY);
	}
}

function after(document: RunDocument | null, ops: readonly Op[]): RunDocument | null {
	try {
		return apply(document, ops) as RunDocument;
	} catch {
		return null;
	}
}
