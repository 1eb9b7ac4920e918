"""The flusher: one thread that takes what is new to the browsers, a bounded number of times a second."""

import logging
import threading
import time
from typing import Protocol

RATE = 27.0
"""Flushes a second of one run: a token waits 37 ms at most, and an envelope costs more than what it holds."""

BUDGET = 180.0
"""Flushes a second of all runs together; a Jupyter server drops whatever passes 1000 messages."""

_log = logging.getLogger("sse_widgets")


class Flushable(Protocol):
    """Something that collects what is new."""

    def flush(self) -> float | None:
        """Take what is new to whoever watches; return seconds until the next look, or None for no need."""
        ...


class Flusher:
    """Calls `flush` on what was touched, each thing at most `RATE` times and all at most `BUDGET` times a second.

    A flush that comes late, because the machine is busy, does not delay the next: the rate is kept, not the pause.
    """

    def __init__(self) -> None:
        self._due: dict[Flushable, float] = {}
        self._last: dict[Flushable, float] = {}
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def touch(self, thing: Flushable) -> None:
        """Flush `thing` soon. Cheap when that is already planned."""
        planned = self._due.get(thing)
        if planned is not None and planned <= time.monotonic() + 1 / RATE:
            return
        with self._changed:
            self._plan(thing, max(time.monotonic(), self._last.get(thing, 0.0) + self._interval()))

    def hurry(self, thing: Flushable) -> None:
        """Flush `thing` as soon as possible."""
        with self._changed:
            self._plan(thing, time.monotonic())

    def forget(self, thing: Flushable) -> None:
        """Flush `thing` no more unless it is touched again."""
        with self._changed:
            self._due.pop(thing, None)
            self._last.pop(thing, None)

    def _plan(self, thing: Flushable, when: float) -> None:
        self._due[thing] = min(when, self._due.get(thing, when))
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name="sse_widgets flusher", daemon=True)
            self._thread.start()
        self._changed.notify()

    def _interval(self) -> float:
        busy = sum(1 for last in self._last.values() if last > time.monotonic() - 1.0)
        return max(1 / RATE, busy / BUDGET)

    def _run(self) -> None:
        while True:
            with self._changed:
                thing, due = self._next()
                self._last[thing] = max(due, time.monotonic() - self._interval() / 2)
            try:
                again = thing.flush()
            except Exception:
                _log.exception("a view could not be brought up to date; it will be tried again")
                again = 1.0
            if again is not None:
                with self._changed:
                    self._plan(thing, time.monotonic() + again)

    def _next(self) -> tuple[Flushable, float]:
        """Wait for what is due next; return it and when it was due."""
        while True:
            now = time.monotonic()
            thing = min(self._due, key=lambda each: self._due[each], default=None)
            if thing is not None and self._due[thing] <= now:
                self._last = {each: last for each, last in self._last.items() if last > now - 2.0}
                return thing, self._due.pop(thing)
            self._changed.wait(None if thing is None else self._due[thing] - now)


flusher = Flusher()
"""The one of this process."""
