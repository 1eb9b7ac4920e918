"""Watching an iterator: whatever it yields becomes frames, wherever it has to be consumed."""

import asyncio
import dataclasses
import json
import threading
import time
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future
from typing import Any

from sse_widgets import background
from sse_widgets.decoder import Decoder
from sse_widgets.frame import CLOSED, OPENED, Frame
from sse_widgets.lifecycle import note, unfinished
from sse_widgets.sources import Source


class Iterated(Source):
    """The items of an iterator or async iterator.

    An async iterator made under a running loop belongs to that loop and is consumed there; any
    other goes to the background: async ones to its loop, plain ones, which block, to a thread.
    """

    def __init__(self, items: Any, since: float = 0.0) -> None:
        """Wrap an iterator.

        Args:
            items: the iterator.
            since: seconds since the stream opened, for one that goes on.

        Raises:
            TypeError: it cannot be iterated.
        """
        if isinstance(items, str | bytes | dict):
            raise TypeError(f"sw.watch needs an iterator of items, got one {type(items).__name__}; put it in a list")
        self._items = _bytes_of(items)
        self._async = hasattr(self._items, "__aiter__")
        if not self._async and not hasattr(self._items, "__iter__"):
            raise TypeError(f"sw.watch needs something to iterate over, got {type(items).__name__}")
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
        sink.feed(note(OPENED, self._since))
        reader = Reader(self.clock)
        try:
            if self._async:
                async for item in self._items:
                    self._feed(sink, reader.read(item))
            else:
                await _in_thread(lambda: self._consume(sink, reader))
        except Exception as error:
            reason = f"the iterator raised {type(error).__name__}: {error}"
            sink.feed(note(CLOSED, self.clock(), reason=reason, kind="source"))
        else:
            self._feed(sink, reader.end())
            sink.feed(note(CLOSED, self.clock(), reason="the iterator ended"))

    def _consume(self, sink: Any, reader: "Reader") -> None:
        for item in self._items:
            if self._stopped:
                break
            self._feed(sink, reader.read(item))
        if isinstance(self._items, Generator):
            self._items.close()  # what it holds open is of no use to anybody else

    def _feed(self, sink: Any, frames: Iterable[Frame]) -> None:
        for frame in frames:
            sink.feed(frame)

    def clock(self) -> float:
        """Return seconds since the first item was asked for."""
        return round(time.monotonic() - self._began, 6)


class Reader:
    """Turns items into frames: frames and events as they are, bytes and text decoded, objects as JSON."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._decoder = Decoder()

    def read(self, item: Any) -> Iterable[Frame]:
        """Return the frames that an item holds."""
        at = self._clock()
        if isinstance(item, Frame):
            return (item._replace(at=at),)
        if isinstance(item, bytes | bytearray | str):
            return self._decoder.feed(item.encode("utf-8", "replace") if isinstance(item, str) else bytes(item), at)
        if all(hasattr(item, name) for name in ("event", "data", "id", "retry")) and isinstance(item.data, str):
            return (Frame(item.event or "message", item.data, item.id or "", item.retry, at),)
        return (Frame(data=_json(item), at=at),)

    def end(self) -> Iterable[Frame]:
        """Return what remains when there are no more items."""
        return *unfinished(self._decoder.pending, self._clock()), *self._decoder.close()


async def _in_thread(work: Callable[[], None]) -> None:
    """Run what blocks on a daemon thread: those of `asyncio.to_thread` are few, and keep Python from ending."""
    done: Future[None] = Future()
    done.set_running_or_notify_cancel()

    def run() -> None:
        try:
            work()
            done.set_result(None)
        except Exception as error:
            done.set_exception(error)

    threading.Thread(target=run, name="sse_widgets iterator", daemon=True).start()
    await asyncio.wrap_future(done)


def _json(item: Any) -> str:
    if hasattr(item, "model_dump_json"):
        return str(item.model_dump_json(by_alias=True, exclude_none=True))
    if dataclasses.is_dataclass(item) and not isinstance(item, type):
        item = dataclasses.asdict(item)
    return json.dumps(item, ensure_ascii=False, default=str)


def _bytes_of(items: Any) -> Any:
    """An `httpx_sse.EventSource`, or a response, is read byte by byte with our own decoder."""
    response = getattr(items, "response", items)
    if not hasattr(response, "aiter_bytes"):
        return items
    asynchronous = hasattr(response.stream, "__aiter__")
    return response.aiter_bytes() if asynchronous else response.iter_bytes()
