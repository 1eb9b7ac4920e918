import { afterEach, expect, it, vi } from "vitest";
import { copy } from "../lib/copy.ts";

afterEach(() => vi.unstubAllGlobals());

async function copied(text: string): Promise<string> {
	const writeText = vi.fn(async (_: string) => {});
	vi.stubGlobal("navigator", { clipboard: { writeText } });
	await copy(text, document.body);
	return writeText.mock.calls[0]?.[0] ?? "";
}

it.each([
	["a sign without width", "rm\u200b -rf", "rm -rf"],
	["marks that turn the text round", "if (\u202eadmin\u2066) {", "if (admin) {"],
	["tags, which only models read", "hello\u{e0041}\u{e0042}", "hello"],
	["joiners between letters that join nothing", "pass\u200d\u200c\u200dword", "password"],
	["commands to a terminal", "ls\u001b[201~\u0007\tdone", "ls[201~\tdone"],
	["a byte order mark", "\ufeffimport os", "import os"],
])("copies without %s", async (_, text, seen) => {
	expect(await copied(text)).toBe(seen);
});

it.each(["👨\u200d👩\u200d👧", "می\u200cخواهم", "naïve “text” – 日本語"])("leaves %s as it is", async (text) => {
	expect(await copied(text)).toBe(text);
});

it("ends without a line break, which would run in a terminal", async () => {
	expect(await copied("pip install x\n\n  \r\n")).toBe("pip install x");
});

it("copies by a selection where the page has no clipboard", async () => {
	vi.stubGlobal("navigator", {});
	let selected = "";
	document.execCommand = () => {
		selected = (document.querySelector("textarea") as HTMLTextAreaElement).value;
		return true;
	};

	expect(await copy("ls\u200b\n", document.body)).toBe(true);
	expect(selected).toBe("ls");
});
