import { afterEach, describe, expect, it } from "vitest";
import { answerOf, fieldsOf, problemOf } from "../lib/form.ts";
import type { Act, Interrupt } from "../lib/types.ts";
import { settle } from "./fixtures/clock.ts";
import { documentOf, message } from "./fixtures/document.ts";
import { mounted } from "./fixtures/mounted.ts";

afterEach(() => document.body.replaceChildren());

const CAN: Act[] = [
	{ id: "send", reason: "" },
	{ id: "answer", reason: "" },
	{ id: "regenerate", reason: "" },
	{ id: "cancel", reason: "the run is over" },
];

function asked(changes: Partial<Interrupt>): Interrupt {
	return {
		id: "i",
		reason: "",
		message: "May I?",
		tool_id: "",
		schema: null,
		options: [],
		status: "open",
		answer: null,
		agent: "",
		...changes,
	};
}

function composer(interrupts: Interrupt[] = [], acts: Act[] = CAN) {
	const messages = [message("a1", "Hello."), message("u1", "And?", { role: "user" })];
	return mounted("composer", documentOf({ interrupts, messages }, { acts, active: true }), { clock: 1 });
}

function lastCall(model: { sent: readonly { kind: string }[] }) {
	return model.sent.filter((one) => one.kind === "call").at(-1);
}

function button(el: Element, label: string): HTMLButtonElement {
	const found = [...el.querySelectorAll("button")].find((one) => one.textContent === label);
	if (!found) throw new Error(`no button ${label}`);
	return found;
}

describe("the composer", () => {
	it("sends what was typed on Enter, and only then", async () => {
		const { el, model } = composer();
		const box = el.querySelector("textarea");
		if (!box) throw new Error("no box");
		box.value = "  How are you? ";
		box.dispatchEvent(new Event("input", { bubbles: true }));
		await settle();
		box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", shiftKey: true, bubbles: true }));
		expect(model.sent.filter((one) => one.kind === "call")).toEqual([]);
		box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
		await settle();

		expect(lastCall(model)).toMatchObject({ kind: "call", name: "send", args: { text: "How are you?" } });
		expect(button(el, "Send").disabled).toBe(true);
	});

	it("says why something cannot be done", () => {
		const acts = CAN.map((act) => ({ ...act, reason: "the run is still going on" }));
		const { el } = composer([], acts);

		expect(el.textContent).toContain("Nothing can be sent: the run is still going on.");
		expect(button(el, "Cancel run").title).toBe("the run is still going on");
		expect(button(el, "Regenerate").disabled).toBe(true);
	});

	it("has the last answer written again", async () => {
		const { el, model } = composer();
		button(el, "Regenerate").click();
		await settle();

		expect(lastCall(model)).toMatchObject({ name: "regenerate", args: { message_id: "a1" } });
	});

	it("approves and denies calls", async () => {
		const { el, model } = composer([asked({ tool_id: "t" })]);
		button(el, "Deny").click();
		await settle();

		expect(lastCall(model)).toMatchObject({ name: "answer", args: { interrupt: "i", value: false } });
	});

	it("offers the answers that the agent lists", () => {
		const { el } = composer([asked({ options: ["red", "blue"] })]);

		expect([...el.querySelectorAll(".ssew-question button")].map((one) => one.textContent)).toEqual(["red", "blue"]);
	});

	it("asks for what a schema needs, and sends nothing before it is there", async () => {
		const schema = { type: "object", required: ["rows"], properties: { rows: { type: "integer", title: "Rows" } } };
		const { el, model } = composer([asked({ schema })]);
		await settle();
		button(el, "Answer").click();
		await settle();
		expect(el.textContent).toContain("Rows is needed");
		const box = el.querySelector<HTMLInputElement>("input[type=number]");
		if (!box) throw new Error("no box");
		box.value = "37";
		box.dispatchEvent(new Event("input", { bubbles: true }));
		await settle();
		button(el, "Answer").click();
		await settle();

		expect(lastCall(model)).toMatchObject({ name: "answer", args: { interrupt: "i", value: { rows: 37 } } });
	});

	it("is not there for a run that takes no messages", () => {
		const { el } = mounted("composer", documentOf());

		expect(el.querySelector("textarea")).toBeNull();
	});
});

describe("a form", () => {
	it("has a field for each property, of the kind that its type asks for", () => {
		const properties = {
			name: { type: "string", maxLength: 80 },
			why: { type: "string" },
			size: { type: ["number", "null"] },
			sure: { type: "boolean", default: true },
			unit: { enum: ["m", "ft"] },
			level: { oneOf: [{ const: 1 }, { const: 2 }] },
			tags: { type: "array", items: { enum: ["a", "b"] } },
			more: { type: "object" },
		};
		const fields = fieldsOf({ properties, required: ["why", "sure"] });

		expect(fields.map((it) => it.kind)).toEqual([
			"text",
			"long",
			"number",
			"flag",
			"choice",
			"choice",
			"choices",
			"json",
		]);
		expect(fields.map((it) => it.required)).toEqual([false, true, false, false, false, false, false, false]);
		expect(fields[3]?.initial).toBe(true);
	});

	it("gives what is not an object as it is, and leaves out what was not filled in", () => {
		expect(answerOf(fieldsOf({ type: "string" }), { "": "yes" })).toBe("yes");
		expect(answerOf(fieldsOf(null), { "": "yes" })).toBe("yes");
		expect(answerOf(fieldsOf({ properties: { a: {}, b: {} } }), { a: "x", b: "" })).toEqual({ a: "x" });
	});

	it("tells numbers that are none", () => {
		const [field] = fieldsOf({ properties: { n: { type: "integer" } } });
		if (!field) throw new Error("no field");

		expect(problemOf(field, 1.5)).toBe("must be a whole number");
		expect(problemOf(field, undefined)).toBe("");
	});
});
