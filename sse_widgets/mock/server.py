"""MockServer: plays a recording over HTTP to whoever asks, on this machine only."""

import asyncio
import logging
from collections.abc import Collection, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Final, Self

import h11

from sse_widgets import background
from sse_widgets.errors import RunError
from sse_widgets.mock.fault_script import FaultScript
from sse_widgets.mock.faults import Fault
from sse_widgets.mock.gate import refusal
from sse_widgets.mock.http import HEADER_LIMIT, Answer, BadRequest, Message, plain, receive, send
from sse_widgets.mock.replay import Mode, Replay
from sse_widgets.mock.request_log import Request, RequestLog
from sse_widgets.mock.script import Playable, Script

PATIENCE: Final = 10.0
"""Seconds that a client may take to send its request."""
LINGER: Final = 1.0
"""Seconds for a client to read why its request was not read: closing at once could take the answer from it."""
LEFT_UNREAD: Final = frozenset({400, 413, 431, 503})
MOST_CONNECTIONS: Final = 256

_log = logging.getLogger("sse_widgets.mock")


class MockServer:
    """A server that plays a recording, from its start or after the `Last-Event-ID`, to every client.

    Use it as a context manager (`with` or `async with`), or call `start()` and `stop()`. It listens on 127.0.0.1
    and answers only requests addressed to it by that name or `localhost`, against DNS rebinding.

    Those who ask for `.../events` or `.../updates`, and not for an event stream, get as JSON what is due since the
    first request; faults leave them alone.

    Started again, it goes on where it was: with its port, its steps, and the faults that are left.

    Args:
        recording: a path (JSON Lines or a raw capture), the name of a shipped recording, a `Recording`, or frames.
        speed: how much faster than recorded, > 0; `math.inf` means everything at once.
        mode: `"original"` keeps the times of the recording, divided by `speed`; `"instant"` has no pauses;
            `"step"` waits for `step()`.
        token: if given, requests need the header `Authorization: Bearer <token>` with this token, or one of these.
        forbidden: tokens that are answered 403.
        faults: what goes wrong, as text (`"drop@40; status=503*2"`) or as objects.
        seed: what the random ones draw from; by default a new one, which `faults` then holds.
        buffering: whether to hold every body back until it ends, as some proxies do.
        port: where to listen; 0 for any free port, which is kept if the server is started again.
        ids: whether to number the events for `Last-Event-ID`; by default only if they have no ids.

    Raises:
        RecordingError: there is no such recording, or it cannot be read.
        FaultError: the text of the faults cannot be read.
        ValueError: `speed` is not positive, or there is no such mode.
    """

    tokens: set[str] | None
    """The tokens that let in, None if none is needed; may be changed while serving."""
    forbidden: set[str]
    """The tokens that are answered 403; may be changed while serving."""
    faults: FaultScript
    """What goes wrong, with the seed: `MockServer(..., faults=str(server.faults))` does it all again."""

    def __init__(
        self,
        recording: Playable,
        *,
        speed: float = 1.0,
        mode: Mode = "original",
        token: str | Collection[str] | None = None,
        forbidden: Collection[str] = (),
        faults: str | Sequence[Fault] | FaultScript = (),
        seed: int | None = None,
        buffering: bool = False,
        port: int = 0,
        ids: bool | None = None,
    ) -> None:
        self.tokens = {token} if isinstance(token, str) else None if token is None else set(token)
        self.forbidden = set(forbidden)
        self.faults = FaultScript.read(faults, seed)
        self._script = Script(recording, ids)
        self._replay = Replay(self._script, mode, speed, self.faults, buffering)
        self._port = port
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()
        self._seen = RequestLog()

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
        return list(self._seen.requests)

    def step(self, n: int = 1) -> None:
        """Release the next n frames to every stream, in the mode "step"; returns at once.

        Each open stream gets its next n. One that opens later gets at once what was released from its own position on,
        counting from the start of the recording, and waits for the steps that follow.

        Raises:
            RunError: the server does not play step by step.
            ValueError: n is not positive.
        """
        if self._replay.steps is None:
            raise RunError('step() is for servers that wait for it: MockServer(..., mode="step")')
        if n < 1:
            raise ValueError(f"n is {n}; it must be at least 1")
        background.loop().call_soon_threadsafe(self._replay.steps.step, n)

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
            self._seen.start()
            if self.faults.faults:
                _log.info("mock server at %s, faults: %s", self.url, self.faults)

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
            await _close(writer)
            self._connections.discard(task)

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
        self._seen.note(message, answer.status)
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
        refused = refusal(message, self._port, self.tokens, self.forbidden)
        return refused or self._replay.answer(message)


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
