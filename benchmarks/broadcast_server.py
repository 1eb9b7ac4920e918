"""A server for many who listen, of one of two kinds, in a process of its own: what it takes is its own time."""

import asyncio
import socket
import sys
import time

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route

from sse_widgets.broadcast import Broadcaster
from sse_widgets.broadcast.server import server_config

SESSION = "bench"
START = 0.5
"""Seconds from the last one's coming to the first event."""


def event(n: int, size: int) -> dict[str, object]:
    """Return the data of an event, with the time at which it is made."""
    return {"messageId": "answer", "token": "w" * size, "n": n, "at": time.time()}


class Bare:
    """Each client has a generator that sends its events when they are due: nothing is shared, kept or numbered."""

    def __init__(self, listeners: int, hertz: float, count: int, size: int) -> None:
        self.hertz, self.count, self.size = hertz, count, size
        self.missing = listeners
        self.go = asyncio.Event()
        self.began = 0.0
        self.app = Starlette(routes=[Route(f"/sse/{SESSION}", self.sse)])

    async def sse(self, _: Request) -> StreamingResponse:
        self.missing -= 1
        if not self.missing:
            self.began = time.time() + START
            self.go.set()
        return StreamingResponse(self.events(), media_type="text/event-stream")

    async def events(self):  # type: ignore[no-untyped-def]
        yield b": hello\n\n"
        await self.go.wait()
        for n in range(self.count):
            await asyncio.sleep(max(0.0, self.began + n / self.hertz - time.time()))
            data = f'{{"messageId":"answer","token":"{"w" * self.size}","n":{n},"at":{self.began + n / self.hertz}}}'
            yield f"id: {n}\nevent: message_token\ndata: {data}\n\n".encode()


async def publish(broadcaster: Broadcaster, listeners: int, hertz: float, count: int, size: int) -> None:
    """Publish so many events as soon as so many listen."""
    while broadcaster.stats()["totalSubscribers"] < listeners:  # noqa: ASYNC110  # it tells nobody when one comes
        await asyncio.sleep(0.02)
    began = time.time() + START
    for n in range(count):
        await asyncio.sleep(max(0.0, began + n / hertz - time.time()))
        await broadcaster.publish(SESSION, "message_token", event(n, size))
    await broadcaster.end(SESSION)


async def main(kind: str, listeners: int, hertz: float, count: int, size: int) -> None:
    """Serve one kind until killed; print the port."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=2048)
    print(listening.getsockname()[1], flush=True)
    if kind == "bare":
        bare = Bare(listeners, hertz, count, size)
        config = uvicorn.Config(bare.app, http="httptools", ws="none", log_config=None, access_log=False)
        await uvicorn.Server(config).serve([listening])
        return
    broadcaster = Broadcaster()
    serving = asyncio.create_task(uvicorn.Server(server_config(broadcaster.app)).serve([listening]))
    await publish(broadcaster, listeners, hertz, count, size)
    await serving


if __name__ == "__main__":
    kind, *numbers = sys.argv[1:]
    asyncio.run(main(kind, int(numbers[0]), float(numbers[1]), int(numbers[2]), int(numbers[3])))
