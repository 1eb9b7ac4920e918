import { describe, expect, it } from "vitest";
import { History } from "../lib/history.ts";
import { apply, type Op } from "../lib/patch.ts";
import type { RunDocument } from "../lib/types.ts";
import { documentOf, message } from "./fixtures/document.ts";

/** A run that says a word a frame; `history` keeps what a browser sees of it. */
class Talk {
	readonly history = new History();
	document: RunDocument = documentOf({ messages: [message("m", "0 ")] });
	readonly seen = new Map<number, RunDocument>();

	constructor() {
		this.history.keep(this.document);
		this.seen.set(0, this.document);
	}

	say(frames = 1, word = `${this.document.stream.shown + 1} `): void {
		const shown = this.document.stream.shown + frames;
		const ops: Op[] = [
			["append", ["state", "messages", 0, "parts", 0, "text"], word],
			["set", ["stream", "shown"], shown],
			["set", ["stream", "received"], shown],
			["set", ["stream", "at"], shown / 10],
		];
		const before = this.document;
		this.document = apply(before, ops) as RunDocument;
		this.history.keep(this.document, ops, before);
		this.seen.set(shown, this.document);
	}
}

describe("a history", () => {
	it("has every document that was seen, equal to what it was", () => {
		const talk = new Talk();
		for (let turn = 0; turn < 500; turn += 1) talk.say();

		for (const [n, document] of talk.seen) expect(talk.history.nearest(n)).toEqual(document);
	});

	it("is gone through in any order", () => {
		const talk = new Talk();
		for (let turn = 0; turn < 300; turn += 1) talk.say();

		for (let turn = 0; turn < 300; turn += 1) {
			const n = (turn * 7919) % 301;
			expect(talk.history.nearest(n)).toEqual(talk.seen.get(n));
		}
	});

	it("answers with the last document before a frame or a moment that was not seen", () => {
		const talk = new Talk();
		talk.say(10);
		talk.say(10);

		expect(talk.history.nearest(19)?.stream.shown).toBe(10);
		expect(talk.history.nearestAt(1.99)?.stream.shown).toBe(10);
		expect(talk.history.nearestAt(-1)).toBeNull();
		expect(talk.history.range).toEqual([0, 20]);
	});

	it("shares what did not change", () => {
		const talk = new Talk();
		for (let turn = 0; turn < 100; turn += 1) talk.say();

		expect(talk.history.nearest(3)?.state.agents).toBe(talk.history.nearest(90)?.state.agents);
	});

	it("starts a whole document where a patch is missing", () => {
		const talk = new Talk();
		talk.say();
		talk.document = documentOf({ messages: [message("m", "resynced")] }, { shown: 5, received: 5 });
		talk.history.keep(talk.document);
		talk.say();

		expect(talk.history.nearest(6)).toEqual(talk.document);
		expect(talk.history.nearest(4)?.stream.shown).toBe(1);
	});

	it("keeps what was looked at out of order", () => {
		const talk = new Talk();
		talk.say(100);
		const back = documentOf({}, { shown: 40, received: 100, live: false });
		talk.history.keep(back);

		expect(talk.history.nearest(60)).toBe(back);
		expect(talk.history.range).toEqual([0, 100]);
	});

	it("begins anew with another stream", () => {
		const talk = new Talk();
		talk.say(100);
		talk.history.keep(documentOf({}, { shown: 1, received: 1 }));

		expect(talk.history.range).toEqual([1, 1]);
	});

	it("forgets the oldest when there is too much, and nothing else", () => {
		const talk = new Talk();
		const word = "x".repeat(100_000);
		for (let turn = 0; turn < 400; turn += 1) talk.say(1, word);
		const [first = 0, last = 0] = talk.history.range ?? [];

		expect(first).toBeGreaterThan(100);
		expect(last).toBe(400);
		expect(talk.history.nearest(first - 1)).toBeNull();
		for (const n of [first, 300, 400]) expect(talk.history.nearest(n)?.stream.shown).toBe(n);
	});
});
