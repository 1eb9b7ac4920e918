"""Opened: what an iterator has to be got out of first, a coroutine or a context manager, and what closes it."""

import inspect
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from typing import Any


def is_async(source: Any) -> bool:
    """Return whether a source has to be read on a loop.

    Raises:
        TypeError: it is nothing that can be iterated over, nor becomes so.
    """
    if isinstance(source, str | bytes | dict):
        raise TypeError(f"needs an iterator of items, got one {type(source).__name__}; put it in a list")
    if hasattr(source, "__aiter__") or inspect.isawaitable(source):
        return True
    response = _response(source)
    if response is not None:
        return hasattr(response.stream, "__aiter__")
    if hasattr(source, "__iter__") or hasattr(source, "__enter__"):
        return False
    if hasattr(source, "__aenter__"):
        return True
    raise TypeError(f"needs something to iterate over, got {type(source).__name__}")


@contextmanager
def opened(source: Any) -> Iterator[Any]:
    """Open a source for reading; what was opened for it is closed again."""
    with ExitStack() as stack:
        if not hasattr(source, "__iter__") and hasattr(source, "__enter__") and _response(source) is None:
            source = stack.enter_context(source)
        if _is_ours_to_close(source):
            stack.callback(source.close)
        yield source


@asynccontextmanager
async def opened_on_loop(source: Any) -> AsyncIterator[Any]:
    """Open a source for reading on the running loop; what was opened for it is closed again."""
    async with AsyncExitStack() as stack:
        if inspect.isawaitable(source):
            source = await source
        if not hasattr(source, "__aiter__") and hasattr(source, "__aenter__") and _response(source) is None:
            source = await stack.enter_async_context(source)
        if isinstance(source, AsyncGenerator):
            stack.push_async_callback(source.aclose)
        elif _is_ours_to_close(source):
            stack.push_async_callback(source.close)
        yield source


def items_of(source: Any) -> Any:
    """Return what yields the items of an open source: itself, or the events of an `EventSource`, or bytes."""
    asynchronous = is_async(source)
    if hasattr(source, "__aiter__" if asynchronous else "__iter__"):
        return source
    names = ("aiter_sse", "aiter_bytes") if asynchronous else ("iter_sse", "iter_bytes")
    return next(getattr(source, name)() for name in names if hasattr(source, name))


def raw(source: Any) -> tuple[Any, dict[str, str]]:
    """Return the bytes of a source and the headers they came with, where it has a response nobody has read.

    Our own decoder reads an `httpx_sse.EventSource`, a response of `httpx` or `httpx2`, and the streams of
    the OpenAI and Anthropic libraries: nothing is lost on the way. Any other source is returned as it is.
    """
    response = _response(source)
    if response is None or not _readable(response):
        return source, {}
    items = response.aiter_bytes() if hasattr(response.stream, "__aiter__") else response.iter_bytes()
    return items, {name.lower(): value for name, value in response.headers.items()}


def _readable(response: Any) -> bool:
    """Whether nobody has read the response bit by bit: as a whole it can be read again."""
    if not getattr(response, "is_stream_consumed", False):
        return True
    try:
        return response.content is not None
    except Exception:  # each library has an exception of its own for it
        return False


def _is_ours_to_close(source: Any) -> bool:
    """A generator, or the stream of a library: what they hold open is of no use to anybody else."""
    return isinstance(source, Generator) or (hasattr(source, "response") and callable(getattr(source, "close", None)))


def _response(source: Any) -> Any:
    response = getattr(source, "response", source)
    return response if hasattr(response, "aiter_bytes") and hasattr(response, "stream") else None
