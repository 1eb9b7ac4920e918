"""What follows an attempt: another one after a pause, the fallback, or the end."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from sse_widgets.errors import NetworkError, StreamError
from sse_widgets.transport.chronicle import Chronicle
from sse_widgets.transport.giving_up import not_again, not_resumed, often_enough
from sse_widgets.transport.intake import Intake
from sse_widgets.transport.options import Listener, Options
from sse_widgets.transport.polling import Poller
from sse_widgets.transport.renewal import Renewal
from sse_widgets.transport.request import Request
from sse_widgets.transport.resumption import Resumption
from sse_widgets.transport.retry import Backoff
from sse_widgets.transport.statuses import BUSY

FAILED_OPENS: Final = 3
"""Attempts in a row that bring not a byte, after which the fallback is asked instead."""
POLLS: Final = 4
"""Polls after which a stream is asked for again."""


class Sequel:
    """Decides, for one reading, what follows each of its attempts, and waits for it.

    Asking again must be harmless and lose nothing: a GET, and either nothing has arrived or the
    server has given an id to go on from. `spec` asks always.
    """

    def __init__(
        self,
        request: Request,
        listener: Listener,
        options: Options,
        intake: Intake,
        chronicle: Chronicle,
        poller: Poller | None,
        check: Callable[[], None],
    ) -> None:
        """Begin with no attempt.

        Args:
            request: what is asked for.
            listener: the run.
            options: how to behave.
            intake: what has come so far.
            chronicle: told what happens.
            poller: asks the fallback, if there is one.
            check: raises when this reading is to take nothing more.
        """
        self._listener, self._options = listener, options
        self._resumption = Resumption(request, listener, intake)
        self._intake, self._chronicle, self._poller, self._check = intake, chronicle, poller, check
        self._backoff = Backoff(options.retry)
        self._renewal = Renewal(request, options.mode)
        self._failed_opens = 0
        self.polling = False
        """Whether the fallback was asked last, and no stream since."""

    @property
    def request(self) -> Request:
        """What is to be asked for."""
        return self._resumption.request

    def opened(self, headers: Mapping[str, str]) -> None:
        """Learn that a stream was had, with these headers of the response."""
        self._renewal.opened()
        self._resumption.opened(headers)
        self.polling = False

    def learn(self, *, up: float, clean: bool) -> None:
        """Learn how an attempt ended.

        Args:
            up: seconds that it took.
            clean: whether the server ended it as it should be ended.
        """
        intake = self._intake
        if intake.fresh:
            self._backoff.fruit()
        self._backoff.ended(up=up, fresh=intake.fresh, clean=clean)
        self._failed_opens = 0 if intake.heard else self._failed_opens + 1

    async def after_end(self, client: Any, reason: str) -> str | None:
        """Wait and return None if there is more to ask for after an end that was clean, else why there is not.

        Raises:
            StreamError: there is, and it was asked for often enough.
        """
        intake = self._intake
        # A stream that ends inside an event was cut off, whatever its vocabulary says of ends.
        cut_off = intake.cut_off > 0 and bool(intake.last_event_id) and not self._listener.over
        wanted = cut_off or (self._listener.unfinished and (self._goes_on(reason) or self._lossless))
        if wanted and intake.buffered and self._poller is not None:
            return await self._poll(client, self._poller)
        if not (self._options.mode == "spec" or wanted) or not self.request.repeatable:
            return reason
        if self._backoff.exhausted:
            shown = self.request.shown_url
            raise self._gave_up(NetworkError(f"{reason} of {shown}" if shown else reason, url=shown))
        await self._wait(self._backoff.again(intake.retry, fresh=intake.fresh), reason)
        return None

    async def after_error(self, client: Any, error: StreamError) -> str | None:
        """Wait and return None before another attempt, or return why there will be none.

        Raises:
            StreamError: the same, where it is an error.
        """
        intake = self._intake
        if self._listener.over:
            raise error
        if self._renewal.helps(error, bool(intake.last_event_id)):
            if self._renewal.begins_anew(error) and intake.last_event_id:
                intake.forget_place()
                self._chronicle.gap(f"{error}; beginning anew")
            await self._wait(0.0, str(error))
            return None
        if self._poller is not None and (self.polling or (error.retryable and self._may_poll)):
            return await self._poll(client, self._poller)
        if not error.retryable and self._resumption.cause:
            raise not_resumed(error, self._resumption.cause)
        lossless = (error.retryable and self._goes_on(str(error))) or self._lossless or self._options.mode == "spec"
        if not error.retryable or not self.request.repeatable or not lossless:
            raise not_again(error, self.request)
        if self._backoff.exhausted:
            raise self._gave_up(error)
        delay = self._backoff.next(server=intake.retry, after=error.retry_after, busy=error.status in BUSY)
        await self._wait(delay, str(error))
        return None

    def _goes_on(self, cause: str) -> bool:
        return self._options.mode == "resilient" and self._resumption.go_on(cause)

    @property
    def _may_poll(self) -> bool:
        return self._failed_opens >= min(FAILED_OPENS, max(1, self._options.retry.attempts))

    async def _poll(self, client: Any, poller: Poller) -> str | None:
        """Ask the fallback a few times; return None when a stream is to be asked for again, else why it is over.

        Raises:
            StreamError: the fallback does not answer either.
        """
        intake = self._intake
        if not self.polling:
            self._chronicle.opened(poller.shown, polling=True)
            self._backoff.fruit()
        self.polling = True
        polls = 0
        while polls < POLLS or not (self._lossless and self.request.repeatable):
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
            self._check()
            self._backoff.fruit()
            intake.polled([frame._replace(at=self._chronicle.clock()) for frame in news.frames])
            if self._listener.over:
                return "the run ended"
            if news.done:
                return "the server has nothing more to send"
            await self._options.sleep(self._options.poll_interval)
        return None

    @property
    def _lossless(self) -> bool:
        """Whether to ask again would bring only what is missing, and all of it."""
        return bool(self._intake.last_event_id) or not self._intake.arrived or self.request.resumes

    async def _wait(self, delay: float, reason: str) -> None:
        self._chronicle.retrying(max(1, self._backoff.fruitless), delay, reason)
        await self._options.sleep(delay)

    def _gave_up(self, error: StreamError) -> StreamError:
        return often_enough(error, self._options.retry.attempts)
