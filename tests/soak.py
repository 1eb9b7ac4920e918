"""A connection cut off thousands of times, in every way: `python -m tests.soak [10000]`, or `make soak`.

Every event must come once and in order, over one connection at a time, and nothing may pile up.
"""

import asyncio
import json
import resource
import sys
import threading
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from sse_widgets import background
from sse_widgets.frame import CLOSED, GAP, LIFECYCLE, OPENED, RETRYING, Frame
from sse_widgets.transport import Connection, Options, Request, Retry
from tests.transport.servers import CHUNKED, HEAD, Asked, Server, serving

PATIENT = Retry(attempts=1000, base=0.0, cap=0.0, floor=0.0)
PACKED = CHUNKED.replace(b"\r\n\r\n", b"\r\ncontent-encoding: gzip\r\n\r\n")
IDLE = 0.05
"""Seconds of silence after which the reader leaves; only `silence` costs them."""


def event(n: int, end: str = "\n") -> bytes:
    """Return event number `n`, with letters of several bytes in it."""
    return f"id: é{n}{end}data: {n} 豆{end}{end}".encode()


def chunk(data: bytes) -> bytes:
    """Return a chunk of HTTP."""
    return b"%x\r\n%b\r\n" % (len(data), data)


@dataclass
class Cutter:
    """A server that cuts off whoever asks, `cuts` times, and then lets the stream end."""

    cuts: int
    seed: int = 7
    done: int = 0
    open: int = 0
    most: int = 0
    last: int = 0
    """The number of the last event."""
    kinds: dict[str, int] = field(default_factory=dict)
    token: int = 0
    """Which token is valid now."""
    server: Server | None = None

    def __post_init__(self) -> None:
        self._random = Random(self.seed)

    async def answer(self, writer: asyncio.StreamWriter) -> None:
        """Answer the request that came last."""
        assert self.server is not None
        asked = self.server.requests[-1]
        self.server.requests[:-1] = []  # a soak must not fill the memory itself
        self.open += 1
        self.most = max(self.most, self.open)
        try:
            await self._answer(writer, asked, (asked.header("last-event-id") or b"").decode())
        finally:
            self.open -= 1

    async def _answer(self, writer: asyncio.StreamWriter, asked: Asked, place: str) -> None:
        n = int(place.removeprefix("é") or 0)
        if asked.header("authorization") != f"Bearer {self.token}".encode():
            writer.write(b"HTTP/1.1 401 No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
            return
        if self.done == self.cuts:
            writer.write(HEAD + event(n + 1) + b"data: [DONE]\n\n")
            self.last = n + 1
            return
        self.done += 1
        kind = KINDS[self.done % len(KINDS)]
        self.kinds[kind] = self.kinds.get(kind, 0) + 1
        count = self._random.randrange(4)
        sent = b"".join(event(n + k) for k in range(1, count + 1))
        following = event(n + count + 1)
        await self._cut(writer, kind, n, sent, following)

    async def _cut(self, writer: asyncio.StreamWriter, kind: str, n: int, sent: bytes, following: bytes) -> None:
        cut = self._random.randrange(1, len(following) - 1)  # anywhere but at the end of the event
        if kind in ("status", "busy", "gone"):
            head = {"status": b"502 No", "busy": b"503 No\r\nretry-after: 0", "gone": b"408 No"}[kind]
            writer.write(b"HTTP/1.1 " + head + b"\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        elif kind == "redirect":
            writer.write(b"HTTP/1.1 307 There\r\nlocation: /there\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        elif kind == "token":
            self.token += 1
            writer.write(CHUNKED + chunk(sent or b":\n"))
        elif kind == "end":
            writer.write(HEAD + sent + following[:cut])
        elif kind == "drop":
            writer.write(CHUNKED + chunk(sent + following[:cut]))
        elif kind == "inside a chunk":
            writer.write(CHUNKED + chunk(sent + following)[: -len(following) + cut - 4])
        elif kind == "garbage":
            writer.write(CHUNKED + chunk(sent or b":\n") + b"zz\r\n")
        elif kind == "packed":
            packing = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
            packed = packing.compress(sent + following[:cut]) + packing.flush(zlib.Z_SYNC_FLUSH)
            writer.write(PACKED + chunk(packed))
        elif kind == "pieces":
            writer.write(CHUNKED)
            for byte in sent:
                writer.write(chunk(bytes([byte])))
            writer.write(chunk(following[:cut]))
        elif kind == "again":
            before = b"".join(event(k) for k in range(max(1, n - 3), n + 1))
            writer.write(CHUNKED + chunk(before + sent))
        elif kind == "silence":
            writer.write(CHUNKED + chunk(sent or b":\n"))
            await writer.drain()
            self.open -= 1  # the reader leaves now, and a silent server does not look
            await asyncio.sleep(20 * IDLE)
            self.open += 1
        await writer.drain()
        if kind in ("reset", "reset before an answer"):
            if kind == "reset":
                writer.write(CHUNKED + chunk(sent + following[:cut]))
                await writer.drain()
            writer.transport.abort()


KINDS = [
    *("status", "busy", "gone", "redirect", "token", "end", "drop", "inside a chunk", "garbage", "packed", "pieces"),
    *("again", "reset", "reset before an answer"),
] * 7 + ["silence"]


@dataclass
class Counted:
    """In the place of a run: holds nothing, and looks at everything."""

    expected: int = 1
    wrong: list[str] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)
    over: bool = False
    closed: Mapping[str, Any] = field(default_factory=dict)
    has_heartbeats: bool = False
    threads: set[int] = field(default_factory=set)

    @property
    def unfinished(self) -> bool:
        """Whether the last event is still to come."""
        return not self.over

    def met(self, headers: Mapping[str, str], warning: str = "") -> None:
        """Learn nothing."""

    def feed(self, *frames: Frame) -> None:
        """Look at what came."""
        for frame in frames:
            self.names[frame.event] = self.names.get(frame.event, 0) + 1
            if frame.event == CLOSED:
                self.closed = json.loads(frame.data)
            elif frame.data == "[DONE]":
                self.over = True
            elif frame.event not in LIFECYCLE:
                if frame.data != f"{self.expected} 豆" and len(self.wrong) < 10:
                    self.wrong.append(f"{frame.data} in place of {self.expected}")
                self.expected += 1
        self.threads.add(threading.active_count())


@dataclass
class Report:
    """How it went."""

    cuts: int
    events: int
    seconds: float
    grown: float
    """MiB since a tenth of the cuts."""
    cutter: Cutter
    counted: Counted

    def check(self) -> None:
        """Raise if anything is not as it must be."""
        counted, cutter = self.counted, self.cutter
        assert counted.wrong == [], counted.wrong
        assert counted.closed == {"reason": "the run ended"}, counted.closed
        assert counted.expected - 1 == cutter.last, (counted.expected, cutter.last)
        assert counted.names.get(GAP, 0) == 0, counted.names
        assert counted.names[OPENED] > 0 < counted.names[RETRYING], counted.names
        assert cutter.done == self.cuts, cutter.done
        assert cutter.most <= 2, cutter.most  # the server sees one leave a moment after the next came
        assert len(counted.threads) == 1, counted.threads
        assert self.grown <= 16, self.grown


def _held() -> float:
    with open("/proc/self/statm") as pages:
        return int(pages.read().split()[1]) * resource.getpagesize() / 2**20


def soak(cuts: int, seed: int = 7) -> Report:
    """Return how a connection stood so many cuts."""
    cutter, counted = Cutter(cuts, seed), Counted()
    with serving(cutter.answer) as server:
        cutter.server = server
        request = Request(server.url, token=lambda: str(cutter.token))
        options = Options(retry=PATIENT, idle_timeout=IDLE)
        connection = Connection(request, counted, options)
        began = time.perf_counter()
        reading = background.submit(connection.read())
        while cutter.done < cuts // 10 and not reading.done():
            time.sleep(0.01)
        before = _held()
        reading.result(600)
        grown = _held() - before
    return Report(cuts, counted.expected - 1, time.perf_counter() - began, grown, cutter, counted)


def main() -> None:
    """Print how it went."""
    report = soak(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
    print(f"{report.cuts} cuts, {report.events} events in {report.seconds:.1f} s; grown by {report.grown:.1f} MiB")
    print(f"kinds: {report.cutter.kinds}\nframes: {report.counted.names}\nthreads: {report.counted.threads}")
    report.check()


if __name__ == "__main__":
    main()
