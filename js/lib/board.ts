import { isActive } from "./status.ts";

/** One run of a dashboard, as the kernel has it. Times are seconds of the dashboard's own clock. */
export interface Row {
	id: string;
	title: string;
	dialect: string;
	status: string;
	connection: string;
	active: boolean;
	recorded: boolean;
	progress: number;
	started_at: number | null;
	ended_at: number | null;
	seen_at: number | null;
	question: string;
	error: string;
	doing: string;
	said: string;
	working: number;
	agents: number;
	tokens: number | null;
	cost: number | null;
	received: number;
}

export interface Board {
	rows: readonly Row[];
}

/** Seconds of silence after which a run that should be at work counts as stuck. */
export const SILENT = 20;

export const orders = ["attention", "given", "title", "newest"] as const;
export type Order = (typeof orders)[number];

/** Return how long a run that should be at work has said nothing, null where that means nothing. */
export function silence(row: Row, now: number): number | null {
	const working = row.active && (isActive(row.status) || row.status === "pending");
	return working && row.seen_at !== null ? now - row.seen_at : null;
}

/** Return the rows that hold every word of `sought`, in the order asked for. */
export function arranged(rows: readonly Row[], sought: string, order: Order, now: number): Row[] {
	const words = sought.toLowerCase().split(/\s+/).filter(Boolean);
	const found = rows.filter((row) => {
		const text = [row.title, row.dialect, row.status, row.question, row.error, row.doing, row.said]
			.join(" ")
			.toLowerCase();
		return words.every((word) => text.includes(word));
	});
	if (order === "given") return found;
	const key = (row: Row): [number, string] => {
		if (order === "title") return [0, row.title];
		if (order === "newest") return [-(row.started_at ?? 0), ""];
		return [urgency(row, now), ""];
	};
	return found
		.map((row) => ({ row, key: key(row) }))
		.sort((one, other) => one.key[0] - other.key[0] || one.key[1].localeCompare(other.key[1]))
		.map(({ row }) => row);
}

/** Who needs a person comes first, then who failed, who is stuck, who works, who is done. */
function urgency(row: Row, now: number): number {
	if (row.question !== "" || row.status === "awaiting_input") return 0;
	if (row.status === "failed" || row.connection === "failed") return 1;
	if ((silence(row, now) ?? 0) >= SILENT || row.connection === "retrying") return 2;
	return row.active ? 3 : 4;
}
