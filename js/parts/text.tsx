import { useLayoutEffect, useRef } from "preact/hooks";
import { showLines } from "../lib/lines.ts";

interface Props {
	text: string;
	/** Code keeps its columns and gets line numbers; prose wraps. */
	as?: "prose" | "code" | "data";
	label?: string;
}

/** Text that may still grow, one element a line. */
export function Text({ text, as = "prose", label }: Props) {
	const box = useRef<HTMLDivElement>(null);
	const shown = useRef("");
	// The newline that ends a file would be shown as one line too many.
	const lines = as === "prose" || !text.endsWith("\n") ? text : text.slice(0, -1);
	useLayoutEffect(() => {
		if (!box.current) return;
		showLines(box.current, lines, shown.current);
		shown.current = lines;
	}, [lines]);
	const scrolls = as === "prose" ? {} : ({ tabIndex: 0, role: "region", "aria-label": label ?? "Text" } as const);
	return <div ref={box} class={`ssew-text ssew-text-${as}`} {...scrolls} />;
}
