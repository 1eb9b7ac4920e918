import { diffLines } from "diff";
import { useMemo } from "preact/hooks";

/** Milliseconds after which two texts are taken to have nothing in common. */
const PATIENCE = 200;
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
	const parts = diffLines(before, after, { timeout: PATIENCE }) ?? [
		{ value: before, added: false, removed: true },
		{ value: after, added: true, removed: false },
	];
	if (!parts.some((part) => part.added || part.removed)) return [];
	return parts.flatMap((part, index): Row[] => {
		const lines = part.value.replace(/\n$/, "").split("\n");
		if (part.added || part.removed) return lines.map((text) => ({ kind: part.added ? "added" : "removed", text }));
		const head = index === 0 ? 0 : AROUND;
		const tail = index === parts.length - 1 ? 0 : AROUND;
		if (lines.length <= head + tail + 1) return lines.map((text) => ({ kind: "same", text }));
		const same = (text: string): Row => ({ kind: "same", text });
		const skipped: Row = { kind: "skipped", text: `${lines.length - head - tail} lines` };
		return [...lines.slice(0, head).map(same), skipped, ...lines.slice(lines.length - tail).map(same)];
	});
}
