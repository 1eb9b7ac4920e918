"""MockServer: plays a recording over HTTP to whoever asks, on this machine only."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

import h11

from sse_widgets import background
from sse_widgets.errors import RunError
from sse_widgets.mock.gate import refusal
from sse_widgets.mock.http import HEADER_LIMIT, Answer, BadRequest, Bytes, Message, plain, receive, send
from sse_widgets.mock.schedule import due_times, play
from sse_widgets.mock.script import Playable, Script

PATIENCE: Final = 10.0
"""Seconds that a client may take to send its request."""
LINGER: Final = 1.0
"""Seconds for a client to read why its request was not read: closing at once could take the answer from it."""
LEFT_UNREAD: Final = frozenset({400, 413, 431, 503})
MOST_CONNECTIONS: Final = 256
MOST_REQUESTS: Final = 1000
KEPT_HEADERS: Final = frozenset(
    {"accept", "accept-encoding", "cache-control", "content-type", "host", "last-event-id", "origin", "user-agent"}
)
STREAM: Final = {"content-type": "text/event-stream", "cache-control": "no-cache", "x-accel-buffering": "no"}

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Request:
    """One request that a mock server got, and the status it answered with."""

    method: str
    path: str
    """Without the query."""
    headers: Mapping[str, str]
    """Names in lower case; only those that matter, and no credentials."""
    body: bytes
    last_event_id: str
    """What the client asked to resume after; "" for nothing."""
    status: int
    at: float
    """Seconds since the server started."""


class MockServer:
    """A server that plays a recording, from its start or after the `Last-Event-ID`, to every client.

    Use it as a context manager (`with` or `async with`), or call `start()` and `stop()`. It listens on 127.0.0.1
    and answers only requests addressed to it by that name or `localhost`, against DNS rebinding.

    Args:
        recording: a path (JSON Lines or a raw capture), the name of a shipped recording, a `Recording`, or frames.
        speed: how much faster than recorded, > 0; `math.inf` means everything at once.
        token: if given, requests need the header `Authorization: Bearer <token>`.
        port: where to listen; 0 for any free port, which is kept if the server is started again.
        ids: whether to number the events for `Last-Event-ID`; by default only if they have no ids.

    Raises:
        RecordingError: there is no such recording, or it cannot be read.
        ValueError: `speed` is not positive.
    """

    def __init__(
        self,
        recording: Playable,
        *,
        speed: float = 1.0,
        token: str | None = None,
        port: int = 0,
        ids: bool | None = None,
    ) -> None:
        self._script = Script(recording, ids)
        self._speed = speed
        due_times((), speed=speed)
        self._token = token
        self._port = port
        self._server: asyncio.Server | None = None
        self._started = 0.0
        self._connections: set[asyncio.Task[None]] = set()
        self._requests: deque[Request] = deque(maxlen=MOST_REQUESTS)

    @property
    def url(self) -> str:
        """Where it listens, without a path; any path will do.

        Raises:
            RunError: it is not running.
        """
        if self._server is None:
            raise RunError("the mock server is not running; use it in a `with` block, or call start()")
        return f"http://127.0.0.1:{self._port}"

    @property
    def requests(self) -> list[Request]:
        """The requests it got, oldest first; the last 1000."""
        return list(self._requests)

    def start(self) -> Self:
        """Listen; return the server itself. Again is no error."""
        self._wait_outside()
        background.submit(self._start()).result()
        return self

    def stop(self) -> None:
        """Stop listening and cut every open stream. Again is no error."""
        self._wait_outside()
        background.submit(self._stop()).result()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    async def __aenter__(self) -> Self:
        await asyncio.wrap_future(background.submit(self._start()))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.wrap_future(background.submit(self._stop()))

    def __repr__(self) -> str:
        where = f"at {self.url}" if self._server else "stopped"
        return f"<MockServer {self._script.title!r}, {len(self._script.items)} events, {where}>"

    def _wait_outside(self) -> None:
        if background.inside():
            raise RunError("start() and stop() would block every stream here; use `async with MockServer(...)`")

    async def _start(self) -> None:
        if self._server is None:
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port, limit=HEADER_LIMIT)
            self._port = self._server.sockets[0].getsockname()[1]
            self._started = time.monotonic()

    async def _stop(self) -> None:
        server, self._server = self._server, None
        if server is None:
            return
        server.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            await self._exchange(reader, writer)
        except (ConnectionError, TimeoutError, asyncio.CancelledError):  # cancelled by stop(), which alone waits for it
            writer.transport.abort()
        except Exception:
            _log.exception("a mock server failed to answer")
            writer.transport.abort()
        finally:
            self._connections.discard(task)
            await _close(writer)

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = h11.Connection(h11.SERVER, max_incomplete_event_size=HEADER_LIMIT)
        message = Message()
        try:
            if len(self._connections) > MOST_CONNECTIONS:
                raise BadRequest(503)
            async with asyncio.timeout(PATIENCE):
                message = await receive(connection, reader, writer)
            answer = self._answer(message)
        except BadRequest as bad:
            answer = plain(bad.status, str(bad))
        self._note(message, answer.status)
        sending = asyncio.create_task(send(connection, writer, answer, message))
        leaving = asyncio.create_task(_until_gone(reader))
        try:
            await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if answer.status in LEFT_UNREAD and sending.done():
                writer.write_eof()
                await asyncio.wait({leaving}, timeout=LINGER)
        finally:
            leaving.cancel()
            if not sending.done():
                writer.transport.abort()
                sending.cancel()
            _, outcome = await asyncio.gather(leaving, sending, return_exceptions=True)
        if isinstance(outcome, Exception):
            raise outcome

    def _answer(self, message: Message) -> Answer:
        if refused := refusal(message, self._port, self._token):
            return refused
        start = self._script.start(message.last_event_id)
        if start is None:
            return plain(204)
        return Answer(200, STREAM, self._events(start))

    def _events(self, start: int) -> Bytes:
        due = due_times(self._script.times, start, self._speed)
        return play(self._script.items[start:], due, time.monotonic, asyncio.sleep)

    def _note(self, message: Message, status: int) -> None:
        headers = {name: value for name, value in message.headers.items() if name in KEPT_HEADERS}
        if "authorization" in message.headers:
            headers["authorization"] = "REDACTED"
        at = time.monotonic() - self._started
        request = Request(message.method, message.path, headers, message.body, message.last_event_id, status, at)
        self._requests.append(request)


async def _until_gone(reader: asyncio.StreamReader) -> None:
    with suppress(ConnectionError):
        while await reader.read(2**16):
            pass


async def _close(writer: asyncio.StreamWriter) -> None:
    """Let what is written arrive, if the client takes it in time."""
    writer.close()
    try:
        async with asyncio.timeout(PATIENCE):
            await writer.wait_closed()
    except (ConnectionError, TimeoutError, asyncio.CancelledError):
        writer.transport.abort()
