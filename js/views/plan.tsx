import { percent, plural } from "../lib/format.ts";
import { isActive } from "../lib/status.ts";
import { looseTasks } from "../lib/team.ts";
import { groupBy } from "../lib/transcript.ts";
import type { Routing as Choice, Phase, Tool } from "../lib/types.ts";
import { Badge } from "../parts/badge.tsx";
import { Bar } from "../parts/bar.tsx";
import { Empty } from "../parts/empty.tsx";
import { useRunState } from "../parts/scene.ts";
import { TaskList } from "../parts/task.tsx";
import { Elapsed } from "../parts/time.tsx";

/** What the agent set out to do and how far it is. */
export function Plan() {
	const plan = useRunState((state) => state.plan);
	const routing = useRunState((state) => state.routing);
	const agents = useRunState((state) => state.agents);
	const tasks = useRunState((state) => state.tasks);
	const tools = groupBy(
		useRunState((state) => state.tools),
		(tool) => tool.phase,
	);
	const loose = looseTasks(agents, tasks);
	if (!plan.goal && plan.phases.length === 0 && !routing && loose.length === 0)
		return <Empty>No plan has been made.</Empty>;
	return (
		<div class="ssew-plan">
			{plan.goal && <p class="ssew-goal">{plan.goal}</p>}
			{routing && <Routing choice={routing} />}
			{plan.phases.length > 0 && (
				<ol class="ssew-phases" aria-label="Phases">
					{plan.phases.map((phase) => (
						<PhaseItem key={phase.id} phase={phase} tools={tools.get(phase.id) ?? []} />
					))}
				</ol>
			)}
			{loose.length > 0 && (
				<section class="ssew-section">
					<h3 class="ssew-label">Tasks</h3>
					<TaskList tasks={loose} label="Tasks" />
				</section>
			)}
		</div>
	);
}

function PhaseItem({ phase, tools }: { phase: Phase; tools: readonly Tool[] }) {
	return (
		<li class="ssew-phase" data-status={phase.status}>
			<Badge status={phase.status} quiet />
			<div class="ssew-phase-body">
				<div class="ssew-phase-head">
					<span class="ssew-phase-title">{phase.title || phase.id}</span>
					<span class="ssew-meta">
						{phase.agent && <span>{phase.agent}</span>}
						{tools.length > 0 && <span class="ssew-number">{plural(tools.length, "tool call")}</span>}
						{phase.status === "failed" && <span class="ssew-tone-bad">failed</span>}
						{phase.started_at !== null && (
							<Elapsed from={phase.started_at} to={phase.ended_at} running={isActive(phase.status)} />
						)}
					</span>
				</div>
				{phase.description && <p class="ssew-phase-text">{phase.description}</p>}
			</div>
		</li>
	);
}

function Routing({ choice }: { choice: Choice }) {
	const name = choice.agent_name || choice.agent_id;
	return (
		<section class="ssew-routing" aria-label="Routing">
			<div class="ssew-routing-head">
				<span class="ssew-label">{choice.status === "deciding" ? "Choosing an agent" : "Routed to"}</span>
				{name && <span class="ssew-routing-name">{name}</span>}
				{choice.protocol && <span class="ssew-muted">{choice.protocol}</span>}
				{choice.confidence !== null && (
					<span class="ssew-confidence">
						<Bar share={choice.confidence} label="Confidence" />
						<span class="ssew-number ssew-muted">{percent(choice.confidence)} sure</span>
					</span>
				)}
			</div>
			{choice.reasoning && <p class="ssew-phase-text">{choice.reasoning}</p>}
		</section>
	);
}
