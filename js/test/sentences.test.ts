import { expect, it } from "vitest";
import { sentences } from "../lib/milestones.ts";
import { emptyState, message } from "./fixtures/document.ts";

function heard(...texts: string[]): string[] {
	let before = emptyState();
	return texts.flatMap((text, index) => {
		const status = index === texts.length - 1 ? "done" : "streaming";
		const after = { ...before, messages: [message("m", text, { status })] };
		const said = sentences(before, after);
		before = after;
		return said;
	});
}

it("sentences are heard when they are whole, each once, without marks", () => {
	expect(
		heard("It is **wa", "It is **warm**. And", "It is **warm**. And dry. So", "It is **warm**. And dry. So go"),
	).toEqual(["It is warm.", "And dry.", "So go"]);
});

it("what a person typed is not read to them", () => {
	const before = emptyState();

	expect(sentences(before, { ...before, messages: [message("m", "Hi. ", { role: "user" })] })).toEqual([]);
});
