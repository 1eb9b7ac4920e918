"""Small servers for the tests of the wire: each answer is a script of bytes and events."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sse_widgets import background
from tests.waiting import PATIENCE

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"


@dataclass
class Asked:
    """A request as it came."""

    head: bytes
    body: bytes = b""

    def header(self, name: str) -> bytes | None:
        """Return a header as it came, None if it did not."""
        for line in self.head.split(b"\r\n")[1:]:
            key, _, value = line.partition(b":")
            if key.strip().lower() == name.encode():
                return value.strip()
        return None

    @property
    def target(self) -> str:
        """Path and query."""
        return self.head.split(b" ")[1].decode()


Answer = bytes | Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Server:
    """Answers one request after another, the last answer again and again."""

    answers: list[Answer]
    port: int = 0
    requests: list[Asked] = field(default_factory=list)
    tasks: set["asyncio.Task[None]"] = field(default_factory=set)
    never: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request."""
        task = asyncio.current_task()
        assert task is not None
        self.tasks.add(task)
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            asked = Asked(head)
            asked.body = await reader.readexactly(int(asked.header("content-length") or 0))
            answer = self.answers[min(len(self.requests), len(self.answers) - 1)]
            self.requests.append(asked)
            if isinstance(answer, bytes):
                writer.write(answer)
                await writer.drain()
            else:
                await answer(writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self.tasks.discard(task)
            writer.close()


@contextmanager
def serving(*answers: Answer) -> Iterator[Server]:
    """Run a server on the background loop."""
    server = Server(list(answers))

    async def begin() -> asyncio.Server:
        return await asyncio.start_server(server.serve, "127.0.0.1", 0)

    async def end() -> None:
        listening.close()
        tasks = list(server.tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await listening.wait_closed()

    listening = background.submit(begin()).result(PATIENCE)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        background.submit(end()).result(PATIENCE)


def plain(status: str, body: bytes = b"", *headers: str) -> bytes:
    """Return a whole answer."""
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(body)}", "connection: close", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def quiet(first: bytes = HEAD) -> Answer:
    """Return an answer that begins and then says nothing until the server is stopped."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        await writer.drain()
        await asyncio.Event().wait()

    return answer


def cut(first: bytes) -> Answer:
    """Return an answer whose connection is reset after some bytes."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(CHUNKED)
        writer.write(b"%x\r\n%b\r\n" % (len(first), first))
        await writer.drain()
        # A body without its last chunk: the client cannot take it for the end.

    return answer


def done(text: bytes) -> bytes:
    """Return a whole stream."""
    return HEAD + text


class Counting:
    """An answer that goes on until the client leaves, and counts who is there."""

    def __init__(self) -> None:
        self.open = self.most = self.asked = 0

    async def answer(self, writer: asyncio.StreamWriter) -> None:
        """Send one event and then comments."""
        self.asked += 1
        self.open += 1
        self.most = max(self.most, self.open)
        try:
            writer.write(CHUNKED + b"19\r\nid: 1\ndata: this is one\n\n\r\n")
            await writer.drain()
            while not writer.transport.is_closing():
                writer.write(b"3\r\n:b\n\r\n")
                await writer.drain()
                await asyncio.sleep(0.002)  # the pace of the server
        finally:
            self.open -= 1
