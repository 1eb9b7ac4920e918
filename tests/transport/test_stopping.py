"""Stopping takes no time, wherever the connection is; and switching leaves nothing behind."""

import asyncio
import threading
import time

import pytest

import sse_widgets as sw
from sse_widgets import background
from sse_widgets.frame import CLOSED
from tests.transport.listening import FAST
from tests.transport.servers import HEAD, Counting, plain, quiet, serving
from tests.waiting import PATIENCE, until

AT_ONCE = 1.0
"""Seconds. It takes a few ms; a stop that is not heeded takes two seconds, and then gives up."""
TRIES = 3
"""Of which the quickest counts: the machine is shared."""


async def waits(*_: str) -> str:
    await asyncio.Event().wait()
    return ""


SLOW = sw.Retry(base=30.0, floor=30.0)
PLACES = {
    "before the answer": (quiet(b""), {}, lambda run, server: server.requests),
    "in a read": (quiet(HEAD + b"data: one\n\n"), {}, lambda run, server: run.state.connection.state == "open"),
    "in a backoff": (plain("503 No"), {"retry": SLOW}, lambda run, server: run.state.connection.state == "retrying"),
    "in a poll": (plain("503 No"), {"fallback": waits}, lambda run, server: run.state.connection.state == "polling"),
    "between polls": (
        plain("503 No"),
        {"fallback": lambda last: []},
        lambda run, server: run.state.connection.state == "polling",
    ),
    "while a body says why": (quiet(b"HTTP/1.1 500 No\r\n\r\nTrace"), {}, lambda run, server: server.requests),
    "while a callable is asked": (quiet(b""), {"token": waits}, lambda run, server: run.document.stream.active),
}


@pytest.mark.parametrize("place", PLACES)
def test_stop_takes_no_time(place):
    answer, options, there = PLACES[place]
    took = []
    with serving(answer) as server:
        for _ in range(TRIES):
            run = sw.connect(server.url, **{"retry": FAST, **options})
            until(lambda run=run: there(run, server))
            before = time.perf_counter()
            run.stop()
            took.append(time.perf_counter() - before)
            assert run.connection == "closed"
            assert run.frames[-1].event == CLOSED

    assert min(took) < AT_ONCE


def test_many_runs_leave_no_task_and_no_thread_behind():
    async def tasks() -> int:
        return len(asyncio.all_tasks())

    counting = Counting()
    with serving(counting.answer) as server:
        sw.connect(server.url).stop()
        before = background.submit(tasks()).result(PATIENCE), threading.active_count()
        for _ in range(30):
            run = sw.connect(server.url)
            until(lambda run=run: run.frames)
            run.stop()
        until(lambda: counting.open == 0)

        assert until(lambda: background.submit(tasks()).result(PATIENCE) <= before[0])
        assert until(lambda: threading.active_count() <= before[1])


def test_switching_fast_leaves_one_connection():
    counting = Counting()
    with serving(counting.answer) as server:
        run = sw.connect(f"{server.url}/0", retry=FAST)
        for n in range(1, 20):
            run.switch(f"{server.url}/{n}")
        until(lambda: counting.open == 1 and server.requests[-1].target == "/19")
        until(lambda: [frame.data for frame in run.frames if frame.event == "message"] == ["this is one"])
        last = server.requests[-1]
        run.stop()
        until(lambda: counting.open == 0)

    assert last.header("last-event-id") is None
