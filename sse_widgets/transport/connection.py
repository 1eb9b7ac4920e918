"""The connection of a run: attempts one after another, supervised by one task, until the stream is over."""

import asyncio
from typing import Any, Final

from sse_widgets.errors import NetworkError, StreamError
from sse_widgets.frame import CLOSED, GAP, OPENED, RETRYING
from sse_widgets.lifecycle import note, unfinished
from sse_widgets.transport.answer import Answer
from sse_widgets.transport.clients import new_client
from sse_widgets.transport.exchange import exchange
from sse_widgets.transport.failures import broken_off
from sse_widgets.transport.giving_up import not_again, often_enough
from sse_widgets.transport.intake import Intake
from sse_widgets.transport.options import Listener, Options
from sse_widgets.transport.polling import Poller
from sse_widgets.transport.renewal import Renewal
from sse_widgets.transport.request import Request, unsendable
from sse_widgets.transport.retry import Backoff
from sse_widgets.transport.statuses import BUSY
from sse_widgets.transport.watchdog import HEARTBEAT

LINGER: Final = 2.0
"""Seconds to go on listening after the run ended: some streams carry several runs, some never close."""
FAILED_OPENS: Final = 3
"""Attempts in a row that bring not a byte, after which the fallback is asked instead."""
POLLS: Final = 4
"""Polls after which a stream is asked for again."""


class Connection:
    """Reads a stream to its end; what happens to the wire is told in '@' frames like everything else.

    A broken stream is asked for again only where that is harmless and loses nothing: a GET, and
    either nothing has arrived or the server has given an id to go on from. `spec` asks always. One
    task at a time reads; of an earlier one nothing is taken any more.
    """

    def __init__(self, request: Request, listener: Listener, options: Options, client: Any = None) -> None:
        """Prepare; nothing is asked for yet.

        Args:
            request: what to ask for.
            listener: the run.
            options: how to behave.
            client: the caller's own `httpx` or `httpx2` client; it is not closed.
        """
        self._request, self._listener, self._options, self._client = request, listener, options, client
        self._intake = Intake(listener, options, request.last_event_id, self.clock)
        self._poller = None
        if options.fallback is not None:
            self._poller = Poller(options.fallback, request, options.connect_timeout)
        self._generation = 0
        self._task: asyncio.Task[Any] | None = None
        self._began: float | None = None
        self._polling = False

    def clock(self) -> float:
        """Return seconds since the stream opened, 0.0 before."""
        return 0.0 if self._began is None else round(self._options.clock() - self._began, 6)

    def turn(self, request: Request) -> None:
        """Ask for another stream from the next reading on; the clock goes on."""
        self._request, self._poller = request, None
        self._intake = Intake(self._listener, self._options, "", self.clock)

    async def read(self) -> None:
        """Read to the end; may be called again to go on from there. A stream error is the last frame's reason."""
        self._generation += 1
        generation = self._generation
        if self._task is not None and not self._task.done():
            self._task.cancel()
        self._task = asyncio.current_task()
        self._intake.leave()
        self._backoff = Backoff(self._options.retry)
        self._renewal = Renewal(self._request, self._options.mode)
        self._failed_opens = 0
        self._polling = False
        client = self._client
        try:
            client = client or new_client(self._options.connect_timeout)
            reason = await self._attempts(client, generation)
            if generation == self._generation:
                self._close(reason=reason)
        except StreamError as error:
            if generation == self._generation:
                self._close(reason=str(error), kind=error.kind)
        finally:
            if client is not None and self._client is None:
                await client.aclose()

    def _close(self, **said: Any) -> None:
        if not self._listener.over:  # after which a piece of an event is of no use
            self._listener.feed(*unfinished(self._intake.cut_off, self.clock()))
        self._note(CLOSED, **said)

    async def _attempts(self, client: Any, generation: int) -> str:
        """Return why the stream is over."""
        while generation == self._generation:
            began = self._options.clock()
            self._intake.fresh = self._intake.heard = False
            try:
                reason, final = await self._attempt(client, generation)
            except StreamError as error:
                if generation != self._generation:
                    break
                self._learn(began, clean=False)
                closed = await self._recover(client, error)
            else:
                if generation != self._generation:
                    break
                self._learn(began, clean=True)
                closed = reason if final else await self._after_end(client, reason)
            if closed is not None:
                return closed
        return "another reading has begun"

    def _learn(self, began: float, *, clean: bool) -> None:
        intake = self._intake
        if intake.fresh:
            self._backoff.fruit()
        self._backoff.ended(up=self._options.clock() - began, fresh=intake.fresh, clean=clean)
        self._failed_opens = 0 if intake.heard else self._failed_opens + 1

    async def _attempt(self, client: Any, generation: int) -> tuple[str, bool]:
        """Read one response; return why it ended, if as it should, and whether that is the end of all."""
        options, intake, last = self._options, self._intake, self._intake.last_event_id
        trial = options.connect_timeout if self._polling else None
        if trial is None and self._poller is not None and options.idle_timeout == "auto":
            trial = HEARTBEAT
        async with exchange(client, self._request, last, options.connect_timeout, options.mode) as answer:
            if generation != self._generation:
                return "", True
            if answer is None:
                return "the server has nothing more to send (HTTP 204)", True
            self._begin(answer, last)
            try:
                with broken_off(answer.asked):
                    await intake.read(answer, LINGER, trial)
            except StreamError:
                if not self._listener.over:
                    raise
        over = self._listener.over
        if answer.form != "events":
            return "the run ended" if over else "the server has told all in one answer", True
        if intake.heard and not intake.arrived:
            return "the server ended the stream without an event in it; are these events at all?", over
        return "the run ended" if over else "the server ended the stream", over

    def _begin(self, answer: Answer, last: str) -> None:
        if self._began is None:
            self._began = self._options.clock()
            self._listener.met(answer.headers, answer.warning)
        if self._intake.arrived:
            self._intake.expect_replay()
            if not last:
                self._gap("the server gives no ids: what was sent while the wire was down is lost")
            elif why := unsendable(last):
                self._gap(f"the last id cannot be sent back, for {why}: the server begins where it likes")
        self._renewal.opened()
        self._polling = False
        self._note(OPENED, url=self._request.shown_url or answer.asked.shown, status=answer.status)

    async def _after_end(self, client: Any, reason: str) -> str | None:
        """Wait and return None if there is more to ask for after an end that was clean, else why there is not."""
        spec = self._options.mode == "spec"
        intake = self._intake
        # A stream that ends inside an event was cut off, whatever its vocabulary says of ends.
        cut_off = intake.cut_off > 0 and bool(intake.last_event_id) and not self._listener.over
        wanted = cut_off or (self._listener.unfinished and self._lossless)
        if wanted and intake.buffered and self._poller is not None:
            return await self._poll(client, self._poller)
        if not (spec or wanted) or not self._request.repeatable:
            return reason
        if self._backoff.exhausted:
            shown = self._request.shown_url
            raise self._gave_up(NetworkError(f"{reason} of {shown}" if shown else reason, url=shown))
        await self._wait(self._backoff.again(intake.retry, fresh=intake.fresh), reason)
        return None

    async def _recover(self, client: Any, error: StreamError) -> str | None:
        """Wait before the next attempt, or return why there will be none.

        Raises:
            StreamError: the same, where it is an error.
        """
        intake = self._intake
        if self._listener.over:
            raise error
        if self._renewal.helps(error, bool(intake.last_event_id)):
            if self._renewal.begins_anew(error) and intake.last_event_id:
                intake.forget_place()
                self._gap(f"{error}; beginning anew")
            await self._wait(0.0, str(error))
            return None
        if self._poller is not None and (self._polling or (error.retryable and self._may_poll)):
            return await self._poll(client, self._poller)
        lossless = self._lossless or self._options.mode == "spec"
        if not error.retryable or not self._request.repeatable or not lossless:
            raise not_again(error, self._request)
        if self._backoff.exhausted:
            raise self._gave_up(error)
        delay = self._backoff.next(server=intake.retry, after=error.retry_after, busy=error.status in BUSY)
        await self._wait(delay, str(error))
        return None

    @property
    def _may_poll(self) -> bool:
        return self._failed_opens >= min(FAILED_OPENS, max(1, self._options.retry.attempts))

    async def _poll(self, client: Any, poller: Poller) -> str | None:
        """Ask the fallback a few times; return None when a stream is to be asked for again, else why it is over.

        Raises:
            StreamError: the fallback does not answer either.
        """
        intake = self._intake
        if not self._polling:
            if self._began is None:
                self._began = self._options.clock()
            self._note(OPENED, url=poller.shown, polling=True)
            self._backoff.fruit()
        self._polling = True
        polls = 0
        while polls < POLLS or not (self._lossless and self._request.repeatable):
            polls += 1
            try:
                news = await poller.poll(client, intake.last_event_id)
            except StreamError as error:
                if not error.retryable:
                    raise
                if self._backoff.exhausted:
                    raise self._gave_up(error) from error
                await self._options.sleep(self._backoff.next(after=error.retry_after))
                continue
            self._backoff.fruit()
            intake.polled([frame._replace(at=self.clock()) for frame in news.frames])
            if self._listener.over:
                return "the run ended"
            if news.done:
                return "the server has nothing more to send"
            await self._options.sleep(self._options.poll_interval)
        return None

    @property
    def _lossless(self) -> bool:
        """Whether to ask again would bring only what is missing, and all of it."""
        return bool(self._intake.last_event_id) or not self._intake.arrived

    async def _wait(self, delay: float, reason: str) -> None:
        self._note(RETRYING, attempt=max(1, self._backoff.fruitless), delay=delay, reason=reason)
        await self._options.sleep(delay)

    def _gave_up(self, error: StreamError) -> StreamError:
        return often_enough(error, self._options.retry.attempts)

    def _gap(self, reason: str) -> None:
        self._note(GAP, reason=reason)

    def _note(self, event: str, **said: Any) -> None:
        self._listener.feed(note(event, self.clock(), **said))
