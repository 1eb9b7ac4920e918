"""The recording for clients that ask again and again, in place of a stream."""

import json
from datetime import datetime, timedelta
from typing import Any, Final

from sse_widgets.frame import COMMENT, Frame
from sse_widgets.mock.http import Answer, Message
from sse_widgets.mock.script import Script

NO_STORE: Final = {"content-type": "application/json", "cache-control": "no-store"}


def is_poll(message: Message) -> bool:
    """Return whether a client asks for `.../events` or `.../updates` and not for a stream, which has any path."""
    wants_stream = "text/event-stream" in message.headers.get("accept", "").lower()
    return message.method in ("GET", "HEAD") and _last(message) in ("events", "updates") and not wants_stream


def poll(message: Message, script: Script, released: int, began: datetime) -> Answer:
    """Return what is new to a client.

    Args:
        message: the request. `.../events` gets an object with what the wire would say, `.../updates` a bare list of
            what it means.
        script: what is played.
        released: how many frames of it may be known by now.
        began: when the first frame was due.
    """
    start = script.index.after(message.last_event_id) or 0
    events = [frame for frame in script.frames[start:released] if frame.event != COMMENT]
    if _last(message) == "events":
        told: object = {"events": [as_event(frame) for frame in events], "done": released >= script.end}
    else:
        session = _session(message) or script.title
        told = [as_update(frame, session, began + timedelta(seconds=frame.at)) for frame in events]
    return Answer(200, NO_STORE, json.dumps(told).encode())


def _last(message: Message) -> str:
    return message.path.rpartition("/")[2]


def _session(message: Message) -> str:
    return message.path.rpartition("/")[0].rpartition("/")[2]


def as_event(frame: Frame) -> dict[str, Any]:
    """Return an event as the wire would say it."""
    return {"id": frame.id, "event": _name(frame), "data": frame.data, "retry": frame.retry}


def as_update(frame: Frame, session: str, when: datetime) -> dict[str, Any]:
    """Return what an event means, sent at a time to a session."""
    try:
        data = json.loads(frame.data)
    except ValueError:
        data = frame.data
    name = _name(frame)
    if name == "message" and isinstance(data, dict) and isinstance(data.get("type"), str):
        name = data["type"]
    return {"type": name, "data": data, "timestamp": when.isoformat(), "sessionId": session}


def _name(frame: Frame) -> str:
    return frame.event.removeprefix("\\") if frame.event.startswith("\\@") else frame.event or "message"
