"""Ways to a session: the broadcaster of this process, a server, or the Redis that servers share."""

import asyncio
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from typing import Any, Final
from urllib.parse import quote, urlencode

from sse_widgets import background
from sse_widgets.broadcast.config import BroadcasterConfig
from sse_widgets.broadcast.emitting.outbox import Parcel
from sse_widgets.broadcast.entry import draft
from sse_widgets.broadcast.session import Facts
from sse_widgets.errors import BackendDown, NetworkError, SSEWidgetsError
from sse_widgets.redact import redact_url
from sse_widgets.transport import Request, tell
from sse_widgets.transport.clients import new_client
from sse_widgets.transport.request import Given

PATIENCE: Final = 10.0
"""Seconds for a server to answer."""


class Inside:
    """To the broadcaster of this process, on whichever loop it lives."""

    name = "the broadcaster"

    def __init__(
        self, publish: Callable[..., "Future[str]"], loop: Callable[[], asyncio.AbstractEventLoop | None]
    ) -> None:
        """Take how to publish an event from any thread, and what tells the loop on which that happens."""
        self._publish, self._loop = publish, loop

    async def send(self, parcels: Sequence[Parcel], *, again: bool) -> list[str]:
        """Return the ids of the first events, once they are kept."""
        ids: list[str] = []
        for parcel in parcels:
            try:
                ids.append(await asyncio.wrap_future(self._publish(parcel.event, parcel.data, ttl=parcel.ttl)))
            except SSEWidgetsError:
                if not ids:
                    raise
                break
        return ids

    async def close(self) -> None:
        """Do nothing: the broadcaster is somebody else's."""

    def inside(self) -> bool:
        """Whether the caller is on the loop of the broadcaster."""
        running = background.running()
        return running is not None and running is self._loop()


class Http:
    """To a server."""

    def __init__(
        self, base: str, session: str, vocabulary: Callable[[], str], token: Given[str] | None, user: str
    ) -> None:
        """Take where to publish.

        Args:
            base: address of the server.
            session: id of the session.
            vocabulary: tells in which it is told.
            token: bearer token, or what gives it.
            user: whose a new session will be, if an admin publishes for somebody.
        """
        self._url = f"{base.rstrip('/')}/api/sessions/{quote(session, safe='')}/events"
        self._vocabulary, self._user = vocabulary, user
        self._request = Request(self._url, "POST", token)
        self._client: Any = None
        self.name = redact_url(base)

    async def send(self, parcels: Sequence[Parcel], *, again: bool) -> list[str]:
        """Return the ids of the first events, once they are kept."""
        self._client = self._client or new_client(PATIENCE)
        asked = {"vocabulary": self._vocabulary(), "user": self._user, "again": "1" if again else ""}
        url = f"{self._url}?{urlencode({name: value for name, value in asked.items() if value})}"
        body = [
            {"event": parcel.event, "data": parcel.data, "ttl": parcel.ttl, "key": parcel.key} for parcel in parcels
        ]
        answer = await tell(replace(self._request, url=url, json=body), self._client, PATIENCE)
        match answer:
            case {"ids": list() as ids} if len(ids) == len(parcels):
                return ids
        raise NetworkError(f"{self.name} does not answer as a broadcast server does; is the address right?")

    async def close(self) -> None:
        """Close the connections."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    def inside(self) -> bool:
        """Whether the caller is on the loop that sends."""
        return background.inside()


class Redis:
    """To the Redis that servers share, past all of them."""

    def __init__(self, url: str, session: str, vocabulary: Callable[[], str], user: str) -> None:
        """Take where to publish.

        Args:
            url: of the Redis; may hold a password, which is never shown.
            session: id of the session.
            vocabulary: tells in which it is told.
            user: whose a new session will be.
        """
        from sse_widgets.broadcast.redis_streams import RedisStreams  # what it needs may not be installed

        self._streams = RedisStreams(url)
        self._config = BroadcasterConfig()
        self._session, self._vocabulary, self._user = session, vocabulary, user
        self._ready = False
        self.name = redact_url(url)

    async def send(self, parcels: Sequence[Parcel], *, again: bool) -> list[str]:
        """Return the ids of the first events, once they are kept."""
        streams, session = self._streams, self._session
        if not self._ready:
            await streams.start(lambda *_: None, self._config)
            self._ready = True
        await streams.create(session, Facts(self._user, self._vocabulary(), time.time()))
        ids: list[str] = []
        for parcel in parcels:
            said = draft(parcel.event, parcel.data, parcel.ttl or self._config.event_ttl, parcel.key)
            try:
                kept = await streams.kept(session, parcel.key) if again else ""
                ids.append(kept or await streams.append(session, said))
            except BackendDown:
                if not ids:
                    raise
                break
        return ids

    async def close(self) -> None:
        """Close the connections."""
        if self._ready:
            self._ready = False
            await self._streams.stop()

    def inside(self) -> bool:
        """Whether the caller is on the loop that sends."""
        return background.inside()
