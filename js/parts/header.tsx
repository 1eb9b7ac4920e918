import { count } from "../lib/format.ts";
import { shortAddress } from "../lib/links.ts";
import type { RunState } from "../lib/types.ts";
import { wireState } from "../lib/wire.ts";
import { Badge } from "./badge.tsx";
import { Bar } from "./bar.tsx";
import { Button } from "./button.tsx";
import { CommandButton } from "./command.tsx";
import { Figure } from "./figure.tsx";
import { useRun, useRunState, useScene } from "./scene.ts";
import { SilenceOfWire } from "./silence.tsx";
import { Elapsed } from "./time.tsx";

/** The run in one line. */
export function Header({ onProblems }: { onProblems: () => void }) {
	const status = useRunState((state) => state.status);
	const progress = useRunState((state) => state.progress);
	const wire = useRunState((state) => state.connection);
	const state = useRun(wireState);
	const run = useRunState((state) => state.run);
	const tokens = useRunState(tokensOf);
	const unreadable = useRunState((state) => state.counters.unreadable);
	const title = useRun((document) => document.stream.title);
	const recorded = useRun((document) => document.stream.recorded);
	const at = useRun((document) => document.stream.at);
	const { store } = useScene();
	const over = status !== "running" && status !== "pending";
	return (
		<header class="ssew-header">
			{status === "running" && progress > 0 && <Bar share={progress} label="Progress of the run" />}
			<span class="ssew-header-status">
				<Badge status={status} />
			</span>
			<span class="ssew-header-title" title={run.title || title}>
				{run.title || title || shortAddress(wire.url)}
			</span>
			{run.note && (
				<span class="ssew-header-note" title={run.note}>
					{run.note}
				</span>
			)}
			<span class="ssew-header-facts ssew-meta">
				{unreadable > 0 && (
					<Button plain class="ssew-tone-ask" onClick={onProblems}>
						{unreadable} unreadable
					</Button>
				)}
				{tokens !== null && <Figure class="ssew-header-tokens">{count(tokens)} tokens</Figure>}
				<Elapsed
					from={run.started_at ?? wire.opened_at}
					to={run.ended_at ?? wire.changed_at ?? at}
					running={!over}
					took={run.duration}
				/>
				<span
					class="ssew-header-wire"
					title={recorded ? "Played from a recording: nothing is executed." : wire.reason || shortAddress(wire.url)}
				>
					{store.stale.value ? "no kernel" : recorded ? "recorded" : state !== status && <Badge status={state} />}
				</span>
				<SilenceOfWire />
			</span>
			<span class="ssew-actions">
				<CommandButton name="stop" />
				<CommandButton name="reconnect" />
			</span>
		</header>
	);
}

function tokensOf({ usage }: RunState): number | null {
	if (usage.total_tokens !== null) return usage.total_tokens;
	if (usage.input_tokens === null && usage.output_tokens === null) return null;
	return (usage.input_tokens ?? 0) + (usage.output_tokens ?? 0);
}
