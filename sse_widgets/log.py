"""Log: the frames of a run, what follows from them, and checkpoints to go back by. Pure: no I/O, no clock."""

from array import array
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import NamedTuple

from sse_widgets import dialects, lifecycle
from sse_widgets.dialects import Attentive, Dialect, Sniffer, Spoken
from sse_widgets.dialects.wire import reason
from sse_widgets.errors import HorizonError
from sse_widgets.events import TYPES, Event, FrameUnreadable
from sse_widgets.frame import Frame
from sse_widgets.reducer import reduce, replay
from sse_widgets.state import RunState

EVERY = 1000
"""Frames from one checkpoint to the next: `at(n)` reads this many again at the most."""

_KINDS = frozenset(TYPES.values())


class _Checkpoint(NamedTuple):
    dialect: Dialect
    state: RunState


class Log:
    """The frames of a run, in the order received, and the state they lead to.

    `feed` belongs to one thread; everything else may be called from any, without a lock, because
    frames are only ever added and states never change.
    """

    def __init__(self, dialect: Spoken | None = None, headers: Mapping[str, str] | None = None) -> None:
        """Start an empty log.

        Args:
            dialect: the name, class or table to read every frame with; None finds it from the first frames.
            headers: of the response, names in lower case; some tell which vocabulary follows.

        Raises:
            UnknownDialect: no dialect has that name.
            ValueError: something is wrong with a rule of the table.
        """
        self._forced = None if dialect is None else dialects.given(dialect)
        self.headers = dict(headers or {})
        self.frames: list[Frame] = []
        self.latest = 0, RunState()
        self._bytes = array("q", [0])
        self._dialect = self._new_dialect()
        self._checkpoints = [_Checkpoint(deepcopy(self._dialect), self.state)]

    def _new_dialect(self) -> Dialect:
        if self._forced is None:
            return Sniffer(self.headers)
        return self._forced()

    @property
    def forced_name(self) -> str:
        """The name of the vocabulary if it was not found but given, else empty."""
        return "" if self._forced is None else self._dialect.name

    @property
    def announces_end(self) -> bool:
        """Whether the vocabulary has an event for the end of a run."""
        return self._dialect.announces_end

    @property
    def has_heartbeats(self) -> bool:
        """Whether the vocabulary has heartbeats of its own."""
        return self._dialect.has_heartbeats

    def emptied(self) -> "Log":
        """Return a log without frames that reads what it is fed in the same way."""
        return Log(self._forced)

    @property
    def dialect(self) -> str | None:
        """The name of the vocabulary, or None while it is not known."""
        return self._dialect.name or None

    def meet(self, headers: Mapping[str, str]) -> None:
        """Take note of the headers of the response; they count for what has not been decided yet."""
        self.headers.update(headers)
        if not self.frames:
            self._dialect = self._new_dialect()
            self._checkpoints = [_Checkpoint(deepcopy(self._dialect), self.state)]

    def feed(self, *frames: Frame) -> list[Event]:
        """Add frames and return what they say. Never raises for what is in them.

        Frames that came together are best fed together: a flood of them costs half.
        """
        said: list[Event] = []
        fresh: list[Event] = []
        for frame in frames:
            self._bytes.append(self._bytes[-1] + size(frame))
            self.frames.append(frame)
            n = len(self.frames)
            fresh += _decode(self._dialect, frame, n)
            if n % EVERY == 0:
                said += self._fold(fresh)
                fresh = []
                self._checkpoints.append(_Checkpoint(deepcopy(self._dialect), self.state))
        return said + self._fold(fresh)

    def _fold(self, events: list[Event]) -> list[Event]:
        # Both at once: another thread must never take the state of one frame for that of another.
        self.latest = len(self.frames), _follow(self.state, events)
        return events

    @property
    def state(self) -> RunState:
        """The state after the frames that have been read."""
        return self.latest[1]

    def at(self, n: int) -> RunState:
        """Return the state after the first `n` frames, equal to what reading just those anew gives.

        Raises:
            HorizonError: `n` is negative or more than were received.
        """
        read, latest = self.latest
        if n == read:
            return latest
        state, dialect, start = self._resume(n)
        frames = enumerate(self.frames[start:n], start + 1)
        return _follow(state, [event for place, frame in frames for event in _decode(dialect, frame, place)])

    def events(self, start: int = 0, stop: int | None = None) -> Iterator[Event]:
        """Yield what frames number `start + 1` to `stop` say, decoded again."""
        end = len(self.frames) if stop is None else min(stop, len(self.frames))
        _, dialect, first = self._resume(min(start, end))
        for place in range(first, end):
            decoded = _decode(dialect, self.frames[place], place + 1)
            if place >= start:
                yield from decoded

    def _resume(self, n: int) -> tuple[RunState, Dialect, int]:
        if not 0 <= n <= len(self.frames):
            raise HorizonError(f"there is no frame {n}: {len(self.frames)} were received")
        nearest = min(n // EVERY, len(self._checkpoints) - 1)
        checkpoint = self._checkpoints[nearest]
        return checkpoint.state, deepcopy(checkpoint.dialect), nearest * EVERY

    def bytes(self, n: int) -> int:
        """Return how many bytes the data of the first `n` frames had as UTF-8."""
        return self._bytes[n]

    def when(self, n: int) -> float:
        """Return the `at` of frame number `n`, 0.0 before the first."""
        return self.frames[n - 1].at if n else 0.0


def size(frame: Frame) -> int:
    """Return how many bytes the data of a frame had as UTF-8."""
    return len(frame.data) if frame.data.isascii() else len(frame.data.encode("utf-8", "replace"))


def _follow(state: RunState, events: list[Event]) -> RunState:
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


def _decode(dialect: Dialect, frame: Frame, n: int) -> list[Event]:
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
