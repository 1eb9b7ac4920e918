"""Decoding: the events of a frame and the state after them, whatever a dialect does."""

from collections.abc import Iterator

from sse_widgets import lifecycle
from sse_widgets.dialects import Attentive, Dialect
from sse_widgets.dialects.wire import reason
from sse_widgets.events import TYPES, Event, FrameUnreadable
from sse_widgets.frame import Frame
from sse_widgets.reducer import reduce, replay
from sse_widgets.state import RunState

_KINDS = frozenset(TYPES.values())


def follow(state: RunState, events: list[Event]) -> RunState:
    """Return the state after the events; one whose fields are wrong is told of instead."""
    try:
        return replay(events, state)
    except Exception:  # made by a dialect of somebody else's
        for event in events:
            try:
                state = reduce(state, event)
            except Exception as error:
                state = reduce(state, FrameUnreadable(event.type, reason(error), at=event.at, frame=event.frame))
        return state


def decode(dialect: Dialect, frame: Frame, n: int) -> list[Event]:
    """Return the events of a frame, stamped; a frame that cannot be read is an event of its own."""
    events: list[Event] = []
    try:
        for event in _read(dialect, frame) if frame.event.startswith("@") else dialect.decode(frame):
            if type(event) not in _KINDS:
                raise ValueError(f"the dialect made a {type(event).__name__!r}, which is no event")
            # Frozen for everybody who gets to see it; until then it is ours.
            object.__setattr__(event, "at", frame.at)
            object.__setattr__(event, "frame", n)
            events.append(event)
    except Exception as error:
        # Whatever a dialect raises must not stop the stream.
        events.append(FrameUnreadable(frame.event, reason(error), at=frame.at, frame=n))
    return events


def _read(dialect: Dialect, frame: Frame) -> Iterator[Event]:
    if isinstance(dialect, Attentive):
        yield from dialect.noticed(frame)
    yield from lifecycle.read(frame, dialect.announces_end)
