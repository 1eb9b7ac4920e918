"""Waiting for a run to end, from a cell, a script or a coroutine."""

import asyncio
from concurrent.futures import Future
from typing import TypeVar

from sse_widgets import background

T = TypeVar("T")

SLICE = 0.2
"""Seconds after which a waiting coroutine looks up, so that "interrupt" in a notebook reaches it."""


async def until_done(done: "Future[T]") -> T:
    """Return the result of a future that another thread sets, without cancelling it when cancelled."""
    wrapped = asyncio.wrap_future(done)
    while not wrapped.done():
        # Not `await wrapped`: cancelling that would cancel what others wait for too.
        await asyncio.wait({wrapped}, timeout=SLICE)
    return wrapped.result()


def block(done: "Future[T]", timeout: float | None, home: asyncio.AbstractEventLoop | None) -> T:
    """Block until a future is done.

    Args:
        done: set by another thread, or by a task of `home`.
        timeout: seconds; None for ever.
        home: the loop that the run's source lives on, if it is not ours. When it is the caller's
            own, blocking it would wait for ever, so it is run on from within, the one thing in the
            kit that needs `nest_asyncio2`.

    Raises:
        TimeoutError: it takes longer.
    """
    if home is None or background.running() is not home:
        return done.result(timeout)
    import nest_asyncio2

    nest_asyncio2.apply(home)
    return home.run_until_complete(asyncio.wait_for(until_done(done), timeout))
