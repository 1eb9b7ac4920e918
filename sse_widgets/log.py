"""Log: the frames of a run, what follows from them, and checkpoints to go back by. Pure: no I/O, no clock."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import NamedTuple, Protocol

from sse_widgets import dialects
from sse_widgets.decoding import decode, follow
from sse_widgets.dialects import Dialect, Resumable, Sniffer, Spoken
from sse_widgets.errors import HorizonError
from sse_widgets.events import Event
from sse_widgets.frame import Frame, size
from sse_widgets.frames import BLOCK, Frames, GrowingFrames
from sse_widgets.onward import Asked, Onward
from sse_widgets.state import RunState
from sse_widgets.structures.spill import Spill

EVERY = 250
"""Frames from one checkpoint to the next: `at(n)` reads this many again at the most."""
HEAVY = 250_000
"""Bytes after which there is a checkpoint however few frames they were: large frames take long to read."""


class _Checkpoint(NamedTuple):
    n: int
    """Frames read."""
    bytes: int
    """Bytes of data in them."""
    dialect: Dialect
    state: RunState


class Place(Protocol):
    """How far somebody has read."""

    n: int


class Moment(NamedTuple):
    """A frame, what it says, and the states before and after it."""

    n: int
    frame: Frame
    events: list[Event]
    before: RunState
    after: RunState


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
        self.forced = None if dialect is None else dialects.given(dialect)
        """The dialect that was given, None if it is found from the first frames."""
        self._history = history
        self.headers = dict(headers or {})
        self._frames = GrowingFrames()
        self.latest = 0, RunState()
        self._weighed = 0, 0
        self._dialect = self._new_dialect()
        self._checkpoints = [self._checkpoint()]
        self._asked = self._checkpoints[0]
        self.held: int | None = None
        """A moment from which on nothing is let go, even if history is bounded; None for none."""
        self.unread: tuple[Place, ...] = ()
        """How far those have read for whom the frames that follow are held, even if history is bounded."""

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
        if self.forced is None:
            return Sniffer(self.headers)
        return self.forced()

    @property
    def announces_end(self) -> bool:
        """Whether the vocabulary has an event for the end of a run."""
        return self._dialect.announces_end

    @property
    def has_heartbeats(self) -> bool:
        """Whether the vocabulary has heartbeats of its own."""
        return self._dialect.has_heartbeats

    def onward(self, asked: Asked) -> Onward | None:
        """Return how the vocabulary goes on with a stream that broke off, None if it cannot."""
        return self._dialect.onward(asked) if isinstance(self._dialect, Resumable) else None

    def emptied(self) -> "Log":
        """Return a log without frames that reads what it is fed in the same way."""
        return Log(self.forced, history=self._history)

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
            self._asked = self._checkpoints[0]

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
            fresh += decode(self._dialect, frame, n)
            last = self._checkpoints[-1]
            if n - last.n >= EVERY or self._weighed[1] - last.bytes >= HEAVY:
                said += self._fold(fresh)
                fresh = []
                self._checkpoints.append(self._checkpoint())
                self._let_go()
        return said + self._fold(fresh)

    def _fold(self, events: list[Event]) -> list[Event]:
        # Both at once: another thread must never take the state of one frame for that of another.
        self.latest = self._frames.size, follow(self.state, events)
        if self._history is not None:
            self._frames.start = max(self._frames.start, self._horizon(self._history))
        return events

    def _horizon(self, history: int) -> int:
        horizon = self._frames.size - history
        return horizon if self.held is None else min(horizon, self.held)

    def hold(self, n: int | None, spill: Spill | None = None) -> None:
        """Let nothing go from moment `n` on, even if history is bounded; None ends that.

        Args:
            n: of frames.
            spill: takes what is received meanwhile and has no room in memory.
        """
        self.held, self._frames.spill = n, spill

    @property
    def spilled(self) -> int:
        """Frames that are on disk because they are held back."""
        spill = self._frames.spill
        return spill.blocks * BLOCK if spill else 0

    def _let_go(self) -> None:
        """Hold no more what nobody can go back to: all before the last checkpoint that the horizon has passed."""
        if self._history is None:
            return
        passed = _before(self._checkpoints, self._horizon(self._history))
        self._checkpoints = self._checkpoints[max(passed, 0) :]
        start = self._checkpoints[0].n - 1  # but for one, which tells when the checkpoint was
        self._frames.let_go(min((start, *(each.n for each in self.unread))))

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
        checkpoint, dialect = self._nearest(n)
        asked = self._asked
        if checkpoint.n <= asked.n <= n:  # whoever goes step by step asks for what follows the last answer
            checkpoint, dialect = asked, deepcopy(asked.dialect)
        frames = enumerate(self._frames.between(checkpoint.n, n), checkpoint.n + 1)
        events = [event for place, frame in frames for event in decode(dialect, frame, place)]
        state = follow(checkpoint.state, events)
        self._asked = _Checkpoint(n, 0, dialect, state)
        return state

    def walk(self, start: int, stop: int) -> Iterator[Moment]:
        """Yield frames number `start + 1` to `stop`, each between the states before and after it.

        Raises:
            HorizonError: `start` is before the horizon, or after what was received.
        """
        state = self.at(start)
        checkpoint, dialect = self._nearest(start)
        for place, frame in enumerate(self._frames.between(checkpoint.n, stop), checkpoint.n + 1):
            events = decode(dialect, frame, place)
            if place > start:
                before, state = state, follow(state, events)
                yield Moment(place, frame, events, before, state)

    def events(self, start: int = 0, stop: int | None = None) -> Iterator[Event]:
        """Yield what frames number `start + 1` to `stop` say, decoded again; none that were let go."""
        end = self._frames.size if stop is None else min(stop, self._frames.size)
        start = max(start, self.horizon)
        checkpoint, dialect = self._nearest(max(min(start, end), self.horizon))
        for place, frame in enumerate(self._frames.between(checkpoint.n, end), checkpoint.n):
            decoded = decode(dialect, frame, place + 1)
            if place >= start:
                yield from decoded

    def resume(self, n: int) -> tuple[int, Dialect]:
        """Return how many frames to pass over, and what to read those with that follow, to know all from `n` on.

        Raises:
            HorizonError: `n` is negative, more than were received, or was let go.
        """
        if n == 0:
            return 0, self._new_dialect()
        checkpoint, dialect = self._nearest(n)
        return checkpoint.n, dialect

    def _nearest(self, n: int) -> tuple[_Checkpoint, Dialect]:
        if not 0 <= n <= self._frames.size:
            raise self._missing(n)
        checkpoints = self._checkpoints
        nearest = _before(checkpoints, n)
        if n < self.horizon or nearest < 0:
            raise self._frames.gone(n)
        checkpoint = checkpoints[nearest]
        return checkpoint, deepcopy(checkpoint.dialect)

    def _missing(self, n: int) -> HorizonError:
        received = self._frames.size
        return HorizonError(f"there is no frame {n}: {received} were received; give {self.horizon} to {received}")

    def bytes(self, n: int) -> int:
        """Return how many bytes the data of the first `n` frames had as UTF-8."""
        received, weight = self._weighed
        if n == received:
            return weight
        checkpoint, _ = self._nearest(n)
        return checkpoint.bytes + sum(map(size, self._frames.between(checkpoint.n, n)))

    def when(self, n: int) -> float:
        """Return the `at` of frame number `n`, 0.0 before the first.

        Raises:
            HorizonError: `n` is negative, more than were received, or was let go.
        """
        if not 0 <= n <= self._frames.size:
            raise self._missing(n)
        return next(self._frames.between(n - 1, n)).at if n else 0.0


def _before(checkpoints: list[_Checkpoint], n: int) -> int:
    """Return the place of the last checkpoint of the first `n` frames, -1 if it was let go."""
    return bisect_right(checkpoints, n, key=lambda checkpoint: checkpoint.n) - 1
