import { agenda, type Chapter } from "../lib/agenda.ts";
import { percent, plural } from "../lib/format.ts";
import { isActive } from "../lib/status.ts";
import { looseTasks, nameOf } from "../lib/team.ts";
import type { Routing as Choice, Phase } from "../lib/types.ts";
import { Badge } from "../parts/badge.tsx";
import { Bar } from "../parts/bar.tsx";
import { Empty } from "../parts/empty.tsx";
import { Figure } from "../parts/figure.tsx";
import { useRunState } from "../parts/scene.ts";
import { TaskList } from "../parts/task.tsx";
import { Elapsed } from "../parts/time.tsx";

/** What the agent set out to do and how far it is. */
export function Plan() {
	const plan = useRunState((state) => state.plan);
	const routing = useRunState((state) => state.routing);
	const agents = useRunState((state) => state.agents);
	const tasks = useRunState((state) => state.tasks);
	const tools = useRunState((state) => state.tools);
	const chapters = agenda(plan.phases, tools, tasks, agents);
	const told = new Set(chapters.flatMap(tasksOf));
	const loose = looseTasks(agents, tasks).filter((task) => !told.has(task));
	if (!plan.goal && plan.phases.length === 0 && !routing && loose.length === 0)
		return <Empty>No plan has been made.</Empty>;
	return (
		<div class="ssew-plan">
			{plan.goal && <p class="ssew-goal">{plan.goal}</p>}
			{routing && <Routing choice={routing} />}
			{plan.phases.length > 1 && <Progress phases={plan.phases} />}
			{chapters.length > 0 && <Chapters chapters={chapters} label="Phases" />}
			{loose.length > 0 && (
				<section class="ssew-section">
					<h3 class="ssew-label">Tasks</h3>
					<TaskList tasks={loose} label="Tasks" />
				</section>
			)}
		</div>
	);
}

function tasksOf(chapter: Chapter): Chapter["tasks"][number][] {
	return [...chapter.tasks, ...chapter.parts.flatMap(tasksOf)];
}

function Progress({ phases }: { phases: readonly Phase[] }) {
	const of = (...statuses: string[]) => phases.filter((phase) => statuses.includes(phase.status)).length;
	const failed = of("failed", "incomplete");
	return (
		<p class="ssew-meta">
			<Figure>
				{of("completed")} of {plural(phases.length, "phase")} done
			</Figure>
			{of("running") > 0 && <Figure>{of("running")} running</Figure>}
			{of("pending") > 0 && <Figure>{of("pending")} to come</Figure>}
			{failed > 0 && <Figure class="ssew-tone-bad">{failed} failed</Figure>}
		</p>
	);
}

function Chapters({ chapters, label }: { chapters: readonly Chapter[]; label: string }) {
	return (
		<ol class="ssew-phases" aria-label={label}>
			{chapters.map((chapter) => (
				<ChapterItem key={chapter.phase.id} chapter={chapter} />
			))}
		</ol>
	);
}

function ChapterItem({ chapter: { phase, calls, tasks, parts } }: { chapter: Chapter }) {
	const agents = useRunState((state) => state.agents);
	return (
		<li class="ssew-phase" data-status={phase.status}>
			<Badge status={phase.status} quiet />
			<div class="ssew-phase-body">
				<div class="ssew-phase-head">
					<span class="ssew-phase-title">{phase.title || phase.id}</span>
					<span class="ssew-meta">
						{phase.agent && <span>{nameOf(agents, phase.agent)}</span>}
						{calls > 0 && <Figure>{plural(calls, "tool call")}</Figure>}
						{phase.status === "failed" && !phase.error && <span class="ssew-tone-bad">failed</span>}
						{phase.started_at !== null && (
							<Elapsed from={phase.started_at} to={phase.ended_at} running={isActive(phase.status)} />
						)}
					</span>
				</div>
				{phase.description && <p class="ssew-phase-text">{phase.description}</p>}
				{phase.error && <p class="ssew-problem">{phase.error}</p>}
				<TaskList tasks={tasks} label={`Tasks of ${phase.title || phase.id}`} />
				{parts.length > 0 && <Chapters chapters={parts} label={`Parts of ${phase.title || phase.id}`} />}
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
						<Figure class="ssew-muted">{percent(choice.confidence)} sure</Figure>
					</span>
				)}
			</div>
			{choice.reasoning && <p class="ssew-phase-text">{choice.reasoning}</p>}
		</section>
	);
}
