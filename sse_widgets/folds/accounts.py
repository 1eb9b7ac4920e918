"""Usage, lines for people, and errors."""

from typing import Any

from sse_widgets import events as e
from sse_widgets.folds.ending import finish
from sse_widgets.folds.talk import say
from sse_widgets.folds.wire import fail
from sse_widgets.state import TERMINAL, LogLine, RunState, Usage, UsageEntry, evolve

_AMOUNTS = (
    "input_tokens",
    "output_tokens",
    "total_tokens",
    "reasoning_tokens",
    "cached_tokens",
    "cost",
    "cache_write_tokens",
)


def usage_reported(state: RunState, event: e.UsageReported) -> RunState:
    """Return the state with what was used: set by key, then summed over the keys."""
    amounts = {name: getattr(event, name) for name in _AMOUNTS}
    entries = state.usage.entries.put(UsageEntry(event.key, event.model, event.agent, **amounts))

    def total(name: str) -> Any:
        said = [amount for entry in entries if (amount := getattr(entry, name)) is not None]
        return sum(said) if said else None

    return evolve(state, usage=Usage(entries=entries, **{name: total(name) for name in _AMOUNTS}))


def logged(state: RunState, event: e.Logged) -> RunState:
    """Return the state with one more line for people."""
    line = LogLine(f"log-{len(state.logs) + 1}", event.message, event.level, event.logger, event.at)
    return evolve(state, logs=state.logs.put(line))


def error_reported(state: RunState, event: e.ErrorReported) -> RunState:
    """Return the state with an error where it belongs: the run, an agent, a message."""
    where = {"agent": event.agent, "tool": event.tool_id, "message_id": event.message_id, "detail": event.detail}
    state = fail(state, event, event.kind or "agent", event.message, fatal=event.fatal, **where)
    if message := state.messages.find(event.message_id):
        state = say(state, evolve(message, status="failed", note=event.message, ended_at=event.at))
    if agent := state.agents.find(event.agent):
        agent = evolve(agent, error=event.message, updated_at=event.at)
        state = evolve(state, agents=state.agents.put(agent))
    if event.fatal and state.status not in TERMINAL:
        state = finish(state, "failed", event.at)
    return state
