"""The one background thread with its one event loop, on which every stream of the process lives."""

import asyncio
import atexit
import logging
import os
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, TypeVar

T = TypeVar("T")

_log = logging.getLogger("sse_widgets")
_lock = threading.Lock()
_loop: asyncio.AbstractEventLoop | None = None
_thread: threading.Thread | None = None
_held: "set[Future[Any]]" = set()


def loop() -> asyncio.AbstractEventLoop:
    """Return the background loop; the first call starts it."""
    global _loop, _thread
    with _lock:
        if _loop is None:
            _loop = asyncio.new_event_loop()
            _thread = threading.Thread(target=_run, args=(_loop,), name="sse_widgets", daemon=True)
            _thread.start()
        return _loop


def _run(loop: asyncio.AbstractEventLoop) -> None:
    """Run the loop until it is stopped, whoever on it wants to exit: every stream of the process lives here."""
    while True:
        try:
            loop.run_forever()
        except (SystemExit, KeyboardInterrupt):
            _log.exception("something wanted to end the background thread; it goes on")
        else:
            return


def submit(coroutine: Coroutine[Any, Any, T]) -> "Future[T]":
    """Run a coroutine on the background loop and return its future; cancelling the future cancels it."""
    future = asyncio.run_coroutine_threadsafe(coroutine, loop())
    # A loop holds its tasks only weakly: one that waits for something that only it knows would be collected.
    _held.add(future)
    future.add_done_callback(_held.discard)
    return future


async def in_thread(work: Callable[[], T]) -> T:
    """Return the result of what blocks, run on a thread of its own that does not keep Python from ending.

    Those of `asyncio.to_thread` are few, and do.
    """
    done: Future[T] = Future()
    done.set_running_or_notify_cancel()

    def run() -> None:
        try:
            done.set_result(work())
        except StopIteration as error:  # which no future takes
            done.set_exception(RuntimeError(f"StopIteration: {error}"))
        except BaseException as error:  # whoever waits is told, also of a wish to exit
            done.set_exception(error)

    threading.Thread(target=run, name="sse_widgets blocked", daemon=True).start()
    return await asyncio.wrap_future(done)


def running() -> asyncio.AbstractEventLoop | None:
    """Return the loop that runs on the caller's thread, or None."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def inside() -> bool:
    """Return whether the caller is on the background thread, where waiting would block every stream."""
    return threading.current_thread() is _thread


def _stop() -> None:
    global _loop, _thread
    with _lock:
        running, thread = _loop, _thread
        _loop = _thread = None
    if running is None or thread is None:
        return
    with suppress(TimeoutError):  # at the end of Python there is nobody to tell
        asyncio.run_coroutine_threadsafe(_cancel_all(), running).result(timeout=2)
    running.call_soon_threadsafe(running.stop)
    thread.join(timeout=2)
    if not thread.is_alive():
        running.close()


async def _cancel_all() -> None:
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks, timeout=1)


def _forget() -> None:
    """A forked child has the objects but not the thread."""
    global _lock, _loop, _thread
    _lock, _loop, _thread = threading.Lock(), None, None


atexit.register(_stop)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
