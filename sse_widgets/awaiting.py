"""Awaiting: how users wait for the end of a run, and follow it until then."""

import asyncio
from collections.abc import AsyncIterator, Generator
from contextlib import suppress
from queue import SimpleQueue
from typing import Any, Self, TextIO

from sse_widgets import background, terminal, waiting
from sse_widgets.audience import Audience
from sse_widgets.errors import RunError
from sse_widgets.events import Event
from sse_widgets.reading import Reading
from sse_widgets.receiver import Receiver
from sse_widgets.shown import ShownState


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
            RunError: called from the background thread, which would wait for itself.
        """
        if background.inside():
            raise RunError("run.wait() would stop the thread that reads the stream; use `await run`")
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
        """Yield every event from the first to the end of the run."""
        loop = asyncio.get_running_loop()
        news: asyncio.Queue[Event | None] = asyncio.Queue()

        def deliver(event: Event | None) -> None:
            with suppress(RuntimeError):  # the loop that listened is closed
                loop.call_soon_threadsafe(news.put_nowait, event)

        end = self._receiver.follow(deliver)
        self._audience.ended.add_done_callback(lambda _: deliver(None))
        try:
            while (event := await news.get()) is not None:
                yield event
        finally:
            end()

    def follow(self, file: TextIO | None = None) -> Self:
        """Print what happens until the run is over, and return it; interrupted, it goes on by itself.

        With `rich` installed and a terminal to draw on, a picture that moves; else a line for each step
        that is worth one, and every message when it is whole.

        Args:
            file: where to write; None for standard output.
        """
        events: SimpleQueue[Event | None] = SimpleQueue()
        end = self._receiver.follow(events.put)
        self._audience.ended.add_done_callback(lambda _: events.put(None))
        try:
            terminal.follow(iter(events.get, None), lambda: self.document, file)
        finally:
            end()
        return self
