"""Log: the frames of a run, what follows from them, and checkpoints to go back by. Pure: no I/O, no clock."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import NamedTuple, Protocol

from sse_widgets import dialects
from sse_widgets.checkpoints import Checkpoint, Checkpoints, reader
from sse_widgets.decoding import decode, follow
from sse_widgets.dialects import Dialect, Resumable, Sniffer, Spoken
from sse_widgets.errors import HorizonError
from sse_widgets.events import Event
from sse_widgets.frame import Frame, size
from sse_widgets.frames import BLOCK, Frames, GrowingFrames
from sse_widgets.onward import Asked, Onward
from sse_widgets.state import RunState
from sse_widgets.structures.spill import Spill


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
        self._checkpoints = Checkpoints(self._checkpoint())
        self.held: int | None = None
        """A moment from which on nothing is let go, even if history is bounded; None for none."""
        self.unread: tuple[Place, ...] = ()
        """How far those have read for whom the frames that follow are held, even if history is bounded."""

    def _checkpoint(self) -> Checkpoint:
        return Checkpoint(*self._weighed, deepcopy(self._dialect), self.state)

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
            self._checkpoints = Checkpoints(self._checkpoint())

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
            if self._checkpoints.is_due(*self._weighed):
                said += self._fold(fresh)
                fresh = []
                self._checkpoints.add(self._checkpoint())
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
        first = self._checkpoints.let_go(self._horizon(self._history))
        start = first - 1  # but for one, which tells when the checkpoint was
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
        checkpoint = self._checkpoints.nearer(self._nearest(n), n)
        dialect = reader(checkpoint)
        frames = enumerate(self._frames.between(checkpoint.n, n), checkpoint.n + 1)
        events = [event for place, frame in frames for event in decode(dialect, frame, place)]
        state = follow(checkpoint.state, events)
        self._checkpoints.note(n, dialect, state)
        return state

    def walk(self, start: int, stop: int) -> Iterator[Moment]:
        """Yield frames number `start + 1` to `stop`, each between the states before and after it.

        Raises:
            HorizonError: `start` is before the horizon, or after what was received.
        """
        state = self.at(start)
        checkpoint = self._nearest(start)
        dialect = reader(checkpoint)
        for place, frame in enumerate(self._frames.between(checkpoint.n, stop), checkpoint.n + 1):
            events = decode(dialect, frame, place)
            if place > start:
                before, state = state, follow(state, events)
                yield Moment(place, frame, events, before, state)

    def events(self, start: int = 0, stop: int | None = None) -> Iterator[Event]:
        """Yield what frames number `start + 1` to `stop` say, decoded again; none that were let go."""
        end = self._frames.size if stop is None else min(stop, self._frames.size)
        start = max(start, self.horizon)
        checkpoint = self._nearest(max(min(start, end), self.horizon))
        dialect = reader(checkpoint)
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
        checkpoint = self._nearest(n)
        return checkpoint.n, reader(checkpoint)

    def _nearest(self, n: int) -> Checkpoint:
        if not 0 <= n <= self._frames.size:
            raise self._missing(n)
        nearest = self._checkpoints.nearest(n)
        if n < self.horizon or nearest is None:
            raise self._frames.gone(n)
        return nearest

    def _missing(self, n: int) -> HorizonError:
        received = self._frames.size
        return HorizonError(f"there is no frame {n}: {received} were received; give {self.horizon} to {received}")

    def bytes(self, n: int) -> int:
        """Return how many bytes the data of the first `n` frames had as UTF-8."""
        received, weight = self._weighed
        if n == received:
            return weight
        checkpoint = self._nearest(n)
        return checkpoint.bytes + sum(map(size, self._frames.between(checkpoint.n, n)))

    def when(self, n: int) -> float:
        """Return the `at` of frame number `n`, 0.0 before the first.

        Raises:
            HorizonError: `n` is negative, more than were received, or was let go.
        """
        if not 0 <= n <= self._frames.size:
            raise self._missing(n)
        return next(self._frames.between(n - 1, n)).at if n else 0.0
