"""Watching an iterator: whatever it yields becomes frames, wherever it has to be consumed."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from sse_widgets import background
from sse_widgets.frame import CLOSED, OPENED
from sse_widgets.lifecycle import note
from sse_widgets.sources import Source
from sse_widgets.sources.item_reader import ItemReader
from sse_widgets.sources.opened import is_async, opened, opened_on_loop, raw


class Iterated(Source):
    """The items of an iterator or async iterator.

    An async iterator made under a running loop belongs to that loop and is consumed there; any
    other goes to the background: async ones to its loop, plain ones, which block, to a thread.
    """

    def __init__(self, items: Any, since: float = 0.0) -> None:
        """Wrap an iterator, or a coroutine or context manager that gives one.

        Args:
            items: the iterator.
            since: seconds since the stream opened, for one that goes on.

        Raises:
            TypeError: it cannot be iterated.
        """
        try:
            self._async = is_async(items)
        except TypeError as error:
            raise TypeError(f"sw.watch {error}") from None
        self._items = items
        self.home = background.running() if self._async else None
        self._since = since
        self._began = 0.0
        self._stopped = False

    def schedule(self, drain: Callable[[Source], Any]) -> None:
        """Begin, on the loop that the iterator belongs to."""
        if self.home is None:
            background.submit(drain(self))
        else:
            self._held = self.home.create_task(drain(self))  # a loop holds its tasks only weakly

    def cancel(self, task: "asyncio.Task[None] | None") -> None:
        """Stop before the next item."""
        self._stopped = True
        super().cancel(task)

    async def read(self, sink: Any) -> None:
        """Feed the sink every item; its end and its failure are told in the last frame."""
        self._began = time.monotonic() - self._since
        reader = ItemReader(self.clock)
        try:
            if self._async:
                async with opened_on_loop(self._items) as source:
                    async for item in self._begin(sink, source):
                        sink.feed(*reader.read(item))
            else:
                await background.in_thread(lambda: self._consume(sink, reader))
        except Exception as error:
            reason = f"the iterator raised {type(error).__name__}: {error}"
            sink.feed(note(CLOSED, self.clock(), reason=reason, kind="source"))
        else:
            sink.feed(*reader.end())
            sink.feed(note(CLOSED, self.clock(), reason="the iterator ended"))

    def _begin(self, sink: Any, source: Any) -> Any:
        """Tell the sink that the source is open, and return the items in it."""
        items, headers = raw(source)
        if headers:
            sink.met(headers)
        sink.feed(note(OPENED, self.clock()))
        return items

    def _consume(self, sink: Any, reader: ItemReader) -> None:
        with opened(self._items) as source:
            for item in self._begin(sink, source):
                if self._stopped:
                    break
                sink.feed(*reader.read(item))

    def clock(self) -> float:
        """Return seconds since the first item was asked for."""
        return round(time.monotonic() - self._began, 6)
