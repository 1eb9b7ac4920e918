import type { Model } from "../lib/comm.ts";
import type { Mark } from "../lib/player.ts";
import type { FromKernel, ToKernel } from "../lib/protocol.ts";
import type { RunDocument } from "../lib/types.ts";
import { rowOf, Search } from "./search.ts";
import type { Tape } from "./tape.ts";

type Listener = (content: unknown, buffers: readonly ArrayBufferView[]) => void;
type Command = (args: Record<string, never>) => unknown;

/** Rows in one answer. */
const MOST = 500;

/** What a kernel would answer, out of a recorded run: the views do not know that there is none. */
export class CapsuleKernel implements Model {
	private readonly listeners = new Set<Listener>();
	private readonly traits = new Map<string, unknown>();
	private search: Search | null = null;
	private selection: readonly [number, number] | null = null;
	private cursor: number;
	private live = true;
	private seq = 0;

	constructor(private readonly tape: Tape) {
		this.cursor = tape.length;
	}

	get(name: string): unknown {
		return this.traits.get(name);
	}

	set(name: string, value: unknown): void {
		this.traits.set(name, value);
	}

	on(_: "msg:custom", listener: Listener): void {
		this.listeners.add(listener);
	}

	off(_: "msg:custom", listener: Listener): void {
		this.listeners.delete(listener);
	}

	send(message: ToKernel): void {
		if (message.kind === "call") this.answer(message.call, message.name, message.args);
		else if (message.kind !== "ack") this.show(this.cursor);
	}

	/** Return the document after `n` frames. */
	async document(n: number): Promise<RunDocument> {
		const state = await this.tape.state(n);
		const place = { received: this.tape.length, shown: n, at: this.tape.when(n), bytes: this.tape.bytes(n) };
		const standing = { active: false, live: this.live, paused: !this.live, recorded: true, can: [] };
		return { state, stream: { ...this.tape.recorded.stream, ...place, ...standing, selection: this.selection } };
	}

	private async answer(call: number, name: string, args: Record<string, unknown>): Promise<void> {
		const command = Object.hasOwn(this.commands, name) ? this.commands[name] : undefined;
		try {
			if (!command) throw new Error("this is a recording without a kernel, which can only be looked at");
			this.tell({ kind: "reply", call, result: (await command(args as Record<string, never>)) ?? null });
		} catch (error) {
			this.tell({ kind: "reply", call, error: error instanceof Error ? error.message : String(error) });
		}
	}

	private readonly commands: Record<string, Command> = {
		show: ({ n }) => this.move(n),
		seek: ({ at }) => this.move(this.tape.frameAt(at)),
		jump: ({ kind, n, back }) => this.jump(kind, n, back),
		live: () => this.move(this.tape.length, true),
		select: ({ stretch }) => this.select(stretch),
		spans: () => this.spans(),
		frames: ({ start, count, query }) => this.frames(start, count, String(query ?? "").trim()),
		frame: ({ n }) => this.frame(n),
		facets: () => ({ types: this.tape.recorded.types, agents: this.tape.recorded.agents }),
	};

	private async move(n: number, live = false): Promise<{ n: number }> {
		this.live = live;
		await this.show(n);
		return { n };
	}

	private jump(kind: Mark, n: number, back: boolean): Promise<{ n: number }> | { n: null } {
		const found = this.tape.jump(kind, n, back);
		return found === null ? { n: null } : this.move(found);
	}

	private select(stretch: readonly [number, number] | null): Promise<void> {
		this.selection = stretch;
		return this.show(this.cursor);
	}

	private async spans(): Promise<unknown> {
		const { state } = await this.document(this.tape.length);
		return { ...state, received: this.tape.length, at: this.tape.when(this.tape.length) };
	}

	private frames(start: number, count: number, query: string): unknown {
		const total = this.tape.length;
		if (query && this.search?.query !== query) this.search = new Search(this.tape, query);
		const search = query ? this.search : null;
		search?.goOn();
		const matched = search ? search.found.length : total;
		const end = Math.min(matched, start + Math.min(count, MOST));
		const places = Array.from({ length: Math.max(0, end - start) }, (_, index) => start + index);
		const rows = places.map((place) => rowOf(this.tape, search ? (search.found[place] ?? 1) : place + 1));
		return { total, looked: search ? search.looked : total, matched, rows };
	}

	private frame(n: number): unknown {
		const [event, data, id, retry, at, size, , events, ops] = this.tape.frame(n);
		const said = events.map(({ type, ...fields }) => ({ type, at, frame: n, ...fields }));
		return { n, at, event, id, retry, data, size, events: said, ops };
	}

	private async show(n: number): Promise<void> {
		this.cursor = n;
		const document = await this.document(n);
		this.seq += 1;
		this.tell({ kind: "snapshot", seq: this.seq, clock: null, document });
	}

	private tell(message: FromKernel): void {
		for (const listener of this.listeners) listener(message, []);
	}
}
