import { useMemo } from "preact/hooks";
import { lineDiff } from "../lib/line_diff.ts";

/** Unchanged lines shown around a change. */
const AROUND = 3;

interface Row {
	kind: "same" | "added" | "removed" | "skipped";
	text: string;
}

/** What is another in `after` than in `before`, line by line. */
export function Changes({ before, after, label }: { before: string; after: string; label: string }) {
	const rows = useMemo(() => rowsOf(before, after), [before, after]);
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
		<section class="ssew-changes" aria-label={label} tabIndex={0}>
			{rows.length === 0 && <p class="ssew-empty">Nothing has changed.</p>}
			{rows.map((row, index) => (
				<div key={index} class="ssew-change" data-kind={row.kind}>
					<span class="ssew-change-sign" aria-hidden="true">
						{signs[row.kind]}
					</span>
					<span class="ssew-change-text">
						{words[row.kind] && <span class="ssew-hidden">{words[row.kind]} </span>}
						{row.text}
					</span>
				</div>
			))}
		</section>
	);
}

const signs = { same: " ", added: "+", removed: "−", skipped: "⋯" };
const words = { same: "", added: "added:", removed: "removed:", skipped: "" };

/** Return the changed lines with a few around them; lines left out are counted in one row. */
export function rowsOf(before: string, after: string): Row[] {
	const parts = lineDiff(linesOf(before), linesOf(after));
	if (parts.every(({ kind }) => kind === "same")) return [];
	return parts.flatMap(({ kind, lines }, index): Row[] => {
		if (kind !== "same") return lines.map((text) => ({ kind, text }));
		const head = index === 0 ? 0 : AROUND;
		const tail = index === parts.length - 1 ? 0 : AROUND;
		if (lines.length <= head + tail + 1) return lines.map((text) => ({ kind: "same", text }));
		const same = (text: string): Row => ({ kind: "same", text });
		const skipped: Row = { kind: "skipped", text: `${lines.length - head - tail} lines` };
		return [...lines.slice(0, head).map(same), skipped, ...lines.slice(lines.length - tail).map(same)];
	});
}

function linesOf(text: string): string[] {
	return text.replace(/\n$/, "").split("\n");
}
