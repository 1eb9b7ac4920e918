"""Where the frames of a run come from: a server, a recording, or an iterator."""

import asyncio
import inspect
import math
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import islice
from typing import Any

from sse_widgets import background
from sse_widgets.frame import Frame
from sse_widgets.recording import Recording
from sse_widgets.sources.playback import play
from sse_widgets.transport import Connection, Options, Request, request_url


class Source:
    """Where frames come from. `again` tells whether it can be asked again."""

    again = False
    home: asyncio.AbstractEventLoop | None = None
    """The loop that it lives on, if that is not the background loop."""
    secrets: tuple[str, ...] = ()
    """Values that must never be written anywhere."""

    def schedule(self, drain: Callable[["Source"], Any]) -> None:
        """Begin to drain the source, on the loop that it lives on."""
        background.submit(drain(self))

    def cancel(self, task: "asyncio.Task[None] | None") -> None:
        """Stop draining."""
        if task is not None:
            (self.home or background.loop()).call_soon_threadsafe(task.cancel)

    def inside(self) -> bool:
        """Return whether the caller is on a loop that must not be blocked until the source has stopped."""
        return background.inside() or (self.home is not None and background.running() is self.home)

    async def read(self, sink: Any) -> None:
        """Feed the sink until there is nothing more."""
        raise NotImplementedError

    def clock(self) -> float | None:
        """Return seconds since the stream opened; None where that has no meaning."""
        return None

    def advance(self, count: int) -> Iterable[Frame]:
        """Return the next frames at once, of a source that stands still and has them already."""
        return ()

    def at(self, url: str) -> "Source | None":
        """Return the same kind of source for another address, None where there are no addresses."""
        return None


class Server(Source):
    """An event stream over HTTP."""

    again = True

    def __init__(self, request: Request, options: Options, client: Any = None) -> None:
        if client is not None and not inspect.iscoroutinefunction(getattr(client, "send", None)):
            kind = type(client).__name__
            raise TypeError(f"client= must be an httpx.AsyncClient or an httpx2.AsyncClient, not a {kind}")
        self.request, self._options, self._client = request, options, client
        self._connection: Connection | None = None
        self.secrets = request.secrets

    async def read(self, sink: Any) -> None:
        """Feed the sink until the stream is over; called again, go on from there."""
        if self._connection is None:
            self._connection = Connection(self.request, sink, self._options, self._client)
        await self._connection.read()

    def clock(self) -> float | None:
        """Return seconds since the stream opened."""
        return self._connection.clock() if self._connection else None

    def at(self, url: str) -> Source:
        """Return the stream at another address, asked for in the same way."""
        options = replace(self._options, fallback=None)  # which tells of the stream that is left
        return Server(replace(self.request, url=url, last_event_id=""), options, self._client)

    async def address(self) -> str:
        """Return the address, asked for where it is a callable.

        Raises:
            NetworkError: the callable for it raised.
        """
        return await request_url(self.request)

    def asking(self, url: str, body: Any) -> tuple[Request, Any]:
        """Return a POST with the credentials of this one, and the client to send it with."""
        return replace(self.request, url=url, method="POST", json=body, content=None, last_event_id=""), self._client

    def turn(self, url: str, body: Any) -> "Server":
        """Return this with another request, whose stream goes on where this one has got."""
        self.request, _ = self.asking(url, body)
        if self._connection is not None:
            self._connection.turn(self.request)
        return self


class Player(Source):
    """A recording, played as if live."""

    again = False

    def __init__(self, recording: Recording, speed: float) -> None:
        self._recording = recording
        self._speed = speed
        self._start = 0.0
        self._ahead = iter(recording.frames)

    async def read(self, sink: Any) -> None:
        """Feed the sink every frame at its time; stand still while its gate is closed."""
        self._start = time.monotonic()

        async def stand() -> float | None:
            if not sink.closed:
                return None
            await sink.opened()
            self._start = time.monotonic() - (0.0 if math.isinf(self._speed) else sink.now() / self._speed)
            at: float = sink.now()
            return at

        await play(self._ahead, sink.feed, speed=self._speed, stand=stand)

    def advance(self, count: int) -> Iterable[Frame]:
        """Return the next frames of the recording."""
        return islice(self._ahead, count)

    def clock(self) -> float | None:
        """Return seconds of the recording that have been played, None where it is played all at once."""
        if math.isinf(self._speed):
            return None
        return (time.monotonic() - self._start) * self._speed if self._start else 0.0
