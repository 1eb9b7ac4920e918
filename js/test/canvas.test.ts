import { afterEach, describe, expect, it } from "vitest";
import { fileName } from "../lib/download.ts";
import { formOf } from "../lib/made.ts";
import { running, sandboxed } from "../lib/sandbox.ts";
import type { Artifact } from "../lib/types.ts";
import { rowsOf } from "../parts/changes.tsx";
import { settle } from "./fixtures/clock.ts";
import { documentOf, message } from "./fixtures/document.ts";
import { mounted } from "./fixtures/mounted.ts";
import { research } from "./fixtures/research.ts";

afterEach(() => document.body.replaceChildren());

const PIXEL = `data:image/png;base64,${"iVBORw0KGgo=".repeat(2)}`;

function artifact(changes: Partial<Artifact>): Artifact {
	return {
		id: "a",
		kind: "markdown",
		title: "",
		language: "",
		body: "",
		version: 1,
		origin: "",
		url: "",
		mime: "",
		message: "",
		done: true,
		earlier: [],
		updated_at: null,
		...changes,
	};
}

function canvasOf(...canvas: Artifact[]) {
	return mounted("canvas", documentOf({ canvas, messages: [message("m", "Look.")] }));
}

function button(el: Element, label: string): HTMLButtonElement {
	const found = [...el.querySelectorAll("button")].find(
		(one) => (one.getAttribute("aria-label") ?? one.textContent) === label,
	);
	if (!found) throw new Error(`no button ${label}`);
	return found;
}

async function press(el: Element, label: string): Promise<void> {
	button(el, label).click();
	await settle();
}

describe("the canvas", () => {
	it("steps back to an earlier version and shows what changed since", async () => {
		const { el } = mounted("canvas", research());
		await press(el, "Draft report");
		await press(el, "Changes");

		expect(el.querySelector("[data-kind=removed]")?.textContent).toContain("They heat houses well.");
		await press(el, "Version before");
		expect(el.textContent).toContain("version 1 of");
		expect(el.textContent).toContain("They heat houses well.");
		expect(button(el, "Version before").disabled).toBe(true);
	});

	it("runs the scripts of a page only after a click, for those very bytes, in a frame within a frame", async () => {
		const run = research();
		const page = run.state.canvas.find((made) => made.title === "Comparison");
		if (!page) throw new Error("no page");
		const html = "<p>x</p><script>parent.document</script>";
		const canvas = [{ ...page, body: html }];
		const { el } = mounted("canvas", { ...run, state: { ...run.state, canvas } });
		expect(el.querySelector("iframe")?.getAttribute("sandbox")).toBe("");
		await press(el, "Run scripts, sealed off");
		const frame = el.querySelector("iframe");

		expect(frame?.getAttribute("sandbox")).toBe("allow-scripts");
		expect(frame?.getAttribute("srcdoc")).toContain('<iframe sandbox="allow-scripts" srcdoc="');
		await press(el, "Stop scripts");
		expect(el.querySelector("iframe")?.getAttribute("sandbox")).toBe("");
	});

	it("offers no scripts where there are none", () => {
		const { el } = mounted("canvas", research());

		expect(el.textContent).not.toContain("Run scripts");
	});
});

describe("an artifact", () => {
	it.each([
		["markdown", "# A", "", "prose"],
		["code", "a = 1", "", "text"],
		["data", "[1]", "", "text"],
		["web", "<p>a</p>", "", "page"],
		["web", "https://example.org/a", "", "elsewhere"],
		["file", "", "https://example.org/a.pdf", "elsewhere"],
		["file", "", "data:application/pdf;base64,AAAA", "held"],
		["file", "", "", "held"],
		["image", "", PIXEL, "picture"],
		["image", PIXEL, "", "picture"],
		["image", "", "https://example.org/a.png", "picture"],
		["image", "", "data:image/svg+xml;base64,AAAA", "held"],
		["image", "<svg></svg>", "", "text"],
		["markdown", "https://example.org is where it is", "", "prose"],
	])("that is %s, with %j and the address %j, is shown as %s", (kind, body, url, form) => {
		expect(formOf({ kind, body, url })).toBe(form);
	});

	it("of code has its lines numbered, and coloured once it is complete", async () => {
		const { model } = canvasOf(artifact({ kind: "code", language: "python", body: "a = 1\nb = 2\n" }));
		await settle();

		expect(document.querySelectorAll(".ssew-text-code > .ssew-line")).toHaveLength(2);
		expect(model.sent).toContainEqual(expect.objectContaining({ name: "asset", args: { name: "colours" } }));
	});

	it("that is a picture elsewhere is a button until it is pressed", () => {
		const { el } = canvasOf(artifact({ kind: "image", title: "A plot", url: "https://example.org/plot.png" }));
		expect(el.querySelector("img")).toBeNull();
		el.querySelector<HTMLElement>(".ssew-md-image")?.click();

		expect(el.querySelector("img")?.getAttribute("src")).toBe("https://example.org/plot.png");
		expect(el.textContent).not.toContain("Download");
	});

	it("of Markdown can be read as it was written", async () => {
		const { el } = canvasOf(artifact({ body: "# Title" }));
		expect(el.querySelector("h1, h2, h3, [role=heading]")?.textContent).toBe("Title");
		await press(el, "Source");

		expect(el.querySelector(".ssew-line")?.textContent).toBe("# Title");
	});

	it("that did not come along says so, and offers nothing to save", () => {
		const { el } = canvasOf(artifact({ kind: "file", title: "report.pdf" }));

		expect(el.textContent).toContain("Its content did not come along.");
		expect(el.textContent).not.toContain("Copy");
	});

	it("of thousands has few tabs, which lead to all of them", async () => {
		const many = Array.from({ length: 2000 }, (_, index) => artifact({ id: `a${index}`, title: `Number ${index}` }));
		const { el } = canvasOf(...many);
		const tabs = () => [...el.querySelectorAll<HTMLElement>("[role=tab]")];
		const chosen = () => tabs().find((tab) => tab.getAttribute("aria-selected") === "true");
		const key = async (key: string) => {
			chosen()?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
			await settle();
		};
		expect(tabs().length).toBeLessThan(50);
		expect(chosen()?.textContent).toBe("Number 1999");
		expect(tabs()[0]?.textContent).toBe("‹ 1961 more");

		tabs()[0]?.click();
		await settle();
		expect(chosen()?.textContent).toBe("Number 1960");
		await key("ArrowRight");
		expect(chosen()?.textContent).toBe("Number 1961");
		await key("Home");
		expect(chosen()?.textContent).toBe("Number 0");
		expect(document.activeElement).toBe(chosen());
		expect(tabs().at(-1)?.textContent).toBe("1961 more ›");
		await key("ArrowLeft");
		expect(chosen()?.textContent).toBe("Number 1999");
	});

	it("and its message lead to each other", async () => {
		const first = artifact({ id: "one", title: "One", message: "m" });
		const { hub, el } = canvasOf(first, artifact({ id: "two", title: "Two" }));
		const talk = document.createElement("div");
		document.body.append(talk);
		hub.mount({ kind: "messages", el: talk, signal: new AbortController().signal });
		await settle();
		expect(el.querySelector("[role=tab][aria-selected=true]")?.textContent).toBe("Two");
		talk.querySelector<HTMLElement>(".ssew-made")?.click();
		await settle();
		expect(el.querySelector("[role=tab][aria-selected=true]")?.textContent).toBe("One");
		await press(el, "to its message");

		expect(talk.querySelector(".ssew-message")?.getAttribute("data-aimed")).toBe("true");
	});
});

describe("sealed frames", () => {
	it("state their policy before the first byte of the content, the inner one too", () => {
		for (const document of [sandboxed("<b>x</b>", "dark"), running("<b>x</b>", "dark")]) {
			expect(document.indexOf("frame-src 'none'")).toBeLessThan(document.indexOf("<b>"));
			expect(document).not.toContain("allow-same-origin");
		}
		expect(running("x", "light").match(/frame-src 'none'/g)).toHaveLength(2);
	});

	it("cannot be closed by what they hold", () => {
		const document = running('"></iframe><script>leave()</script>&quot;', "light");

		expect(document.slice(document.indexOf("srcdoc="))).not.toContain('<script>leave()</script>"');
		expect(document.match(/"><\/iframe>/g)).toHaveLength(1);
		expect(document).toContain("&amp;quot;");
	});
});

describe("changes", () => {
	it("show what was added and removed with a few lines around, and count the rest", () => {
		const lines = Array.from({ length: 20 }, (_, n) => `line ${n}`);
		const after = lines.map((line, n) => (n === 10 ? "another" : line));
		const rows = rowsOf(lines.join("\n"), after.join("\n"));

		expect(rows.map((row) => row.kind[0]).join("")).toBe("s" + "sss" + "ra" + "sss" + "s");
		expect(rows[0]).toEqual({ kind: "skipped", text: "7 lines" });
		expect(rows.find((row) => row.kind === "added")?.text).toBe("another");
	});

	it("are none between equals", () => {
		expect(rowsOf("a\nb", "a\nb")).toEqual([]);
	});

	it("of texts that have nothing in common are found in a moment", () => {
		const long = (word: string) => Array.from({ length: 20_000 }, (_, n) => `${word} ${n}`).join("\n");

		expect(rowsOf(long("a"), long("b"))).toHaveLength(40_000);
	});
});

describe("a file name", () => {
	it("is the title, made harmless, with an ending that says what it is", () => {
		const made = artifact({ id: "x" });

		expect(fileName({ ...made, title: "Draft report" })).toBe("Draft report.md");
		expect(fileName({ ...made, title: "../../etc/passwd" })).toBe("_.._etc_passwd.md");
		expect(fileName({ ...made, title: "cop.py", language: "python" })).toBe("cop.py");
		expect(fileName({ ...made, id: "", kind: "file" })).toBe("artifact.txt");
		expect(fileName({ ...made, title: "Plot", kind: "image", url: PIXEL })).toBe("Plot.png");
	});
});
