import { useSignal } from "@preact/signals";
import type { Calls } from "../lib/comm.ts";
import { Button } from "./button.tsx";
import { useRun, useScene } from "./scene.ts";

interface Breakpoint {
	n: number;
	type: string;
	agent: string;
	text: string;
	where: boolean;
}

/** Set a breakpoint on an event type, or take it off. */
export async function toggleBreak(calls: Calls, type: string): Promise<void> {
	const set = (await calls.ask("breakpoints")) as readonly Breakpoint[];
	const found = set.find((it) => it.type === type && !it.agent && !it.text && !it.where);
	await (found ? calls.ask("unbreak", { n: found.n }) : calls.ask("break_on", { type }));
}

/** The breakpoints that are set, each with a click to take it off. */
export function Breakpoints() {
	const { store } = useScene();
	const set = useRun(({ stream }) => stream.breakpoints);
	if (set.length === 0) return null;
	const remove = async (index: number) => {
		const all = (await store.calls.ask("breakpoints")) as readonly Breakpoint[];
		await store.calls.ask("unbreak", { n: all[index]?.n });
	};
	return (
		<ul class="ssew-chips ssew-breakpoints" aria-label="Breakpoints">
			{set.map((said, index) => (
				<li key={said} class="ssew-chip-item">
					<button
						type="button"
						class="ssew-chip"
						title="Take this breakpoint off"
						disabled={store.stale.value}
						onClick={() => remove(index).catch(() => {})}
					>
						<span class="ssew-chip-text">■ {said}</span> ×
					</button>
				</li>
			))}
		</ul>
	);
}

/** Buttons that make the run stop at events like these. */
export function BreakOn({ types }: { types: readonly string[] }) {
	const { store } = useScene();
	const set = useRun(({ stream }) => stream.breakpoints);
	const possible = useRun(({ stream }) => stream.can.includes("break_on"));
	const problem = useSignal("");
	if (!possible || store.stale.value) return null;
	const toggle = async (type: string) => {
		problem.value = "";
		await toggleBreak(store.calls, type).catch((error: Error) => {
			problem.value = error.message;
		});
	};
	return (
		<>
			{types.map((type) => (
				<Button
					key={type}
					plain
					aria-pressed={set.includes(type)}
					title={`Stop the run at every ${type} (B in the list)`}
					onClick={() => toggle(type)}
				>
					{set.includes(type) ? "■" : "□"} Break on {type}
				</Button>
			))}
			<span role="status">{problem.value}</span>
		</>
	);
}
