"""The backend that several processes and hosts share: Redis Streams.

A session is one stream, whose ids are ours. Nobody reads it as a group: every process keeps its own place, so that each
can serve every event from any id on.
"""

import asyncio
import json
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from sse_widgets.broadcast.backend import Deliver, Past
from sse_widgets.broadcast.config import BroadcasterConfig
from sse_widgets.broadcast.entry import START, Draft, Entry, entry
from sse_widgets.broadcast.redis_tail import Tail
from sse_widgets.broadcast.session import Facts
from sse_widgets.errors import BackendDown

PATIENCE: Final = 10.0
"""Seconds for which publishing waits for a Redis that is away."""
PAUSE: Final = 0.1
TIMEOUT: Final = 5.0
"""Seconds for Redis to answer."""
LOOKED_BACK: Final = 200
"""Events among which one is looked for that may have been kept although Redis did not say so."""

SKEW: Final = 10.0
"""Seconds by which the clock of Redis may be behind ours."""


class RedisStreams:
    """Keeps the sessions in Redis, version 7 or newer, for as many processes as there are.

    An event is published once Redis has acknowledged it. What that is worth is for Redis to say: with
    `appendfsync always` it survives a crash of Redis, with `everysec` the last second may be lost.

    Example:
        >>> Broadcaster(backend=RedisStreams("redis://localhost:6379/0"))
    """

    shared = True

    def __init__(self, url: str = "redis://localhost:6379/0", *, prefix: str = "sse_widgets") -> None:
        """Prepare; nothing is connected yet.

        Args:
            url: of the server; may hold a password, which is never shown.
            prefix: of all keys.
        """
        self._url, self._prefix = url, prefix
        self._client: Redis | None = None

    def __repr__(self) -> str:
        return f"RedisStreams(prefix={self._prefix!r})"

    async def start(self, deliver: Deliver, config: BroadcasterConfig) -> None:
        """Begin to deliver; Redis need not be there yet."""
        self._deliver, self._config = deliver, config
        # Redis' client would send again by itself what was lost on the way, and an event would be kept twice.
        self._client = Redis.from_url(
            self._url,
            decode_responses=True,
            retry=Retry(NoBackoff(), 0),
            socket_timeout=TIMEOUT,
            socket_connect_timeout=TIMEOUT,
            protocol=2,
        )
        self._tail = Tail(self._client, self._prefix, self._came)
        self._tail.start()

    async def stop(self) -> None:
        """Disconnect."""
        client, self._client = self._client, None
        if client is not None:
            await self._tail.stop()
            await client.aclose()

    async def create(self, session: str, facts: Facts) -> Facts:
        """Make a session if there is none; return what is known of the one there is."""
        with self._reaching():
            said = json.dumps(facts)
            there: Any = await self._redis.set(self._facts(session), said, nx=True, get=True, ex=self._ttl)
            if there is None:
                await self._redis.zadd(self._all, {session: time.time()})
        return Facts(*json.loads(there or said))

    async def find(self, session: str) -> Facts | None:
        """Return what is known of a session, None if there is none."""
        with self._reaching():
            said: Any = await self._redis.get(self._facts(session))
        return Facts(*json.loads(said)) if said else None

    async def end(self, session: str) -> None:
        """Note that nothing can be published to a session any more."""
        facts = await self.find(session)
        if facts is not None:
            with self._reaching():
                said = json.dumps(facts._replace(ended=True))
                await self._redis.set(self._facts(session), said, xx=True, keepttl=True)

    async def kept(self, session: str, key: str) -> str:
        """Return the id of an event that was kept lately with this key, "" if there is none."""
        with self._reaching():
            found: Any = await self._redis.xrevrange(self._events(session), count=LOOKED_BACK)
        return next((id for id, fields in found if fields.get("mark") == key), "")

    async def append(self, session: str, draft: Draft) -> str:
        """Keep an event; return its id. A Redis that is away is waited for.

        Raises:
            BackendDown: it did not come back in time; the event may or may not be kept.
        """
        mark = draft.key or secrets.token_hex(6)
        deadline = time.monotonic() + PATIENCE
        sent = False
        while True:
            try:
                with self._reaching():
                    kept = await self.kept(session, mark) if sent else ""
                    sent = True
                    return kept or await self._add(session, draft, mark)
            except BackendDown:
                if time.monotonic() > deadline:
                    raise
                await asyncio.sleep(PAUSE)

    async def follow(self, session: str) -> Past:
        """Return what is held of a session, and deliver from then on what comes."""
        key, most = self._events(session), self._config.max_history_per_session
        with self._reaching():
            found: Any = await self._redis.xrevrange(key, count=most + 1)
        before = found[-1][0] if len(found) > most else START
        entries = [_entry(*raw) for raw in reversed(found[:most])]
        self._tail.follow(key, entries[-1].id if entries else before)
        return Past(before, entries)

    async def listen(self, session: str) -> None:
        """Deliver what comes from now on, of what is no session."""
        self._tail.follow(self._events(session), f"{int((time.time() - SKEW) * 1000)}-0")

    async def catch_up(self, session: str) -> None:
        """Deliver at once all that is held of a session that is followed."""
        key = self._events(session)
        with self._reaching():
            found: Any = await self._redis.xrange(key, min=f"({self._tail.place(key)}")
        self._came(key, found)

    async def unfollow(self, session: str) -> None:
        """Deliver no more of a session."""
        self._tail.unfollow(self._events(session))

    async def keep(self, sessions: Sequence[str]) -> None:
        """Let these live for another `session_ttl`."""
        if not sessions:
            return
        with self._reaching():
            async with self._redis.pipeline(transaction=False) as pipe:
                for session in sessions:
                    self._touch(pipe, session)
                await pipe.execute()

    async def remove(self, session: str) -> None:
        """Forget a session and its events."""
        with self._reaching():
            await self._redis.delete(self._events(session), self._facts(session))
            await self._redis.zrem(self._all, session)

    async def count(self) -> int:
        """Return how many sessions there are."""
        with self._reaching():
            await self._redis.zremrangebyscore(self._all, 0, time.time() - self._ttl)
            return int(await self._redis.zcard(self._all))

    @property
    def _redis(self) -> Redis:
        if self._client is None:
            raise BackendDown("the broadcaster is not running")
        return self._client

    @property
    def _ttl(self) -> int:
        return max(1, int(self._config.session_ttl))

    @property
    def _all(self) -> str:
        return f"{self._prefix}:sessions"

    def _events(self, session: str) -> str:
        return f"{self._prefix}:events:{session}"

    def _facts(self, session: str) -> str:
        return f"{self._prefix}:facts:{session}"

    async def _add(self, session: str, said: Draft, mark: str) -> str:
        fields: Any = {"event": said.event, "data": said.data, "ttl": repr(said.ttl), "mark": mark}
        async with self._redis.pipeline(transaction=True) as pipe:
            most = self._config.max_history_per_session + 1  # the id before those that are held is needed too
            pipe.xadd(self._events(session), fields, maxlen=most, approximate=True)
            self._touch(pipe, session)
            id, *_ = await pipe.execute()
        return str(id)

    def _touch(self, pipe: Any, session: str) -> None:
        pipe.expire(self._events(session), self._ttl)
        pipe.expire(self._facts(session), self._ttl)
        if not session.startswith("!"):
            pipe.zadd(self._all, {session: time.time()})

    def _came(self, key: str, found: Sequence[tuple[str, dict[str, str]]]) -> None:
        self._deliver(key.removeprefix(self._events("")), [_entry(*raw) for raw in found])

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        try:
            yield
        except (RedisError, OSError, TimeoutError) as error:
            raise BackendDown(f"Redis does not answer as it should: {type(error).__name__}", retry_after=1) from error


def _entry(id: str, fields: dict[str, str]) -> Entry:
    return entry(id, Draft(fields["event"], fields["data"], float(fields["ttl"])))
