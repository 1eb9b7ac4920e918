"""A client that sees every byte, and one that loses none."""

import socket
import zlib
from dataclasses import dataclass, field

from sse_widgets.decoder import Decoder
from sse_widgets.frame import Frame
from sse_widgets.mock import MockServer
from tests.waiting import PATIENCE


@dataclass
class Exchange:
    """What came back for one request."""

    head: bytes = b""
    raw: bytes = b""
    """The body as it came, with its framing."""
    end: str = ""
    """How the connection ended: "FIN", "RST", or "silence" if the client gave up."""
    chunks: list[bytes] = field(default_factory=list)
    whole: bool = False
    """Whether the chunk that ends the body came."""

    @property
    def status(self) -> int:
        """0 if there was no answer."""
        return int(self.head.split(b" ")[1]) if self.head else 0

    @property
    def body(self) -> bytes:
        """The body without its framing."""
        return b"".join(self.chunks)

    def header(self, name: str) -> str | None:
        """Return a header, None if it did not come."""
        for line in self.head.decode("latin-1").split("\r\n")[1:]:
            key, _, value = line.partition(":")
            if key.lower() == name:
                return value.strip()
        return None

    def frames(self, **options: object) -> list[Frame]:
        """Return what the body says."""
        return Decoder(**options).feed(self.body)


def open_to(server: MockServer, path: str = "/", headers: str = "", patience: float = PATIENCE) -> socket.socket:
    """Return a connection over which a request was sent."""
    port = int(server.url.rpartition(":")[2])
    connection = socket.create_connection(("127.0.0.1", port), timeout=patience)
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\n{headers}\r\n".encode())
    return connection


def ask(server: MockServer, path: str = "/", headers: str = "", patience: float = PATIENCE) -> Exchange:
    """Ask, and read until the connection ends or nothing came for `patience` seconds."""
    exchange = Exchange()
    received = bytearray()
    with open_to(server, path, headers, patience) as connection:
        try:
            while part := connection.recv(65536):
                received += part
            exchange.end = "FIN"
        except ConnectionResetError:
            exchange.end = "RST"
        except TimeoutError:
            exchange.end = "silence"
    exchange.head, _, exchange.raw = bytes(received).partition(b"\r\n\r\n")
    if exchange.header("transfer-encoding") == "chunked":
        _unchunk(exchange)
    else:
        exchange.chunks, exchange.whole = [exchange.raw], exchange.status != 0
    return exchange


def _unchunk(exchange: Exchange) -> None:
    raw, at = exchange.raw, 0
    while (end := raw.find(b"\r\n", at)) >= 0:
        size = int(raw[at:end], 16)
        data = raw[end + 2 : end + 2 + size]
        if data:
            exchange.chunks.append(data)
        exchange.whole = size == 0
        at = end + 2 + size + 2


def careful(server: MockServer, most: int = 60, patience: float = PATIENCE) -> list[Frame]:
    """Return all frames that a client gets which comes back with the last id until it is told to stop."""
    decoder = Decoder()
    frames: list[Frame] = []
    path = "/"
    for _ in range(most):
        resume = f"Last-Event-ID: {decoder.last_event_id}\r\n" if decoder.last_event_id else ""
        exchange = ask(server, path, resume, patience)
        if exchange.status == 204:
            return frames
        path = exchange.header("location") or path
        if exchange.status != 200:
            continue
        body = exchange.body
        if exchange.header("content-encoding") == "gzip":
            body = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(body)
        frames += [*decoder.feed(body), *decoder.close()]
    raise AssertionError(f"not at the end after {most} requests; {server.faults}")
