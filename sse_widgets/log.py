"""Log: the frames of a run, what follows from them, and checkpoints to go back by. Pure: no I/O, no clock."""

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import NamedTuple

import pydantic

from sse_widgets import dialects, lifecycle
from sse_widgets.dialects import Dialect, Sniffer
from sse_widgets.dialects.wire import explain
from sse_widgets.errors import HorizonError
from sse_widgets.events import Event, FrameUnreadable
from sse_widgets.frame import CLOSED, Frame
from sse_widgets.reducer import reduce
from sse_widgets.state import RunState

EVERY = 1000
"""Frames from one checkpoint to the next: `at(n)` reads this many again at the most."""


class _Checkpoint(NamedTuple):
    dialect: Dialect
    state: RunState


class Log:
    """The frames of a run, in the order received, and the state they lead to.

    `feed` belongs to one thread; everything else may be called from any, without a lock, because
    frames are only ever added and states never change.
    """

    def __init__(self, dialect: str | type[Dialect] | None = None, headers: Mapping[str, str] | None = None) -> None:
        """Start an empty log.

        Args:
            dialect: the name or class to read every frame with; None finds it from the first frames.
            headers: of the response, names in lower case; some tell which vocabulary follows.

        Raises:
            UnknownDialect: no dialect has that name.
        """
        self._forced = dialect
        self.headers = dict(headers or {})
        self.frames: list[Frame] = []
        self.state = RunState()
        self._bytes = array("q", [0])
        self._dialect = self._new_dialect()
        self._checkpoints = [_Checkpoint(deepcopy(self._dialect), self.state)]

    def _new_dialect(self) -> Dialect:
        if self._forced is None:
            return Sniffer(self.headers)
        return dialects.find(self._forced)() if isinstance(self._forced, str) else self._forced()

    @property
    def forced_name(self) -> str:
        """The name of the vocabulary if it was not found but given, else empty."""
        return "" if self._forced is None else self._dialect.name

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

    def feed(self, frame: Frame) -> list[Event]:
        """Add a frame and return what it says. Never raises for what is in it."""
        self.frames.append(frame)
        self._bytes.append(self._bytes[-1] + len(frame.data) + len(frame.event))
        n = len(self.frames)
        events = _decode(self._dialect, frame, n)
        state = self.state
        for event in events:
            state = reduce(state, event)
        self.state = state
        if n % EVERY == 0:
            self._checkpoints.append(_Checkpoint(deepcopy(self._dialect), state))
        return events

    def at(self, n: int) -> RunState:
        """Return the state after the first `n` frames, equal to what reading just those anew gives.

        Raises:
            HorizonError: `n` is negative or more than were received.
        """
        if n == len(self.frames):
            return self.state
        state, dialect, start = self._resume(n)
        for place in range(start, n):
            for event in _decode(dialect, self.frames[place], place + 1):
                state = reduce(state, event)
        return state

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
        """Return how many characters of names and data the first `n` frames hold."""
        return self._bytes[n]

    def when(self, n: int) -> float:
        """Return the `at` of frame number `n`, 0.0 before the first."""
        return self.frames[n - 1].at if n else 0.0

    def until(self, at: float) -> int:
        """Return how many frames had come by `at` seconds."""
        return bisect_right(self.frames, at, key=lambda frame: frame.at)


def _decode(dialect: Dialect, frame: Frame, n: int) -> list[Event]:
    """Return the events of a frame, stamped; a frame that cannot be read is an event of its own."""
    events: list[Event] = []
    try:
        for event in _read(dialect, frame) if frame.event.startswith("@") else dialect.decode(frame):
            # Frozen for everybody who gets to see it; until then it is ours.
            object.__setattr__(event, "at", frame.at)
            object.__setattr__(event, "frame", n)
            events.append(event)
    except Exception as error:
        # Whatever a dialect raises must not stop the stream.
        events.append(FrameUnreadable(frame.event, _reason(error), at=frame.at, frame=n))
    return events


def _read(dialect: Dialect, frame: Frame) -> Iterator[Event]:
    if frame.event == CLOSED and isinstance(dialect, Sniffer):
        yield from dialect.settle()
    yield from lifecycle.read(frame, dialect.announces_end)


def _reason(error: Exception) -> str:
    if isinstance(error, pydantic.ValidationError):
        return explain(error)
    text = str(error)
    return text if isinstance(error, ValueError) and text else f"{type(error).__name__}: {text}"
