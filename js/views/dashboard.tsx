import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { arranged, type Board, type Order, orders, type Row, SILENT, silence } from "../lib/board.ts";
import { count, dollars, percent, plural } from "../lib/format.ts";
import { textOption } from "../lib/options.ts";
import { isActive } from "../lib/status.ts";
import { Badge } from "../parts/badge.tsx";
import { Bar } from "../parts/bar.tsx";
import { Empty } from "../parts/empty.tsx";
import { Figure } from "../parts/figure.tsx";
import { useKept, useNow, useRun, useScene } from "../parts/scene.ts";
import { SilenceOf } from "../parts/silence.tsx";
import { Elapsed } from "../parts/time.tsx";

/** Many runs: who needs you, who is stuck, who is done. */
export function Dashboard() {
	const rows = useRun((document) => (document.state as unknown as Board).rows);
	const sought = useKept("sought", "");
	const { options } = useScene();
	const told = textOption(options, "order") as Order;
	const order = useKept<Order>("order", orders.includes(told) ? told : "attention");
	const opened = useKept("opened", "");
	const now = useNow();
	if (rows.length === 0) return <Empty>No run is shown.</Empty>;
	const shown = arranged(rows, sought.value, order.value, now);
	return (
		<div class="ssew-board">
			<div class="ssew-board-head">
				<Tally rows={rows} now={now} />
				<input
					class="ssew-board-search"
					type="search"
					aria-label="Find runs"
					placeholder="Find"
					value={sought.value}
					onInput={(event) => {
						sought.value = event.currentTarget.value;
					}}
				/>
				<select
					class="ssew-board-order"
					aria-label="Order"
					onChange={(event) => {
						order.value = orders[event.currentTarget.selectedIndex] ?? "attention";
					}}
				>
					{orders.map((each) => (
						<option key={each} selected={each === order.value}>
							{names[each]}
						</option>
					))}
				</select>
			</div>
			{shown.length === 0 && <Empty>No run fits.</Empty>}
			<ul class="ssew-board-rows" aria-label="Runs">
				{shown.map((row) => (
					<li key={row.id} class="ssew-board-item">
						<RowLine
							row={row}
							open={opened.value === row.id}
							onToggle={() => {
								opened.value = opened.value === row.id ? "" : row.id;
							}}
						/>
						{opened.value === row.id && <RowConsole row={row} />}
					</li>
				))}
			</ul>
		</div>
	);
}

const names: Record<Order, string> = {
	attention: "who needs you first",
	given: "as given",
	title: "by title",
	newest: "newest first",
};

function Tally({ rows, now }: { rows: readonly Row[]; now: number }) {
	const need = rows.filter((row) => row.question !== "" || row.status === "awaiting_input").length;
	const stuck = rows.filter((row) => (silence(row, now) ?? 0) >= SILENT).length;
	const failed = rows.filter((row) => row.status === "failed").length;
	const working = rows.filter((row) => row.active && isActive(row.status)).length;
	const done = rows.filter((row) => row.status === "completed").length;
	return (
		<p class="ssew-meta ssew-board-tally">
			<span>{plural(rows.length, "run")}</span>
			{need > 0 && <span class="ssew-tone-ask">{need === 1 ? "1 needs you" : `${need} need you`}</span>}
			{failed > 0 && <span class="ssew-tone-bad">{failed} failed</span>}
			{stuck > 0 && <span class="ssew-tone-ask">{stuck} silent</span>}
			{working > 0 && <span class="ssew-tone-busy">{working} at work</span>}
			{done > 0 && <span class="ssew-tone-good">{done} done</span>}
		</p>
	);
}

function RowLine({ row, open, onToggle }: { row: Row; open: boolean; onToggle: () => void }) {
	const busy = row.active && isActive(row.status);
	return (
		<button type="button" class="ssew-board-line" aria-expanded={open} onClick={onToggle}>
			<span class="ssew-chevron" aria-hidden="true" />
			<span class="ssew-board-status">
				<Badge status={row.status} />
			</span>
			<span class="ssew-board-title">{row.title}</span>
			<span class="ssew-board-now">
				<Now row={row} />
			</span>
			<span class="ssew-meta ssew-board-facts">
				{busy && row.progress > 0 && (
					<span class="ssew-board-progress">
						<Bar share={row.progress} label={`Progress of ${row.title}`} />
						<Figure>{percent(row.progress)}</Figure>
					</span>
				)}
				{row.agents > 0 && (
					<Figure>
						{busy ? `${row.working} of ` : ""}
						{plural(row.agents, "agent")}
					</Figure>
				)}
				{row.tokens !== null && <Figure>{count(row.tokens)} tokens</Figure>}
				{row.cost !== null && <Figure>{dollars(row.cost)}</Figure>}
				<Elapsed from={row.started_at} to={row.ended_at ?? row.seen_at} running={busy} />
				{busy && row.seen_at !== null && <SilenceOf since={row.seen_at} />}
				{row.recorded && <span>recorded</span>}
			</span>
		</button>
	);
}

function Now({ row }: { row: Row }) {
	if (row.question) return <span class="ssew-tone-ask">{row.question}</span>;
	if (row.error) return <span class="ssew-tone-bad">{row.error}</span>;
	if (row.connection === "retrying") return <Badge status="retrying" />;
	return <span class="ssew-muted">{(row.active && row.doing) || row.said}</span>;
}

/** The console of one run, carried by a model of its own, which the kernel makes when it is first opened. */
function RowConsole({ row }: { row: Row }) {
	const { store, host, prefix } = useScene();
	const box = useRef<HTMLDivElement>(null);
	const [problem, setProblem] = useState("");
	useLayoutEffect(() => {
		const leave = new AbortController();
		const open = async () => {
			if (!host) throw new Error("this page cannot open a run inside a dashboard");
			const hub = await store.calls.ask("open", { row: row.id });
			const run = await host.getWidget(String(hub));
			if (box.current && !leave.signal.aborted)
				run.exports.mount({ kind: "console", el: box.current, signal: leave.signal, key: `${prefix} ${row.id}`, host });
		};
		open().catch((error) => setProblem(error instanceof Error ? error.message : String(error)));
		return () => leave.abort();
	}, [row.id]);
	return (
		<div class="ssew-board-console">
			{problem && <p class="ssew-problem">{problem}</p>}
			<div ref={box} />
		</div>
	);
}
