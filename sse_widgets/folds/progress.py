"""How far a run is, where it does not say so itself."""

from sse_widgets.state import Agent, RunState, Task


def overall(state: RunState) -> float:
    """Return 0.0 to 1.0: what the run says, else the share of its phases, its tasks or its agents' work."""
    # In this order a number that is none counts as nothing.
    return min(1.0, max(0.0, _overall(state)))


def _overall(state: RunState) -> float:
    if state.status == "completed":
        return 1.0
    if state.run.progress is not None:
        return state.run.progress
    if phases := state.plan.phases:
        return sum(_PHASE.get(phase.status, 0.0) for phase in phases) / len(phases)
    if tasks := state.tasks:
        return sum(map(_task, tasks)) / len(tasks)
    if agents := state.agents:
        return sum(map(_agent, agents)) / len(agents)
    return 0.0


_PHASE = {"running": 0.5, "completed": 1.0, "failed": 1.0, "cancelled": 1.0}


def _task(task: Task) -> float:
    return 1.0 if task.status in ("completed", "failed", "cancelled") else task.progress or 0.0


def _agent(agent: Agent) -> float:
    return 1.0 if agent.ended_at is not None else agent.progress or 0.0
