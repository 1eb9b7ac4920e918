import { asSeen } from "./hidden.ts";

/**
 * Copy `source` as it looks and say whether it worked; hubs without https have no asynchronous clipboard.
 *
 * No line break ends what is copied: in a terminal it would run.
 */
export async function copy(source: string, near: HTMLElement): Promise<boolean> {
	const text = asSeen(source).trimEnd();
	try {
		await navigator.clipboard.writeText(text);
		return true;
	} catch {
		return copySelected(text, near);
	}
}

function copySelected(text: string, near: HTMLElement): boolean {
	const area = document.createElement("textarea");
	area.className = "ssew-offscreen";
	area.value = text;
	area.readOnly = true;
	near.append(area);
	area.select();
	try {
		return document.execCommand("copy");
	} catch {
		return false;
	} finally {
		area.remove();
		near.focus();
	}
}
