import { useLayoutEffect, useRef } from "preact/hooks";
import { colour } from "../lib/colour.ts";
import { showLines } from "../lib/lines.ts";
import { useScene } from "./scene.ts";

interface Props {
	text: string;
	/** Code keeps its columns and gets line numbers; prose wraps. */
	as?: "prose" | "code" | "data";
	label?: string;
	/** Of code that is complete: what it is coloured as. */
	language?: string;
}

/** Text that may still grow, one element a line. */
export function Text({ text, as = "prose", label, language = "" }: Props) {
	const { assets } = useScene();
	const box = useRef<HTMLDivElement>(null);
	const shown = useRef("");
	const coloured = useRef("");
	// The newline that ends a file would be shown as one line too many.
	const lines = as === "prose" || !text.endsWith("\n") ? text : text.slice(0, -1);
	useLayoutEffect(() => {
		if (!box.current) return;
		// Colours are spans, and text grows only in text nodes.
		if (coloured.current) box.current.replaceChildren();
		showLines(box.current, lines, shown.current);
		shown.current = lines;
		coloured.current = language;
		if (language) void colour(assets, box.current, lines, language);
	}, [lines, language]);
	const scrolls = as === "prose" ? {} : ({ tabIndex: 0, role: "region", "aria-label": label ?? "Text" } as const);
	return <div ref={box} class={`ssew-text ssew-text-${as}`} {...scrolls} />;
}
