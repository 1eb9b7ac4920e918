"""The cursor: how far of what was received is shown, and how it moves."""

import asyncio
import threading
from collections.abc import Callable, Iterable
from typing import Any, Literal, TypeAlias, get_args

from sse_widgets import background
from sse_widgets.errors import suggestion, whole
from sse_widgets.events import TYPES
from sse_widgets.frame import Frame
from sse_widgets.frame_index import Mark
from sse_widgets.running.receiver import Receiver
from sse_widgets.sources.playback import check_speed
from sse_widgets.state import RunState

Thing: TypeAlias = Literal["message", "tool", "agent"]

TICK = 1 / 30
"""Seconds between two moves of a cursor that plays."""


class Cursor:
    """How far a run is shown. It follows what passes the gate, or stands where it was put."""

    def __init__(self, receiver: Receiver, moved: Callable[[], None], take: Callable[[int], Iterable[Frame]]) -> None:
        """Follow what is received.

        Args:
            receiver: of what is shown.
            moved: called when the cursor has moved.
            take: returns frames that a source which stands still can give at once.
        """
        self._receiver, self._moved, self._take = receiver, moved, take
        self._lock = threading.Lock()
        self._playing: object | None = None
        self.pinned: tuple[int, RunState] | None = None
        """Where it stands; None while it follows."""

    @property
    def shown(self) -> tuple[int, RunState]:
        """How many frames are shown, and the state after them."""
        return self.pinned or self._receiver.gate.shown

    @property
    def playing(self) -> bool:
        """Whether it moves through what was received by itself."""
        return self._playing is not None

    def show(self, n: int) -> None:
        """Stand after `n` frames."""
        n = whole(n, "run.show(n) takes a number of frames")
        self._put((n, self._receiver.log.at(n)))

    def _put(self, where: tuple[int, RunState] | None, playing: object | None = None) -> None:
        """Move, and end whatever moved it so far."""
        with self._lock:
            self.pinned, self._playing = where, playing
        self._receiver.gate.forget()
        self._moved()

    def follow(self) -> None:
        """Follow, past every breakpoint that what is held back would hit."""
        self._put(None)
        self._receiver.gate.open(heeding=False)
        self._moved()

    def resume(self) -> None:
        """Go on to the next breakpoint among what was received, or follow if there is none."""
        gate, pinned = self._receiver.gate, self.pinned
        if pinned is not None and gate.breakpoints and self._stop_between(pinned[0], gate.shown[0]):
            return
        self._put(None)
        gate.open()
        self._moved()

    def _stop_between(self, start: int, stop: int) -> bool:
        """Stand where a breakpoint stops what passed already, if one does."""
        hit = self._receiver.gate.look(start, stop)
        if hit is not None:
            self.show(hit.n)
            self._receiver.gate.announce(hit)
        return hit is not None

    def step(self, n: int) -> None:
        """Show `n` frames more, or fewer if negative, as far as there are any."""
        gate, log = self._receiver.gate, self._receiver.log
        n = whole(n, "run.step(n) takes a number of frames")
        target = max(self.shown[0] + n, log.horizon)
        if gate.stop is None or target <= gate.shown[0]:
            self.show(min(target, log.latest[0]))
            return
        missing = target - log.latest[0]
        if missing > 0:
            self._receiver.feed(*self._take(missing))
        self._put(None)
        gate.move(target)
        self._moved()

    def step_over(self, thing: Thing) -> None:
        """Show everything up to the next end of a message, a tool call or an agent, as far as was received."""
        if thing not in get_args(Thing):
            raise ValueError(f"run.step(over=…) knows 'message', 'tool' and 'agent', not {thing!r}")
        start, state = self.shown
        before = n = _ended(state, thing)
        n = start
        while True:
            for moment in self._receiver.log.walk(n, self._receiver.log.latest[0]):
                n = moment.n
                if _ended(moment.after, thing) > before:
                    self.step(n - start)
                    return
            more = tuple(self._take(1)) if self._receiver.closed else ()
            if not more:
                self.step(n - start)
                return
            self._receiver.feed(*more)

    def jump(self, kind: str, *, back: bool) -> int | None:
        """Show the next frame in which a tool, a message or an error begins, or that has an event of a type."""
        index, n = self._receiver.index, self.shown[0]
        if kind in get_args(Mark):
            mark: Any = kind
            found = index.previous(mark, n) if back else index.next(mark, n)
        elif kind in TYPES:
            found = _with_type(self._receiver, kind, n, back)
        else:
            known = [*get_args(Mark), *TYPES]
            raise ValueError(f"run.jump() knows no {kind!r}; {suggestion(kind, known)}")
        if found is not None:
            self.show(found)
        return found

    def play(self, speed: float) -> None:
        """Show what was received from here on, in the rhythm in which it came; then follow."""
        check_speed(speed)
        me = object()
        self._put(self.shown, me)
        background.submit(self._play(speed, me))

    async def _play(self, speed: float, me: object) -> None:
        loop, log, gate = asyncio.get_running_loop(), self._receiver.log, self._receiver.gate
        n = self.shown[0]
        start, at = loop.time(), log.when(n)
        while n < gate.shown[0]:
            await asyncio.sleep(start + (log.when(n + 1) - at) / speed - loop.time())
            due = n + 1
            while due < gate.shown[0] and start + (log.when(due + 1) - at) / speed <= loop.time():
                due += 1
            if self._playing is not me or self._stop_between(n, due):
                return
            n = due
            self._advance(me, (n, log.at(n)))
            await asyncio.sleep(TICK)
        self._advance(me, None)

    def _advance(self, me: object, where: tuple[int, RunState] | None) -> None:
        """Move on in playing, unless somebody else has moved the cursor."""
        with self._lock:
            if self._playing is not me:
                return
            self.pinned = where
            self._playing = me if where else None
        self._moved()


def _ended(state: RunState, thing: Thing) -> int:
    if thing == "message":
        return sum(message.done for message in state.messages)
    return sum(each.ended_at is not None for each in (state.tools if thing == "tool" else state.agents))


def _with_type(receiver: Receiver, type: str, n: int, back: bool) -> int | None:
    index, received = receiver.index, receiver.log.latest[0]
    start, stop = (receiver.log.horizon, n - 1) if back else (n, received)
    places = [
        place
        for place, code in enumerate(index.codes(start, max(stop, start)), start + 1)
        if type in index.facts[code].types
    ]
    if not places:
        return None
    return places[-1] if back else places[0]
