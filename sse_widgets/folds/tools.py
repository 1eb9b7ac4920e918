"""Tool calls, and the questions to a person that some of them wait for."""

from sse_widgets import events as e
from sse_widgets.folds.news import known, news
from sse_widgets.folds.talk import place
from sse_widgets.state import Interrupt, RunState, Tool, ToolPart, evolve
from sse_widgets.structures.text import Text

ENDED = frozenset({"completed", "failed", "denied", "cancelled"})
"""Statuses of a call that has returned, or never will."""


def tool_started(state: RunState, event: e.ToolStarted) -> RunState:
    """Return the state with a call announced, in its place in its message if it has one."""
    tool = _tool(state, event.tool_id, event.at)
    told = news(event, "name", "agent", "kind", "title") | known(message=event.message_id, phase=event.phase_id)
    state = _put(state, evolve(tool, status="running" if event.running else tool.status, **told))
    return place(state, event.message_id, ToolPart(event.tool_id), event.at)


def args_added(state: RunState, event: e.ToolArgsAdded) -> RunState:
    """Return the state with more of a call's arguments."""
    tool = _tool(state, event.tool_id, event.at)
    return _put(state, evolve(tool, args_content=tool.args_content + event.text))


def args_replaced(state: RunState, event: e.ToolArgsReplaced) -> RunState:
    """Return the state with a call's arguments as their author has them."""
    tool = _tool(state, event.tool_id, event.at)
    return state if tool.args_text == event.text else _put(state, evolve(tool, args_content=Text(event.text)))


def args_finished(state: RunState, event: e.ToolArgsFinished) -> RunState:
    """Return the state with a call's arguments complete."""
    tool = _tool(state, event.tool_id, event.at)
    return _put(state, evolve(tool, status="pending" if tool.status == "streaming" else tool.status))


def tool_progressed(state: RunState, event: e.ToolProgressed) -> RunState:
    """Return the state with news of a call that runs."""
    tool = _tool(state, event.tool_id, event.at)
    told = news(event, "progress", "output") | known(note=event.message)
    if tool.status in ("streaming", "pending", "awaiting_approval", "running"):
        told["status"] = "pending" if event.waits else "running"
    return _put(state, evolve(tool, **told))


def tool_finished(state: RunState, event: e.ToolFinished) -> RunState:
    """Return the state with a call returned."""
    tool = _tool(state, event.tool_id, event.at)
    told = news(event, "name", "output", "duration") | {"error": event.error, "progress": None, "note": ""}
    told["status"] = event.status or ("failed" if event.error else "completed")
    if tool.status not in ENDED:  # told again later, it has not returned later
        told["ended_at"] = event.at
    return _put(state, evolve(tool, **told))


def interrupt_opened(state: RunState, event: e.InterruptOpened) -> RunState:
    """Return the state with a question to a person, and the call that waits for the answer."""
    about = (event.reason, event.message, event.tool_id, event.schema, event.options)
    known = state.interrupts.find(event.interrupt_id)
    asked = Interrupt(event.interrupt_id, *about, agent=event.agent or (known.agent if known else ""))
    state = evolve(state, interrupts=state.interrupts.put(asked))
    waiting = state.tools.find(event.tool_id)
    return state if waiting is None else _put(state, evolve(waiting, status="awaiting_approval"))


def interrupt_resolved(state: RunState, event: e.InterruptResolved) -> RunState:
    """Return the state with a question answered."""
    asked = state.interrupts.find(event.interrupt_id) or Interrupt(event.interrupt_id)
    asked = evolve(asked, status="resolved", answer=event.answer)
    return evolve(state, interrupts=state.interrupts.put(asked))


def _tool(state: RunState, id: str, at: float) -> Tool:
    return state.tools.find(id) or Tool(id, started_at=at)


def _put(state: RunState, tool: Tool) -> RunState:
    return evolve(state, tools=state.tools.put(tool))
