"""The connection, and frames that could not be read."""

from typing import Any

from sse_widgets import events as e
from sse_widgets.folds.ending import finish
from sse_widgets.folds.news import known, news
from sse_widgets.state import Failure, LogLine, RunState, evolve

LONGEST = 200
"""Characters of a name that is not known."""
LISTED = 100
"""How many unreadable frames, and how many unknown names, are listed; all are counted."""


def opened(state: RunState, event: e.ConnectionOpened) -> RunState:
    """Return the state with the wire open."""
    again = state.connection.opened_at is not None
    if state.connection.state in ("closed", "failed"):
        state = _revived(state)
    told = known(url=event.url, http_status=event.status, opened_at=event.at, changed_at=event.at)
    now = "polling" if event.polling else "open"
    connection = evolve(state.connection, state=now, attempt=0, delay=None, reason="", **told)
    counters = evolve(state.counters, reconnects=state.counters.reconnects + again)
    return evolve(state, connection=connection, counters=counters)


def _revived(state: RunState) -> RunState:
    """Return the state of a run that was only cut off as it was before: its stream has been asked for again."""
    if state.status == "incomplete":
        state = evolve(state, status="running", run=evolve(state.run, ended_at=None))
    elif state.status == "failed" and state.run.started_at is None:
        state = evolve(state, status="pending", run=evolve(state.run, ended_at=None))
    else:
        return state
    return evolve(state, errors=state.errors.map(lambda it: evolve(it, fatal=False) if it.fatal else it))


def lost(state: RunState, event: e.ConnectionLost) -> RunState:
    """Return the state with the wire down and the next attempt announced."""
    told = {"attempt": event.attempt, "delay": event.delay, "reason": event.reason, "changed_at": event.at}
    return evolve(state, connection=evolve(state.connection, state="retrying", **told))


def closed(state: RunState, event: e.ConnectionClosed) -> RunState:
    """Return the state with the wire closed, and the run ended if it had not ended by itself."""
    broken = event.kind not in ("", "stopped")
    told: dict[str, Any] = {"reason": event.reason, "changed_at": event.at, "delay": None}
    state = evolve(state, connection=evolve(state.connection, state="failed" if broken else "closed", **told))
    if broken:
        state = fail(state, event, event.kind, event.reason, fatal=True)
        return finish(state, "failed" if state.status == "pending" else "incomplete", event.at)
    asked = any(question.status == "open" for question in state.interrupts)
    cut_off = event.kind == "stopped" or (event.announces_end and not asked)
    return finish(state, "incomplete" if cut_off else None, event.at)


def identified(state: RunState, event: e.ConnectionIdentified) -> RunState:
    """Return the state with what the server said of whom it serves."""
    return evolve(state, connection=evolve(state.connection, **news(event, "session_id", "user", "authenticated")))


def heartbeat(state: RunState, event: e.HeartbeatReceived) -> RunState:
    """Return the state with one more sign of life."""
    counters = evolve(state.counters, heartbeats=state.counters.heartbeats + 1)
    wire = evolve(state.connection, heartbeat_at=event.at, **news(event, "uptime"))
    return evolve(state, counters=counters, connection=wire)


def gap(state: RunState, event: e.GapFound) -> RunState:
    """Return the state with a gap noted."""
    state = evolve(state, counters=evolve(state.counters, gaps=state.counters.gaps + 1))
    return fail(state, event, "gap", event.reason)


def unknown(state: RunState, event: e.FrameUnknown) -> RunState:
    """Return the state with one more frame that was not understood; the first of its name is told of."""
    table = dict(state.unknown)
    name = event.name[:LONGEST]
    if name not in table and len(table) < LISTED:
        told = f"frame {event.frame}: {name!r} is no event that this dialect knows; {_kept(event)}"
        line = LogLine(f"log-{len(state.logs) + 1}", told, "warning", at=event.at)
        state = evolve(state, logs=state.logs.put(line))
    name = name if name in table or len(table) < LISTED else "others"
    table[name] = table.get(name, 0) + 1
    counters = evolve(state.counters, unknown=state.counters.unknown + 1)
    return evolve(state, counters=counters, unknown=tuple(table.items()))


def unreadable(state: RunState, event: e.FrameUnreadable) -> RunState:
    """Return the state with one more frame that could not be read."""
    count = state.counters.unreadable + 1
    state = evolve(state, counters=evolve(state.counters, unreadable=count))
    if count > LISTED:
        return state
    told = f"frame {event.frame} ({event.name}) cannot be read: {event.reason}; {_kept(event)}"
    return fail(state, event, "frame_unreadable", told)


def _kept(event: e.FrameUnknown | e.FrameUnreadable) -> str:
    return f"it is kept: see run.frames[{event.frame - 1}], or give another dialect="


def fail(state: RunState, event: e.Event, kind: str, message: str, **more: Any) -> RunState:
    """Return the state with something gone wrong."""
    failure = Failure(f"error-{len(state.errors) + 1}", kind, message, at=event.at, frame=event.frame, **more)
    return evolve(state, errors=state.errors.put(failure))
