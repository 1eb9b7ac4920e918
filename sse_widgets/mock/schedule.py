"""When to send what: a pure schedule, and the one loop that waits for it."""

import math
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from typing import Final

from sse_widgets.encoder import KEEP_ALIVE

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


async def play(
    items: Sequence[bytes],
    due: Sequence[float],
    clock: Callable[[], float],
    sleep: Callable[[float], Awaitable[object]],
) -> AsyncGenerator[bytes, None]:
    """Yield each item when it is due, and a keep-alive comment whenever nothing was sent for 15 seconds.

    Times count from the first call of `clock`, not from item to item, so that lateness never adds up; what is
    late already follows without a pause.

    Args:
        items: what to send, one event each; empty ones are waited for and not sent.
        due: seconds after the start, one for each item, rising.
        clock: monotonic time in seconds.
        sleep: waits for so many seconds.
    """
    origin = clock()
    for item, moment in zip(items, due, strict=True):
        while (wait := origin + moment - clock()) > 0:
            await sleep(min(wait, IDLE))
            if wait > IDLE:
                yield KEEP_ALIVE
        if item:
            yield item
