"""Who works on what: the plan, and the agents with their tasks."""

from collections.abc import Iterator

from sse_widgets.document import Document
from sse_widgets.faces.blocks import Block, Grid, Line, Listing, Paragraph, Soft, Strong, Title
from sse_widgets.faces.words import amount, brief, dotted, mark, name_of, share, signed, took
from sse_widgets.state import Agent, Phase, RunState, Task

MOST = 200
"""Phases, agents or tasks that are shown."""


def plan(document: Document) -> Iterator[Block]:
    """Yield the goal, its phases, and which agent was chosen and why."""
    state = document.state
    if state.plan.goal or state.plan.phases:
        yield Title("Plan")
    if state.plan.goal:
        yield Paragraph((state.plan.goal,))
    if state.plan.phases:
        yield Listing(tuple(_phase(state, phase) for phase in state.plan.phases[:MOST]))
    chosen = state.routing
    if chosen and chosen.status == "decided":
        name = chosen.agent_name or name_of(state, chosen.agent_id)
        yield Paragraph((f"→ {name}", share(chosen.confidence), Soft(chosen.reasoning)))


def _phase(state: RunState, phase: Phase) -> Line:
    title = f"{mark(phase.status)} {phase.title or phase.id}"
    said = dotted(name_of(state, phase.agent), took(phase.started_at, phase.ended_at))
    return title, Soft(said), Strong(phase.error)


def agents(document: Document) -> Iterator[Block]:
    """Yield the agents, and the tasks."""
    state = document.state
    if state.agents:
        yield Title("Agents")
        rows = tuple(_agent(state, agent, document.stream.at) for agent in state.agents[:MOST])
        yield Grid(("agent", "state", "now"), rows)
    if state.tasks:
        yield Title("Tasks")
        rows = tuple(
            (task.title or task.id, dotted(signed(task.status), *_going(task)), name_of(state, task.agent))
            for task in state.tasks[:MOST]
        )
        yield Grid(("task", "state", "agent"), rows)


def _agent(state: RunState, agent: Agent, now: float) -> tuple[str, ...]:
    time = took(agent.started_at, agent.ended_at or now, agent.duration)
    stands = dotted(signed(agent.status), *_going(agent), time, amount(agent.tokens, "tokens"))
    under = f" (for {name_of(state, agent.parent)})" if agent.parent else ""
    return f"{agent.name or agent.id}{under}", stands, brief(agent.error or agent.stuck or agent.task)


def _going(work: Agent | Task) -> tuple[str, ...]:
    """Return how far something is, while that tells more than its status."""
    return (share(work.progress),) if work.status in ("running", "working", "suspended") else ()
