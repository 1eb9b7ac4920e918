import { percent } from "../lib/format.ts";
import { isActive } from "../lib/status.ts";
import type { Task } from "../lib/types.ts";
import { Badge } from "./badge.tsx";
import { Figure } from "./figure.tsx";
import { Left } from "./time.tsx";

/** Things to do, one a line. */
export function TaskList({ tasks, label }: { tasks: readonly Task[]; label: string }) {
	if (tasks.length === 0) return null;
	return (
		<ul class="ssew-tasks" aria-label={label}>
			{tasks.map((task) => (
				<li key={task.id} class="ssew-task" data-status={isActive(task.status) ? "active" : "still"}>
					<Badge status={task.status} quiet />
					<span class="ssew-task-title">{task.title || task.id}</span>
					{task.progress !== null && isActive(task.status) && (
						<Figure class="ssew-muted">{percent(task.progress)}</Figure>
					)}
					{task.time_left !== null && isActive(task.status) && (
						<span class="ssew-muted">
							<Left seconds={task.time_left} at={task.updated_at} />
						</span>
					)}
				</li>
			))}
		</ul>
	);
}
