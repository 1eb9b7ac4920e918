import { afterEach, expect, it } from "vitest";
import { settle } from "./fixtures/clock.ts";
import { documentOf, message } from "./fixtures/document.ts";
import { mounted } from "./fixtures/mounted.ts";
import { research } from "./fixtures/research.ts";

afterEach(() => document.body.replaceChildren());

function cited() {
	const run = research();
	const source_id = run.state.sources[1]?.id ?? "";
	const citations = [{ source_id, start: 0, end: "One claim.".length, text: "", unit: "char" as const }];
	const said = message("c", "One claim. Another 😀 one.", { citations });
	return documentOf({ ...run.state, messages: [said] });
}

it("a citation stands where it was made, with the number of its source", () => {
	const { el } = mounted("messages", cited());

	expect(el.querySelector(".ssew-md")?.textContent).toBe("One claim.2 Another 😀 one.");
});

it("a citation leads to its source, and the source back to the message", async () => {
	const { el } = mounted("console", cited());
	el.querySelector<HTMLElement>(".ssew-cite")?.click();
	await settle();
	expect(el.querySelector(".ssew-source[data-aimed=true] .ssew-chip-number")?.textContent).toBe("2");

	el.querySelector<HTMLElement>(".ssew-source[data-aimed=true] .ssew-lead")?.click();
	await settle();
	expect(el.querySelector("article[data-aimed=true]")?.textContent).toContain("One claim.");
});

it("offsets count characters as people do, or bytes", () => {
	const run = cited();
	const source = run.state.sources[0]?.id ?? "";
	for (const [unit, end] of [
		["char", 9],
		["byte", 12],
	] as const) {
		const citations = [{ source_id: source, start: null, end, text: "", unit }];
		const said = message("c", "Smile 😀 x. More.", { citations });
		const { el } = mounted("messages", documentOf({ ...run.state, messages: [said] }));

		expect(el.querySelector(".ssew-md")?.textContent).toBe("Smile 😀 x1. More.");
	}
});

it("an agent cannot write a citation by itself", () => {
	const said = message("c", "See \ue0001\ue001 here.");
	const { el } = mounted("messages", documentOf({ ...research().state, messages: [said] }));

	expect(el.querySelector(".ssew-cite")).toBeNull();
});
