"""Ways to a session: the broadcaster of this process, a server, or the Redis that servers share."""

import asyncio
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, Final, TypeAlias
from urllib.parse import quote, urlencode

from sse_widgets import background
from sse_widgets.broadcast.broadcaster import Broadcaster
from sse_widgets.broadcast.config import BroadcasterConfig
from sse_widgets.broadcast.emitting.outbox import Parcel, Wire
from sse_widgets.broadcast.entry import draft
from sse_widgets.broadcast.execution import Execution
from sse_widgets.broadcast.session import Facts
from sse_widgets.errors import NetworkError
from sse_widgets.redact import redact_url
from sse_widgets.transport import Request, tell
from sse_widgets.transport.clients import new_client
from sse_widgets.transport.request import Given

BASE: Final = "http://localhost:8000"
REDIS: Final = ("redis://", "rediss://", "unix://")
PATIENCE: Final = 10.0
"""Seconds for a server to answer."""

Target: TypeAlias = Broadcaster | Execution | str | None


class Inside:
    """To the broadcaster of this process, on whichever loop it lives."""

    def __init__(self, publish: Callable[..., "Future[str]"], loop: Callable[[], Any]) -> None:
        """Take how to publish an event from any thread, and what tells the loop on which that happens."""
        self._publish, self._loop = publish, loop
        self.name = "the broadcaster"

    async def send(self, parcels: Sequence[Parcel], *, again: bool) -> list[str]:
        """Return the ids of events, once they are kept."""
        return [
            await asyncio.wrap_future(self._publish(parcel.event, parcel.data, ttl=parcel.ttl)) for parcel in parcels
        ]

    async def close(self) -> None:
        """Do nothing: the broadcaster is somebody else's."""

    def inside(self) -> bool:
        """Whether the caller is on the loop of the broadcaster."""
        running = background.running()
        return running is not None and running is self._loop()


class Http:
    """To a server."""

    def __init__(self, base: str, session: str, vocabulary: str, token: Given[str] | None, user: str) -> None:
        """Take where to publish.

        Args:
            base: address of the server.
            session: id of the session.
            vocabulary: in which it is told, for a new one; "" for the server to find out.
            token: bearer token, or what gives it.
            user: whose a new session will be, if an admin publishes for somebody.
        """
        asked = {"vocabulary": vocabulary, "user": user}
        query = urlencode({name: value for name, value in asked.items() if value})
        url = f"{base.rstrip('/')}/api/sessions/{quote(session, safe='')}/events"
        self._request = Request(f"{url}?{query}" if query else url, "POST", token)
        self._client: Any = None
        self.name = redact_url(base)

    async def send(self, parcels: Sequence[Parcel], *, again: bool) -> list[str]:
        """Return the ids of events, once they are kept."""
        self._client = self._client or new_client(PATIENCE)
        events = [_as_event(parcel) for parcel in parcels]
        body = {"events": events, "again": again}
        answer = await tell(_with_body(self._request, body), self._client, PATIENCE)
        ids = answer.get("ids") if isinstance(answer, dict) else None
        if not isinstance(ids, list) or len(ids) != len(parcels):
            raise NetworkError(f"{self.name} does not answer as a broadcast server does", retryable=False)
        return ids

    async def close(self) -> None:
        """Close the connections."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    def inside(self) -> bool:
        """Whether the caller is on the loop that sends."""
        return background.inside()
