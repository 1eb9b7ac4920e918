"""What the end of a run ends with it."""

from typing import Any

from sse_widgets.events import EndStatus
from sse_widgets.state import TERMINAL, Agent, Interrupt, Message, Phase, RunState, Task, Thought, Tool, evolve


def finish(state: RunState, status: EndStatus | None, at: float) -> RunState:
    """Return the state with the run over and nothing left open; a run that is over stays as it ended.

    What came after the end is closed too, when the end comes again: the end of the wire is one.

    Args:
        state: as it was.
        status: how the run ended; None where the vocabulary has no word for it, then the run waits if
            a question is open, is completed if every message and agent is done, and incomplete if not.
        at: when, in seconds since the stream opened.
    """
    how: Any = state.status
    if how not in TERMINAL:
        how = status or _as_it_is(state)
        state = evolve(state, status=how, run=evolve(state.run, ended_at=at, stuck=""))
    thoughts = state.thoughts.map(lambda it: _thought(it, at))
    canvas = state.canvas.map(lambda it: it if it.done else evolve(it, done=True))
    state = evolve(state, typing=(), thoughts=thoughts, canvas=canvas)
    if how == "awaiting_input":
        return evolve(state, messages=state.messages.map(lambda it: _message(it, "done", at)))
    return evolve(
        state,
        messages=state.messages.map(lambda it: _message(it, "done" if how == "completed" else "incomplete", at)),
        agents=state.agents.map(lambda it: _agent(it, how, at)),
        tools=state.tools.map(lambda it: _tool(it, how, at)),
        tasks=state.tasks.map(lambda it: _task(it, how)),
        plan=evolve(state.plan, phases=state.plan.phases.map(lambda it: _phase(it, how, at))),
        interrupts=state.interrupts.map(_lapsed),
    )


def at_rest(state: RunState) -> bool:
    """Return whether nothing is under way, as far as the stream has told."""
    busy = any(agent.status == "working" for agent in state.agents)
    calling = any(tool.status in ("streaming", "running") for tool in state.tools)
    said = all(message.done for message in state.messages) and all(thought.done for thought in state.thoughts)
    return said and not busy and not calling


def _as_it_is(state: RunState) -> EndStatus:
    if any(asked.status == "open" for asked in state.interrupts):
        return "awaiting_input"
    begun = state.status != "pending"
    busy = any(agent.status == "working" for agent in state.agents)
    done = begun and not busy and all(message.done for message in state.messages)
    return "completed" if done else "incomplete"


def _thought(thought: Thought, at: float) -> Thought:
    return thought if thought.done else evolve(thought, done=True, ended_at=at)


def _message(message: Message, status: str, at: float) -> Message:
    return message if message.done else evolve(message, status=status, progress=None, ended_at=at)


def _agent(agent: Agent, how: EndStatus, at: float) -> Agent:
    if agent.status != "working":
        return agent
    return evolve(agent, status=how, ended_at=at, time_left=None, stuck="", progress=_whole(agent.progress, how))


def _tool(tool: Tool, how: EndStatus, at: float) -> Tool:
    """A call that a completed run left pending is for the client to make; any other is cut off."""
    if tool.status in ("streaming", "running", "awaiting_approval") or (
        tool.status == "pending" and how != "completed"
    ):
        return evolve(tool, status="cancelled" if how == "cancelled" else "incomplete", ended_at=at)
    return tool


def _task(task: Task, how: EndStatus) -> Task:
    return evolve(task, status=how, progress=_whole(task.progress, how)) if task.status == "running" else task


def _phase(phase: Phase, how: EndStatus, at: float) -> Phase:
    return evolve(phase, status=how, ended_at=at) if phase.status == "running" else phase


def _lapsed(asked: Interrupt) -> Interrupt:
    return evolve(asked, status="resolved") if asked.status == "open" else asked


def _whole(progress: float | None, how: EndStatus) -> float | None:
    return 1.0 if how == "completed" else progress
