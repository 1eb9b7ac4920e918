import { afterEach, describe, expect, it } from "vitest";
import { arranged, silence } from "../lib/board.ts";
import { board, boardOf, row } from "./fixtures/board.ts";
import { settle } from "./fixtures/clock.ts";
import { mounted } from "./fixtures/mounted.ts";

afterEach(() => document.body.replaceChildren());

const rows = [
	row("done", { status: "completed", active: false, started_at: 1 }),
	row("works", { started_at: 2 }),
	row("silent", { seen_at: 10, started_at: 3 }),
	row("broken", { status: "failed", active: false, started_at: 4 }),
	row("asks", { question: "May I?", started_at: 5 }),
];

describe("runs are arranged", () => {
	it("with those that need somebody first", () => {
		expect(arranged(rows, "", "attention", 60).map((it) => it.id)).toEqual([
			"asks",
			"broken",
			"silent",
			"works",
			"done",
		]);
	});

	it("by title, by age, or as given", () => {
		const ids = (order: "title" | "newest" | "given") => arranged(rows, "", order, 60).map((it) => it.id);

		expect(ids("title")).toEqual(["asks", "broken", "done", "silent", "works"]);
		expect(ids("newest")).toEqual(["asks", "broken", "silent", "works", "done"]);
		expect(ids("given")).toEqual(rows.map((it) => it.id));
	});

	it("when they hold every word that is sought, wherever", () => {
		const said = [row("a", { said: "Heat pumps" }), row("b", { question: "heat?" })];

		expect(arranged(said, "HEAT pumps", "given", 0).map((it) => it.id)).toEqual(["a"]);
	});
});

it("only who should be at work can be silent", () => {
	expect(silence(row("x", { seen_at: 10 }), 60)).toBe(50);
	expect(silence(row("x", { seen_at: 10, active: false }), 60)).toBeNull();
	expect(silence(row("x", { seen_at: 10, status: "awaiting_input" }), 60)).toBeNull();
});

describe("a dashboard", () => {
	it("tells at a glance who needs you, who failed, who is silent", () => {
		const { el } = mounted("dashboard", board(), { clock: 61 });

		expect(el.querySelector(".ssew-board-tally")?.textContent).toBe("5 runs1 needs you1 failed1 silent2 at work1 done");
		expect(el.querySelector(".ssew-board-item")?.textContent).toContain("May I delete");
	});

	it("tells a screen reader who needs somebody, and how runs end", async () => {
		const { el, model } = mounted("dashboard", boardOf([row("a"), row("b"), row("c")]), { clock: 61 });
		await settle();
		const after = boardOf([row("a", { question: "May I?" }), row("b", { status: "failed" }), row("c", { said: "x" })]);
		model.say({ kind: "snapshot", seq: 2, clock: 62, document: after });
		await settle();

		expect(el.querySelector("[aria-live=polite]")?.textContent).toBe("a needs you: May I? b failed.");
	});

	it("opens a run by asking for the model that carries it", async () => {
		const { el, model } = mounted("dashboard", boardOf([row("run-1")]), { clock: 61 });
		el.querySelector<HTMLElement>(".ssew-board-line")?.click();
		await settle();

		expect(el.querySelector(".ssew-board-line")?.getAttribute("aria-expanded")).toBe("true");
		expect(el.textContent).toContain("this page cannot open a run inside a dashboard");
		expect(model.sent.filter((one) => one.kind === "call")).toEqual([]);
	});

	it("says when there are no runs, and when none fits", async () => {
		expect(mounted("dashboard", boardOf([])).el.textContent).toContain("No run is shown.");
		const { el } = mounted("dashboard", board());
		const box = el.querySelector<HTMLInputElement>("input[type=search]");
		if (!box) throw new Error("no box");
		box.value = "nothing like it";
		box.dispatchEvent(new Event("input", { bubbles: true }));
		await settle();

		expect(el.textContent).toContain("No run fits.");
	});
});
