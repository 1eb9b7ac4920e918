"""The connection of a run: attempts one after another until the stream has been read or gives up."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from sse_widgets.decoder import Decoder
from sse_widgets.errors import MaxReconnectReached, NetworkError, StreamError
from sse_widgets.frame import CLOSED, COMMENT, GAP, OPENED, RETRYING, Frame
from sse_widgets.lifecycle import note
from sse_widgets.transport.exchange import Answer, broken_off, exchange
from sse_widgets.transport.request import Request
from sse_widgets.transport.retry import Retry

LINGER = 2.0
"""Seconds to go on listening after the run ended."""


class Connection:
    """Reads a stream to its end; what happens to the wire is told in '@' frames like everything else.

    A broken stream is asked for again only where that is harmless and loses nothing: a GET, and
    either nothing has arrived or the server has given an id to go on from.
    """

    def __init__(
        self,
        request: Request,
        *,
        feed: Callable[..., None],
        over: Callable[[], bool],
        opened: Callable[[dict[str, str], str], None],
        retry: Retry,
        client: Any = None,
        connect_timeout: float = 10.0,
        comments: bool = True,
    ) -> None:
        """Prepare; nothing is asked for yet.

        Args:
            request: what to ask for.
            feed: takes every frame; those that arrive together at once.
            over: says whether the run has ended, after which nothing is asked for again.
            opened: told the headers of the first answer, and a warning if there is one, before its frames.
            retry: how often to try again.
            client: the caller's own `httpx` or `httpx2` client; it is not closed.
            connect_timeout: seconds for an answer to begin.
            comments: whether the server's comments are frames too.
        """
        self._request = request
        self._feed, self._over, self._opened = feed, over, opened
        self._retry = retry
        self._client = client
        self._timeout = connect_timeout
        self._decoder = Decoder(comments=comments, last_event_id=request.last_event_id)
        self._comments = comments
        self._began: float | None = None
        self._arrived = False
        self._fruitless = 0

    def clock(self) -> float:
        """Return seconds since the stream opened, 0.0 before."""
        return 0.0 if self._began is None else round(time.monotonic() - self._began, 6)

    async def read(self) -> None:
        """Read to the end; may be called again to go on from there. A stream error is the last frame's reason."""
        self._fruitless = 0
        owned = self._client is None
        client = self._client or _new_client(self._timeout)
        try:
            await self._attempts(client)
        except StreamError as error:
            self._note(CLOSED, reason=str(error), kind=error.kind)
        finally:
            if owned:
                await client.aclose()

    async def _attempts(self, client: Any) -> None:
        while True:
            try:
                reason = await self._attempt(client)
            except StreamError as error:
                await self._pause(error)
            else:
                self._note(CLOSED, reason=reason)
                return

    async def _attempt(self, client: Any) -> str:
        """Read one response and return why the stream is over."""
        seed = self._decoder.last_event_id
        async with exchange(client, self._request, seed, self._timeout) as answer:
            if answer is None:
                return "the server has nothing more to send (HTTP 204)"
            self._begin(answer)
            server = self._decoder.retry
            self._decoder = Decoder(comments=self._comments, last_event_id=seed)
            self._decoder.retry = server
            try:
                with broken_off(answer.asked):
                    await self._pump(answer)
            except StreamError:
                if not self._over():
                    raise
        return "the run ended" if self._over() else "the server ended the stream"

    def _begin(self, answer: Answer) -> None:
        if self._began is None:
            self._began = time.monotonic()
            self._opened(answer.headers, answer.warning)
        if self._arrived and not self._decoder.last_event_id:
            self._note(GAP, reason="the server gives no ids: what was sent while the wire was down is lost")
        self._note(OPENED, url=self._request.shown_url, status=answer.status)

    async def _pump(self, answer: Answer) -> None:
        """Read the body to its end, or until a run that is over has had time to say what it may still say."""
        loop = asyncio.get_running_loop()
        arrived: list[bytes] = []
        try:
            async with asyncio.timeout(None) as patience:
                async for chunk in answer.chunks():
                    # Chunks that came together are read together, when the reader next waits for the wire:
                    # a server that sends one event a chunk is the rule, and a flood of those the hard case.
                    if not arrived:
                        loop.call_soon(self._drain, arrived, patience)
                    arrived.append(chunk)
        except TimeoutError:
            return
        finally:
            self._drain(arrived)
        self._take(self._decoder.close())

    def _drain(self, arrived: list[bytes], patience: asyncio.Timeout | None = None) -> None:
        if not arrived:
            return
        body = b"".join(arrived)
        arrived.clear()
        self._take(self._decoder.feed(body, self.clock()))
        if patience is not None and not patience.expired():
            # Some streams carry several runs, and some never close.
            patience.reschedule(asyncio.get_running_loop().time() + LINGER if self._over() else None)

    def _take(self, frames: list[Frame]) -> None:
        if not frames:
            return
        self._feed(*frames)
        if any(frame.event != COMMENT for frame in frames):
            self._arrived, self._fruitless = True, 0

    async def _pause(self, error: StreamError) -> None:
        """Wait before the next attempt, or raise why there will be none."""
        if self._over():
            raise error
        resumable = not self._arrived or bool(self._decoder.last_event_id)
        if not error.retryable or not self._request.repeatable or not resumable:
            raise self._explained(error, resumable)
        self._fruitless += 1
        if self._fruitless > self._retry.attempts:
            if self._retry.attempts == 0:
                raise error
            tried = f"tried {self._retry.attempts} times in a row without success; run.reconnect() tries again"
            message = f"{error} ({tried})"
            raise MaxReconnectReached(message, url=error.url, status=error.status) from error
        server = self._decoder.retry
        delay = round(self._retry.delay(self._fruitless, None if server is None else server / 1000), 3)
        self._note(RETRYING, attempt=self._fruitless, delay=delay, reason=str(error))
        await asyncio.sleep(delay)

    def _explained(self, error: StreamError, resumable: bool) -> StreamError:
        if not error.retryable:
            return error
        if not self._request.repeatable:
            why = f"a {self._request.method} is not sent again by itself: it would run the agent twice"
        else:
            why = "the server gives no ids to go on from" if not resumable else ""
        return NetworkError(f"{error}; {why}", url=error.url, status=error.status)

    def _note(self, event: str, **said: Any) -> None:
        self._feed(note(event, self.clock(), **said))


def _new_client(connect_timeout: float) -> Any:
    # Imported here because only a run with a live stream needs it, and it costs half of our import time.
    import httpx

    timeout = httpx.Timeout(connect_timeout, read=None)
    return httpx.AsyncClient(timeout=timeout, trust_env=True)
