"""A small harness of our own for the contract service, and streams to read."""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import httpx

from sse_widgets import background
from tests.contract_service import Service
from tests.transport.servers import Answer, Server, plain, quiet, serving
from tests.waiting import PATIENCE, until

HEAD = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n"
    b"cache-control: no-cache, no-store, must-revalidate\r\ntransfer-encoding: chunked\r\n\r\n"
)


class Harness:
    """A service under test, and the server that it reports to."""

    def __init__(self, service: str, callback: Server) -> None:
        self.service = service
        self.http = httpx.Client(base_url=service, trust_env=False, timeout=PATIENCE)
        self.callback = callback

    def read(self, url: str, **more: object) -> str:
        """Let a client read a stream; return its address."""
        answer = self.http.post("/", json={"streamUrl": url, "callbackUrl": f"{self.callback.url}/told", **more})
        assert answer.status_code == 201, answer.text
        return answer.headers["location"]

    @property
    def told(self) -> list[dict]:
        """What the client reported, in order."""
        reports = list(self.callback.requests)
        assert [asked.target for asked in reports] == [f"/told/{n}" for n in range(1, len(reports) + 1)]
        return [json.loads(asked.body) for asked in reports]

    def reports(self, count: int) -> list[dict]:
        """Wait for so many reports."""
        return until(lambda: (found := self.told)[count - 1 :] and found)

    def events(self, count: int) -> list[dict]:
        """Wait for so many events, whatever else is reported."""
        return until(
            lambda: (found := [it["event"] for it in self.told if it["kind"] == "event"])[count - 1 :] and found
        )


@contextmanager
def driving() -> Iterator[Harness]:
    """Run a service, and yield a harness that drives it."""
    with Service(0) as service, serving(plain("200 OK")) as callback:
        thread = threading.Thread(target=service.serve_forever, args=(0.01,))
        thread.start()
        harness = Harness(f"http://127.0.0.1:{service.server_port}", callback)
        with harness.http:
            yield harness
            with suppress(httpx.TransportError):  # it may have been told already
                harness.http.delete("/")
        thread.join(PATIENCE)
        assert not thread.is_alive()


class Stream:
    """A stream that a test writes piece by piece; each piece reaches the client by itself."""

    def __init__(self) -> None:
        self._pieces: asyncio.Queue[bytes | None] = asyncio.Queue()

    def send(self, *pieces: bytes) -> None:
        """Send pieces, one after the other."""
        for piece in pieces:
            background.loop().call_soon_threadsafe(self._pieces.put_nowait, piece)

    def drop(self) -> None:
        """Break the connection off."""
        background.loop().call_soon_threadsafe(self._pieces.put_nowait, None)

    async def answer(self, writer: asyncio.StreamWriter) -> None:
        """Answer one request."""
        writer.write(HEAD)
        await writer.drain()
        while (piece := await self._pieces.get()) is not None:
            writer.write(b"%x\r\n%b\r\n" % (len(piece), piece))
            await writer.drain()
            await asyncio.sleep(0.001)  # the pace of the server: pieces that come together are read together
        writer.transport.abort()


@contextmanager
def streaming(*answers: Answer) -> Iterator[Server]:
    """Serve streams, the last of which stays open."""
    with serving(*answers, quiet(HEAD)) as server:
        yield server
