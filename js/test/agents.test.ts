import { afterEach, describe, expect, it } from "vitest";
import { agent, documentOf, emptyState, tool } from "./fixtures/document.ts";
import { mounted } from "./fixtures/mounted.ts";

afterEach(() => document.body.replaceChildren());

function deck(state: Parameters<typeof documentOf>[0], at = 60) {
	const { el } = mounted("agents", documentOf(state, { at, active: true }), { clock: at });
	return [...el.querySelectorAll("article")].map((card) => card.textContent ?? "");
}

describe("the deck", () => {
	it("says what an agent waits for, and counts the calls that it does not count itself", () => {
		const tools = [
			tool("1", "search", { agent: "Reader" }),
			tool("2", "fetch_page", { agent: "r", status: "running", started_at: 50, ended_at: null }),
		];
		const [card] = deck({ agents: [agent("r", { name: "Reader" })], tools });

		expect(card).toContain("fetch_page");
		expect(card).toContain("2 calls");
	});

	it("adds up the usage that names an agent", () => {
		const entry = { model: "", agent: "r", input_tokens: 700, output_tokens: 50, total_tokens: null };
		const entries = [
			{ ...entry, id: "a" },
			{ ...entry, id: "b" },
		];

		expect(deck({ agents: [agent("r")], usage: { ...emptyState().usage, entries } })[0]).toContain("1500 tokens");
	});

	it("turns from the age of the last event to a warning, but not while others work for the agent", () => {
		const news = agent("a", { seen_at: 55 });
		const silent = agent("b", { seen_at: 15 });
		const waiting = agent("c", { seen_at: 15 });
		const working = agent("d", { parent: "c", seen_at: 60 });
		const [first, second, third] = deck({ agents: [news, silent, waiting, working] });

		expect(first).toContain("last event 5 s ago");
		expect(second).toContain("silent for 45 s");
		expect(third).not.toContain("silent");
	});

	it("tells how many there are in which state", () => {
		const { el } = mounted(
			"agents",
			documentOf({ agents: [agent("a"), agent("b"), agent("c", { status: "failed" })] }),
		);

		expect(el.querySelector(".ssew-tally")?.textContent?.replace(/\s+/g, " ")).toContain("3 agents2 ◐working1 ✕failed");
	});
});
