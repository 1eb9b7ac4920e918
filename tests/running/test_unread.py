"""Reading a run at a pace of one's own: nothing is lost, and no events pile up."""

import asyncio
import json
import tracemalloc

import pytest

import sse_widgets as sw
from sse_widgets.frame import Frame
from sse_widgets.log import Log
from sse_widgets.run import Run
from sse_widgets.running.unread import Unread

MANY = 20_000


def token(n: int) -> Frame:
    return Frame("message_token", json.dumps({"messageId": "m", "token": f"{n} "}), str(n))


async def texts(run: Run) -> list[str]:
    return [event.text async for event in run if event.type == "text.added"]


@pytest.mark.parametrize("history", [None, 0, 100])
async def test_a_loop_that_is_slow_misses_nothing_though_history_is_bounded(history):
    run = Run(Log("agent_network", history=history))
    events = aiter(run)
    begun = asyncio.ensure_future(anext(events))
    await asyncio.sleep(0)  # until the loop waits: what came before it is held by nobody
    run.feed(token(0))
    first = [await begun]
    for start in range(1, 5000, 1000):
        run.feed(*map(token, range(start, start + 1000)))
    run.close()
    first += [event async for event in events]

    assert [event.text for event in first if event.type == "text.added"] == [f"{n} " for n in range(5001)]


async def test_what_a_slow_loop_has_not_read_is_held_packed():
    run = Run(Log("agent_network", history=100))
    events = aiter(run)
    run.feed(token(0))
    await anext(events)
    tracemalloc.start()
    try:
        for n in range(1, MANY):
            run.feed(token(n))
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    await events.aclose()

    assert held < 120 * MANY, held / MANY
    assert run._receiver.log.unread == ()


async def test_whoever_comes_late_begins_with_what_is_held():
    run = Run(Log("agent_network", history=300))
    run.feed(*map(token, range(2000)))
    run.close()

    assert await texts(run) == [f"{n} " for n in range(1700, 2000)]


def test_what_was_read_is_let_go():
    log = Log("agent_network", history=0)
    unread = Unread(log)
    log.feed(*map(token, range(3000)))
    held = len(list(log.frames.between(0, 3000)))
    read = list(unread.read(3000))
    log.feed(*map(token, range(3000, 6000)))

    assert held == len(read) == 3000
    with pytest.raises(sw.HorizonError):
        list(log.frames.between(0, 1000))


def test_a_vocabulary_that_the_answer_tells_is_known_to_whoever_waited_for_it():
    run = sw.Run()
    unread = Unread(run._receiver.log)
    run._receiver.met({"x-vercel-ai-ui-message-stream": "v1"})
    run.feed(Frame(data='{"type":"text-start","id":"t"}'), Frame(data='{"type":"text-delta","id":"t","delta":"a"}'))

    assert list(unread.read(2)) == list(run.events)
    assert run.dialect == "vercel"


def test_a_loop_in_a_thread_that_is_busy_is_told_once():
    """Every call that waits for a busy loop costs memory too."""
    run = Run(Log("agent_network"))

    async def slow() -> int:
        events = aiter(run)
        run.feed(token(0))
        await anext(events)
        for n in range(1, 500):
            run.feed(token(n))
        waiting = len(asyncio.get_running_loop()._ready)
        await events.aclose()
        return waiting

    assert asyncio.run(slow()) < 10
