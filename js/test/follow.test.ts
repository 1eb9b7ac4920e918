import { beforeEach, describe, expect, it, vi } from "vitest";
import { atBottom, Follower } from "../lib/follow.ts";
import { returning } from "../lib/places.ts";

let box: HTMLElement;
let follower: Follower;
let changes: boolean[];
let height: number;

beforeEach(() => {
	height = 1000;
	box = document.createElement("div");
	let top = 800;
	Object.defineProperty(box, "clientHeight", { get: () => 200 });
	Object.defineProperty(box, "scrollHeight", { get: () => height });
	Object.defineProperty(box, "scrollTop", {
		configurable: true,
		get: () => top,
		set: (value: number) => {
			top = Math.max(0, Math.min(value, height - 200));
		},
	});
	document.body.replaceChildren(box);
	changes = [];
	follower = new Follower(box, (attached) => changes.push(attached), new AbortController().signal);
	follower.grew();
});

function scrollTo(top: number) {
	box.scrollTop = top;
	box.dispatchEvent(new Event("scroll"));
}

describe("following", () => {
	it("goes with what grows while the reader is at the end", () => {
		height = 1400;
		follower.grew();

		expect(box.scrollTop).toBe(1200);
	});

	it("stays away from the end when the box is taken out of the page", () => {
		follower.detach();
		box.remove();
		scrollTo(800);

		expect(follower.attached).toBe(false);
	});

	it("stops at the first move upwards and does not come back by itself", () => {
		box.dispatchEvent(new WheelEvent("wheel", { deltaY: -1 }));
		height = 1400;
		follower.grew();

		expect(box.scrollTop).toBe(800);
		expect(changes).toEqual([false]);
	});

	it("ignores the wheel downwards", () => {
		box.dispatchEvent(new WheelEvent("wheel", { deltaY: 10 }));

		expect(follower.attached).toBe(true);
	});

	it.each(["ArrowUp", "PageUp", "Home"])("stops at %s", (key) => {
		box.dispatchEvent(new KeyboardEvent("keydown", { key }));

		expect(follower.attached).toBe(false);
	});

	it("stops when the scroll bar is dragged upwards", () => {
		scrollTo(800);
		box.dispatchEvent(new Event("pointerdown"));
		scrollTo(300);

		expect(follower.attached).toBe(false);
	});

	it("does not ask where it is, which costs a layout, when nobody but itself moved it", () => {
		const asked = vi.fn(() => 800);
		Object.defineProperty(box, "scrollTop", { get: asked, set: () => {} });
		box.dispatchEvent(new Event("scroll"));

		expect(asked).not.toHaveBeenCalled();
		follower.detach();
		box.dispatchEvent(new Event("scroll"));
		expect(asked).toHaveBeenCalled();
	});

	it("does not stop because content grew under a position that stayed", () => {
		height = 1400;
		scrollTo(800);

		expect(follower.attached).toBe(true);
	});

	it("does not go on because there is not yet as much as the reader had scrolled", () => {
		follower.detach();
		returning.add(box);
		scrollTo(800);

		expect(changes).toEqual([false]);
	});

	it("goes on when the reader returns to the end", () => {
		follower.detach();
		scrollTo(800);

		expect(changes).toEqual([false, true]);
	});

	it("stays where it is held, also at the end, until told to follow", () => {
		follower.hold();
		height = 1400;
		follower.grew();
		scrollTo(1200);
		height = 1800;
		follower.grew();

		expect(box.scrollTop).toBe(1200);
		follower.attach();
		expect(box.scrollTop).toBe(1600);
		expect(changes).toEqual([false, true]);
	});

	it("does not stop where there is nothing to scroll", () => {
		height = 150;
		box.dispatchEvent(new WheelEvent("wheel", { deltaY: -1 }));

		expect(follower.attached).toBe(true);
	});

	it("takes a few pixels for the end", () => {
		expect(atBottom({ scrollTop: 797, scrollHeight: 1000, clientHeight: 200 })).toBe(true);
		expect(atBottom({ scrollTop: 700, scrollHeight: 1000, clientHeight: 200 })).toBe(false);
	});
});
