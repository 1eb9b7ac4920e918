import { describe, expect, it } from "vitest";
import { settle } from "./fixtures/clock.ts";
import { agent, documentOf, message, thought, tool } from "./fixtures/document.ts";
import { mounted } from "./fixtures/mounted.ts";

const ATTACKS = [
	"<script>window.hacked = 1</script>",
	'<img src=x onerror="window.hacked = 1">',
	'</div><iframe src="https://evil.example"></iframe>',
	"<form id=MathJax><input name=body></form>",
	"<style>*{display:none}</style>",
	"javascript:window.hacked=1",
	"__proto__",
	"constructor",
	"\u202Egnp.exe\u0000",
];

function attacked(text: string) {
	const failure = {
		id: text,
		kind: text,
		message: text,
		fatal: true,
		agent: text,
		tool: text,
		message_id: text,
		detail: text,
		at: 0,
		frame: 1,
	};
	return documentOf(
		{
			run: {
				id: text,
				thread_id: text,
				title: text,
				model: text,
				note: text,
				started_at: 0,
				ended_at: null,
				duration: null,
				result: text,
				stuck: text,
			},
			plan: {
				goal: text,
				phases: [
					{
						id: text,
						title: text,
						description: text,
						status: "running",
						agent: text,
						parent: "",
						error: "",
						started_at: 0,
						ended_at: null,
					},
				],
			},
			routing: { status: "decided", agent_id: text, agent_name: text, confidence: 9, reasoning: text, protocol: text },
			agents: [
				agent(text, { name: text, kind: text, parent: text, task: text, priority: text, error: text, progress: 1e9 }),
			],
			tasks: [{ id: text, title: text, status: "running", progress: -4, agent: "nobody", time_left: 1, updated_at: 0 }],
			messages: [
				message(text, text, {
					role: text,
					agent: text,
					model: text,
					note: text,
					parts: [
						{ kind: "text", text },
						{ kind: "thought", thought_id: text },
						{ kind: "tool", tool_id: text },
					],
				}),
			],
			thoughts: [thought(text, text, { title: text, agent: text, message: text })],
			tools: [
				tool(text, text, {
					args_content: text,
					output: JSON.parse('{"__proto__": {"polluted": 1}}'),
					error: text,
					message: text,
				}),
			],
			sources: [
				{
					id: text,
					url: text,
					title: text,
					domain: text,
					snippet: text,
					confidence: 2,
					author: text,
					published: text,
					claims: [{ text, confidence: -1, reasoning: text, stance: "supports" }],
					message: text,
					cited: true,
				},
			],
			claims: [
				{
					id: text,
					text,
					verdict: "disputed",
					confidence: 7,
					supported_by: [text],
					contradicted_by: [text, "nobody"],
				},
			],
			searches: [{ query: text, total: 1 }],
			canvas: [
				{
					id: text,
					kind: "markdown",
					title: text,
					language: text,
					body: text,
					version: 1,
					origin: text,
					url: "",
					mime: "",
					message: "",
					done: true,
					earlier: [],
					updated_at: 0,
				},
				{
					id: `${text} 2`,
					kind: text,
					title: text,
					language: text,
					body: text,
					version: 1,
					origin: text,
					url: "",
					mime: "",
					message: "",
					done: true,
					earlier: [],
					updated_at: 1,
				},
			],
			typing: [text],
			interrupts: [
				{
					id: text,
					reason: text,
					message: text,
					tool_id: text,
					schema: text,
					options: [],
					status: "open",
					answer: text,
					agent: "",
				},
			],
			errors: [failure],
			unknown: [[text, 3]],
		},
		{ title: text, dialect: text, notes: [text], received: 1 },
	);
}

describe.each(["console", "messages", "agents", "plan", "sources", "canvas", "connection", "inspector"])(
	"%s",
	(kind) => {
		it.each(ATTACKS)("shows %j as text", async (text) => {
			const { el, leave } = mounted(kind, attacked(text));
			for (const head of el.querySelectorAll<HTMLElement>(".ssew-fold-head[aria-expanded=false]")) head.click();
			await settle();

			for (const name of ["script", "img", "form", "style", "object", "embed", "link", "meta"])
				expect(el.querySelector(name)).toBeNull();
			for (const frame of el.querySelectorAll("iframe")) expect(frame.getAttribute("sandbox")).toBe("");
			for (const element of el.querySelectorAll("*")) {
				for (const attribute of element.attributes) {
					expect(attribute.name).not.toMatch(/^on|^name$/);
					if (attribute.name === "id") expect(attribute.value).toMatch(/^ssew-/);
					if (attribute.name === "href") expect(attribute.value).toMatch(/^https?:/);
					if (attribute.name === "style") expect(attribute.value).not.toContain(text);
				}
			}
			expect((globalThis as { hacked?: number }).hacked).toBeUndefined();
			expect(({} as { polluted?: number }).polluted).toBeUndefined();
			leave();
		});
	},
);

it("a kind from the prototype is not a view", () => {
	expect(mounted("constructor", documentOf()).el.textContent).toContain("does not know a view");
});
