"""An answer that goes on for as long as a session does."""

import asyncio
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Final

from starlette.types import Message, Receive, Scope, Send

from sse_widgets.broadcast.entry import Entry
from sse_widgets.broadcast.hub import Hub
from sse_widgets.broadcast.manners import Voice
from sse_widgets.broadcast.session import Session
from sse_widgets.broadcast.subscriber import Subscriber
from sse_widgets.encoder import KEEP_ALIVE, encode
from sse_widgets.frame import COMMENT, Frame

HEADERS: Final = {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-cache, no-transform",
    "x-accel-buffering": "no",
}
"""So that no proxy holds back, stores or packs what it passes on."""
ABORT: Final = "sse_widgets.abort"
"""The name of the extension of ASGI by which our HTTP protocol lets a connection be cut."""
MISSED: Final = b": the beginning of this session is no longer held\n\n"
MORE: Final = "more_body"

Subscribing = AbstractAsyncContextManager[tuple[Session, Subscriber]]


class EventStream:
    """The events of a session as a response.

    It is not a Starlette `StreamingResponse`, which costs two more tasks for every client.
    """

    def __init__(
        self,
        hub: Hub,
        session: Session,
        subscriber: Subscriber,
        subscribing: Subscribing,
        voice: Voice | None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Prepare.

        Args:
            hub: where the session is.
            session: to stream.
            subscriber: who reads it.
            subscribing: what is left when the stream is over.
            voice: what the server says besides; None for nothing but events, without ids.
            headers: further ones.
        """
        self._hub, self._session, self._subscriber = hub, session, subscriber
        self._subscribing, self._voice = subscribing, voice
        self._headers = HEADERS | dict(headers or {})
        self._told = 0
        """Of how many skipped events the client knows."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream until the session is over, the client is gone, or the server stops."""
        subscriber = self._subscriber
        leaving = asyncio.ensure_future(_until_gone(receive))
        leaving.add_done_callback(lambda _: subscriber.close("the client is gone"))
        subscriber.on_close = scope.get("extensions", {}).get(ABORT, {}).get("cut")
        try:
            headers = [(name.encode(), value.encode()) for name, value in self._headers.items()]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            if scope["method"] != "HEAD":
                await self._speak(send)
            await send({"type": "http.response.body", "body": b""})
        finally:
            leaving.cancel()
            await self._subscribing.__aexit__(None, None, None)

    async def _speak(self, send: Send) -> None:
        subscriber, voice = self._subscriber, self._voice
        if voice is not None:
            greeting = voice.greeting(subscriber.last_event_id) + (MISSED if subscriber.late else b"")
            await send({"type": "http.response.body", "body": greeting, MORE: True})
        while True:
            if chunk := self._news() or self._sign_of_life():
                await send({"type": "http.response.body", "body": chunk, MORE: True})
            elif subscriber.closed:
                break
            await subscriber.wait()
        if voice is not None and self._session.ended:
            await send({"type": "http.response.body", "body": voice.farewell(), MORE: True})

    def _news(self) -> bytes:
        subscriber = self._subscriber
        entries = subscriber.take()
        chunk = b"".join([entry.wire for entry in entries] if self._voice else map(_without_id, entries))
        if subscriber.dropped > self._told:
            chunk = encode(Frame(COMMENT, f"{subscriber.dropped - self._told} events were skipped: too slow")) + chunk
            self._told = subscriber.dropped
        return chunk

    def _sign_of_life(self) -> bytes:
        if self._subscriber.closed or self._subscriber.quiet_for() < self._hub.config.heartbeat_interval:
            return b""
        self._subscriber.said()
        return self._voice.heartbeat(self._hub.uptime) if self._voice else KEEP_ALIVE


def _without_id(entry: Entry) -> bytes:
    return entry.wire.partition(b"\n")[2]


async def _until_gone(receive: Receive) -> None:
    """Return when the client is gone, or when the server wants to stop.

    Once the request was read there is nothing else to receive: our HTTP protocol says it again to end a stream.
    """
    read = False
    while True:
        message: Message = await receive()
        if message["type"] == "http.disconnect" or read:
            return
        read = not message.get("more_body", False)
