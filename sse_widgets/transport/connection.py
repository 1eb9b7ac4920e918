"""The connection of a run: attempts one after another, supervised by one task, until the stream is over."""

import asyncio
from collections.abc import Callable
from typing import Any, Final

from sse_widgets.errors import StreamError
from sse_widgets.transport.answer import Answer
from sse_widgets.transport.chronicle import Chronicle
from sse_widgets.transport.clients import new_client
from sse_widgets.transport.exchange import exchange
from sse_widgets.transport.failures import broken_off
from sse_widgets.transport.intake import Intake
from sse_widgets.transport.options import Listener, Options
from sse_widgets.transport.polling import Poller
from sse_widgets.transport.request import Request, unsendable
from sse_widgets.transport.sequel import Sequel
from sse_widgets.transport.watchdog import HEARTBEAT

LINGER: Final = 2.0
"""Seconds to go on listening after the run ended: some streams carry several runs, some never close."""


class Connection:
    """Reads a stream to its end; what happens to the wire is told in '@' frames like everything else.

    One task at a time reads. The one before is cancelled; and if something in it, a callable of the
    user perhaps, does not heed that, nothing that it brings is taken any more.
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
        self._chronicle = Chronicle(listener, options)
        self._intake = Intake(listener, options, request.last_event_id, self.clock)
        self._intake.remember(listener.frames)
        self._poller = None
        if options.fallback is not None:
            self._poller = Poller(options.fallback, request, options.connect_timeout)
        self._generation = 0
        self._task: asyncio.Task[Any] | None = None

    def clock(self) -> float:
        """Return seconds since the stream opened, 0.0 before."""
        return self._chronicle.clock()

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

        def check() -> None:
            if generation != self._generation:
                raise asyncio.CancelledError("another reading has begun")

        sequel = Sequel(
            self._request, self._listener, self._options, self._intake, self._chronicle, self._poller, check
        )
        client = self._client
        try:
            client = client or new_client(self._options.connect_timeout)
            while (reason := await self._attempt(client, sequel, check)) is None:
                pass
            self._chronicle.closed(reason, cut_off=self._intake.cut_off)
        except StreamError as error:
            check()
            self._chronicle.closed(str(error), kind=error.kind, cut_off=self._intake.cut_off)
        finally:
            if generation == self._generation:
                self._request = sequel.request  # whoever asks again goes on too
            if client is not None and self._client is None:
                await client.aclose()

    async def _attempt(self, client: Any, sequel: Sequel, check: Callable[[], None]) -> str | None:
        """Ask once, and wait for what follows; return why the stream is over, None if it is not.

        Raises:
            StreamError: it is over, and should not be.
        """
        began, intake = self._options.clock(), self._intake
        intake.fresh = intake.heard = False
        try:
            reason, final = await self._exchange(client, sequel, check)
        except StreamError as error:
            check()
            sequel.learn(up=self._options.clock() - began, clean=False)
            return await sequel.after_error(client, error)
        check()
        sequel.learn(up=self._options.clock() - began, clean=True)
        return reason if final else await sequel.after_end(client, reason)

    async def _exchange(self, client: Any, sequel: Sequel, check: Callable[[], None]) -> tuple[str, bool]:
        """Read one response; return why it ended, if as it should, and whether that is the end of all."""
        options, intake, last = self._options, self._intake, self._intake.last_event_id
        trial = options.connect_timeout if sequel.polling else None
        if trial is None and self._poller is not None and options.idle_timeout == "auto":
            trial = HEARTBEAT
        async with exchange(client, sequel.request, last, options.connect_timeout, options.mode) as answer:
            check()
            if answer is None:
                return "the server has nothing more to send (HTTP 204)", True
            self._begin(answer, last, sequel.request)
            sequel.opened(answer.headers)
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

    def _begin(self, answer: Answer, last: str, request: Request) -> None:
        if not self._chronicle.begun:
            self._listener.met(answer.headers, answer.warning)
        if self._intake.arrived:
            self._intake.expect_replay()
            if not last and not request.resumes:
                self._chronicle.gap("the server gives no ids: what was sent while the wire was down is lost")
            elif why := unsendable(last):
                self._chronicle.gap(f"the last id cannot be sent back, for {why}: the server begins where it likes")
        self._chronicle.opened(request.shown_url or answer.asked.shown, status=answer.status)
