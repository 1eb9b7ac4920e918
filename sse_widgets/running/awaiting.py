"""Awaiting: how users wait for the end of a run, and follow it until then."""

import asyncio
import threading
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import suppress
from typing import Any, Self, TextIO

from sse_widgets import background, terminal
from sse_widgets.errors import RunError
from sse_widgets.events import Event
from sse_widgets.running import waiting
from sse_widgets.running.audience import Audience
from sse_widgets.running.reading import Reading
from sse_widgets.running.receiver import Receiver
from sse_widgets.running.shown import ShownState


class Awaited(ShownState):
    """A run that can be waited for."""

    _receiver: Receiver
    _reading: Reading
    _audience: "Audience[Any]"

    def wait(self, timeout: float | None = None) -> Self:
        """Block until the run is over, and return it: its status is final or its stream has ended.

        Args:
            timeout: seconds; None for as long as it takes.

        Raises:
            TimeoutError: it takes longer.
            RunError: called from the background thread or from a predicate, which would wait for itself.
        """
        if background.inside():
            raise RunError("run.wait() would stop the thread that reads the stream; use `await run`")
        if self._receiver.gate.inside:
            raise RunError("run.wait() in a where= would wait for the frame that it is asked about; return instead")
        home = self._reading.source.home if self._reading.source else None
        try:
            waiting.block(self._audience.ended, timeout, home)
        except TimeoutError:
            stop = self._receiver.gate.standing
            held = f": it is stopped at {stop}; run.resume() goes on" if stop else ""
            raise TimeoutError(f"{self!r} is not over after {timeout} s{held}") from None
        return self

    def __await__(self) -> Generator[Any, None, Self]:
        yield from waiting.until_done(self._audience.ended).__await__()
        return self

    async def __aiter__(self) -> AsyncIterator[Event]:
        """Yield every event from the first to the end of the run, however slowly they are taken."""
        loop, ended = asyncio.get_running_loop(), self._audience.ended
        news, told = asyncio.Event(), False

        def wake(*_: Any) -> None:
            nonlocal told
            if not told:  # once: a loop that is busy keeps every call
                told = True
                with suppress(RuntimeError):  # the loop that listened is closed
                    loop.call_soon_threadsafe(news.set)

        with self._receiver.followed(wake) as passed:
            ended.add_done_callback(wake)
            over = False
            while not over:
                told = False
                news.clear()
                over = ended.done()  # before the last look
                for event in passed():
                    yield event
                if not over:
                    await news.wait()

    def follow(self, file: TextIO | None = None) -> Self:
        """Print what happens until the run is over, and return it; interrupted, it goes on by itself.

        With `rich` installed and a terminal to draw on, a picture that moves; else a line for each step
        that is worth one, and every message when it is whole.

        Args:
            file: where to write; None for standard output.
        """
        terminal.follow(self._all(), lambda: self.document, file)
        return self

    def _all(self) -> Iterator[Event]:
        """Yield every event until the run is over; block where there is none yet."""
        news, ended = threading.Event(), self._audience.ended
        with self._receiver.followed(news.set) as passed:
            ended.add_done_callback(lambda _: news.set())
            over = False
            while not over:
                news.clear()
                over = ended.done()  # before the last look
                yield from passed()
                if not over:
                    news.wait()
