"""Tapping: the user's own loop consumes a source, and a run sees every item as it passes."""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator
from concurrent.futures import Future, InvalidStateError
from contextlib import AsyncExitStack, ExitStack, nullcontext, suppress
from inspect import isawaitable
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from sse_widgets.frame import CLOSED, GAP, OPENED
from sse_widgets.lifecycle import note
from sse_widgets.sources import Source
from sse_widgets.sources.item_reader import ItemReader
from sse_widgets.sources.opened import items_of, opened, opened_on_loop

if TYPE_CHECKING:
    from sse_widgets.run import Run

T = TypeVar("T")

_log = logging.getLogger("sse_widgets")


class Tapped(Source):
    """The items that pass through somebody else's loop, until that loop is over."""

    def __init__(self, run: "Run") -> None:
        self._run = run
        self._over: Future[None] = Future()
        self._stopped = False
        self._began = time.monotonic()
        self._reader = ItemReader(self.clock)
        run.start(self)
        run.feed(note(OPENED))

    async def read(self, sink: Any) -> None:
        """Wait until the loop is over: what passes through it is fed from there."""
        await asyncio.wrap_future(self._over)

    def cancel(self, task: "asyncio.Task[None] | None") -> None:
        """Take nothing more, whether the waiting has begun or not; the loop goes on."""
        self._stopped = True
        super().cancel(task)

    @property
    def _deaf(self) -> bool:
        return self._stopped or self._over.done()

    def clock(self) -> float:
        """Return seconds since the loop began."""
        return round(time.monotonic() - self._began, 6)

    def take(self, item: Any) -> None:
        """Feed the run an item, unless it was told to stop. Never raises: the loop is not ours."""
        if self._deaf:
            return
        try:
            self._run.feed(*self._reader.read(item))
        except Exception as error:
            _log.exception("an item that passed through sw.tap could not be shown")
            self._run.feed(note(GAP, self.clock(), reason=f"a {type(item).__name__} could not be shown: {error}"))

    def end(self, reason: str, kind: str = "") -> None:
        """Tell the run that nothing more passes. Told again, it does nothing."""
        if not self._deaf:
            self._run.feed(*self._reader.end(), note(CLOSED, self.clock(), reason=reason, kind=kind))
            with suppress(InvalidStateError):  # the run is being stopped this very moment
                self._over.set_result(None)

    def fail(self, error: BaseException) -> None:
        """Tell the run why nothing more passes: the source raised, or the loop was left."""
        if isinstance(error, Exception) and not isinstance(error, asyncio.CancelledError):
            self.end(f"the iterator raised {type(error).__name__}: {error}", "source")
        else:
            self.end("the loop that read it was left", "stopped")


class _Through:
    """What both kinds of tap have: the source, seen through, and the run beside it."""

    def __init__(self, source: Any, run: "Run") -> None:
        self.run = run
        """The run that sees what passes."""
        self._source = source
        self._tapped: Tapped | None = None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._source, name)

    def _left(self, error: BaseException | None) -> None:
        if self._tapped is not None:
            self._tapped.fail(error or GeneratorExit())

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._source!r}, {self.run!r}>"


class Tap(_Through, Generic[T]):
    """A source whose items pass on unchanged to the loop that reads it, with the `run` that sees them beside.

    What else the source has, such as `get_final_message`, is had from here too, and `with` works if it works
    with the source. Leaving the loop closes the source and ends the run; inside a `with` block the end of the
    block does so, and until then another loop goes on with what is left.

    Example:
        >>> for chunk in sw.tap(client.chat.completions.create(model="…", messages=[…], stream=True)):
        ...     print(chunk)
    """

    _items: Generator[T, None, None] | None = None
    _entered: ExitStack | None = None

    def __iter__(self) -> Iterator[T]:
        return self._pass()

    def __next__(self) -> T:
        self._items = self._items or self._pass()
        return next(self._items)

    def _pass(self) -> Generator[T, None, None]:
        with opened(self._source) if self._entered is None else nullcontext(self._source) as source:
            tapped = self._tapped = Tapped(self.run)
            try:
                for item in items_of(source):
                    tapped.take(item)
                    yield item
            except BaseException as error:
                tapped.fail(error)
                raise
            tapped.end("the iterator ended")

    def close(self) -> None:
        """Let nothing more pass: close the source, and end the run."""
        self._left(None)
        if callable(close := getattr(self._source, "close", None)):
            close()

    def __enter__(self) -> Self:
        self._entered = ExitStack()
        if hasattr(self._source, "__enter__"):
            self._source = self._entered.enter_context(self._source)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> Any:
        entered, self._entered = self._entered, None
        self._left(error)
        return entered.__exit__(kind, error, trace) if entered else None


class AsyncTap(_Through, Generic[T]):
    """As `Tap`, for a source that is read with `async for`.

    Example:
        >>> async for event in sw.tap(agent.run_stream_events("What is new?")):
        ...     print(event)
    """

    _items: AsyncGenerator[T, None] | None = None
    _entered: AsyncExitStack | None = None

    def __aiter__(self) -> AsyncIterator[T]:
        return self._pass()

    async def __anext__(self) -> T:
        self._items = self._items or self._pass()
        return await anext(self._items)

    async def _pass(self) -> AsyncGenerator[T, None]:
        async with opened_on_loop(self._source) if self._entered is None else nullcontext(self._source) as source:
            tapped = self._tapped = Tapped(self.run)
            try:
                async for item in items_of(source):
                    tapped.take(item)
                    yield item
            except BaseException as error:
                tapped.fail(error)
                raise
            tapped.end("the iterator ended")

    async def close(self) -> None:
        """Let nothing more pass: close the source, and end the run."""
        self._left(None)
        close = getattr(self._source, "aclose", None) or getattr(self._source, "close", None)
        if callable(close) and isawaitable(closing := close()):
            await closing

    async def __aenter__(self) -> Self:
        self._entered = AsyncExitStack()
        if hasattr(self._source, "__aenter__"):
            self._source = await self._entered.enter_async_context(self._source)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> Any:
        entered, self._entered = self._entered, None
        self._left(error)
        return await entered.__aexit__(kind, error, trace) if entered else None
