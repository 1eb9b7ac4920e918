"""The tail: what comes into the streams of Redis that this process follows."""

import asyncio
import logging
import secrets
from collections.abc import Callable, Sequence
from typing import Any, Final

from redis.asyncio import Redis
from redis.exceptions import RedisError

BLOCK: Final = 2.0
"""Seconds for which one reading waits."""
MOST: Final = 500
"""Events of one stream that one reading takes."""
PAUSES: Final = (0.05, 0.1, 0.2, 0.5, 1.0)
"""Seconds before a reading that failed is tried again."""

_log = logging.getLogger("sse_widgets.broadcast")

Raw = tuple[str, dict[str, str]]


class Tail:
    """Reads all streams that are followed, at once, on a connection of its own.

    It keeps its place in each, so a Redis that was away is read on from where it was.
    """

    def __init__(self, client: Redis, prefix: str, take: Callable[[str, Sequence[Raw]], None]) -> None:
        """Prepare.

        Args:
            client: of which one connection will be in use all the time.
            prefix: of the keys.
            take: given the key of a stream and what came into it.
        """
        self._client, self._take = client, take
        self._places: dict[str, str] = {}
        # A reading that waits knows nothing of a stream that is followed since; something in this one ends it.
        self._bell = f"{prefix}:bell:{secrets.token_hex(8)}"
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Begin to read."""
        self._stopped = False
        self._places[self._bell] = "0-0"
        self._hold(self._read())

    async def stop(self) -> None:
        """Read no more."""
        self._stopped = True
        while self._tasks:
            for task in self._tasks:
                task.cancel()
            await asyncio.wait(self._tasks, timeout=0.1)  # Redis' client may take a cancellation for a timeout

    def follow(self, key: str, id: str) -> None:
        """Read a stream too, from after an id."""
        self._places[key] = id
        self._hold(self._ring())

    def unfollow(self, key: str) -> None:
        """Read a stream no more."""
        self._places.pop(key, None)

    def place(self, key: str) -> str:
        """Return the id up to which a stream that is followed was read."""
        return self._places[key]

    async def _read(self) -> None:
        failures = 0
        while not self._stopped:
            try:
                places: Any = dict(self._places)
                found: Any = await self._client.xread(places, count=MOST, block=int(BLOCK * 1000))
            except (RedisError, OSError, TimeoutError) as error:
                if not failures:
                    _log.warning("Redis cannot be read: %s; trying on", error)
                await asyncio.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
                failures += 1
                continue
            if failures:
                _log.warning("Redis can be read again")
            failures = 0
            for key, entries in found or ():
                if key in self._places and entries:
                    self._places[key] = entries[-1][0]
                    if key != self._bell:
                        self._take(key, entries)

    async def _ring(self) -> None:
        try:
            await self._client.xadd(self._bell, {"": ""}, maxlen=1)
            await self._client.expire(self._bell, 60)
        except (RedisError, OSError, TimeoutError):
            _log.debug("the reading will notice by itself, within %g s", BLOCK)

    def _hold(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
