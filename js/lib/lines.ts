/**
 * Make `box` show `text`, one element a line, touching only what differs from `shown`.
 *
 * While text grows, finished lines keep their nodes: selection survives, and the browser lays out
 * one line instead of a hundred kilobytes.
 */
export function showLines(box: HTMLElement, text: string, shown: string): void {
	const last = box.lastElementChild?.firstChild as Text | null | undefined;
	if (last && text.startsWith(shown)) {
		const [rest = "", ...more] = text.slice(shown.length).split("\n");
		if (rest) last.appendData(rest);
		if (more.length > 0) box.append(...more.map(line));
		return;
	}
	box.replaceChildren(...text.split("\n").map(line));
}

function line(text: string): HTMLElement {
	const element = document.createElement("div");
	element.className = "ssew-line";
	element.append(document.createTextNode(text));
	return element;
}
