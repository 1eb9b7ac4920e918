import { describe, expect, it, vi } from "vitest";
import { Ticker } from "../lib/clock.ts";
import { bytes, count, duration, lastSentence, moment, percent, pretty, rough } from "../lib/format.ts";
import { hostOf, safeLink, shortAddress } from "../lib/links.ts";
import { Announcer, milestones } from "../lib/milestones.ts";
import { PAGE, Rows, visible } from "../lib/rows.ts";
import { sandboxed } from "../lib/sandbox.ts";
import { statusOf } from "../lib/status.ts";
import { Tall } from "../lib/tall.ts";
import { looseTasks, teams } from "../lib/team.ts";
import { luminance, themeOf } from "../lib/theme.ts";
import { transcript } from "../lib/transcript.ts";
import { agent, documentOf, emptyState, message, thought, tool } from "./fixtures/document.ts";

describe("windowing", () => {
	it("draws what shows and a little more", () => {
		expect(visible(0, 260, 26, 1000, 2)).toEqual([0, 12]);
		expect(visible(2600, 260, 26, 1000, 2)).toEqual([98, 112]);
		expect(visible(26_000, 260, 26, 1000, 2)).toEqual([998, 1000]);
		expect(visible(500, 260, 26, 0)).toEqual([0, 0]);
	});

	it("asks for each page once, and again for the page that has grown", () => {
		const rows = new Rows("");
		expect(rows.missing(90, 110)).toEqual([0, PAGE]);
		expect(rows.missing(90, 110)).toEqual([]);

		const page = (start: number, length: number) => ({
			total: 110,
			looked: 110,
			matched: 110,
			rows: Array.from({ length }, (_, index) => ({
				n: start + index + 1,
				at: 0,
				event: "",
				size: 0,
				types: [],
				flags: [],
				text: "",
				problem: null,
			})),
		});
		rows.put(0, page(0, 100));
		rows.put(100, page(100, 10));
		expect(rows.missing(90, 110)).toEqual([]);
		expect(rows.at(105)?.n).toBe(106);
		expect(rows.missing(90, 115)).toEqual([100]);

		rows.forget(100);
		expect(rows.missing(90, 115)).toEqual([100]);
	});
});

it("keeps only so many rows, and asks again for those it has forgotten", () => {
	const rows = new Rows("");
	const row = { n: 1, at: 0, event: "", size: 0, types: [], flags: [], text: "", problem: null };
	for (let start = 0; start < 100_000; start += PAGE) {
		rows.missing(start, start + PAGE);
		rows.put(start, { total: 100_000, looked: 100_000, matched: 100_000, rows: Array(PAGE).fill(row) });
	}

	expect(rows.at(99_999)).toBe(row);
	expect(rows.at(0)).toBeUndefined();
	expect(rows.missing(0, 10)).toEqual([0]);
});

describe("a list taller than a browser can draw", () => {
	const client = 400;
	const total = 1_000_000;
	const end = total * 26 - client;

	function tall() {
		const made = new Tall(26);
		return { made, height: made.height(total) };
	}

	it("is as tall as it may be", () => {
		expect(tall().height).toBeLessThan(10_000_000);
		expect(new Tall(26).height(100)).toBe(2600);
	});

	it("moves pixel by pixel, and far away by dragging", () => {
		const { made, height } = tall();
		expect(made.scrolled(200, client) + made.offset).toBe(200);
		const middle = made.scrolled(height / 2, client);
		expect((middle + made.offset) / end).toBeCloseTo(0.5, 3);
		expect(made.scrolled(middle + 100, client) + made.offset).toBeCloseTo(middle + made.offset + 100, 5);
		expect(made.scrolled(height - client, client) + made.offset).toBeCloseTo(end, 0);
	});

	it("reaches every row by small steps, and both ends", () => {
		const { made, height } = tall();
		let top = made.reveal(500_000, 0, client);
		const from = top + made.offset;
		for (let turn = 0; turn < 20_000; turn += 1) top = made.scrolled(Math.min(top + 300, height - client), client);
		expect(top + made.offset).toBeCloseTo(Math.min(from + 20_000 * 300, end), -1);
		for (let turn = 0; turn < 80_000; turn += 1) top = made.scrolled(Math.max(top - 399, 0), client);
		expect(top + made.offset).toBeLessThan(1);
	});

	it("reveals any row, and stays where the row shows already", () => {
		const { made } = tall();
		let top = 0;
		for (const index of [0, 5, 999_999, 123_456, 123_457, 0]) {
			top = made.reveal(index, top, client);
			expect(index * 26).toBeGreaterThanOrEqual(top + made.offset - 1);
			expect(index * 26 + 26).toBeLessThanOrEqual(top + made.offset + client + 1);
			expect(made.reveal(index, top, client)).toBe(top);
		}
	});
});

describe("addresses", () => {
	it.each([
		"javascript:alert(1)",
		" JaVaScRiPt:alert(1)",
		"java\nscript:alert(1)",
		"data:text/html,x",
		"vbscript:x",
		"//example.org",
		"file:///etc/passwd",
		"blob:x",
		"",
	])("%j is not followed", (url) => expect(safeLink(url)).toBeNull());

	it("shows the host that would really be asked", () => {
		expect(hostOf("https://аpple.com/x")).toBe("xn--pple-43d.com");
		expect(hostOf("https://bank.example@evil.example/")).toBe("evil.example");
		expect(shortAddress("https://user:secret@example.org/a?token=b#c")).toBe("example.org/a");
	});
});

describe("the sandbox", () => {
	it("has its policy before anything from the content", () => {
		const page = sandboxed("<p>hello", "dark");

		expect(page.indexOf("default-src 'none'")).toBeLessThan(page.indexOf("<p>hello"));
		expect(page).toContain("color-scheme:dark");
	});
});

describe("the theme", () => {
	it("follows what is behind, not what it is called", () => {
		expect(themeOf("rgb(255, 255, 255)")).toBe("light");
		expect(themeOf("rgb(17, 17, 17)")).toBe("dark");
		expect(themeOf("color(srgb 0.1 0.1 0.1)")).toBe("dark");
		expect(themeOf("rgba(0, 0, 0, 0)")).toBe("light");
		expect(luminance("transparent")).toBeNull();
	});
});

describe("numbers", () => {
	it.each([
		[duration(4.9), "4 s"],
		[duration(4.94, true), "4.9 s"],
		[duration(65), "1 m 05 s"],
		[rough(59), "59 s"],
		[rough(125), "2 m"],
		[rough(7440), "2 h 04 m"],
		[duration(7440), "2 h 04 m"],
		[duration(-1), "0 s"],
		[moment(64.25), "1:04.3"],
		[bytes(999), "999 B"],
		[bytes(1500), "1.5 kB"],
		[bytes(186_320), "186 kB"],
		[count(31_565), "31.6k"],
		[percent(1.7), "100 %"],
		[percent(Number.NaN), "0 %"],
		[pretty({ a: 1 }), '{\n  "a": 1\n}'],
		[lastSentence("One. Two is\nlonger"), "Two is longer"],
		[lastSentence(""), ""],
	])("%s is %s", (found, wanted) => expect(found).toBe(wanted));
});

describe("a status", () => {
	it("that we do not know is shown by its name", () => {
		expect(statusOf("taking_a_break").word).toBe("taking a break");
		expect(statusOf("constructor").word).toBe("constructor");
	});
});

describe("the transcript", () => {
	it("puts loose thoughts and calls where they began", () => {
		const entries = transcript({
			messages: [message("a", "x", { started_at: 1 }), message("b", "y", { started_at: 5 })],
			thoughts: [thought("t", "z", { started_at: 3 }), thought("in", "z", { message: "a" })],
			tools: [tool("c", "f", { started_at: 9 }), tool("d", "g", { message: "b" })],
		});

		expect(entries.map((entry) => entry.key)).toEqual(["m a", "t t", "m b", "c c"]);
	});

	it("hides messages with nothing to show", () => {
		const messages = [message("a", ""), message("b", "", { status: "regenerating" })];

		expect(transcript({ messages, thoughts: [], tools: [] }).map((entry) => entry.key)).toEqual(["m b"]);
	});

	it("shows the steps of a thought inside it", () => {
		const thoughts = [thought("t", ""), thought("s", "", { parent: "t" }), thought("lost", "", { parent: "nobody" })];

		expect(transcript({ messages: [], thoughts, tools: [] }).map((entry) => entry.key)).toEqual(["t t", "t lost"]);
	});
});

describe("a team", () => {
	it("finds parents by id or by name, and tasks too", () => {
		const agents = [
			agent("1", { name: "Lead" }),
			agent("2", { parent: "1" }),
			agent("3", { parent: "Lead", name: "Reader" }),
		];
		const task = {
			id: "t",
			title: "",
			status: "pending" as const,
			progress: null,
			agent: "Reader",
			time_left: null,
			updated_at: null,
		};
		const [lead, ...others] = teams({ agents, tasks: [task], tools: [], usage: emptyState().usage });

		expect(others).toEqual([]);
		expect(lead?.team.map((member) => member.agent.id)).toEqual(["2", "3"]);
		expect(lead?.team[1]?.tasks).toEqual([task]);
		expect(looseTasks(agents, [task, { ...task, agent: "?" }])).toHaveLength(1);
	});

	it("shows agents that are each other's parents", () => {
		const agents = [
			agent("a", { parent: "b" }),
			agent("b", { parent: "a" }),
			agent("c", { parent: "c" }),
			agent("d", { parent: "a" }),
		];

		expect(teams({ agents, tasks: [], tools: [], usage: emptyState().usage }).map((member) => member.agent.id)).toEqual(
			["a", "b", "c"],
		);
	});
});

describe("announcements", () => {
	it("are of boundaries and never of text", () => {
		const before = documentOf({
			messages: [message("m", "a", { status: "streaming" })],
			tools: [tool("t", "search", { status: "running" })],
		}).state;
		const growing = { ...before, messages: [message("m", "ab", { status: "streaming" })] };
		expect(milestones(before, growing)).toEqual([]);

		const after = {
			...growing,
			messages: [message("m", "ab")],
			tools: [tool("t", "search")],
			agents: [agent("r", { name: "Researcher" })],
		};
		expect(milestones(growing, after)).toEqual(["Researcher started", "Tool search completed", "Answer complete"]);
		expect(milestones(emptyState(), emptyState())).toEqual([]);
	});

	it("come at least a second apart", () => {
		const heard: string[] = [];
		const announcer = new Announcer((text) => heard.push(text));
		announcer.say(["one"]);
		announcer.say(["two"]);
		announcer.say(["three"]);
		expect(heard).toEqual(["one."]);

		vi.advanceTimersByTime(1000);
		expect(heard).toEqual(["one.", "two. three."]);

		vi.advanceTimersByTime(5000);
		expect(heard).toHaveLength(2);
	});
});

describe("the ticker", () => {
	it("beats only while it is wanted", () => {
		const ticker = new Ticker();
		vi.advanceTimersByTime(5000);
		expect(ticker.beat.value).toBe(0);

		ticker.update(true);
		ticker.update(true);
		vi.advanceTimersByTime(3000);
		expect(ticker.beat.value).toBe(3);

		ticker.update(false);
		expect(ticker.ticking).toBe(false);
		expect(vi.getTimerCount()).toBe(0);
	});
});
