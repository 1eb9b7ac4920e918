import type { Model } from "../lib/comm.ts";
import { apply, type Op } from "../lib/patch.ts";
import type { FrameRow, ToKernel } from "../lib/protocol.ts";
import type { RunDocument } from "../lib/types.ts";

type Listener = (content: unknown, buffers: readonly ArrayBufferView[]) => void;

/** A kernel for the harness: it answers like the real one, from a document that `grow` changes. */
export class FakeKernel implements Model {
	seq = 0;
	readonly sent: ToKernel[] = [];
	private listeners: Listener[] = [];
	private readonly traits = new Map<string, unknown>();

	constructor(
		public document: RunDocument,
		public clock: number | null,
		private readonly attached = true,
	) {}

	get(name: string): unknown {
		return this.traits.get(name);
	}

	set(name: string, value: unknown): void {
		this.traits.set(name, value);
	}

	on(_: "msg:custom", listener: Listener): void {
		this.listeners.push(listener);
	}

	off(_: "msg:custom", listener: Listener): void {
		this.listeners = this.listeners.filter((one) => one !== listener);
	}

	send(message: ToKernel): void {
		if (!this.attached) throw new Error("no comm");
		this.sent.push(message);
		setTimeout(() => this.answer(message), 5);
	}

	grow(ops: readonly Op[]): void {
		this.document = apply(this.document, ops) as RunDocument;
		this.seq += 1;
		this.tell({ kind: "patch", seq: this.seq, ops, clock: this.clock });
	}

	tell(content: unknown): void {
		for (const listener of this.listeners) listener(content, []);
	}

	private answer(message: ToKernel): void {
		if (message.kind === "hello" || message.kind === "resync")
			this.tell({ kind: "snapshot", seq: this.seq, clock: this.clock, document: this.document });
		if (message.kind === "call") void this.reply(message);
	}

	private async reply({ call, name, args }: ToKernel & { kind: "call" }): Promise<void> {
		const asset = name === "asset" && (await (await fetch(`../../sse_widgets/static/${args.name}.js`)).text());
		this.tell({ kind: "reply", call, result: asset || this.result(name, args) });
	}

	private result(name: string, args: Record<string, unknown>): unknown {
		if (name === "frame") return detail(Number(args.n));
		if (name !== "frames") return null;
		const all = Array.from({ length: this.document.stream.received }, (_, index) => row(index + 1));
		const query = String(args.query);
		const found = query ? all.filter((one) => `${one.event} ${one.text}`.includes(query)) : all;
		const start = Number(args.start);
		return {
			total: all.length,
			looked: all.length,
			matched: found.length,
			rows: found.slice(start, start + Number(args.count)),
		};
	}
}

const names = ["chunk", "chunk", "chunk", "tool_start", "tool_end", "agent_update", "heartbeat", "source"];

function row(n: number): FrameRow {
	const event = names[(n * 7) % names.length] ?? "chunk";
	const problem = n === 91 ? "progress: Input should be a valid number" : null;
	const text = `{"type": "${event}", "seq": ${n}, "content": "a piece of the answer that came as frame ${n}"}`;
	return { n, at: n * 0.112, event, size: 60 + ((n * 37) % 900), types: ["text.added"], flags: [], text, problem };
}

function detail(n: number) {
	const { at, event, text } = row(n);
	return {
		n,
		at,
		event,
		id: String(n),
		size: text.length,
		retry: null,
		data: text,
		events: [{ type: "text.added", message_id: "a2", text: `a piece of the answer that came as frame ${n}` }],
		ops: [["append", ["messages", 2, "parts", 0, "text"], "a piece of the answer"]],
	};
}
