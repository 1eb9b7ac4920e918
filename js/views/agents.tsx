import { count, percent, plural } from "../lib/format.ts";
import { flagOption } from "../lib/options.ts";
import { isActive, statusOf } from "../lib/status.ts";
import { type Member, teams } from "../lib/team.ts";
import type { Agent } from "../lib/types.ts";
import { Badge } from "../parts/badge.tsx";
import { Bar } from "../parts/bar.tsx";
import { Empty } from "../parts/empty.tsx";
import { Figure } from "../parts/figure.tsx";
import { memo } from "../parts/memo.ts";
import { useRunState, useScene } from "../parts/scene.ts";
import { SilenceOf } from "../parts/silence.tsx";
import { TaskList } from "../parts/task.tsx";
import { Elapsed, Left } from "../parts/time.tsx";

const DONE = new Set(["completed", "cancelled"]);

/** The agents at work, each under the one that started it. */
export function Agents() {
	const { options } = useScene();
	const finished = flagOption(options, "finished", true);
	const agents = useRunState((state) => state.agents).filter((agent) => finished || !DONE.has(agent.status));
	const tasks = useRunState((state) => state.tasks);
	const tools = useRunState((state) => state.tools);
	const usage = useRunState((state) => state.usage);
	if (agents.length === 0) return <Empty>{finished ? "No agent has started." : "No agent is at work."}</Empty>;
	return (
		<div class="ssew-deck">
			{agents.length > 1 && <Tally agents={agents} />}
			<Team members={teams({ agents, tasks, tools, usage })} label="Agents" />
		</div>
	);
}

/** How many agents there are, and how they stand. */
function Tally({ agents }: { agents: readonly Agent[] }) {
	const tally = new Map<string, number>();
	for (const { status } of agents) tally.set(status, (tally.get(status) ?? 0) + 1);
	return (
		<p class="ssew-meta ssew-tally">
			<span>{plural(agents.length, "agent")}</span>
			{[...tally].map(([status, number]) => (
				<span key={status} class="ssew-tally-entry">
					<Figure>{number}</Figure> <Badge status={status} />
				</span>
			))}
		</p>
	);
}

function Team({ members, label }: { members: readonly Member[]; label: string }) {
	return (
		<ul class="ssew-team" aria-label={label}>
			{members.map((member) => (
				<li key={member.agent.id} class="ssew-team-item" data-lead={member.team.length > 0}>
					<Card {...card(member)} />
					{member.team.length > 0 && <Team members={member.team} label={`Started by ${nameOf(member.agent)}`} />}
				</li>
			))}
		</ul>
	);
}

/** Return what a card shows of a member; it waits while somebody works for it. */
function card({ team, ...rest }: Member): Shown {
	return { ...rest, waits: team.some((member) => isActive(member.agent.status)) };
}

type Shown = Omit<Member, "team"> & { waits: boolean };

const Card = memo(({ agent, tasks, calls, tool, tokens, waits }: Shown) => {
	const { tone } = statusOf(agent.status);
	const active = isActive(agent.status);
	return (
		<article class="ssew-card" data-tone={tone} aria-label={nameOf(agent)}>
			<header class="ssew-card-head">
				<span class="ssew-card-title" title={agent.id}>
					{nameOf(agent)}
				</span>
				<Badge status={agent.status} />
			</header>
			{agent.task && <p class="ssew-card-text">{agent.task}</p>}
			{active && tool && (
				<p class="ssew-card-tool">
					<span aria-hidden="true">◆</span> <span class="ssew-card-call">{tool.title || tool.name || "a tool"}</span>
					<span class="ssew-muted">
						<Elapsed from={tool.started_at} to={null} running />
					</span>
				</p>
			)}
			{agent.progress !== null && agent.status !== "completed" && (
				<div class="ssew-progress">
					<Bar share={agent.progress} label={`Progress of ${nameOf(agent)}`} tone={tone} />
					<Figure class="ssew-muted">{percent(agent.progress)}</Figure>
				</div>
			)}
			<TaskList tasks={tasks} label={`Tasks of ${nameOf(agent)}`} />
			{agent.error && <p class="ssew-problem">{agent.error}</p>}
			{active && agent.stuck && <p class="ssew-problem">Stuck: {agent.stuck}.</p>}
			<p class="ssew-meta">
				{agent.kind && <span>{agent.kind}</span>}
				{agent.priority && <span>{agent.priority} priority</span>}
				{agent.started_at !== null && (
					<Elapsed
						from={agent.started_at}
						to={agent.ended_at ?? agent.updated_at}
						running={active}
						took={agent.duration}
					/>
				)}
				{active && agent.time_left !== null && <Left seconds={agent.time_left} at={agent.updated_at} />}
				{tokens !== null && <Figure>{count(tokens)} tokens</Figure>}
				{calls > 0 && <Figure>{plural(calls, "call")}</Figure>}
				{active && !waits && agent.seen_at !== null && <SilenceOf since={agent.seen_at} />}
			</p>
		</article>
	);
});

function nameOf(agent: Agent): string {
	return agent.name || agent.id;
}
