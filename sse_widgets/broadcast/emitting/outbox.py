"""The outbox: events in the order in which they were sent, until the server has them."""

import asyncio
import atexit
import logging
import threading
import time
import weakref
from collections import deque
from collections.abc import Sequence
from concurrent.futures import wait
from itertools import count
from typing import Any, Final, NamedTuple, Protocol

from sse_widgets import background
from sse_widgets.broadcast.emitting.sent import Sent
from sse_widgets.errors import BroadcastError, RunError, SSEWidgetsError, StreamError

TOGETHER: Final = 100
"""Events that go out in one request."""
BYTES_TOGETHER: Final = 2**18
PAUSES: Final = (0.1, 0.2, 0.5, 1.0, 2.0)
"""Seconds between attempts; the last for all that follow."""
CLOSING: Final = 1.0
"""Seconds for connections to be closed."""
LAST_WORDS: Final = 5.0
"""Seconds for which the end of Python waits for what is still to be sent."""

_log = logging.getLogger("sse_widgets.broadcast")


class Parcel(NamedTuple):
    """An event to send."""

    event: str
    data: Any
    ttl: float | None
    key: str
    """Tells it from every other, so that a server that has it does not take it again."""
    size: int
    """Roughly, in bytes."""
    sent: Sent


class Wire(Protocol):
    """Takes events to a session."""

    name: str
    """For people, without secrets."""

    async def send(self, parcels: Sequence[Parcel], *, again: bool) -> list[str]:
        """Return the ids of the first of these events once they are kept: of all, or as far as it went.

        Args:
            parcels: the events, in order.
            again: whether some of them may be kept already.

        Raises:
            SSEWidgetsError, OSError: nobody knows that any was kept.
        """

    async def close(self) -> None:
        """Let go of connections."""

    def inside(self) -> bool:
        """Whether the caller is on the loop without which nothing is sent, and must not block it."""


class Outbox:
    """Sends events in the background, in order, and tries again while the server is away.

    Its buffer is bounded: what finds it full is lost, as is what a server that is away for longer than `patience`
    seconds was to get. What is lost is counted, told in `problem`, and logged.
    """

    _keys = count(1)

    def __init__(self, wire: Wire, *, most: int, patience: float, strict: bool, prefix: str) -> None:
        """Prepare.

        Args:
            wire: takes the events.
            most: how many may wait.
            patience: seconds to wait for a server that is away.
            strict: whether who waits for an event that is lost is told so by an exception.
            prefix: of all keys.
        """
        self._wire, self._most, self._patience, self._strict, self._prefix = wire, most, patience, strict, prefix
        self._waiting: deque[Parcel] = deque()
        self._lock = threading.Lock()
        self._last: Sent | None = None
        self._under_way = 0
        self._pumping = False
        self._away_since: float | None = None
        self._closed = False
        self.arrived = 0
        self.lost = 0
        self.problem = ""
        """Why the last event was lost, or is late; "" if all is well."""
        self.failure: tuple[Sent, Exception] | None = None
        """What was lost last, if that is an error, and why."""
        _open.add(self)

    @property
    def waiting(self) -> int:
        """How many events are not there yet."""
        return len(self._waiting) + self._under_way

    def put(self, event: str, data: Any, ttl: float | None, size: int) -> Sent:
        """Send an event; returns at once.

        Raises:
            RunError: the outbox is closed.
        """
        parcel = Parcel(event, data, ttl, f"{self._prefix}-{next(self._keys)}", size, Sent())
        with self._lock:
            if self._closed:
                raise RunError("this emitter is closed; make another")
            if len(self._waiting) >= self._most:
                self._lose([parcel], BroadcastError(f"{self._most} events wait for {self._wire.name} already"))
                return parcel.sent
            self._waiting.append(parcel)
            self._last = parcel.sent
            begin, self._pumping = not self._pumping, True
        if begin:
            background.submit(self._pump())
        return parcel.sent

    def flush(self, timeout: float) -> bool:
        """Wait until everything has arrived or is lost; return whether that was so within `timeout` seconds."""
        last = self._last
        if last is None or background.inside() or self._wire.inside():
            return last is None or last.done
        return last.settled(timeout)

    async def flushed(self, seconds: float) -> bool:
        """As `flush`, for those who must not block."""
        last = self._last
        return last is None or await last.settles(seconds)

    def close(self) -> bool:
        """Take no more, and give up what has not arrived; return whether that is new."""
        with self._lock:
            closed, self._closed = self._closed, True
            late = list(self._waiting)
            self._waiting.clear()
        if closed:
            return False
        if late:
            self._lose(late, BroadcastError(self.problem or f"{self._wire.name} has not taken it in time"))
        _open.discard(self)
        closing = background.submit(self._wire.close())
        if not background.inside():
            wait([closing], CLOSING)
        return True

    async def _pump(self) -> None:
        while parcels := self._next():
            try:
                await self._deliver(parcels)
            except Exception as error:  # whatever it is, those after it must not wait for ever
                _log.exception("events could not be sent")
                self._lose([parcel for parcel in parcels if not parcel.sent.done], error)

    def _next(self) -> list[Parcel]:
        with self._lock:
            parcels: list[Parcel] = []
            room = BYTES_TOGETHER
            while self._waiting and len(parcels) < TOGETHER and (not parcels or self._waiting[0].size <= room):
                parcels.append(self._waiting.popleft())
                room -= parcels[-1].size
            self._under_way = len(parcels)
            self._pumping = bool(parcels)
            return parcels

    async def _deliver(self, parcels: Sequence[Parcel], *, again: bool = False) -> None:
        attempt = 0
        while parcels:
            try:
                ids = await self._wire.send(parcels, again=again)
            except (SSEWidgetsError, OSError) as error:
                again = True
                pause = self._pause(error, attempt)
                attempt += 1
                if pause is not None:
                    await asyncio.sleep(pause)
                elif len(parcels) > 1 and not _passes(error):
                    for parcel in parcels:  # one of them is refused: the others need not be
                        await self._deliver([parcel], again=True)
                    return
                else:
                    self._lose(parcels, error)
                    return
            else:
                self._arrive(parcels, ids)
                parcels, attempt = parcels[len(ids) :], 0

    def _pause(self, error: Exception, attempt: int) -> float | None:
        """Return the seconds after which to try again, None to give up."""
        if not _passes(error):
            return None
        now = time.monotonic()
        if self._away_since is None:
            self._away_since = now
            _log.warning("%s takes no events: %s", self._wire.name, error)
        self.problem = str(error)
        asked = getattr(error, "retry_after", None)
        pause = PAUSES[min(attempt, len(PAUSES) - 1)] if asked is None else min(asked, self._patience)
        return None if self._closed or now + pause > self._away_since + self._patience else pause

    def _arrive(self, parcels: Sequence[Parcel], ids: list[str]) -> None:
        if self._away_since is not None:
            _log.warning("%s takes events again; %d were lost so far", self._wire.name, self.lost)
            self._away_since, self.problem = None, ""
        for parcel, id in zip(parcels, ids, strict=False):
            self.arrived += 1
            self._under_way -= 1
            parcel.sent.arrived(id)

    def _lose(self, parcels: Sequence[Parcel], error: Exception) -> None:
        self.lost += len(parcels)
        if self.problem != str(error) or self.lost == len(parcels):  # told once, and not for every token
            _log.warning("events are lost: %s", error)
        self.problem = str(error)
        if self._strict and parcels:
            self.failure = parcels[-1].sent, error
        for parcel in parcels:
            parcel.sent.lost(error if self._strict else None)


def _passes(error: Exception) -> bool:
    """Return whether what went wrong may go away by itself."""
    match error:
        case BroadcastError(status=status):
            return status in (429, 503)
        case StreamError(retryable=retryable):
            return retryable
    return isinstance(error, OSError | RunError)


_open: "weakref.WeakSet[Outbox]" = weakref.WeakSet()


def _last_words() -> None:
    deadline = time.monotonic() + LAST_WORDS
    for outbox in list(_open):
        outbox.flush(max(0.0, deadline - time.monotonic()))
        outbox.close()


atexit.register(_last_words)
