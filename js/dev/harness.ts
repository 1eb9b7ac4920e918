import widget from "../index.ts";
import { board } from "../test/fixtures/board.ts";
import { documentOf, message } from "../test/fixtures/document.ts";
import { research } from "../test/fixtures/research.ts";
import answer from "./answer.md";
import { FakeKernel } from "./kernel.ts";

const wanted = new URLSearchParams(location.search);
const kind = wanted.get("kind") ?? "console";
const words =
	" because its units were made before vapour injection was common.\n\nTaken together, a well-sized unit".match(
		/\S+\s*|\s+/g,
	) ?? [];

function scene() {
	if (kind === "dashboard") return new FakeKernel(board(), 61);
	const run = research();
	switch (wanted.get("scene")) {
		case "saved":
			return new FakeKernel(run, null, false);
		case "asking":
			return new FakeKernel(
				{
					state: {
						...run.state,
						status: "awaiting_input",
						interrupts: [
							{
								id: "i1",
								reason: "approval",
								message: "May I delete the 37 rows whose station is unknown?",
								tool_id: "t1",
								schema: null,
								options: [],
								status: "open",
								answer: null,
								agent: "",
							},
							{
								id: "i2",
								reason: "details",
								message: "Which winters shall I compare?",
								tool_id: "",
								schema: {
									type: "object",
									required: ["winters"],
									properties: {
										winters: { type: "array", title: "Winters", items: { enum: ["2018/19", "2019/20", "2020/21"] } },
										unit: { type: "string", title: "Unit", enum: ["kWh", "MJ"] },
										limit: { type: "integer", title: "Houses at most", description: "None for all of them" },
										strict: { type: "boolean", title: "Measured values only" },
									},
								},
								options: [],
								status: "open",
								answer: null,
								agent: "",
							},
						],
					},
					stream: {
						...run.stream,
						acts: [
							{ id: "send", reason: "" },
							{ id: "answer", reason: "" },
							{ id: "regenerate", reason: "" },
							{ id: "cancel", reason: "" },
						],
					},
				},
				46.4,
			);
		case "empty":
			return new FakeKernel(documentOf({}, { can: ["stop"] }), 0.4);
		case "failed":
			return new FakeKernel(
				{
					state: {
						...run.state,
						status: "failed",
						connection: {
							...run.state.connection,
							state: "failed",
							reason: "The server answered 502 five times.",
							changed_at: 46.3,
						},
						run: { ...run.state.run, ended_at: 46.3, duration: 45.9 },
						errors: [
							...run.state.errors,
							{
								id: "f",
								kind: "network",
								message:
									"The connection to agents.example.org was lost and could not be made again: HTTP 502 after five attempts.",
								fatal: true,
								agent: "",
								tool: "",
								message_id: "",
								detail: "",
								at: 46.3,
								frame: 412,
							},
						],
					},
					stream: { ...run.stream, can: ["reconnect"] },
				},
				null,
			);
		case "paused":
			return new FakeKernel(
				{
					state: {
						...run.state,
						run: { ...run.state.run, note: "Reading the second of three studies and taking down its figures" },
					},
					stream: {
						...run.stream,
						live: false,
						paused: true,
						shown: 120,
						can: ["resume", "stop"],
						notes: ["The callback for tool.finished failed: KeyError 'rows'."],
					},
				},
				46.4,
			);
		case "answer":
			return new FakeKernel(
				{
					state: {
						...run.state,
						messages: [
							message("q", "Do heat pumps work below −15 °C?", { role: "user" }),
							message("a", answer, {
								tokens: 1240,
								finish_reason: "length",
								citations: run.state.sources.slice(0, 2).map(({ id }, index) => ({
									source_id: id,
									start: null,
									end: answer.indexOf(index ? "\n\n1." : " Field data"),
									text: "",
									unit: "char" as const,
								})),
							}),
							message("b", "Cooling is cheaper than heating here because of **the lower lift", {
								status: "streaming",
								agent: "Research lead",
							}),
						],
					},
					stream: run.stream,
				},
				46.4,
			);
		case "large":
			return new FakeKernel(
				{
					state: {
						...run.state,
						messages: [
							...Array.from({ length: 500 }, (_, index) =>
								message(`m${index}`, `Message ${index}\n\n${"Some words of an earlier answer. ".repeat(12)}`),
							),
							message("last", "Now: ", { status: "streaming" }),
						],
					},
					stream: run.stream,
				},
				46.4,
			);
		case "retrying":
			return new FakeKernel(
				{
					state: {
						...run.state,
						connection: {
							...run.state.connection,
							state: "retrying",
							reason: "The server closed the connection.",
							attempt: 2,
							delay: 8,
							changed_at: 46.1,
						},
						interrupts: [
							{
								id: "i",
								reason: "",
								message: "May I read the paywalled article?",
								tool_id: "",
								schema: null,
								options: [],
								status: "open",
								answer: null,
								agent: "",
							},
						],
					},
					stream: run.stream,
				},
				46.4,
			);
		default:
			return new FakeKernel(run, 46.4);
	}
}

const kernel = scene();
if (wanted.get("scene") === "saved") kernel.set("snapshot", { seq: 3, document: kernel.document, clock: null });
const hub = widget.initialize({ model: kernel });
const leave = new AbortController();
const el = document.getElementById("view");
if (el) hub.mount({ kind, el, signal: leave.signal, key: kind });

let at = 46.4;
const growing = setInterval(() => {
	const last = kernel.document.state.messages?.[2]?.parts.length;
	const word = words.shift();
	if (!last || !word || wanted.get("scene") || kernel.clock === null) return clearInterval(growing);
	at += 0.05;
	kernel.clock = at;
	kernel.grow([
		["append", ["state", "messages", 2, "parts", 0, "text"], word],
		["set", ["stream", "received"], kernel.document.stream.received + 1],
		["set", ["stream", "shown"], kernel.document.stream.shown + 1],
		["set", ["stream", "at"], at],
	]);
}, 50);

Object.assign(window, { kernel, leave });
