"""A server that cuts off whoever asks, in every way there is, and counts who is there."""

import asyncio
import json
import zlib
from dataclasses import dataclass, field
from random import Random

from tests.transport.servers import CHUNKED, HEAD, Asked, Server

PACKED = CHUNKED.replace(b"\r\n\r\n", b"\r\ncontent-encoding: gzip\r\n\r\n")
PLAIN = CHUNKED.replace(b"text/event-stream", b"text/plain")
MOMENT = 30.0
"""Seconds in which a client that comes again must have left."""
STATUSES = {
    "status": b"502 No",
    "busy": b"503 No\r\nretry-after: 0",
    "too many": b"429 No",
    "late": b"408 No",
    "redirect": b"307 There\r\nlocation: /there",
    "moved": b"301 There\r\nlocation: there?and=back",
}
"""Answers that are no stream."""
KINDS = [
    *STATUSES,
    *(
        "token",
        "end",
        "drop",
        "inside a chunk",
        "inside the size of a chunk",
        "garbage",
        "packed",
        "inside the packing",
    ),
    *("pieces", "again", "carriage returns", "marked", "retry time", "heartbeats", "another name", "a head, no more"),
    *("inside the head", "no answer", "reset", "reset before an answer"),
] * 7 + ["silence"]


def said(n: int) -> dict[str, str]:
    """Return what event number `n` says; the first begins a run."""
    if n == 1:
        return {"type": "RUN_STARTED", "threadId": "t", "runId": "r"}
    return {"type": "TEXT_MESSAGE_CONTENT", "messageId": "m", "delta": f"{n} 豆 "}


def event(n: int) -> bytes:
    """Return event number `n` on the wire, with letters of several bytes in it."""
    return f"id: é{n}\ndata: {json.dumps(said(n), ensure_ascii=False)}\n\n".encode()


LAST = b'data: {"type":"RUN_FINISHED","threadId":"t","runId":"r"}\n\n'


def chunk(data: bytes) -> bytes:
    """Return a chunk of HTTP."""
    return b"%x\r\n%b\r\n" % (len(data), data)


@dataclass
class Cutter:
    """Cuts off `cuts` times, and then lets the stream end."""

    cuts: int
    seed: int = 7
    silence: float = 1.0
    """Seconds that a silent answer lasts; the reader should leave long before."""
    done: int = 0
    last: int = 0
    """The number of the last event."""
    open: int = 0
    lingering: int = 0
    """How often one was still there, a moment after the next had come."""
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
        await self._alone()
        self.open += 1
        try:
            await self._answer(writer, asked, (asked.header("last-event-id") or b"").decode())
            await writer.drain()
        finally:
            self.open -= 1

    async def _alone(self) -> None:
        """Wait a moment until whoever was here has left: one connection at a time is what we are to see."""
        end = asyncio.get_running_loop().time() + MOMENT
        while self.open:
            if asyncio.get_running_loop().time() > end:
                self.lingering += 1
                return
            await asyncio.sleep(0)

    async def _answer(self, writer: asyncio.StreamWriter, asked: Asked, place: str) -> None:
        n = int(place.removeprefix("é") or 0)
        if asked.header("authorization") != f"Bearer {self.token}".encode():
            writer.write(b"HTTP/1.1 401 No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        elif self.done == self.cuts:
            writer.write(HEAD + event(n + 1) + LAST)
            self.last = n + 1
        else:
            kind = KINDS[self.done % len(KINDS)]
            self.done += 1
            self.kinds[kind] = self.kinds.get(kind, 0) + 1
            events = [event(n + k) for k in range(1, self._random.randrange(4) + 1)]
            await self._cut(writer, kind, n, events, event(n + len(events) + 1))

    async def _cut(self, writer: asyncio.StreamWriter, kind: str, n: int, events: list[bytes], next: bytes) -> None:
        """Send some events and a part of the next one.

        Args:
            writer: where to.
            kind: of cut.
            n: the number of the last event that the client has.
            events: those that follow it.
            next: the event after those, which is cut off.
        """
        sent, cut = b"".join(events), self._random.randrange(1, len(next) - 1)  # anywhere but at its end
        whole = chunk(sent or b":\n")
        if kind in STATUSES:
            writer.write(b"HTTP/1.1 " + STATUSES[kind] + b"\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        elif kind == "token":
            self.token += 1
            writer.write(CHUNKED + whole)
        elif kind == "end":
            writer.write(HEAD + sent + next[:cut])
        elif kind == "drop":
            writer.write(CHUNKED + chunk(sent + next[:cut]))
        elif kind == "inside a chunk":
            writer.write(CHUNKED + chunk(sent + next)[: -len(next) + cut - 4])
        elif kind == "inside the size of a chunk":
            writer.write(CHUNKED + whole + b"1")
        elif kind == "garbage":
            writer.write(CHUNKED + whole + b"zz\r\n")
        elif kind in ("packed", "inside the packing"):
            packing = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
            packed = packing.compress(sent + next[:cut]) + packing.flush(zlib.Z_SYNC_FLUSH)
            writer.write(PACKED + chunk(packed if kind == "packed" else packed[:-3]))
        elif kind == "pieces":
            writer.write(CHUNKED + b"".join(chunk(sent[k : k + 1]) for k in range(len(sent))) + chunk(next[:cut]))
        elif kind == "again":
            writer.write(CHUNKED + chunk(b"".join(event(k) for k in range(max(1, n - 3), n + 1)) + sent))
        elif kind == "carriage returns":
            writer.write(CHUNKED + chunk(sent.replace(b"\n", b"\r") + next[:cut].replace(b"\n", b"\r\n")))
        elif kind == "marked":
            writer.write(CHUNKED + chunk(b"\xef\xbb") + chunk(b"\xbf" + sent))
        elif kind == "retry time":
            writer.write(CHUNKED + chunk(b"retry: 0\n" + sent + b"retry: -1\n\n"))
        elif kind == "heartbeats":
            writer.write(CHUNKED + chunk(b": beat\n\n") * 3)
        elif kind == "another name":
            writer.write(PLAIN + whole)
        elif kind == "a head, no more":
            writer.write(CHUNKED)
        elif kind == "inside the head":
            writer.write(CHUNKED[: self._random.randrange(1, len(CHUNKED) - 1)])
        elif kind == "silence":
            writer.write(CHUNKED + whole)
            await self._stay_silent(writer)
        elif kind == "reset":
            writer.write(CHUNKED + chunk(sent + next[:cut]))
            await writer.drain()
            writer.transport.abort()
        elif kind == "reset before an answer":
            writer.transport.abort()

    async def _stay_silent(self, writer: asyncio.StreamWriter) -> None:
        await writer.drain()
        self.open -= 1  # the reader leaves now, and a silent server does not look
        await asyncio.sleep(self.silence)
        self.open += 1
