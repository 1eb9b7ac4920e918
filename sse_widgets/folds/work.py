"""The run, its plan, its agents and their tasks."""

from sse_widgets import events as e
from sse_widgets.folds.ending import finish
from sse_widgets.folds.news import known, news
from sse_widgets.state import TERMINAL, Agent, Phase, Routing, RunInfo, RunState, Task, evolve
from sse_widgets.structures.items import Items


def run_started(state: RunState, event: e.RunStarted) -> RunState:
    """Return the state with a run begun; the next in the same stream goes on with the same conversation."""
    thread = event.thread_id or state.run.thread_id
    run = RunInfo(event.run_id, thread, event.title, event.model, started_at=event.at)
    answered = state.interrupts.map(lambda it: it if it.status == "resolved" else evolve(it, status="resolved"))
    return evolve(state, status="running", run=run, interrupts=answered)


def run_progressed(state: RunState, event: e.RunProgressed) -> RunState:
    """Return the state with what the run says of how far it is."""
    return evolve(state, run=evolve(state.run, **known(progress=event.progress, note=event.message)))


def run_finished(state: RunState, event: e.RunFinished) -> RunState:
    """Return the state with the run over."""
    state = evolve(state, run=evolve(state.run, **news(event, "result", "duration")))
    return finish(state, event.status, event.at)


def run_resumed(state: RunState, event: e.RunResumed) -> RunState:
    """Return the state with a run that was over going on."""
    if state.status not in TERMINAL:
        return state
    return evolve(state, status="running", run=evolve(state.run, ended_at=None, duration=None, progress=None))


def plan_created(state: RunState, event: e.PlanCreated) -> RunState:
    """Return the state with a new plan, in which phases known already are as far as they were."""
    old = state.plan.phases
    planned = {phase.id: phase for phase in event.phases}.values()
    phases = [
        evolve(old.find(phase.id) or Phase(phase.id), title=phase.title, description=phase.description)
        for phase in planned
    ]
    return evolve(state, plan=evolve(state.plan, goal=event.goal or state.plan.goal, phases=Items(phases)))


def phase_started(state: RunState, event: e.PhaseStarted) -> RunState:
    """Return the state with a phase running."""
    phases = state.plan.phases
    phase = phases.find(event.phase_id) or Phase(event.phase_id, event.title)
    phase = evolve(
        phase, status="running", started_at=event.at, ended_at=None, **news(event, "title", "agent", "parent")
    )
    if event.index is not None and 0 <= event.index < len(phases) and phases.find(phase.id) is None:
        phases = Items((*phases[: event.index], phase, *phases[event.index :]))
    return evolve(state, plan=evolve(state.plan, phases=phases.put(phase)))


def phase_finished(state: RunState, event: e.PhaseFinished) -> RunState:
    """Return the state with a phase ended."""
    phase = state.plan.phases.find(event.phase_id) or Phase(event.phase_id, event.title)
    phase = evolve(phase, status=event.status, ended_at=event.at, **news(event, "title", "error"))
    return evolve(state, plan=evolve(state.plan, phases=state.plan.phases.put(phase)))


def routing_decided(state: RunState, event: e.RoutingDecided) -> RunState:
    """Return the state with an agent chosen."""
    chosen = news(event, "agent_id", "agent_name", "confidence", "reasoning", "protocol")
    return evolve(state, routing=Routing("decided", **chosen))


def agent_started(state: RunState, event: e.AgentStarted) -> RunState:
    """Return the state with an agent at work."""
    told = news(event, "name", "kind", "parent", "task", "priority", "tool_id")
    return _at_work(
        state, evolve(_agent(state, event.agent_id, event.at), status="working", ended_at=None, **told), event.at
    )


def agent_progressed(state: RunState, event: e.AgentProgressed) -> RunState:
    """Return the state with news of an agent."""
    told = news(event, "name", "status", "progress", "task", "time_left", "result")
    return _at_work(state, evolve(_agent(state, event.agent_id, event.at), **told), event.at)


def agent_finished(state: RunState, event: e.AgentFinished) -> RunState:
    """Return the state with an agent done, and its tasks with it."""
    told = news(event, "name", "duration", "result", "error", "tokens", "calls", "compute_time")
    if event.status == "completed":
        told["progress"] = 1.0
    agent = _agent(state, event.agent_id, event.at)
    agent = evolve(agent, status=event.status, ended_at=event.at, time_left=None, stuck="", **told)
    return _at_work(_finish_tasks(state, agent, event.at), agent, event.at)


def agent_stuck(state: RunState, event: e.AgentStuck) -> RunState:
    """Return the state with an agent marked as stuck, or the run where the agent is not known; or with the mark off."""
    if agent := state.agents.find(event.agent_id):
        return evolve(state, agents=state.agents.put(evolve(agent, stuck=event.reason)))
    return evolve(state, run=evolve(state.run, stuck=event.reason))


def task_updated(state: RunState, event: e.TaskUpdated) -> RunState:
    """Return the state with news of a task."""
    task = state.tasks.find(event.task_id) or Task(event.task_id)
    told = news(event, "title", "status", "progress", "agent", "time_left")
    return evolve(state, tasks=state.tasks.put(evolve(task, updated_at=event.at, **told)))


def _agent(state: RunState, id: str, at: float) -> Agent:
    return state.agents.find(id) or Agent(id, started_at=at)


def _at_work(state: RunState, agent: Agent, at: float) -> RunState:
    return evolve(state, agents=state.agents.put(evolve(agent, updated_at=at)))


def _finish_tasks(state: RunState, agent: Agent, at: float) -> RunState:
    """A finished agent finishes its tasks, which name it by id or by name."""
    status = agent.status if agent.status in ("completed", "failed", "cancelled") else "incomplete"
    change = known(status=status, updated_at=at, progress=1.0 if status == "completed" else None)
    names = {agent.id, agent.name} - {""}

    def end(task: Task) -> Task:
        return evolve(task, **change) if task.agent in names and task.status in ("pending", "running") else task

    return evolve(state, tasks=state.tasks.map(end))
