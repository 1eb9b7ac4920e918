import { expect, it } from "vitest";
import { showLines } from "../lib/lines.ts";
import { highlight } from "../markdown/highlight.ts";

function terminal(text: string): HTMLElement {
	const box = document.createElement("div");
	showLines(box, text, "");
	highlight(box, text, "ansi");
	return box;
}

it("shows what a terminal was told to colour, by classes, and none of what it was told", () => {
	const box = terminal("\u001b[1;31mNameError\u001b[0m: name\n\u001b[32mok\u001b[2K still\u001b[39m end");

	expect([...box.children].map((line) => line.textContent)).toEqual(["NameError: name", "ok still end"]);
	expect([...box.querySelectorAll("span")].map((span) => [span.className, span.textContent])).toEqual([
		["ssew-ansi-red ssew-ansi-bold", "NameError"],
		["ssew-ansi-green", "ok"],
		["ssew-ansi-green", " still"],
	]);
});

it("keeps a colour over the end of a line, and leaves out colours that have no name", () => {
	const box = terminal("\u001b[38;5;196ma\u001b[38;2;1;31;1mb\u001b[93mc\nd");

	expect([...box.querySelectorAll("span")].map((span) => [span.className, span.textContent])).toEqual([
		["ssew-ansi-yellow", "c"],
		["ssew-ansi-yellow", "d"],
	]);
});
