import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Store } from "../lib/store.ts";
import { documentOf } from "./fixtures/document.ts";
import { FakeModel } from "./fixtures/model.ts";

let model: FakeModel;
let store: Store;

beforeEach(() => {
	model = new FakeModel();
	store = new Store(model);
});

afterEach(() => store.stop());

function snapshot(seq: number, clock: number | null = 1) {
	return { kind: "snapshot", seq, clock, document: documentOf({}, { received: seq }) };
}

function patch(seq: number, clock: number | null = 1) {
	return { kind: "patch", seq, clock, ops: [["set", ["stream", "received"], seq]] };
}

const received = () => store.document.value?.stream.received;

describe("opening", () => {
	it("listens and says hello at once", () => {
		store.start();

		expect(model.listeners.size).toBe(1);
		expect(model.sent).toEqual([{ kind: "hello" }]);
	});

	it("shows the saved document until the kernel answers", () => {
		model.traits.snapshot = { seq: 7, document: documentOf({}, { received: 7 }), clock: null };
		store.start();
		expect(received()).toBe(7);

		model.say(snapshot(3));
		expect(received()).toBe(3);
	});

	it("applies no patch to a saved document: it may be of another session", () => {
		model.traits.snapshot = { seq: 7, document: documentOf({}, { received: 7 }), clock: null };
		store.start();
		model.say(patch(8));

		expect(received()).toBe(7);
	});

	it("reads a document that comes as a buffer", () => {
		store.start();
		const bytes = new TextEncoder().encode(JSON.stringify(documentOf({}, { title: "größer" })));
		const padded = new Uint8Array(bytes.length + 8);
		padded.set(bytes, 8);
		model.say({ kind: "snapshot", seq: 1, clock: null, document: null }, [new DataView(padded.buffer, 8)]);

		expect(store.document.value?.stream.title).toBe("größer");
	});

	it.each([null, "text", [], {}, { kind: "patch" }, { kind: "snapshot", seq: 1 }, { kind: "later" }])(
		"ignores %j",
		(content) => {
			store.start();

			expect(() => model.say(content)).not.toThrow();
			expect(store.document.value).toBeNull();
		},
	);
});

describe("staying equal", () => {
	beforeEach(() => {
		store.start();
		model.say(snapshot(3));
		model.sent = [];
	});

	it("applies the next patch", () => {
		model.say(patch(4));

		expect(received()).toBe(4);
	});

	it("ignores what it has already", () => {
		model.say(patch(4));
		const document = store.document.value;
		model.say(patch(4));
		model.say(patch(2));

		expect(store.document.value).toBe(document);
		expect(model.kinds()).not.toContain("resync");
	});

	it("asks once when a patch is missing, and again after two seconds", () => {
		for (const seq of [5, 6, 7]) model.say(patch(seq));
		expect(model.sent).toEqual([{ kind: "resync", seq: 3 }]);

		vi.advanceTimersByTime(2000);
		expect(model.kinds().filter((kind) => kind === "resync")).toHaveLength(2);

		model.say(snapshot(7));
		vi.advanceTimersByTime(60_000);
		expect(received()).toBe(7);
		expect(model.kinds().filter((kind) => kind === "resync")).toHaveLength(2);
	});

	it("asks when the kernel is ahead, and not when it is not", () => {
		vi.advanceTimersByTime(300);
		model.sent = [];
		model.say({ kind: "seq", seq: 3 });
		expect(model.sent).toEqual([{ kind: "ack", seq: 3 }]);

		model.sent = [];
		model.say({ kind: "seq", seq: 4 });
		expect(model.kinds()).toEqual(["resync"]);
	});

	it("asks when a patch does not fit, and keeps what it has", () => {
		model.say({ kind: "patch", seq: 4, clock: 1, ops: [["append", ["nowhere"], "x"]] });

		expect(received()).toBe(3);
		expect(model.kinds()).toEqual(["resync"]);
	});

	it("acknowledges the first of a burst at once, and the last", () => {
		vi.advanceTimersByTime(300);
		model.sent = [];
		for (let seq = 4; seq < 54; seq += 1) model.say(patch(seq));
		vi.advanceTimersByTime(300);

		expect(model.sent).toEqual([
			{ kind: "ack", seq: 4 },
			{ kind: "ack", seq: 53 },
		]);
	});

	it("acknowledges a steady stream four times a second, each time with a patch and not between two", () => {
		vi.advanceTimersByTime(300);
		for (let seq = 4; seq < 64; seq += 1) {
			model.sent = [];
			vi.advanceTimersByTime(34);
			expect(model.sent).toEqual([]);

			model.say(patch(seq));
			expect(model.sent).toEqual((seq - 4) % 8 === 0 ? [{ kind: "ack", seq }] : []);
		}
	});

	it("acknowledges from a page in the background, and asks when it is seen again", () => {
		vi.advanceTimersByTime(300);
		const visibility = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
		document.dispatchEvent(new Event("visibilitychange"));
		model.sent = [];
		model.say(patch(4));
		vi.advanceTimersByTime(20_000);
		expect(model.sent).toEqual([{ kind: "ack", seq: 4 }]);

		visibility.mockReturnValue("visible");
		document.dispatchEvent(new Event("visibilitychange"));
		expect(model.kinds()).toEqual(["ack", "hello"]);
	});

	it("keeps the document for the notebook every two seconds, and at once at the end", () => {
		model.set.mockClear();
		for (let seq = 4; seq < 20; seq += 1) model.say(patch(seq));
		vi.advanceTimersByTime(2000);
		expect(model.set).toHaveBeenCalledTimes(1);

		model.say(patch(20, null));
		expect(model.set).toHaveBeenCalledTimes(2);
		expect(model.traits.snapshot).toMatchObject({ seq: 20, clock: null });
	});
});

describe("without a kernel", () => {
	it("is stale after two seconds of silence, and live again when anything comes", () => {
		store.start();
		vi.advanceTimersByTime(1999);
		expect(store.stale.value).toBe(false);

		vi.advanceTimersByTime(1);
		expect(store.stale.value).toBe(true);

		model.say(snapshot(1));
		expect(store.stale.value).toBe(false);
	});

	it("asks for a snapshot when anything else comes first: patches were missed meanwhile", () => {
		store.start();
		model.say(snapshot(3));
		model.say(patch(9));
		vi.advanceTimersByTime(600_000);
		expect(store.stale.value).toBe(true);

		model.sent = [];
		model.say({ kind: "seq", seq: 3 });
		expect(model.kinds()).toContain("hello");
	});

	it("says hello a few times, ever more rarely, and then rests", () => {
		store.start();
		vi.advanceTimersByTime(600_000);

		expect(model.kinds()).toEqual(["hello", "hello", "hello", "hello"]);
	});

	it("is stale at once when there is no comm", () => {
		model.attached = false;
		store.start();

		expect(store.stale.value).toBe(true);
	});

	it("refuses calls with a sentence", async () => {
		model.attached = false;
		store.start();

		await expect(store.calls.ask("stop")).rejects.toThrow("no kernel is attached");
	});
});

describe("calls", () => {
	it("gives each answer to its question", async () => {
		store.start();
		const first = store.calls.ask("frames", { start: 0 });
		const second = store.calls.ask("stop");
		model.say({ kind: "reply", call: 2, error: "it has ended" });
		model.say({ kind: "reply", call: 1, result: { total: 5 } });
		model.say({ kind: "reply", call: 9, result: null });

		await expect(first).resolves.toEqual({ total: 5 });
		await expect(second).rejects.toThrow("it has ended");
	});
});

describe("the clock", () => {
	it("runs between messages and stops with the stream", () => {
		store.start();
		model.say(snapshot(1, 10));
		vi.advanceTimersByTime(1500);
		expect(store.clock.now()).toBeCloseTo(11.5);

		model.say(patch(2, null));
		expect(store.clock.now()).toBeNull();
		expect(store.live.value).toBe(false);
	});
});

describe("a large patch in pieces", () => {
	const piece = (seq: number, text: string, more = false) => ({
		kind: "patch",
		seq,
		clock: null,
		more,
		ops: [["append", ["state", "run", "note"], text]],
	});

	function opened() {
		const model = new FakeModel();
		const store = new Store(model);
		store.start();
		model.say({ kind: "snapshot", seq: 1, clock: null, document: documentOf() });
		return { model, store, shown: () => store.document.value?.state.run.note };
	}

	it("is shown when it is whole, and not before", () => {
		const { model, store, shown } = opened();
		model.say(piece(2, "a", true));
		model.say(piece(3, "b", true));
		expect(shown()).toBe("");
		model.say(piece(4, "c"));
		expect(shown()).toBe("abc");
		expect(store.history.nearest(0)?.state.run.note).toBe("abc");
	});

	it("is asked for anew when a piece was lost", () => {
		const { model, shown } = opened();
		model.say(piece(2, "a", true));
		model.say(piece(4, "c"));
		expect(model.kinds()).toContain("resync");
		model.say({ kind: "snapshot", seq: 4, clock: null, document: documentOf({ status: "running" }) });
		model.say(piece(5, "d"));
		expect(shown()).toBe("d");
	});
});
