import { describe, expect, it, vi } from "vitest";
import { moveByKey } from "../lib/keys.ts";
import { Player } from "../lib/player.ts";
import { Store } from "../lib/store.ts";
import { documentOf, tool } from "./fixtures/document.ts";
import { FakeModel } from "./fixtures/model.ts";

/** A player on a kernel that has received a hundred frames, one every tenth of a second. */
function started(about: Parameters<typeof documentOf>[1] = {}) {
	const model = new FakeModel();
	const store = new Store(model);
	store.start();
	const stream = { received: 100, shown: 100, at: 10, ...about };
	model.say({ kind: "snapshot", seq: 1, clock: null, document: documentOf({}, stream) });
	return { model, store, player: new Player(store) };
}

type Started = ReturnType<typeof started>;

function calls({ model }: Started) {
	return model.sent.flatMap((message) => (message.kind === "call" ? [message] : []));
}

function lastCall(all: Started) {
	const { name, args } = calls(all).at(-1) ?? {};
	return [name, args];
}

/** The kernel moves to `shown`, and answers the last call. */
async function answer(all: Started, shown: number, result: unknown = { n: shown }) {
	const ops = [
		["set", ["stream", "shown"], shown],
		["set", ["stream", "at"], shown / 10],
		["set", ["stream", "live"], false],
	];
	all.model.say({ kind: "patch", seq: all.store.seq + 1, clock: null, ops });
	all.model.say({ kind: "reply", call: calls(all).at(-1)?.call, result });
	await vi.advanceTimersByTimeAsync(0);
}

describe("with a kernel", () => {
	it("asks it for the frame, and shows what it sends", async () => {
		const all = started();
		all.player.show(40);
		expect(all.player.target.value).toBe(40);
		await answer(all, 40);

		expect(lastCall(all)).toEqual(["show", { n: 40 }]);
		expect(all.player.document.value).toBe(all.store.document.value);
		expect(all.player.target.value).toBeNull();
		expect(all.player.remembered.value).toBe(false);
	});

	it("leaves out the frames that were passed while it answered", async () => {
		const all = started();
		for (const n of [90, 80, 70, 60]) all.player.show(n);
		await answer(all, 90);

		expect(calls(all).map((call) => call.args.n)).toEqual([90, 60]);
		expect(all.player.target.value).toBe(60);
	});

	it("shows what the kernel lets it see of a place that a drag passes, and the place itself when it rests", async () => {
		const all = started();
		const passed = documentOf({}, { shown: 40, at: 4 });
		all.player.show(40, true);
		const call = calls(all).at(-1)?.call;
		all.model.say({ kind: "reply", call, result: { n: 40, document: passed } });
		await vi.advanceTimersByTimeAsync(0);

		expect(all.player.document.value?.stream).toMatchObject({ shown: 40, at: 4, received: 100, live: false });
		expect(all.player.document.value?.state).toBe(passed.state);
		expect(all.player.remembered.value).toBe(false);
		expect(all.store.document.value?.stream.shown).toBe(100);

		all.player.show(40);
		await vi.advanceTimersByTimeAsync(400);
		expect(all.player.document.value?.state).toBe(passed.state);
		expect(all.player.remembered.value).toBe(false);

		await answer(all, 40);
		expect(all.player.document.value).toBe(all.store.document.value);
	});

	it("stays between the first frame and the last", () => {
		const all = started();
		all.player.show(-5);
		expect(all.player.target.value).toBe(0);
		all.player.step(500);
		expect(all.player.target.value).toBe(100);
	});

	it("plays in the rhythm of the recording, times the speed, until the end", async () => {
		const all = started({ shown: 0, at: 0, live: false });
		all.player.faster(4);
		all.player.play();
		await answer(all, 0);
		await vi.advanceTimersByTimeAsync(1000);
		await answer(all, 2);

		const [name, args] = lastCall(all);
		expect(name).toBe("seek");
		expect((args as { at: number }).at).toBeGreaterThan(3.5);
		await answer(all, 100);
		expect(all.player.playing.value).toBe(false);
	});

	it("says when there is nothing to jump to", async () => {
		const all = started();
		all.player.jump("error");
		await answer(all, 100, { n: null });

		expect(all.player.note.value).toBe("no later error");
	});
});

describe("with a kernel that is busy", () => {
	async function seen(): Promise<Started> {
		const all = started({ received: 0, shown: 0, at: 0, active: true });
		for (let n = 1; n <= 50; n += 1) {
			const ops = [
				["set", ["stream", "shown"], n],
				["set", ["stream", "received"], n],
				["set", ["stream", "at"], n / 10],
				["set", ["state", "tools"], n >= 20 ? [tool("t", "search", { started_at: 2 })] : []],
			];
			all.model.say({ kind: "patch", seq: n + 1, clock: n / 10, ops });
		}
		return all;
	}

	it("shows what this browser has seen, and the kernel's frame once it comes", async () => {
		const all = await seen();
		all.player.show(30);
		await vi.advanceTimersByTimeAsync(300);

		expect(all.player.remembered.value).toBe(true);
		expect(all.player.document.value?.stream).toMatchObject({ shown: 30, received: 50, live: false, paused: true });
		await answer(all, 30);
		expect(all.player.remembered.value).toBe(false);
		expect(all.player.document.value?.stream.shown).toBe(30);
	});

	it("moves on at once while it waits", async () => {
		const all = await seen();
		all.player.show(30);
		await vi.advanceTimersByTimeAsync(300);
		all.player.show(12);

		expect(all.player.document.value?.stream.shown).toBe(12);
	});

	it("goes on receiving while it stands still, and is live again on demand", async () => {
		const all = await seen();
		all.player.show(30);
		await vi.advanceTimersByTimeAsync(300);
		const ops = [
			["set", ["stream", "shown"], 51],
			["set", ["stream", "received"], 51],
		];
		all.model.say({ kind: "patch", seq: all.store.seq + 1, clock: 5.1, ops });

		expect(all.player.document.value?.stream).toMatchObject({ shown: 30, received: 51 });
		all.player.live();
		expect(all.player.document.value?.stream).toMatchObject({ shown: 51, live: true });
	});

	it("waits where it plays what this browser has not seen, and ends nowhere but at the end", async () => {
		const all = started();
		all.player.play();
		await vi.advanceTimersByTimeAsync(600);
		expect(all.player.playing.value).toBe(true);
		expect(all.player.document.value?.stream.shown).toBe(100);
		await answer(all, 6);

		expect(all.player.document.value?.stream.shown).toBe(6);
		expect(all.player.playing.value).toBe(true);
	});

	it("plays what little it knows when there is no kernel", async () => {
		const all = started();
		all.store.stale.value = true;
		all.player.play();

		expect(all.player.document.value?.stream.shown).toBe(100);
		expect(all.player.playing.value).toBe(false);
	});

	it("jumps and plays from memory when there is no kernel at all", async () => {
		const all = await seen();
		all.store.stale.value = true;
		all.player.show(0);
		all.player.jump("tool");
		expect(all.player.document.value?.stream.shown).toBe(20);
		all.player.jump("tool");
		expect(all.player.note.value).toBe("no later tool");
		all.player.faster(100);
		all.player.play();
		await vi.advanceTimersByTimeAsync(1000);

		expect(all.player.document.value?.stream.shown).toBe(50);
		expect(all.player.playing.value).toBe(false);
	});
});

describe("keys", () => {
	function press(all: Started, key: string, target: HTMLElement = document.createElement("div"), shiftKey = false) {
		const event = new KeyboardEvent("keydown", { key, shiftKey, cancelable: true });
		Object.defineProperty(event, "target", { value: target });
		moveByKey(all.player, event);
		return event.defaultPrevented;
	}

	it.each([
		["ArrowLeft", false, 99],
		["ArrowLeft", true, 90],
		[",", false, 99],
		["Home", false, 0],
		["End", false, 100],
	])("%s, with shift %s, goes to frame %s", (key, shift, n) => {
		const all = started();

		expect(press(all, key, undefined, shift)).toBe(true);
		expect(all.player.target.value).toBe(n);
	});

	it("are left to what is written into, and to buttons and text where they mean something", () => {
		const all = started();
		const search = document.createElement("input");
		const button = document.createElement("button");

		expect([press(all, "t", search), press(all, " ", button), press(all, "ArrowLeft", button)]).toEqual([
			false,
			false,
			true,
		]);
	});
});
