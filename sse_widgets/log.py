"""Log: the frames of a run, what follows from them, and checkpoints to go back by. Pure: no I/O, no clock."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import NamedTuple

from sse_widgets import dialects, lifecycle
from sse_widgets.dialects import Attentive, Dialect, Sniffer, Spoken
from sse_widgets.dialects.wire import reason
from sse_widgets.errors import HorizonError
from sse_widgets.events import TYPES, Event, FrameUnreadable
from sse_widgets.frame import Frame
from sse_widgets.frames import Frames, GrowingFrames
from sse_widgets.reducer import reduce, replay
from sse_widgets.state import RunState

EVERY = 250
"""Frames from one checkpoint to the next: `at(n)` reads this many again at the most."""
HEAVY = 250_000
"""Bytes after which there is a checkpoint however few frames they were: large frames take long to read."""

_KINDS = frozenset(TYPES.values())


class _Checkpoint(NamedTuple):
    n: int
    """Frames read."""
    bytes: int
    """Bytes of data in them."""
    dialect: Dialect
    state: RunState


class Log:
    """The frames of a run, in the order received, and the state they lead to.

    `feed` belongs to one thread; everything else may be called from any, without a lock, because
    frames are only ever added and states never change.
    """

    def __init__(
        self,
        dialect: Spoken | None = None,
        headers: Mapping[str, str] | None = None,
        history: int | None = None,
    ) -> None:
        """Start an empty log.

        Args:
            dialect: the name, class or table to read every frame with; None finds it from the first frames.
            headers: of the response, names in lower case; some tell which vocabulary follows.
            history: frames that can be gone back by, 0 or more; None for all.

        Raises:
            UnknownDialect: no dialect has that name.
            ValueError: something is wrong with a rule of the table, or `history` is negative.
        """
        if history is not None and history < 0:
            raise ValueError(f"history is a number of frames to keep, 0 or more, not {history!r}; None keeps all")
        self._forced = None if dialect is None else dialects.given(dialect)
        self._history = history
        self.headers = dict(headers or {})
        self._frames = GrowingFrames()
        self.latest = 0, RunState()
        self._weighed = 0, 0
        self._dialect = self._new_dialect()
        self._checkpoints = [self._checkpoint()]

    def _checkpoint(self) -> _Checkpoint:
        return _Checkpoint(*self._weighed, deepcopy(self._dialect), self.state)

    @property
    def frames(self) -> Frames:
        """The frames received so far."""
        return self._frames.snapshot()

    @property
    def horizon(self) -> int:
        """The first moment that can be gone back to: 0, unless history is bounded."""
        return self._frames.start

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
        return Log(self._forced, history=self._history)

    @property
    def dialect(self) -> str | None:
        """The name of the vocabulary, or None while it is not known."""
        return self._dialect.name or None

    def meet(self, headers: Mapping[str, str]) -> None:
        """Take note of the headers of the response; they count for what has not been decided yet."""
        self.headers.update(headers)
        if not self._frames:
            self._dialect = self._new_dialect()
            self._checkpoints = [self._checkpoint()]

    def feed(self, *frames: Frame) -> list[Event]:
        """Add frames and return what they say. Never raises for what is in them.

        Frames that came together are best fed together: a flood of them costs half.
        """
        said: list[Event] = []
        fresh: list[Event] = []
        for frame in frames:
            self._frames.append(frame)
            n = self._frames.size
            self._weighed = n, self._weighed[1] + size(frame)
            fresh += _decode(self._dialect, frame, n)
            last = self._checkpoints[-1]
            if n - last.n >= EVERY or self._weighed[1] - last.bytes >= HEAVY:
                said += self._fold(fresh)
                fresh = []
                self._checkpoints.append(self._checkpoint())
                self._let_go()
        return said + self._fold(fresh)

    def _fold(self, events: list[Event]) -> list[Event]:
        # Both at once: another thread must never take the state of one frame for that of another.
        self.latest = self._frames.size, _follow(self.state, events)
        if self._history is not None:
            self._frames.start = max(self._frames.size - self._history, 0)
        return events

    def _let_go(self) -> None:
        """Hold no more what nobody can go back to: all before the last checkpoint that the horizon has passed."""
        if self._history is None:
            return
        horizon = self._frames.size - self._history
        self._checkpoints = self._checkpoints[max(self._before(horizon), 0) :]
        self._frames.let_go(self._checkpoints[0].n - 1)  # but for one, which tells when the checkpoint was

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
        checkpoint, dialect = self._resume(n)
        frames = enumerate(self._frames.between(checkpoint.n, n), checkpoint.n + 1)
        return _follow(checkpoint.state, [event for place, frame in frames for event in _decode(dialect, frame, place)])

    def events(self, start: int = 0, stop: int | None = None) -> Iterator[Event]:
        """Yield what frames number `start + 1` to `stop` say, decoded again; none that were let go."""
        end = self._frames.size if stop is None else min(stop, self._frames.size)
        start = max(start, self.horizon)
        checkpoint, dialect = self._resume(max(min(start, end), self.horizon))
        for place, frame in enumerate(self._frames.between(checkpoint.n, end), checkpoint.n):
            decoded = _decode(dialect, frame, place + 1)
            if place >= start:
                yield from decoded

    def _resume(self, n: int) -> tuple[_Checkpoint, Dialect]:
        received, horizon = self._frames.size, self.horizon
        if not 0 <= n <= received:
            raise HorizonError(f"there is no frame {n}: {received} were received; give {horizon} to {received}")
        nearest = self._before(n)
        if n < horizon or nearest < 0:
            raise self._frames.gone(n)
        checkpoint = self._checkpoints[nearest]
        return checkpoint, deepcopy(checkpoint.dialect)

    def _before(self, n: int) -> int:
        """Return the place of the last checkpoint of the first `n` frames, -1 if it was let go."""
        return bisect_right(self._checkpoints, n, key=lambda checkpoint: checkpoint.n) - 1

    def bytes(self, n: int) -> int:
        """Return how many bytes the data of the first `n` frames had as UTF-8."""
        received, weight = self._weighed
        if n == received:
            return weight
        checkpoint, _ = self._resume(n)
        return checkpoint.bytes + sum(map(size, self._frames.between(checkpoint.n, n)))

    def when(self, n: int) -> float:
        """Return the `at` of frame number `n`, 0.0 before the first."""
        return next(self._frames.between(n - 1, n)).at if n else 0.0


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
