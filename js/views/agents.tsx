import { count, percent, plural } from "../lib/format.ts";
import { isActive, statusOf } from "../lib/status.ts";
import { type Member, teams } from "../lib/team.ts";
import type { Agent } from "../lib/types.ts";
import { Badge } from "../parts/badge.tsx";
import { Bar } from "../parts/bar.tsx";
import { Empty } from "../parts/empty.tsx";
import { useRunState } from "../parts/scene.ts";
import { TaskList } from "../parts/task.tsx";
import { Elapsed, Left } from "../parts/time.tsx";

/** The agents at work, each under the one that started it. */
export function Agents() {
	const agents = useRunState((state) => state.agents);
	const tasks = useRunState((state) => state.tasks);
	if (agents.length === 0) return <Empty>No agent has started.</Empty>;
	return <Team members={teams(agents, tasks)} label="Agents" />;
}

function Team({ members, label }: { members: readonly Member[]; label: string }) {
	return (
		<ul class="ssew-team" aria-label={label}>
			{members.map((member) => (
				<li key={member.agent.id} class="ssew-team-item" data-lead={member.team.length > 0}>
					<Card member={member} />
					{member.team.length > 0 && <Team members={member.team} label={`Started by ${nameOf(member.agent)}`} />}
				</li>
			))}
		</ul>
	);
}

function Card({ member: { agent, tasks } }: { member: Member }) {
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
			{agent.progress !== null && agent.status !== "completed" && (
				<div class="ssew-progress">
					<Bar share={agent.progress} label={`Progress of ${nameOf(agent)}`} tone={tone} />
					<span class="ssew-number ssew-muted">{percent(agent.progress)}</span>
				</div>
			)}
			<TaskList tasks={tasks} label={`Tasks of ${nameOf(agent)}`} />
			{agent.error && <p class="ssew-problem">{agent.error}</p>}
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
				{agent.tokens !== null && <span class="ssew-number">{count(agent.tokens)} tokens</span>}
				{agent.calls !== null && <span class="ssew-number">{plural(agent.calls, "call")}</span>}
			</p>
		</article>
	);
}

function nameOf(agent: Agent): string {
	return agent.name || agent.id;
}
