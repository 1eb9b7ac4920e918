import { afterEach, describe, expect, it } from "vitest";
import { fileName } from "../lib/download.ts";
import { running, sandboxed } from "../lib/sandbox.ts";
import { rowsOf } from "../parts/changes.tsx";
import { mounted, settle } from "./fixtures/mounted.ts";
import { research } from "./fixtures/research.ts";

afterEach(() => document.body.replaceChildren());

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
		const made = { id: "x", title: "", language: "", kind: "markdown" };

		expect(fileName({ ...made, title: "Draft report" })).toBe("Draft report.md");
		expect(fileName({ ...made, title: "../../etc/passwd" })).toBe("_.._etc_passwd.md");
		expect(fileName({ ...made, title: "cop.py", language: "python" })).toBe("cop.py");
		expect(fileName({ ...made, id: "", kind: "file" })).toBe("artifact.txt");
	});
});
