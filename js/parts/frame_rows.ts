import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { FramePage } from "../lib/protocol.ts";
import { PAGE, Rows } from "../lib/rows.ts";
import { useRun, useScene } from "./scene.ts";

/** Milliseconds between looks for rows to ask for, however fast frames come. */
const EVERY = 200;

interface FrameRows {
	rows: Rows;
	/** How many lines there are, known or not. */
	total: number;
	/** Why rows could not be had; nothing is asked for until `retry`. */
	problem: string;
	retry: () => void;
}

/** Return the rows that match `query`, asking the kernel for those in `range` that are not known. */
export function useFrameRows(
	query: string,
	range: Signal<[number, number]>,
	onMatched: (count: number) => void,
): FrameRows {
	const { store, shown } = useScene();
	const received = useRun((document) => document.stream.received);
	const rows = useRef(new Rows(query)).current;
	const due = useRef<ReturnType<typeof setTimeout>>(undefined);
	const problem = useSignal("");
	const answers = useSignal(0);
	answers.value;

	const fetch = async (start: number) => {
		rows.upTo = shown.peek().stream.received;
		try {
			const page = (await store.calls.ask("frames", { start, count: PAGE, query })) as FramePage;
			rows.put(start, page);
			onMatched(page.matched);
		} catch (error) {
			rows.forget(start);
			problem.value = error instanceof Error ? error.message : String(error);
		}
		answers.value += 1;
	};

	const fetchDue = () => {
		due.current = undefined;
		const unseen = query !== "" && rows.upTo < shown.peek().stream.received;
		for (const start of unseen ? [rows.lastPage()] : rows.missing(...range.peek())) fetch(start);
	};

	useEffect(() => {
		if (due.current === undefined && !problem.peek()) due.current = setTimeout(fetchDue, EVERY);
	});
	useEffect(() => () => clearTimeout(due.current), []);

	return {
		rows,
		total: query ? rows.matched : Math.max(received, rows.matched),
		problem: problem.value,
		retry: () => {
			problem.value = "";
		},
	};
}
