import type { Assets } from "./assets.ts";

interface Colours {
	highlight(lines: HTMLElement, code: string, language: string): void;
}

/** What a text is called in which a terminal was told to write in colours. */
export function terminalOf(text: string): string {
	return text.includes("\u001b[") ? "ansi" : "";
}

/** Colour the lines in a box, which show `code`, once what that takes has come. */
export async function colour(assets: Assets, lines: HTMLElement, code: string, language: string): Promise<void> {
	try {
		(await assets.load<Colours>("colours")).highlight(lines, code, language);
	} catch {
		// Code without colours is readable.
	}
}
