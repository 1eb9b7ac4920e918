"""Playing frames again in the rhythm in which they came."""

import asyncio
import math
from collections.abc import Awaitable, Callable, Iterable
from numbers import Real
from typing import Any

from sse_widgets.frame import Frame

TURN = 200
"""Frames in a row after which other streams on the loop get their turn."""


async def play(
    frames: Iterable[Frame],
    feed: Callable[[Frame], None],
    *,
    speed: float = 1.0,
    stand: Callable[[], Awaitable[float | None]] | None = None,
) -> None:
    """Feed `frames` with the pauses they were recorded with.

    Args:
        frames: in order of `at`, which is passed on unchanged so that states stay the same.
        feed: takes each.
        speed: how much faster than recorded, > 0. `math.inf` means no pauses.
        stand: awaited before the first and after each frame; returns None at once, or, after it stood still for a
            while, the `at` to go on from.
    """
    loop = asyncio.get_running_loop()
    if stand:
        await stand()
    start = loop.time()
    for n, frame in enumerate(frames):
        wait = 0.0 if math.isinf(speed) else start + frame.at / speed - loop.time()
        if wait > 0:
            await asyncio.sleep(wait)
        elif n % TURN == 0:
            await asyncio.sleep(0)
        feed(frame)
        at = await stand() if stand else None
        if at is not None:
            start = loop.time() - (0.0 if math.isinf(speed) else at / speed)


def check_speed(speed: Any) -> float:
    """Return `speed`.

    Raises:
        ValueError: it is not positive.
        TypeError: it is no number.
    """
    if isinstance(speed, bool) or not isinstance(speed, Real):
        raise TypeError(f"speed must be a number such as 0.25 or 4, not {speed!r}")
    times = float(speed)
    if not times > 0:
        raise ValueError(f"speed must be more than 0, not {speed!r}; use run.pause() to stand still")
    return times
