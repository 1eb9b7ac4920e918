import type { Assets } from "./assets.ts";

interface Colours {
	highlight(lines: HTMLElement, code: string, language: string): void;
}

/** Colour the lines in a box, which show `code`, once what that takes has come. */
export async function colour(assets: Assets, lines: HTMLElement, code: string, language: string): Promise<void> {
	try {
		(await assets.load<Colours>("colours")).highlight(lines, code, language);
	} catch {
		// Code without colours is readable.
	}
}
