import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { settle } from "./fixtures/clock.ts";
import { documentOf, emptyState, message, thought, tool } from "./fixtures/document.ts";
import { FakeModel } from "./fixtures/model.ts";
import { mounted } from "./fixtures/mounted.ts";
import { research } from "./fixtures/research.ts";

beforeEach(() => document.body.replaceChildren());
afterEach(() => document.body.replaceChildren());

function button(el: Element, label: string): HTMLButtonElement {
	const found = [...el.querySelectorAll("button")].find((one) =>
		(one.ariaLabel ?? one.getAttribute("aria-label") ?? one.textContent)?.includes(label),
	);
	if (!found) throw new Error(`no button ${label}`);
	return found;
}

describe.each(["console", "messages", "agents", "plan", "sources", "canvas", "connection", "inspector"])(
	"%s",
	(kind) => {
		it("shows a run in the middle of its work at once", () => {
			const { el } = mounted(kind, research(), { clock: 47 });

			expect(el.textContent?.length).toBeGreaterThan(40);
			expect(el.querySelector("[role=alert]")).toBeNull();
			expect(el.firstElementChild?.getAttribute("data-lm-suppress-shortcuts")).toBe("true");
		});

		it("shows a run of which nothing is known", () => {
			const { el } = mounted(kind, documentOf());

			expect(el.querySelector("[role=alert]")).toBeNull();
		});

		it("waits without a document", () => {
			expect(mounted(kind, null).el.textContent).toContain("Waiting for the kernel");
		});

		it("leaves nothing behind", () => {
			const { el, leave } = mounted(kind, research());
			leave();

			expect(el.childElementCount).toBe(0);
		});

		it("uses only classes with our prefix, and no ids but its own", () => {
			const { el } = mounted(kind, research(), { clock: 47 });
			for (const element of el.querySelectorAll("*")) {
				for (const name of element.classList) expect(name).toMatch(/^ssew-/);
				if (element.id) expect(element.id).toMatch(/^ssew-\d+-/);
				expect(element.hasAttribute("name")).toBe(false);
			}
		});
	},
);

it("a timeline offers nothing to select while there is nothing, and all of it once there is", async () => {
	const { el, model } = mounted("timeline", documentOf());
	expect(el.textContent).toContain("Nothing that takes time has come.");
	expect(el.textContent).not.toContain("Drag");

	model.say({ kind: "snapshot", seq: 2, clock: 47, document: research() });
	await settle();
	expect(el.textContent).toContain("Drag");
	expect(el.querySelectorAll(".ssew-span").length).toBeGreaterThan(0);
});

describe("messages", () => {
	it("say who, what, and with which sources", () => {
		const { el } = mounted("messages", research(), { clock: 47 });
		const said = [...el.querySelectorAll("article")];

		expect(said.map((one) => one.querySelector(".ssew-message-who")?.textContent)).toEqual([
			"You",
			"Research lead",
			"Research lead",
		]);
		expect([...(said[2]?.querySelectorAll(".ssew-chip") ?? [])].map((chip) => chip.textContent)).toEqual([
			"1energy.example.org",
			"2vtt.example.fi",
		]);
		expect(said[2]?.getAttribute("aria-busy")).toBe("true");
	});

	it("show a thought as one line and open it on a click", async () => {
		const { el } = mounted("messages", research(), { clock: 47 });
		const head = button(el, "Thought");
		expect(head.textContent).toContain("Thought3.0 s");
		expect(head.textContent).toContain("I should start there.");

		head.click();
		await settle();
		expect(head.getAttribute("aria-expanded")).toBe("true");
		expect(el.textContent).toContain("They ask for houses, so laboratory ratings are out.");
	});

	it("close a long thought from below too, and go back to its line", async () => {
		const run = research();
		const thoughts = run.state.thoughts.map((one) => ({ ...one, content: "I think on. ".repeat(100) }));
		const { el } = mounted("messages", { ...run, state: { ...run.state, thoughts } }, { clock: 47 });
		const head = button(el, "Thought");
		head.click();
		await settle();
		button(el, "Close").click();
		await settle();

		expect(head.getAttribute("aria-expanded")).toBe("false");
		expect(document.activeElement).toBe(head);
	});

	it("keep what was opened in sight when more steps come and fold", async () => {
		const step = (id: string) => tool(id, `step ${id}`, { message: "m", output: `result ${id}` });
		const of = (...ids: string[]) =>
			documentOf(
				{
					messages: [message("m", "", { parts: ids.map((id) => ({ kind: "tool", tool_id: id })) })],
					tools: ids.map(step),
				},
				{ active: true },
			);
		const { el, model } = mounted("messages", of("a", "b", "c", "d"), { clock: 1 });
		button(el, "step a").click();
		await settle();
		expect(el.textContent).toContain("result a");

		model.say({ kind: "snapshot", seq: 2, clock: 2, document: of("a", "b", "c", "d", "e", "f") });
		await settle();
		expect(el.textContent).toContain("through 6 steps");
		expect(el.textContent).toContain("result a");
	});

	it("open a call that failed, and leave it closed once it was closed", async () => {
		const view = mounted("messages", research());
		expect(view.el.textContent).toContain("it has t_out");

		const head = button(view.el, "read_table");
		expect(head.getAttribute("aria-expanded")).toBe("true");
		head.click();
		await settle();
		view.leave();
		expect(button(view.mount().el, "read_table").getAttribute("aria-expanded")).toBe("false");
	});

	it("touch only the last line while a message grows", async () => {
		const { el, model } = mounted("messages", research(), { clock: 47 });
		const records: MutationRecord[] = [];
		const observer = new MutationObserver((more) => records.push(...more));
		observer.observe(el, { childList: true, characterData: true, subtree: true });
		model.say({
			kind: "patch",
			seq: 2,
			clock: 47,
			ops: [["append", ["state", "messages", 2, "parts", 0, "text"], " than the rest"]],
		});
		await settle();
		expect(el.textContent).toContain("lower figures than the rest");

		expect(records.length).toBeGreaterThan(0);
		expect(new Set(records.map((record) => record.type))).toEqual(new Set(["characterData"]));
	});

	it("show marks of editing and regeneration, and who is writing", () => {
		const { el } = mounted(
			"messages",
			documentOf({
				typing: [""],
				messages: [
					message("a", "x", { edited: true }),
					message("b", "", { status: "regenerating", progress: 0.4, note: "trying again" }),
				],
			}),
		);

		expect(el.textContent).toContain("edited");
		expect(el.textContent).toContain("40 %");
		expect(el.textContent).toContain("Assistant is writing");
	});

	it("are all in the page while they are few, and only the latest when they are thousands", () => {
		const of = (length: number) => Array.from({ length }, (_, index) => message(`m${index}`, `line ${index}`));
		const articles = (length: number) => [
			...mounted("messages", documentOf({ messages: of(length) })).el.querySelectorAll("article"),
		];

		expect(articles(80)).toHaveLength(80);
		const shown = articles(5000);
		expect(shown.length).toBeLessThan(40);
		expect(shown.at(-1)?.textContent).toContain("line 4999");
	});

	it("parses the arguments of a call when they can be read", async () => {
		const { el } = mounted(
			"messages",
			documentOf({
				tools: [
					tool("c", "f", { args_content: '{"a":1}' }),
					tool("d", "g", { args_content: '{"a":', status: "streaming" }),
				],
			}),
		);
		button(el, "f").click();
		button(el, "g").click();
		await settle();

		const pieces = [...el.querySelectorAll(".ssew-text-data")].map((one) =>
			[...one.children].map((line) => line.textContent).join("\n"),
		);
		expect(pieces).toEqual(['{\n  "a": 1\n}', '{"a":']);
	});
});

describe("the console", () => {
	const labels = (el: Element) =>
		[...el.querySelectorAll("[role=tab]")].map((tab) => tab.querySelector(".ssew-tab-label")?.textContent);

	it("hides tabs with nothing in them", () => {
		expect(labels(mounted("console", documentOf()).el)).toEqual(["Messages", "Inspector"]);
		expect(labels(mounted("console", research()).el)).toEqual([
			"Messages",
			"Agents",
			"Plan",
			"Sources",
			"Canvas",
			"Timeline",
			"Inspector",
		]);
	});

	it("moves between tabs with the arrows, one stop for Tab", async () => {
		const { el } = mounted("console", research());
		const tabs = [...el.querySelectorAll<HTMLElement>("[role=tab]")];
		expect(tabs.filter((tab) => tab.tabIndex === 0)).toHaveLength(1);

		tabs[0]?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
		await settle();
		expect(el.querySelector("[role=tab][aria-selected=true]")?.textContent).toContain("Agents");
		expect(el.querySelector("[role=tabpanel]")?.textContent).toContain("Paper reader");
	});

	it("opens again where the reader was", async () => {
		const view = mounted("console", research());
		button(view.el, "Plan").click();
		await settle();
		view.leave();

		expect(view.mount().el.querySelector("[role=tab][aria-selected=true]")?.textContent).toContain("Plan");
	});

	it("says once, as an alert, what ended the run", () => {
		const errors = [
			{
				id: "e",
				kind: "network",
				message: "The connection was lost.",
				fatal: true,
				agent: "",
				tool: "",
				message_id: "",
				detail: "",
				at: 1,
				frame: 0,
			},
		];
		const { el } = mounted("console", documentOf({ status: "failed", errors }));

		expect([...el.querySelectorAll("[role=alert]")].map((alert) => alert.textContent)).toEqual([
			"The connection was lost.",
		]);
	});

	it("shows a question that waits for a person", () => {
		const interrupts = [
			{
				id: "i",
				reason: "",
				message: "May I?",
				tool_id: "",
				schema: null,
				options: [],
				status: "open" as const,
				answer: null,
				agent: "",
			},
		];

		expect(mounted("console", documentOf({ interrupts })).el.querySelector(".ssew-ask")?.textContent).toContain(
			"needs youMay I?",
		);
	});

	it("says of a saved run that nobody is there, and offers nothing it cannot do", async () => {
		const model = new FakeModel();
		model.attached = false;
		model.traits.snapshot = { seq: 1, document: research(), clock: null };
		const { el } = mounted("console", null, { model });
		await settle();

		expect(el.querySelector(".ssew-stale")?.textContent).toContain("Saved state – no kernel is attached.");
		expect(button(el, "Stop").disabled).toBe(true);
		expect(button(el, "Stop").title).toBe("No kernel is attached");
	});

	it("asks the kernel to stop", () => {
		const { el, model } = mounted("console", research(), { clock: 47 });
		button(el, "Stop").click();

		expect(model.sent.at(-1)).toMatchObject({ kind: "call", name: "stop", args: {} });
	});
});

describe("the connection", () => {
	it("says how it is, why, and when it will try again", () => {
		const connection = {
			...emptyState().connection,
			state: "retrying" as const,
			url: "https://example.org/run",
			reason: "The server closed the connection.",
			attempt: 2,
			delay: 8,
			changed_at: 40,
		};
		const { el } = mounted("connection", documentOf({ connection }, { at: 40, received: 3 }), { clock: 43 });

		expect(el.textContent).toContain("retrying");
		expect(el.textContent).toContain("example.org/run");
		expect(el.querySelector(".ssew-reason")?.textContent).toBe(
			"The server closed the connection. · attempt 2 · next try in 5 s",
		);
	});

	it("says how long nothing has come", () => {
		const connection = { ...emptyState().connection, state: "open" as const, opened_at: 0 };
		const { el } = mounted("connection", documentOf({ connection }, { at: 2, received: 3 }), { clock: 47 });

		expect(el.textContent).toContain("silent for 45 s");
	});

	it("says that a recording runs nothing", () => {
		expect(mounted("connection", documentOf({}, { recorded: true })).el.textContent).toContain(
			"Recorded – nothing is executed.",
		);
	});
});

describe("the canvas", () => {
	it("shows pages where nothing can run or be fetched", async () => {
		const { el } = mounted("canvas", research());
		button(el, "Comparison").click();
		await settle();
		const frame = el.querySelector("iframe");

		expect(frame?.getAttribute("sandbox")).toBe("");
		expect(frame?.getAttribute("srcdoc")).toContain("default-src 'none'");
		expect(frame?.hasAttribute("src")).toBe(false);
	});

	it("never loads an address", () => {
		const { el } = mounted("canvas", research());

		expect(el.querySelector("iframe")).toBeNull();
		expect(el.querySelector("a")?.rel).toBe("noopener noreferrer nofollow");
	});

	it("shows code line by line", async () => {
		const { el } = mounted("canvas", research());
		button(el, "seasonal_cop.py").click();
		await settle();

		expect(el.querySelector(".ssew-text-code")?.children.length).toBe(12);
	});
});

describe("the inspector", () => {
	it("asks for no frames while nobody is there", async () => {
		const model = new FakeModel();
		model.attached = false;
		model.traits.snapshot = { seq: 1, document: research(), clock: null };
		const { el } = mounted("inspector", null, { model });
		await settle();

		expect(el.textContent).toContain("Frames stay in the kernel");
		expect(model.sent).toEqual([]);
	});

	it("shows what went wrong and what was not understood", () => {
		const { el } = mounted("inspector", research());

		expect(el.textContent).toContain("1 error");
		expect(el.textContent).toContain("telemetry_blob14");
	});
});

describe("the list of frames", () => {
	afterEach(() => void vi.unstubAllGlobals());
	beforeEach(() => {
		vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(260);
		// As in a browser, it tells of each thing once before anything changes.
		class Told extends ResizeObserver {
			constructor(tell: ResizeObserverCallback) {
				super(tell);
				this.observe = () => void requestAnimationFrame(() => tell([], this));
			}
		}
		vi.stubGlobal("ResizeObserver", Told);
	});

	const hundred = () => ({ ...research(), stream: { ...research().stream, received: 100, shown: 100 } });
	const turn = async () => {
		await vi.advanceTimersByTimeAsync(250);
	};

	it("asks for what is in sight, shows it, and shows a frame whole on a click", async () => {
		const { el, model } = mounted("inspector", hundred(), { clock: 47 });
		await turn();
		const asked = model.sent.filter((message) => message.kind === "call");
		expect(asked.map((message) => message.args)).toEqual([{ start: 0, count: 100, query: "" }]);

		const rows = Array.from({ length: 100 }, (_, index) => ({
			n: index + 1,
			at: index,
			event: `event ${index}`,
			size: 9,
			types: [],
			flags: [],
			text: "{}",
			problem: null,
		}));
		model.say({ kind: "reply", call: 1, result: { total: 100, looked: 100, matched: 100, rows } });
		await turn();
		const lines = [...el.querySelectorAll<HTMLElement>("[role=option]")];
		expect(lines.length).toBeGreaterThan(10);
		expect(lines.length).toBeLessThan(40);
		expect(lines.at(-1)?.textContent).toContain("event 99");

		lines.find((line) => line.textContent?.includes("event 91"))?.click();
		await turn();
		model.say({
			kind: "reply",
			call: 2,
			result: {
				n: 92,
				at: 91,
				event: "e",
				id: "",
				retry: null,
				data: '{"a":1}',
				size: 7,
				events: [{ type: "text.added", text: "x" }],
				ops: [["append", ["messages", 0], "x"]],
			},
		});
		await turn();
		const detail = el.querySelector(".ssew-detail")?.textContent;
		expect(detail).toContain('"a": 1');
		expect(detail).toContain("text.added");
		expect(detail).toContain('append messages.0 "x"');
	});

	it("says when the kernel could not answer, and asks again only on request", async () => {
		const { el, model } = mounted("inspector", hundred(), { clock: 47 });
		await turn();
		model.say({ kind: "reply", call: 1, error: "the log is gone" });
		await turn();
		await turn();
		expect(el.textContent).toContain("Frames could not be read: the log is gone.");
		expect(model.kinds().filter((kind) => kind === "call")).toHaveLength(1);

		button(el, "Try again").click();
		await turn();
		expect(model.kinds().filter((kind) => kind === "call")).toHaveLength(2);
	});
});

describe("thoughts", () => {
	it("carry their steps", async () => {
		const { el } = mounted(
			"messages",
			documentOf({ thoughts: [thought("t", "First. Last."), thought("s", "A step.", { kind: "step", parent: "t" })] }),
		);
		expect(el.textContent).not.toContain("A step.");

		button(el, "Thought").click();
		await settle();
		expect(el.textContent).toContain("A step.");
	});
});

describe("how messages end", () => {
	const shown = (changes: Parameters<typeof message>[2]) =>
		mounted("messages", documentOf({ messages: [message("m", "x", changes)] })).el;

	it.each([
		["length", "Cut off at the length limit"],
		["refusal", "Refused"],
		["content_filter", "Stopped by a content filter"],
		["quota_exceeded", "Ended: quota exceeded"],
	])("by %s is told", (reason, told) => {
		expect(shown({ finish_reason: reason }).querySelector(".ssew-ending")?.textContent).toContain(told);
	});

	it.each(["", "stop", "end_turn", "tool_calls"])("by %j is not", (reason) => {
		expect(shown({ finish_reason: reason }).querySelector(".ssew-ending")).toBeNull();
	});

	it("with how many tokens, of the message and in all", () => {
		const { usage } = emptyState();
		const { el } = mounted(
			"messages",
			documentOf(
				{
					messages: [message("m", "x", { tokens: 1234 })],
					usage: { ...usage, input_tokens: 900, output_tokens: 334, cost: 0.0123 },
				},
				{ active: false },
			),
		);

		expect(el.querySelector("article header")?.textContent).toContain("1234 tokens");
		expect(el.querySelector(".ssew-spent")?.textContent).toBe("900 tokens in334 out$0.0123");
	});
});

describe("many steps in a row", () => {
	const document_ = (error = "") => {
		const ids = ["a", "b", "c", "d", "e", "f"];
		return documentOf({
			messages: [message("m", "", { parts: ids.map((tool_id) => ({ kind: "tool" as const, tool_id })) })],
			tools: ids.map((id) => tool(id, id, { message: "m", error: id === "b" ? error : "" })),
		});
	};

	it("are one line, behind which they all are", async () => {
		const { el } = mounted("messages", document_());
		expect(el.querySelectorAll(".ssew-tool")).toHaveLength(0);

		button(el, "Worked through 6 steps").click();
		await settle();
		expect(el.querySelectorAll(".ssew-tool")).toHaveLength(6);
	});

	it("leave in sight what failed", () => {
		const { el } = mounted("messages", document_("no such table"));

		expect(el.querySelectorAll(".ssew-tool")).toHaveLength(1);
		expect(el.textContent).toContain("no such table");
	});
});

describe("a very long thought", () => {
	it("shows its end, and all of it when asked", async () => {
		const text = Array.from({ length: 9000 }, (_, index) => `Step ${index}.`).join("\n\n");
		const { el } = mounted("messages", documentOf({ thoughts: [thought("t", text)] }));
		button(el, "Thought").click();
		await settle();
		expect(el.textContent).toContain("Step 8999.");
		expect(el.textContent).not.toContain("Step 10.");

		button(el, "before").click();
		await settle();
		expect(el.textContent).toContain("Step 10.");
	});
});
