import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { FramePage } from "../lib/protocol.ts";
import { PAGE, Rows } from "../lib/rows.ts";
import { useRun, useScene } from "./scene.ts";

/** Milliseconds between looks for rows to ask for, however fast frames come or are scrolled over. */
const EVERY = 80;
/** The same while nothing is missing but what may still come. */
const CALM = 400;

interface FrameRows {
	rows: Rows;
	/** How many lines there are, known or not. */
	total: number;
	/** How much of a search is done, 0 to 1. */
	progress: number;
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
	const { store } = useScene();
	const received = useRun((document) => document.stream.received);
	const rows = useRef(new Rows(query)).current;
	const due = useRef<ReturnType<typeof setTimeout>>(undefined);
	const problem = useSignal("");
	const answers = useSignal(0);
	const wanted = useRef(received);
	wanted.current = received;
	answers.value;

	const fetch = async (start: number) => {
		rows.upTo = wanted.current;
		try {
			rows.put(start, (await store.calls.ask("frames", { start, count: PAGE, query })) as FramePage);
			onMatched(rows.matched);
		} catch (error) {
			rows.forget(start);
			problem.value = error instanceof Error ? error.message : String(error);
		}
		answers.value += 1;
	};

	const searching = query !== "" && rows.upTo > 0 && rows.looked < rows.total;
	const fetchDue = () => {
		due.current = undefined;
		const starts = new Set(rows.missing(...range.peek()));
		if (query !== "" && (rows.looked < rows.total || rows.upTo < wanted.current)) starts.add(rows.lastPage());
		for (const start of starts) fetch(start);
	};

	useEffect(() => {
		const wait = searching ? 0 : rows.upTo > 0 && query !== "" ? CALM : EVERY;
		if (due.current === undefined && !problem.peek()) due.current = setTimeout(fetchDue, rows.upTo > 0 ? wait : 0);
	});
	useEffect(() => () => clearTimeout(due.current), []);

	return {
		rows,
		total: query ? rows.matched : rows.upTo > 0 ? rows.matched + Math.max(0, received - rows.total) : received,
		progress: searching ? rows.looked / Math.max(1, rows.total) : 1,
		problem: problem.value,
		retry: () => {
			problem.value = "";
		},
	};
}
