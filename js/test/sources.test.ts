import { afterEach, describe, expect, it } from "vitest";
import { settle } from "./fixtures/clock.ts";
import { documentOf } from "./fixtures/document.ts";
import { mounted } from "./fixtures/mounted.ts";
import { research } from "./fixtures/research.ts";

afterEach(() => document.body.replaceChildren());

function tab(el: Element, label: string): HTMLElement {
	const found = [...el.querySelectorAll<HTMLElement>("[role=tab]")].find((one) => one.textContent?.includes(label));
	if (!found) throw new Error(`no tab ${label}`);
	return found;
}

describe("sources", () => {
	it("tells those that an answer cites from those that were merely read", () => {
		const { el } = mounted("sources", research());
		const shelves = [...el.querySelectorAll("ol")].map((shelf) => [
			shelf.ariaLabel ?? shelf.getAttribute("aria-label"),
			shelf.childElementCount,
		]);

		expect(shelves).toEqual([
			["Cited sources", 2],
			["Sources that were read and not cited", 1],
		]);
	});

	it("makes no difference where the stream tells none", () => {
		const sources = research().state.sources.map((source) => ({ ...source, cited: false }));
		const { el } = mounted("sources", documentOf({ sources }));

		expect([...el.querySelectorAll("ol")].map((shelf) => shelf.getAttribute("aria-label"))).toEqual(["Sources"]);
	});

	it("keep the first claims of each in sight and the rest behind a line, however many come", () => {
		const [source] = research().state.sources;
		if (!source) throw new Error("no source");
		const claim = (text: string) => ({ text, reasoning: "", confidence: null, stance: "supports" as const });
		const claims = ["One.", "Two.", "Three.", "Four."].map(claim);
		const { el } = mounted("sources", documentOf({ sources: [{ ...source, claims }] }));

		expect([...el.querySelectorAll(".ssew-claim-text")].map((text) => text.textContent)).toEqual(["One.", "Two."]);
		expect(el.querySelector(".ssew-fold-head")?.textContent).toBe("2 more claims");
	});

	it("keep a ledger of claims in which what is in doubt comes first", async () => {
		const { el } = mounted("sources", research());
		tab(el, "Claims").click();
		await settle();
		const entries = [...el.querySelectorAll(".ssew-entry")].map((entry) => entry.textContent ?? "");

		expect(entries.map((text) => /supported|contradicted|disputed|unsupported/.exec(text)?.[0])).toEqual([
			"disputed",
			"unsupported",
			"supported",
		]);
		expect(entries[0]).toMatch(/for 1.*against 2/);
	});
});
