"""A connection without a run: what it feeds is kept, and its waiting is not waited for."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from sse_widgets import background
from sse_widgets.frame import COMMENT, LIFECYCLE, RETRYING, Frame
from sse_widgets.onward import Asked, Onward
from sse_widgets.transport import Connection, Options, Request, Retry
from tests.leaping import leaping
from tests.waiting import PATIENCE

FAST = Retry(attempts=5, base=0.001, cap=0.002, floor=0.0)


@dataclass
class Listener:
    """In the place of a run; over when it has got the frame with the data `end`."""

    end: str = "[DONE]"
    unfinished_: bool = True
    has_heartbeats: bool = False
    frames: list[Frame] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def over(self) -> bool:
        """Whether the last frame has come."""
        return any(frame.data == self.end for frame in self.frames[-20:])

    @property
    def unfinished(self) -> bool:
        """Whether the last frame is still to come."""
        return self.unfinished_ and not self.over

    def onward(self, asked: Asked) -> Onward | None:
        """Know no way on."""
        return None

    def met(self, headers: Mapping[str, str], warning: str = "") -> None:
        """Keep the warning."""
        self.warnings.append(warning)

    def feed(self, *frames: Frame) -> None:
        """Keep the frames."""
        self.frames += frames

    @property
    def names(self) -> list[str]:
        """The names of the frames, without comments."""
        return [frame.event for frame in self.frames if frame.event != COMMENT]

    @property
    def texts(self) -> list[str]:
        """The data of what the server sent."""
        return [frame.data for frame in self.frames if frame.event not in LIFECYCLE]

    def said(self, name: str) -> list[dict[str, Any]]:
        """What the frames of a name say."""
        return [json.loads(frame.data) for frame in self.frames if frame.event == name]

    @property
    def closed(self) -> dict[str, Any]:
        """What the last frame says."""
        return json.loads(self.frames[-1].data)

    @property
    def delays(self) -> list[float]:
        """What was waited, in seconds, before each attempt but the first."""
        return [said["delay"] for said in self.said(RETRYING)]


async def no_sleep(seconds: float) -> None:
    """Take no time, but let others go on."""
    await asyncio.sleep(0)


def read(
    given: Any, *, listener: Listener | None = None, client: Any = None, leap: bool = False, **options: Any
) -> Listener:
    """Read a stream to its end, by itself; return what came.

    Args:
        given: a request, or an address.
        listener: what takes the frames.
        client: asks; without one, a client of our own does.
        leap: whether time leaps, which it may only for a client that asks nobody outside.
        options: of the connection.
    """
    listener = listener or Listener()
    request = given if isinstance(given, Request) else Request(given)
    settings = Options(**{"retry": FAST, "sleep": no_sleep, **options})
    connection = Connection(request, listener, settings, client)
    if leap:
        leaping(connection.read())
    else:
        background.submit(connection.read()).result(PATIENCE)
    return listener


def faked(answer: Any) -> httpx.AsyncClient:
    """Return a client whose every request is answered by a function."""
    return httpx.AsyncClient(transport=httpx.MockTransport(answer))


class Timed(httpx.AsyncByteStream):
    """A body: bytes, and the pauses between them in seconds."""

    def __init__(self, *script: bytes | float) -> None:
        self._script = script

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self._script:
            if isinstance(part, bytes):
                yield part
            else:
                await asyncio.sleep(part)


FOR_EVER = 1e6
"""Seconds, for a pause."""


def telling(*bodies: Timed, status: int = 200, kind: str = "text/event-stream") -> httpx.AsyncClient:
    """Return a client whose requests get one body after another, the last again and again."""
    left = list(bodies)

    def answer(_: httpx.Request) -> httpx.Response:
        body = left.pop(0) if len(left) > 1 else left[0]
        return httpx.Response(status, headers={"content-type": kind}, stream=body)

    return faked(answer)
