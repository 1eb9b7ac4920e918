"""Reading: a source drained in the background, from `start` until it is over or stopped."""

import asyncio
import logging
import threading
from collections.abc import Callable
from typing import Protocol

from sse_widgets.frame import CLOSED, Frame
from sse_widgets.lifecycle import note
from sse_widgets.sources import Source

PATIENCE = 2.0
"""Seconds that a source may take to stop."""

_log = logging.getLogger("sse_widgets")


class Sink(Protocol):
    """The receiver of a run, as far as a reading knows it."""

    def feed(self, *frames: Frame) -> None: ...
    def now(self) -> float: ...


class _Turn:
    """One draining of a source; a run that is reconnected has several, and only the last one counts."""

    def __init__(self) -> None:
        self.task: asyncio.Task[None] | None = None
        self.stopped = False
        self.ended = threading.Event()


class Reading:
    """Reads a source into a run, one turn at a time."""

    def __init__(self, sink: Sink, ended: Callable[[], None]) -> None:
        """Prepare; nothing is read yet.

        Args:
            sink: what to fill.
            ended: called when a turn is over and no other has begun.
        """
        self._sink = sink
        self._ended = ended
        self._turn = _Turn()
        self.source: Source | None = None
        self.active = False
        """Whether more frames may come."""

    @property
    def again(self) -> bool:
        """Whether the source can be asked again."""
        return self.source is not None and self.source.again

    @property
    def over(self) -> bool:
        """Whether there was a source, and it has nothing more."""
        return self.source is not None and not self.active

    def clock(self) -> float | None:
        """Return seconds since the stream opened, None when it is over."""
        return self.source.clock() if self.active and self.source is not None else None

    def start(self, source: Source) -> None:
        """Begin a turn; returns at once."""
        before, turn = (self.source, self._turn), _Turn()
        self._turn, self.source, self.active = turn, source, True
        if before[0] is not None and not before[1].ended.is_set():
            before[0].cancel(before[1].task)  # it lingers after the end of a run; it has nothing to say any more
        source.schedule(lambda source: self._drain(source, turn))

    async def _drain(self, source: Source, turn: _Turn) -> None:
        turn.task = asyncio.current_task()
        try:
            if turn.stopped:
                raise asyncio.CancelledError
            await source.read(self._sink)
        except asyncio.CancelledError:
            self._close(turn, "stopped by run.stop()", "stopped")
        except (Exception, SystemExit, KeyboardInterrupt) as error:  # an iterator may want to exit; its run ends
            _log.exception("%s stopped on an error of its own", type(source).__name__)
            self._close(turn, f"{type(error).__name__}: {error}", "internal")
        finally:
            if self._turn is turn:
                self.active = False
                self._ended()
            turn.ended.set()

    def _close(self, turn: _Turn, reason: str, kind: str) -> None:
        if self._turn is turn:
            self._sink.feed(note(CLOSED, self._sink.now(), reason=reason, kind=kind))

    def stop(self) -> bool:
        """Stop, and wait until it has; return whether the caller may wait for what follows from it."""
        source, turn = self.source, self._turn
        if source is None or not self.active:
            return False
        turn.stopped = True  # before the look at its task: it may be about to begin
        source.cancel(turn.task)
        if source.inside():
            return False
        turn.ended.wait(PATIENCE)
        return True
