"""The reading side of the wire, and the server to try it with, each beside a peer in the same run."""

import asyncio
import json
import math
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from statistics import median

import httpx
import httpx_sse

import sse_widgets as sw
from sse_widgets import background
from sse_widgets.decoder import Decoder
from sse_widgets.frame import Frame
from sse_widgets.mock import MockServer

ROUNDS = 5
CHUNK = 64 * 1024
EVENTS = 50_000
FLOOD = 40_000
SUBSCRIBERS, SERVERS = 500, 2  # a server takes 256
HERTZ, SECONDS = 10, 4
CONNECTS = 40
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"


def _chunks() -> list[bytes]:
    body = b"".join(b"id: %d\ndata: %b\n\n" % (n, b"x" * 82) for n in range(10_000, 10_000 + EVENTS))
    return [body[start : start + CHUNK] for start in range(0, len(body), CHUNK)]


def _timed(action: Callable[[], int], expected: int) -> float:
    start = time.process_time()
    count = action()
    assert count == expected, count
    return time.process_time() - start


def decoding() -> dict[str, float]:
    """Return how much faster events of 100 B are read from memory than by `httpx_sse`."""
    chunks = _chunks()

    def ours() -> int:
        decoder = Decoder()
        return sum(len(decoder.feed(chunk)) for chunk in chunks)

    def theirs() -> int:
        answer = httpx.Response(200, headers={"content-type": "text/event-stream"}, content=iter(chunks))
        return sum(1 for _ in httpx_sse.EventSource(answer).iter_sse())

    pairs = [(_timed(ours, EVENTS), _timed(theirs, EVENTS)) for _ in range(ROUNDS)]
    return {"decode_vs_httpx_sse": median(theirs / ours for ours, theirs in pairs)}


def _frames() -> list[Frame]:
    return [Frame("message", "x" * 82, str(n)) for n in range(10_000, 10_000 + FLOOD)]


@contextmanager
def _bare() -> Iterator[str]:
    """Serve the same flood with nothing around it."""
    bodies = [b"id: %d\ndata: %b\n\n" % (n, b"x" * 82) for n in range(10_000, 10_000 + FLOOD)]

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(HEAD)
        for n, body in enumerate(bodies):
            writer.write(b"%x\r\n%b\r\n" % (len(body), body))
            if n % 64 == 0:
                await writer.drain()
        writer.write(b"0\r\n\r\n")
        await writer.drain()
        writer.close()

    with _serving(answer) as url:
        yield url


@contextmanager
def _serving(answer: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]) -> Iterator[str]:
    async def begin() -> asyncio.Server:
        return await asyncio.start_server(answer, "127.0.0.1", 0)

    async def end() -> None:
        server.close()

    server = background.submit(begin()).result(5)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        background.submit(end()).result(5)


def _load(*arguments: object) -> dict[str, float]:
    """Run the load in another process; return what it found."""
    command = [sys.executable, "-m", "benchmarks.subscribers", *map(str, arguments)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout)


def flooding() -> dict[str, float]:
    """Return events a second of the mock server, of a bare asyncio writer, and the ratio."""
    pairs = []
    with MockServer(_frames(), speed=math.inf) as mock, _bare() as bare:
        for _ in range(ROUNDS):
            mocked, written = _load("flood", mock.url), _load("flood", bare)
            assert mocked["events"] == written["events"] == FLOOD, (mocked, written)
            pairs.append((FLOOD / mocked["seconds"], FLOOD / written["seconds"]))
    return {
        "mock_flood_vs_bare": median(ours / theirs for ours, theirs in pairs),
        "mock_flood_events_per_second": median(ours for ours, _ in pairs),
        "bare_writer_events_per_second": median(theirs for _, theirs in pairs),
    }


def subscribing() -> dict[str, float]:
    """Return which part of the events reaches 500 subscribers within 1 s of its time."""
    frames = [Frame("message", "x" * 82, str(n), at=n / HERTZ) for n in range(HERTZ * SECONDS)]
    with ExitStack() as stack:
        urls = [stack.enter_context(MockServer(frames)).url for _ in range(SERVERS)]
        found = _load("subscribe", SUBSCRIBERS, HERTZ, *urls)
    return {"mock_500x10hz_delivered": found["in_time"] / (SUBSCRIBERS * len(frames))}


def connecting() -> dict[str, float]:
    """Return by how many milliseconds a run has its first event later than a bare `httpx` stream."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(HEAD + b"14\r\nid: 1\ndata: [DONE]\n\n\r\n0\r\n\r\n")
        await writer.drain()
        writer.close()

    trusted = httpx.create_ssl_context()  # which takes 30 ms, for us once

    async def bare(url: str) -> None:
        async with httpx.AsyncClient(verify=trusted) as client, client.stream("GET", url) as response:
            async for _ in response.aiter_raw():
                return

    def theirs(url: str) -> float:
        start = time.perf_counter()
        background.submit(bare(url)).result(10)
        return time.perf_counter() - start

    def ours(url: str) -> float:
        start = time.perf_counter()
        run = sw.connect(url)
        while not any(frame.event == "message" for frame in run.frames):
            time.sleep(0.0001)
        elapsed = time.perf_counter() - start
        run.wait(10)
        return elapsed

    with _serving(answer) as url:
        ours(url), theirs(url)
        pairs = [(ours(url), theirs(url)) for _ in range(CONNECTS)]
    return {"connect_overhead_ms": 1000 * median(mine - peer for mine, peer in pairs)}


def measure() -> dict[str, float]:
    """Return all of them."""
    return decoding() | flooding() | subscribing() | connecting()
