"""The gate between what a run has received and what it lets anybody see; breakpoints close it.

Without breakpoints everything passes at once. With breakpoints frames pass one by one, and what is
shown moves on only when a frame has been looked at. Closed, frames go on being received: they are in
the log, counted, and reach nobody until the gate is opened or moved on.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from itertools import count

from sse_widgets.breakpoints import Breakpoint, Stop, Where, first
from sse_widgets.checkpoints import EVERY
from sse_widgets.events import Event
from sse_widgets.frame import Frame
from sse_widgets.frame_index import FrameIndex
from sse_widgets.log import Log, Moment
from sse_widgets.state import RunState
from sse_widgets.structures.spill import Spill

PORTION = 500
"""Frames held back that pass in one go; between two of them others may be received."""


class Gate:
    """Lets the frames of a log pass, until one hits a breakpoint."""

    def __init__(
        self,
        log: Log,
        index: FrameIndex,
        lock: threading.RLock,
        publish: Callable[[Iterable[Frame], Iterable[Event]], None],
        complain: Callable[[str], None],
    ) -> None:
        """Begin open.

        Args:
            log: what is received.
            index: tells which frames a breakpoint may be about.
            lock: under which frames are received.
            publish: tells who listens of frames that pass, and what they say.
            complain: told in a sentence when a breakpoint disarms itself.
        """
        self._lock, self._publish, self._complain = lock, publish, complain
        self._passed: tuple[int, RunState] | None = None
        self.closed: Future[Stop] = Future()
        """Done while it is closed, or would have been where the cursor stands; its result is where."""
        self.opened: Future[None] = Future()
        """Done when it is opened again."""
        self.breakpoints: tuple[Breakpoint, ...] = ()
        self._numbers = count(1)
        self._asking: int | None = None
        self.begin_anew(log, index)

    def begin_anew(self, log: Log, index: FrameIndex) -> None:
        """Open, for another log."""
        with self._lock:
            self._log, self._index = log, index
            self.stop: Stop | None = None
            """Where it was closed last; None while it is open."""
            self._open()

    @property
    def shown(self) -> tuple[int, RunState]:
        """How many frames have passed, and the state after them."""
        return self._passed or self._log.latest

    @property
    def portions(self) -> bool:
        """Whether frames must come one by one."""
        return self._passed is not None

    @property
    def held(self) -> int:
        """Frames received that have not passed."""
        passed = self._passed
        return self._log.latest[0] - passed[0] if passed else 0

    def take(self, frames: Sequence[Frame], events: list[Event], before: RunState) -> None:
        """Let frames pass that were just received, or hold them back."""
        if self._passed is None:
            self._publish(frames, events)
        elif self.stop is None:
            n, after = self._log.latest
            self._pass(Moment(n, frames[-1], events, before, after))

    def _pass(self, moment: Moment) -> Stop | None:
        stop = self._check(moment)
        self._passed = moment.n, moment.after
        self._publish((moment.frame,), moment.events)
        if stop is not None:
            self._close(stop)
        return stop

    def _check(self, moment: Moment) -> Stop | None:
        armed = [each for each in self.breakpoints if not each.trouble]
        before, self._asking = self._asking, threading.get_ident()
        stop = first(armed, moment.events, moment.before)
        self._asking = before
        for each in armed:
            if each.trouble:
                self._complain(f"the breakpoint on {each} is disarmed: {each.trouble}; mend it and set it again")
        return stop

    @property
    def inside(self) -> bool:
        """Whether the caller is a predicate, for which everything else waits."""
        return self._asking == threading.get_ident()

    def close(self) -> None:
        """Hold back whatever comes from now on."""
        with self._lock:
            self._passed = self.shown
            self._close(Stop(self.shown[0]))

    def _close(self, stop: Stop) -> None:
        if self.stop is None:
            self.opened = Future()
            self._log.hold(stop.n, Spill(self._complain))
        self.stop = stop
        self.announce(stop)

    def announce(self, stop: Stop) -> None:
        """Tell who waits that the run stands at a stop."""
        with self._lock:
            if self.closed.done():
                self.closed = Future()
            self.closed.set_result(stop)

    @property
    def standing(self) -> Stop | None:
        """The stop at which the run stands, None if at none."""
        closed = self.closed
        return closed.result() if closed.done() else None

    def forget(self) -> None:
        """Note that the cursor has moved on from where a breakpoint stopped it without closing the gate."""
        with self._lock:
            if self.stop is None and self.closed.done():
                self.closed = Future()

    def _open(self) -> None:
        self.stop = None
        self._passed = self._log.latest if self.breakpoints else None
        self._log.hold(None)
        if not self.opened.done():
            self.opened.set_result(None)
        if self.closed.done():
            self.closed = Future()

    def look(self, start: int, stop: int) -> Stop | None:
        """Return where the breakpoints stop what passed already, after the first `start` frames and before `stop`."""
        for begin, end in _stretches(self._candidates(start, stop)):
            for moment in self._log.walk(begin, end):
                if hit := self._check(moment):
                    return hit
        return None

    def _candidates(self, start: int, stop: int) -> Iterator[int]:
        wanted = [each.types for each in self.breakpoints if not each.trouble]
        for n, code in enumerate(self._index.codes(start, stop), start):
            types = self._index.facts[code].types
            if any(each is None or not each.isdisjoint(types) for each in wanted):
                yield n

    def move(self, n: int) -> None:
        """Let what is held back pass up to frame number `n`, or to where a breakpoint stops it before."""
        with self._lock:
            for moment in self._log.walk(self.shown[0], min(n, self._log.latest[0])) if self.stop else ():
                if self._pass(moment):
                    break
            self._log.held = self.shown[0] if self.stop else None

    def open(self, *, heeding: bool = True) -> None:
        """Let everything held back pass and open, unless a breakpoint closes it again.

        Args:
            heeding: whether the breakpoints count for what was held back; they do for what comes later.
        """
        with self._lock:
            if self.stop is not None:
                self.closed = Future()
        while self.stop is not None and not self.closed.done():
            with self._lock:
                received = self._log.latest[0]
                if self.shown[0] == received:
                    self._open()
                    return
                for moment in self._log.walk(self.shown[0], min(self.shown[0] + PORTION, received)):
                    if heeding and self._pass(moment):
                        return
                    if not heeding:
                        self._passed = moment.n, moment.after
                        self._publish((moment.frame,), moment.events)
                self._log.held = self.shown[0]

    def add(self, type: str, where: Where | None, agent: str, text: str) -> Breakpoint:
        """Set a breakpoint for the frames that have not passed yet."""
        made = Breakpoint(type, where, agent, text, self.remove)
        with self._lock:
            made.n = next(self._numbers)
            self.breakpoints = (*self.breakpoints, made)
            self._passed = self.shown
        return made

    def remove(self, breakpoint: Breakpoint) -> None:
        """Take a breakpoint off; a gate that it closed stays closed."""
        with self._lock:
            self.breakpoints = tuple(each for each in self.breakpoints if each is not breakpoint)
            if self.stop is None and not self.breakpoints:
                self._passed = None


def _stretches(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield from where to where frames are worth a look; to begin anew for each costs as much as to read on to it."""
    begin = end = -1
    for n in numbers:
        if end < 0:
            begin = n
        elif n - end > EVERY:
            yield begin, end
            begin = n
        end = n + 1
    if end >= 0:
        yield begin, end
