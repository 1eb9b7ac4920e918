"""Frames that go one by one, when somebody says so."""

import asyncio
import time
from contextlib import suppress
from weakref import WeakSet


class Steps:
    """How many frames were released, and the streams that wait for more."""

    def __init__(self) -> None:
        self.released = 0
        self._open: WeakSet[Stepped] = WeakSet()

    def step(self, n: int) -> None:
        """Release the next n frames to every open stream, whatever its position."""
        self.released += n
        for stream in self._open:
            stream.advance(n)

    def stream(self, start: int) -> "Stepped":
        """Return the pace of a stream from `start` on: it gets what was released, and waits for what follows."""
        stream = Stepped(max(self.released, start))
        self._open.add(stream)
        return stream


class Stepped:
    """The pace of one stream."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._news = asyncio.Event()

    def advance(self, n: int) -> None:
        """Let n more go."""
        self._limit += n
        self._news.set()

    def may_go(self, position: int) -> bool:
        """Return whether an item may go now."""
        return position < self._limit

    async def wait(self, position: int, until: float) -> None:
        """Return when an item may go, or at a moment of the clock if that comes first."""
        with suppress(TimeoutError):
            async with asyncio.timeout(until - time.monotonic()):
                while position >= self._limit:
                    self._news.clear()
                    await self._news.wait()
