"""Moves: what a browser asks for to move the cursor of a run, and to know what lies beyond it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from sse_widgets.frame_index import FrameIndex, Mark
from sse_widgets.glance import glance
from sse_widgets.log import Log
from sse_widgets.patches import document

SPANS = 20_000
"""Spans of one kind in one answer, the latest."""

FAR = 200_000
"""Bytes of a stream from which on a drag leaps: what such a leap changes takes longer to send than a drag rests."""

_SHOWN = {
    "phases": ("id", "title", "status", "agent", "started_at", "ended_at"),
    "agents": ("id", "name", "kind", "parent", "status", "task", "started_at", "ended_at"),
    "tools": ("id", "name", "status", "agent", "error", "started_at", "ended_at"),
    "messages": ("id", "role", "agent", "status", "started_at", "ended_at"),
    "thoughts": ("id", "title", "kind", "agent", "parent", "started_at", "ended_at"),
    "errors": ("id", "kind", "message", "fatal", "agent", "at", "frame"),
}


class Movable(Protocol):
    """A run, as far as moving it is concerned."""

    selection: Any

    @property
    def cursor(self) -> int: ...

    def show(self, n: int) -> None: ...
    def live(self) -> None: ...


class Moves:
    """Moves the cursor of a run, and has what it shows then sent before the answer."""

    def __init__(self, run: Movable, log: Log, index: FrameIndex, send: Callable[[], Any]) -> None:
        """Prepare.

        Args:
            run: what is moved.
            log: where the moments of frames are found.
            index: where tools, messages and errors are found.
            send: sends what is shown now.
        """
        self._run, self._log, self._index, self._send = run, log, index, send

    @property
    def commands(self) -> Mapping[str, Callable[..., Any]]:
        """What can be asked for, by name."""
        moves = (self.show, self.live, self.seek, self.jump, self.select, self.spans)
        return {move.__name__: move for move in moves}

    def show(self, n: int, drag: bool = False) -> dict[str, Any]:
        """Show the state after `n` frames, in every view.

        Args:
            n: how many frames.
            drag: whether the reader is dragging and this is one of many. Then a leap moves nothing: what
                the page needs of that state is answered as `document`, until the drag ends somewhere.

        Raises:
            HorizonError: there are not that many.
        """
        if drag and self._is_far(n):
            return {"n": n, "document": self._seen_from_afar(n)}
        self._run.show(n)
        self._send()
        return {"n": n}

    def _is_far(self, n: int) -> bool:
        received = len(self._log.frames)
        here, there = (self._log.bytes(min(max(place, 0), received)) for place in (self._run.cursor, n))
        return abs(there - here) > FAR

    def _seen_from_afar(self, n: int) -> dict[str, Any]:
        state = glance(self._log.at(n))
        return {"state": state, "stream": {"shown": n, "at": self._log.when(n), "bytes": self._log.bytes(n)}}

    def live(self) -> dict[str, Any]:
        """Follow what is received."""
        self._run.live()
        self._send()
        return {"n": len(self._log.frames)}

    def seek(self, at: float) -> dict[str, Any]:
        """Show what there was `at` seconds after the stream opened."""
        return self.show(self._frame_at(at))

    def _frame_at(self, at: float) -> int:
        low, high = 0, len(self._log.frames)
        while low < high:
            middle = (low + high + 1) // 2
            if self._log.when(middle) <= at:
                low = middle
            else:
                high = middle - 1
        return low

    def jump(self, kind: Mark, n: int, back: bool = False) -> dict[str, Any]:
        """Show the frame after `n`, or the one before, in which a tool, a message or an error begins.

        Returns:
            Its number as `n`, None if there is none; then nothing moves.
        """
        found = self._index.previous(kind, n) if back else self._index.next(kind, n)
        return {"n": None} if found is None else self.show(found)

    def select(self, stretch: list[float] | None) -> None:
        """Select a stretch of time, from and to in seconds; None for no selection."""
        self._run.selection = stretch
        self._send()

    def spans(self) -> dict[str, Any]:
        """Return when everything received so far began and ended, also what comes after the cursor."""
        received, state = self._log.latest
        parts = {name: _picked(getattr(state, name), fields) for name, fields in _SHOWN.items() if name != "phases"}
        phases = _picked(state.plan.phases, _SHOWN["phases"])
        return {"received": received, "at": self._log.when(received), "plan": {"phases": phases}} | parts


def _picked(things: Any, fields: Iterable[str]) -> list[dict[str, Any]]:
    return [{field: document(getattr(thing, field)) for field in fields} for thing in things[-SPANS:]]
