"""One HTTP/1.1 exchange over asyncio streams; h11 knows the protocol. Every connection serves one request."""

import asyncio
import socket
import struct
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qs, urlsplit

import h11

HEADER_LIMIT: Final = 16 * 1024
PIECE: Final = 1024  # h11 sees only an unfinished header as too large, so it must not get all of it at once
BODY_LIMIT: Final = 2**20
BATCH: Final = 64 * 1024
"""Bytes after which a flood is written out, and other streams of the loop get their turn."""
SILENCE: Final = 0
Bytes = AsyncGenerator[bytes, None]
"""What streams: whoever wraps it may cut, hold back or change what passes, and must close what it wraps."""


class BadRequest(Exception):
    """A request that cannot be answered otherwise than by this status."""

    def __init__(self, status: int) -> None:
        super().__init__(HTTPStatus(status).phrase)
        self.status = status


class HangUp(Exception):
    """The body stops here, and the connection with it, before its end."""

    def __init__(self, last: bytes = b"", *, reset: bool = False) -> None:
        super().__init__("the connection is closed in the midst of a body")
        self.last = last
        """What is still written, as it is."""
        self.reset = reset
        """Whether the other side gets RST, and not FIN."""


@dataclass(frozen=True)
class Message:
    """A request as it came, with every header; not for the eyes of users."""

    method: str = ""
    path: str = ""
    query: Mapping[str, list[str]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    version: bytes = b"1.1"

    @property
    def last_event_id(self) -> str:
        """The id to resume from: the header's, else that of the query; "" if there is none."""
        # A header is bytes that h11 shows as Latin-1; browsers send the id as UTF-8.
        header = self.headers.get("last-event-id", "").encode("latin-1").decode("utf-8", "replace")
        return header or self.query.get("lastEventId", [""])[-1]


@dataclass(frozen=True)
class Answer:
    """A response. A body that is an iterator is streamed, one HTTP chunk for each of its items.

    It may raise `HangUp`.
    """

    status: int
    """`SILENCE` for a response without a head: not a byte is sent but those of the body."""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | Bytes = b""


def plain(status: int, text: str = "", **headers: str) -> Answer:
    """Return an answer of one line of text; header names are given with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if not text:
        return Answer(status, named)
    return Answer(status, {"content-type": "text/plain; charset=utf-8", **named}, f"{text}\n".encode())


async def receive(connection: h11.Connection, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Message:
    """Return the request that comes.

    Raises:
        BadRequest: it is no HTTP, or too large.
        ConnectionError: the client left.
    """
    request: h11.Request | None = None
    body = bytearray()
    while True:
        try:
            event = connection.next_event()
        except h11.RemoteProtocolError as error:
            raise BadRequest(error.error_status_hint) from None
        if event is h11.NEED_DATA:
            if connection.they_are_waiting_for_100_continue:
                go_on = h11.InformationalResponse(status_code=100, headers=[])
                writer.write(connection.send(go_on) or b"")
            data = await reader.read(PIECE)
            if not data and request is None:
                raise ConnectionResetError("the client left before its request was complete")
            connection.receive_data(data)
        elif isinstance(event, h11.Request):
            request = event
        elif isinstance(event, h11.Data):
            body += event.data
            if len(body) > BODY_LIMIT:
                raise BadRequest(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        else:  # the end of the message, which cannot come before its head
            assert request is not None
            return _message(request, bytes(body))


def _message(request: h11.Request, body: bytes) -> Message:
    try:
        target = urlsplit(request.target.decode("latin-1"))
        query = parse_qs(target.query)
    except ValueError:
        raise BadRequest(HTTPStatus.BAD_REQUEST) from None
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in request.headers}
    return Message(request.method.decode(), target.path or "/", query, headers, body, request.http_version)


async def send(connection: h11.Connection, writer: asyncio.StreamWriter, answer: Answer, message: Message) -> None:
    """Write the whole answer; that to HEAD without its body."""
    body = answer.body
    if answer.status == SILENCE and not isinstance(body, bytes):
        await pour(body, writer)
        return
    headers = {**answer.headers, "connection": "close"}
    if not isinstance(body, bytes):
        if message.version == b"1.1":
            headers["transfer-encoding"] = "chunked"
            body = chunked(body)
    elif answer.status != HTTPStatus.NO_CONTENT:  # RFC 9110, section 8.6
        headers["content-length"] = str(len(body))
    head = h11.Response(status_code=answer.status, headers=list(headers.items()), reason=_phrase(answer.status))
    writer.write(connection.send(head) or b"")
    if message.method == "HEAD":
        pass
    elif isinstance(body, bytes):
        writer.write(body)
    else:
        await pour(body, writer)
    await writer.drain()


def _phrase(status: int) -> bytes:
    try:
        return HTTPStatus(status).phrase.encode()
    except ValueError:
        return b"Unassigned"


async def chunked(items: Bytes) -> Bytes:
    """Yield each item as one chunk of a chunked body (RFC 9112, section 7.1), and what ends the body."""
    async with aclosing(items):
        async for item in items:
            yield b"%x\r\n%b\r\n" % (len(item), item)
    yield b"0\r\n\r\n"


async def pour(items: Bytes, writer: asyncio.StreamWriter) -> None:
    """Write all items. Those that come without a pause between them leave in one write."""
    loop = asyncio.get_running_loop()
    held = bytearray()

    def flush() -> None:
        if held:
            writer.write(bytes(held))
            held.clear()

    try:
        async with aclosing(items):
            async for item in items:
                if not held:
                    loop.call_soon(flush)
                held += item
                if len(held) >= BATCH:
                    flush()
                    await writer.drain()
                    await asyncio.sleep(0)
    except HangUp as end:
        held += end.last
        flush()
        if end.reset:
            await _reset(writer)
    flush()


async def _reset(writer: asyncio.StreamWriter) -> None:
    writer.transport.set_write_buffer_limits(0)
    await writer.drain()  # until all of it is with the kernel
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
