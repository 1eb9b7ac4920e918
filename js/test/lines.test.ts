import { describe, expect, it } from "vitest";
import { showLines } from "../lib/lines.ts";

function texts(box: HTMLElement): (string | null)[] {
	return [...box.children].map((line) => line.textContent);
}

describe("growing text", () => {
	it("touches only the last line", () => {
		const box = document.createElement("div");
		let shown = "";
		const show = (text: string) => {
			showLines(box, text, shown);
			shown = text;
		};
		show("one\ntwo");
		const [first, second] = [...box.children];
		const observer = new MutationObserver(() => {});
		observer.observe(box, { childList: true, characterData: true, subtree: true });
		show("one\ntwo and");
		show("one\ntwo and more\n");
		show("one\ntwo and more\nthree");
		const touched = observer.takeRecords();

		expect(texts(box)).toEqual(["one", "two and more", "three"]);
		expect(box.children[0]).toBe(first);
		expect(box.children[1]).toBe(second);
		expect(touched.some((record) => first?.contains(record.target))).toBe(false);
		expect(touched.flatMap((record) => [...record.removedNodes])).toEqual([]);
	});

	it("costs as many nodes as there are lines, however often it grows", () => {
		const box = document.createElement("div");
		let shown = "";
		let added = 0;
		const observer = new MutationObserver(() => {});
		observer.observe(box, { childList: true });
		for (let index = 0; index < 400; index += 1) {
			const text = `${shown}word ${index % 20 === 19 ? "\n" : ""}`;
			showLines(box, text, shown);
			shown = text;
		}
		for (const record of observer.takeRecords()) added += record.addedNodes.length;

		expect(added).toBe(box.children.length);
		expect(box.children.length).toBe(21);
	});

	it("starts again when the text is another", () => {
		const box = document.createElement("div");
		showLines(box, "one\ntwo", "");
		showLines(box, "other", "one\ntwo");

		expect(texts(box)).toEqual(["other"]);
	});

	it("keeps markup as text", () => {
		const box = document.createElement("div");
		showLines(box, "<img src=x onerror=alert(1)>", "");

		expect(box.querySelector("img")).toBeNull();
		expect(box.textContent).toBe("<img src=x onerror=alert(1)>");
	});
});
