"""Playing frames again in the rhythm in which they came."""

import asyncio
import math
from collections.abc import Callable, Iterable

from sse_widgets.frame import Frame

TURN = 200
"""Frames in a row after which other streams on the loop get their turn."""


async def play(frames: Iterable[Frame], feed: Callable[[Frame], None], *, speed: float = 1.0) -> None:
    """Feed `frames` with the pauses they were recorded with.

    Args:
        frames: in order of `at`, which is passed on unchanged so that states stay the same.
        feed: takes each.
        speed: how much faster than recorded, > 0. `math.inf` means no pauses.
    """
    loop = asyncio.get_running_loop()
    start = loop.time()
    for n, frame in enumerate(frames):
        wait = 0.0 if math.isinf(speed) else start + frame.at / speed - loop.time()
        if wait > 0:
            await asyncio.sleep(wait)
        elif n % TURN == 0:
            await asyncio.sleep(0)
        feed(frame)


def check_speed(speed: float) -> float:
    """Return `speed`.

    Raises:
        ValueError: it is not positive.
    """
    if not speed > 0:
        raise ValueError(f"speed must be more than 0, not {speed!r}; use run.pause() to stand still")
    return speed
