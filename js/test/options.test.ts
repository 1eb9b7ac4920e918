import { afterEach, expect, it } from "vitest";
import widget from "../index.ts";
import { FakeModel } from "./fixtures/model.ts";
import { research } from "./fixtures/research.ts";

afterEach(() => document.body.replaceChildren());

function shown(kind: string, options: Record<string, unknown>): HTMLElement {
	const model = new FakeModel();
	const hub = widget.initialize({ model });
	model.say({ kind: "snapshot", seq: 1, clock: 47, document: research() });
	const el = document.createElement("div");
	document.body.append(el);
	hub.mount({ kind, el, options, signal: new AbortController().signal });
	return el;
}

it("thoughts and calls can be hidden, or open from the start", () => {
	const as = (thoughts: string, tools: string) => shown("messages", { thoughts, tools });

	expect(as("hidden", "hidden").querySelector(".ssew-thought, .ssew-tool, .ssew-steps")).toBeNull();
	expect(as("folded", "folded").querySelector(".ssew-thought")?.getAttribute("data-open")).toBe("false");
	expect(as("open", "folded").querySelector(".ssew-thought")?.getAttribute("data-open")).toBe("true");
});

it("a console begins with the tab that it is told", () => {
	const el = shown("console", { tab: "sources" });

	expect(el.querySelector("[role=tab][aria-selected=true]")?.textContent).toContain("Sources");
});

it("sources can begin with their claims, and the canvas with any artifact", () => {
	expect(shown("sources", { show: "claims" }).querySelector(".ssew-ledger")).not.toBeNull();
	expect(shown("canvas", { artifact: "report" }).textContent).toContain("version 3 of 3");
});

it("agents that are done can be left out", () => {
	const cards = (options: object) => shown("agents", { ...options }).querySelectorAll("article").length;

	expect(cards({})).toBe(5);
	expect(cards({ finished: false })).toBe(4);
});

it("what an option cannot be counts as not told", () => {
	expect(shown("console", { tab: 7, height: "javascript:1" }).querySelector("[role=tab]")).not.toBeNull();
});
