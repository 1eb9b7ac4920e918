"""A subscriber: whoever reads a session, at a pace of its own."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Final

from sse_widgets.broadcast.entry import ENDED, Entry
from sse_widgets.broadcast.history import History
from sse_widgets.errors import SessionOver

MOST: Final = 256
"""Events that are handed out at a time, so that one with a long history to read holds up nobody."""


class Subscriber:
    """A place in the history of a session.

    All subscribers of a session share one history, so what waits for them is held once.

    Use it as an async iterator, or call `get()`; for speed, `take()` and `wait()`.
    """

    def __init__(
        self,
        history: History,
        position: int,
        last_event_id: str,
        *,
        may_skip: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin.

        Args:
            history: shared with all the others.
            position: the first event to read.
            last_event_id: of the event before that.
            may_skip: whether it goes on when events are forgotten before it took them; else it is closed.
            clock: seconds.
        """
        self._history, self._position, self._may_skip, self._clock = history, position, may_skip, clock
        self._joined = history.end
        self.last_event_id = last_event_id
        """The id after which it began."""
        self._waiter: asyncio.Future[None] | None = None
        self._taken: deque[Entry] = deque()
        self._closed = ""
        self._until: int | None = None
        self.active = clock()
        """When it last took something, or had nothing to take."""
        self._quiet = self.active
        self.late = False
        """Whether it came when the beginning was no longer held."""
        self.delivered = 0
        """How many events it took."""
        self.dropped = 0
        """How many events it skipped because it was too slow."""
        self.on_close: Callable[[], None] | None = None
        """Called when somebody else closes it."""

    @property
    def closed(self) -> str:
        """Why nothing will come any more; "" while something may."""
        return self._closed

    def qsize(self) -> int:
        """Return how many events wait for it."""
        return self._history.end - self._position + len(self._taken)

    @property
    def behind(self) -> int:
        """How many events wait that came after it did; the history it began with does not count."""
        return self._history.end - max(self._position, self._joined)

    def take(self) -> list[Entry]:
        """Return what waits for it, at most `MOST` events; what has expired meanwhile is left out."""
        if self._closed:
            return []
        if self._until is not None and self._position >= self._until:
            self._closed = "it has all it wanted"
            return []
        lost = self._history.start - self._position
        if lost > 0 and not self._may_skip:
            self.close("too slow")
            return []
        if lost > 0:
            self.dropped += lost
            self._position = self._history.start
        found = self._history.since(self._position, MOST)
        if not found:
            return found
        self._position += len(found)
        self.delivered += len(found)
        self.active = self._quiet = self._clock()
        if found[-1].event == ENDED:
            self._closed = "the session is over"
            found.pop()
        now = time.time()
        return [entry for entry in found if entry.expires > now]

    async def wait(self) -> None:
        """Wait until something is to be taken, it is closed, or a heartbeat is due."""
        if self._closed or self._position < self._history.end or self._until is not None:
            return
        waiter = self._waiter = asyncio.get_running_loop().create_future()
        try:
            await waiter
        finally:
            self._waiter = None
            self.active = self._clock()

    async def get(self, timeout: float | None = None) -> Entry:  # noqa: ASYNC109  # as a queue has it
        """Return the next event.

        Args:
            timeout: seconds.

        Raises:
            TimeoutError: none came in time.
            SessionOver: none will come.
        """
        async with asyncio.timeout(timeout):
            async for entry in self:
                return entry
        raise SessionOver(f"nothing will come any more: {self._closed}")

    def __aiter__(self) -> AsyncIterator[Entry]:
        return self

    async def __anext__(self) -> Entry:
        while not self._taken:
            self._taken.extend(self.take())
            if self._taken:
                break
            if self._closed:
                raise StopAsyncIteration
            await self.wait()
        return self._taken.popleft()

    def skip(self, waiting: int) -> None:
        """Skip the oldest events, so that not more than so many wait."""
        lost = self.behind - waiting
        if lost > 0:
            self.dropped += lost
            self._position = self._history.end - waiting

    def quiet_for(self) -> float:
        """Return for how many seconds it has taken nothing and been told nothing."""
        return self._clock() - self._quiet

    def said(self) -> None:
        """Note that it was told something else, such as a heartbeat."""
        self._quiet = self._clock()

    def finish(self) -> None:
        """Let nothing come but what is there now."""
        self._until = self._history.end
        self.wake()

    def wake(self) -> None:
        """Let `wait()` return."""
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    @property
    def waiting(self) -> bool:
        """Whether it waits for something to come."""
        return self._waiter is not None

    def close(self, reason: str) -> None:
        """Let nothing come any more."""
        if not self._closed:
            self._closed = reason
            self.wake()
            if self.on_close is not None:
                self.on_close()
