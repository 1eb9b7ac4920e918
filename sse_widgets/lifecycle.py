"""Frames whose name begins with '@', read as events: they mean the same in every dialect."""

import json
from collections.abc import Iterable
from typing import Any

from sse_widgets import frame as f
from sse_widgets.events import (
    AgentStuck,
    ConnectionClosed,
    ConnectionLost,
    ConnectionOpened,
    ErrorReported,
    Event,
    GapFound,
    HeartbeatReceived,
    InterruptOpened,
    InterruptResolved,
    Logged,
    MessageFinished,
    MessageStarted,
    MessageUpdated,
    RunFinished,
    RunResumed,
    TextAdded,
)
from sse_widgets.frame import Frame


def note(event: str, at: float = 0.0, **said: Any) -> Frame:
    """Return an '@' frame that says this; what is None or empty is left out."""
    known = {name: value for name, value in said.items() if value not in (None, "")}
    return Frame(event, json.dumps(known, ensure_ascii=False, separators=(",", ":")), at=at)


def unfinished(pending: int, at: float) -> tuple[Frame, ...]:
    """Return a note that so many bytes of an event were all that came of it, or nothing if there were none.

    The standard discards such an event (WHATWG HTML 9.2.6); a person should know.
    """
    reason = f"the stream ended inside an event, {pending} bytes of it were left out: an empty line has to end each"
    return (note(f.GAP, at, reason=reason),) if pending else ()


def read(frame: Frame, announces_end: bool) -> Iterable[Event]:
    """Return what an '@' frame says.

    Raises:
        ValueError, TypeError, KeyError: it was not made by `note`, but by hand and wrongly.
    """
    if frame.event == f.COMMENT:
        return (HeartbeatReceived(),)
    said: dict[str, Any] = json.loads(frame.data or "{}")
    match frame.event:
        case f.OPENED:
            return (ConnectionOpened(str(said.get("url", "")), said.get("status"), said.get("polling") is True),)
        case f.RETRYING:
            return (ConnectionLost(int(said["attempt"]), float(said["delay"]), str(said.get("reason", ""))),)
        case f.GAP:
            return (GapFound(str(said.get("reason", "frames are missing"))),)
        case f.CLOSED:
            return (ConnectionClosed(str(said.get("reason", "")), str(said.get("kind", "")), announces_end),)
        case f.STUCK:
            return (AgentStuck(*(str(said.get(name, "")) for name in ("agent", "reason", "tool"))),)
        case f.SENT:
            return _sent(said)
        case f.REFUSED:
            return _refused(said)
    return ()


def _sent(said: dict[str, Any]) -> Iterable[Event]:
    """What a person asked of the back end."""
    id = str(said.get("id", ""))
    match said.get("action"):
        case "send":
            text = str(said.get("text", ""))
            return MessageStarted(id, "user"), TextAdded(id, text), MessageFinished(id), RunResumed()
        case "answer":
            return InterruptResolved(id, said.get("value")), RunResumed()
        case "regenerate":
            return MessageUpdated(id, status="regenerating"), RunResumed()
        case "cancel":
            return (Logged("asked to cancel"),)
    return ()


def _refused(said: dict[str, Any]) -> Iterable[Event]:
    """What the back end did not take; a run that was over is over as before."""
    yield ErrorReported(f"{said.get('action')} was refused: {said.get('reason', '')}", "action")
    if said.get("action") == "regenerate" and (id := said.get("id")):
        yield MessageFinished(str(id))
    if said.get("action") == "answer" and (id := said.get("id")):
        reason, message, tool = (str(said.get(name, "")) for name in ("reason_asked", "message", "tool_id"))
        options = tuple(map(str, said.get("options") or ()))
        yield InterruptOpened(str(id), reason, message, tool, said.get("schema"), options)
    if status := said.get("status"):
        yield RunFinished(status)
