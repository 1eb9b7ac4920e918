import { afterEach, describe, expect, it } from "vitest";
import type { Interrupt, Tool } from "../lib/types.ts";
import { settle } from "./fixtures/clock.ts";
import { documentOf, thought, tool } from "./fixtures/document.ts";
import { mounted } from "./fixtures/mounted.ts";

afterEach(() => document.body.replaceChildren());

const question: Interrupt = {
	id: "i",
	reason: "",
	message: "May I write?",
	tool_id: "t",
	schema: null,
	options: [],
	status: "open",
	answer: null,
	agent: "",
};

function called(changes: Partial<Tool>, interrupts: Interrupt[] = []) {
	const acts = [{ id: "answer" as const, reason: "" }];
	const run = documentOf({ tools: [tool("t", "write_file", changes)], interrupts }, { active: true, acts });
	return mounted("messages", run, { clock: 1 });
}

describe("a call of a tool", () => {
	it("says by its title what it is, who runs it, how far it is and what it does now", () => {
		const { el } = called({ status: "running", title: "Write the report", kind: "mcp", progress: 0.4, note: "page 2" });

		expect(el.querySelector(".ssew-tool")?.textContent).toMatch(/Write the report.*MCP.*40 %.*page 2/);
		expect(el.querySelector(".ssew-tool-name")?.getAttribute("title")).toBe("write_file");
	});

	it("shows what it has found so far", async () => {
		const { el } = called({ status: "running", output: ["one"] });
		el.querySelector<HTMLElement>(".ssew-fold-head")?.click();
		await settle();

		expect(el.textContent).toContain("Output so far");
	});

	it("has the question about it where it stands, with what it takes to answer", async () => {
		const { el, model } = called({ status: "awaiting_approval" }, [question]);
		const approve = [...el.querySelectorAll("button")].find((one) => one.textContent === "Approve");
		approve?.click();
		await settle();

		expect(model.sent).toContainEqual(
			expect.objectContaining({ kind: "call", name: "answer", args: { interrupt: "i", value: true } }),
		);
	});

	it("tells what was answered", () => {
		const { el } = called({}, [{ ...question, status: "resolved", answer: "yes" }]);

		expect(el.querySelector(".ssew-asked")?.textContent).toBe("May I write?answered yes");
	});
});

describe("a thought that its provider keeps to itself", () => {
	it("says so", async () => {
		const { el } = mounted("messages", documentOf({ thoughts: [thought("t", "", { kind: "redacted" })] }));
		el.querySelector<HTMLElement>(".ssew-fold-head")?.click();
		await settle();

		expect(el.textContent).toContain("Thought, not shown");
		expect(el.textContent).toContain("Its provider keeps it to itself.");
	});
});
