import { expect, it } from "vitest";
import { keepPlaces, type Places, returning } from "../lib/places.ts";
import { settle } from "./fixtures/clock.ts";

function view(): { root: HTMLElement; box: HTMLElement } {
	const root = document.createElement("div");
	const box = document.createElement("div");
	box.className = "box that scrolls";
	root.append(box);
	document.body.append(root);
	return { root, box };
}

/** Scroll, and wait until the frame after that is drawn. */
async function scroll(box: HTMLElement, top: number): Promise<void> {
	box.scrollTop = top;
	box.dispatchEvent(new Event("scroll"));
	await settle();
}

const { signal } = new AbortController();

it("a box is scrolled to where one like it was, also when it is made later", async () => {
	const places: Places = new Map();
	const before = view();
	keepPlaces(before.root, places, signal);
	await scroll(before.box, 120);
	before.root.remove();
	const { root, box } = view();
	keepPlaces(root, places, signal);
	expect(box.scrollTop).toBe(120);

	const other = box.cloneNode() as HTMLElement;
	box.replaceWith(other);
	await Promise.resolve();
	expect(other.scrollTop).toBe(120);
});

it("where a box was scrolled to last is known also when the view ends before that is drawn", () => {
	const places: Places = new Map();
	const { root, box } = view();
	const ended = new AbortController();
	keepPlaces(root, places, ended.signal);
	scroll(box, 120);
	ended.abort();

	expect([...places.values()]).toEqual([120]);
});

it("what the reader does counts for more than where a box was", async () => {
	const { root, box } = view();
	keepPlaces(root, new Map([["0 box that scrolls", 120]]), signal);
	root.dispatchEvent(new Event("wheel"));
	const other = box.cloneNode() as HTMLElement;
	box.replaceWith(other);
	await Promise.resolve();

	expect(other.scrollTop).toBe(0);
});

it("a box that is taken out of the page leaves its place as it was", async () => {
	const places: Places = new Map();
	const { root, box } = view();
	keepPlaces(root, places, signal);
	await scroll(box, 120);
	root.remove();
	await scroll(box, 0);

	expect([...places.values()]).toEqual([120]);
});

it("a box that is shown a piece at a time is on its way until it is as long again", async () => {
	const places: Places = new Map([["0 box that scrolls", 600]]);
	const { root, box } = view();
	let [top, most] = [0, 100];
	Object.defineProperty(box, "scrollTop", {
		get: () => top,
		set: (value: number) => {
			top = Math.min(value, most);
		},
	});
	keepPlaces(root, places, signal);
	box.dispatchEvent(new Event("scroll"));
	expect([top, returning.has(box), [...places.values()]]).toEqual([100, true, [600]]);

	most = 900;
	box.append("more");
	await Promise.resolve();
	expect([top, returning.has(box)]).toEqual([600, false]);
});
