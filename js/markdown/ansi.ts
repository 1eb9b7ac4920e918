import { h } from "./element.ts";

const SEQUENCE = /(?!\s)\p{Cc}\[([\d;:]*)([A-Za-z])/gu;

/** How a terminal was told to write. */
interface Pen {
	colour: string;
	bold: boolean;
}

/** Show the lines in `box` as a terminal would: colours as classes, and no sequence in sight. */
export function showTerminal(box: HTMLElement): void {
	const pen: Pen = { colour: "", bold: false };
	for (const line of box.children) {
		const text = line.textContent ?? "";
		const parts: Node[] = [];
		let done = 0;
		const write = (end: number) => end > done && parts.push(written(text.slice(done, end), pen));
		for (const match of text.matchAll(SEQUENCE)) {
			write(match.index);
			done = match.index + match[0].length;
			if (match[2] === "m") take(pen, (match[1] ?? "").split(/[;:]/).map(Number));
		}
		write(text.length);
		line.replaceChildren(...parts);
	}
}

function written(text: string, { colour, bold }: Pen): Node {
	const classes = [colour && `ssew-ansi-${colour}`, bold && "ssew-ansi-bold"].filter(Boolean).join(" ");
	return classes ? h("span", classes, {}, text) : document.createTextNode(text);
}

const COLOURS = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

function take(pen: Pen, codes: readonly number[]): void {
	for (let place = 0; place < codes.length; place += 1) {
		const code = codes[place] as number;
		// Colours out of a palette or of three numbers are left out, with their numbers.
		if (code === 38 || code === 48) place += codes[place + 1] === 5 ? 2 : 4;
		else if (code === 0) Object.assign(pen, { colour: "", bold: false });
		else if (code === 1) pen.bold = true;
		else if (code === 22) pen.bold = false;
		else if (code === 39) pen.colour = "";
		else if ((code >= 30 && code < 38) || (code >= 90 && code < 98)) pen.colour = COLOURS[code % 10] ?? "";
	}
}
