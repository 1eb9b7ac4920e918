import { describe, expect, it, vi } from "vitest";
import { tokens } from "../../markdown/highlight.ts";
import { rendered } from "../fixtures/markdown.ts";

describe("blocks", () => {
	it("are headings below those of the page", () => {
		const levels = [...rendered("# a\n## b\n###### c").children].map((one) => one.getAttribute("aria-level"));

		expect(levels).toEqual(["3", "4", "6"]);
	});

	it("are tables with aligned cells", () => {
		const box = rendered("| a | b |\n|:-:|--:|\n| 1 | `x \\| y` |\n| only |\n\nafter");

		expect([...box.querySelectorAll("td")].map((cell) => cell.textContent)).toEqual(["1", "x | y", "only", ""]);
		expect([...box.querySelectorAll("th")].map((cell) => cell.dataset.align)).toEqual(["center", "right"]);
		expect(box.lastElementChild?.textContent).toBe("after");
	});

	it("are lists with tasks, and loose when blank lines are between", () => {
		const box = rendered("- [ ] a\n- [x] b\n\n1. c\n\n2. d");

		expect([...box.querySelectorAll("[role=img]")].map((one) => one.getAttribute("aria-label"))).toEqual([
			"to do",
			"done",
		]);
		expect([...box.querySelectorAll<HTMLElement>("ul, ol")].map((one) => one.dataset.loose)).toEqual(["false", "true"]);
	});

	it("keep numbers that do not begin with one", () => {
		expect(rendered("3. c\n4. d").querySelector("ol")?.getAttribute("start")).toBe("3");
	});

	it("are code with its language, coloured once it is whole", async () => {
		const box = rendered('```python\ndef f(x):\n    return "a" # b\n```\n');
		await vi.advanceTimersByTimeAsync(2000);

		expect(box.querySelector(".ssew-md-language")?.textContent).toBe("python");
		expect([...box.querySelectorAll("[class^=ssew-hl]")].map((one) => one.textContent)).toEqual([
			"def",
			"f",
			"return",
			'"a"',
			"# b",
		]);
		expect([...box.querySelectorAll(".ssew-line")].map((line) => line.textContent)).toEqual([
			"def f(x):",
			'    return "a" # b',
		]);
	});

	it("leave code of rare languages plain", () => {
		expect(tokens("def f", "brainfuck")).toEqual([]);
		expect(tokens("def f", "constructor")).toEqual([]);
	});
});

describe("links", () => {
	it.each(["https://a.example/", "http://a.example/", "mailto:a@b.example"])("to %s may be followed", (href) => {
		const link = rendered(`[x](${href})`).querySelector("a");

		expect(link?.getAttribute("href")).toBe(href);
		expect(link?.rel).toBe("noopener noreferrer nofollow");
		expect(link?.target).toBe("_blank");
	});

	it.each([
		"javascript:alert(1)",
		"data:text/html,x",
		"vbscript:x",
		"file:///etc/passwd",
		"/tree",
		"#top",
		"//x.example",
	])("to %s are text", (href) => {
		const box = rendered(`[x](${href})`);

		expect(box.querySelector("a")).toBeNull();
		expect(box.textContent).toBe("x");
	});

	it("are made of bare addresses, without the punctuation around them", () => {
		const links = [...rendered("(see https://a.example/b(c)), or www.d.example.").querySelectorAll("a")];

		expect(links.map((link) => link.href)).toEqual(["https://a.example/b(c)", "http://www.d.example/"]);
	});
});

describe("pictures", () => {
	it("load on a click, and not before", () => {
		const box = rendered("![a cat](https://a.example/cat.png)");
		expect(box.querySelector("img")).toBeNull();
		expect(box.querySelector("button")?.textContent).toBe("a cata.example · load");

		box.querySelector("button")?.click();
		expect(box.querySelector("img")?.src).toBe("https://a.example/cat.png");
		expect(box.querySelector("img")?.getAttribute("referrerpolicy")).toBe("no-referrer");
	});

	it("that came with the text are shown, if they cannot do anything", () => {
		expect(rendered("![x](data:image/png;base64,AAAA)").querySelector("img")).not.toBeNull();
		expect(rendered("![x](data:image/svg+xml;base64,AAAA)").querySelector("img")).toBeNull();
	});
});

describe("formulas", () => {
	const set = (text: string) => {
		const found: [string, boolean][] = [];
		rendered(text, 1, { math: (_, source, display) => found.push([source, display]) });
		return found.at(-1);
	};

	it.each([
		["so $x^2$ is", "x^2", false],
		["$$\nx + y\n$$", "x + y", true],
		["\\(a_1\\)", "a_1", false],
		["\\[\nb\n\\]", "b", true],
		["in a line $$c$$ too", "c", true],
	])("are found in %j", (text, source, display) => {
		expect(set(text)).toEqual([source, display]);
	});

	it.each(["from $5 to $10", "$ 5$", "`$x$`", "US$ and A$"])("are not found in %j", (text) => {
		expect(set(text)).toBeUndefined();
	});

	it("show their source until they are set", () => {
		expect(rendered("so $x^2$ is").textContent).toBe("so x^2 is");
	});
});

describe("raw markup", () => {
	it("is text, but for a line break", () => {
		const box = rendered("<b>x</b> a<br>b\n\n<div onclick=x>\n*y*\n</div>");

		expect(box.querySelectorAll("b, div[onclick]")).toHaveLength(0);
		expect(box.querySelectorAll("br")).toHaveLength(1);
		expect(box.textContent).toContain("<b>x</b>");
		expect(box.textContent).toContain("<div onclick=x>");
	});
});
