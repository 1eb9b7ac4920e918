"""When to send what: a pure schedule, and the one loop that waits for it."""

import math
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Protocol

from sse_widgets.encoder import KEEP_ALIVE
from sse_widgets.mock.strikes import Piece, Pieces

Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[object]]

IDLE: Final = 15.0
"""Seconds without a byte after which a keep-alive comment is due."""


def due_times(times: Sequence[float], start: int = 0, speed: float = 1.0) -> list[float]:
    """Return, for every item from number `start` on, the seconds after the request at which it is due.

    Args:
        times: when the items were recorded, in seconds since the stream opened. A time earlier
            than the one before it, as after a reconnection, counts as the same time.
        start: the first item wanted. A client that resumes does not wait again for what it has:
            the pause before the first item is the one that followed the item before it.
        speed: how much faster than recorded, > 0; `math.inf` means everything at once.

    Raises:
        ValueError: `speed` is not positive.
    """
    if not speed > 0:
        raise ValueError(f"speed is {speed}; it must be more than 0, math.inf for no pauses")
    rising: list[float] = []
    latest = 0.0
    for time in times:
        latest = max(latest, time)
        rising.append(latest)
    origin = rising[start - 1] if 0 < start <= len(rising) else 0.0
    return [0.0 if math.isinf(speed) else (time - origin) / speed for time in rising[start:]]


class Pace(Protocol):
    """When the items of one stream may go."""

    def may_go(self, position: int) -> bool:
        """Return whether an item may go now."""
        ...

    async def wait(self, position: int, until: float) -> None:
        """Return when an item may go, or at a moment of the clock if that comes first."""
        ...


class Timed:
    """Items go at their times, whatever the delays before, so that lateness never adds up.

    Args:
        due: seconds after now, one for each item from `start` on, rising.
        start: the position of the first.
        clock: monotonic time in seconds.
        sleep: waits for so many seconds.
    """

    def __init__(self, due: Sequence[float], start: int, clock: Clock, sleep: Sleep) -> None:
        self._due = due
        self._start = start
        self._clock = clock
        self._sleep = sleep
        self._origin = clock()

    def may_go(self, position: int) -> bool:
        """Return whether an item may go now."""
        return self._clock() >= self._origin + self._due[position - self._start]

    async def wait(self, position: int, until: float) -> None:
        """Return when an item may go, or at a moment of the clock if that comes first."""
        moment = min(until, self._origin + self._due[position - self._start])
        while (left := moment - self._clock()) > 0:
            await self._sleep(left)


async def play(items: Sequence[bytes], start: int, pace: Pace, clock: Clock, alarms: Sequence[float] = ()) -> Pieces:
    """Yield each item when it may go, and a keep-alive comment whenever nothing was sent for 15 seconds.

    Empty pieces tell that the stream opened, that an alarm is due, and, with the number after the last, that the
    items are at their end.

    Args:
        items: what to send, one frame each; empty ones are waited for and not sent.
        start: the position of the first that is wanted.
        pace: when they may go.
        clock: monotonic time in seconds.
        alarms: seconds after the start, rising.
    """
    origin = quiet = clock()
    bells = deque(origin + alarm for alarm in alarms)
    yield Piece()
    for position in range(start, len(items)):
        while not pace.may_go(position):
            until = min((quiet + IDLE, *bells))
            await pace.wait(position, until)
            if pace.may_go(position):
                break
            if bells and until == bells[0]:
                bells.popleft()
                yield Piece()
            else:
                yield Piece(0, KEEP_ALIVE)
                quiet = clock()
        if items[position]:
            yield Piece(position + 1, items[position])
            quiet = clock()
    yield Piece(len(items) + 1)
