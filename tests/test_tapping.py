"""Tapping: the user's loop gets what it would have got, and a run sees it."""

import asyncio
import gc
import json

import httpx
import httpx_sse
import pytest

import sse_widgets as sw
from sse_widgets.frame import CLOSED, GAP, OPENED
from tests.waiting import PATIENCE, until

ITEMS = [{"type": "a", "n": 1}, object(), b"data: x\n\n", ("values", {"n": 2}), None]


class Stream:
    """An iterator such as libraries have: closable, a context manager, with more to it than its items."""

    def __init__(self, *items):
        self._items = iter(items)
        self.left = 0
        self.closed = False

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._items)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.left += 1

    def close(self):
        self.closed = True

    def final(self):
        return "all of it"


class Manager:
    """What has to be entered before there is anything to iterate over."""

    def __init__(self, stream):
        self.stream = stream
        self.left = 0

    def __enter__(self):
        return self.stream

    def __exit__(self, *_):
        self.left += 1


class AsyncManager:
    def __init__(self, *items):
        self._items = items
        self.left = 0

    async def __aenter__(self):
        return asynchronously(*self._items)

    async def __aexit__(self, *_):
        self.left += 1


async def asynchronously(*items):
    for item in items:
        yield item


def received(run: sw.Run) -> list[str]:
    return [frame.data for frame in run.frames if not frame.event.startswith("@")]


def last(run: sw.Run) -> dict:
    assert run.frames[-1].event == CLOSED
    return json.loads(run.frames[-1].data)


LEFT = {"reason": "the loop that read it was left", "kind": "stopped"}
ENDED = {"reason": "the iterator ended"}


def test_every_item_passes_as_the_very_same_object():
    tapped = sw.tap(ITEMS, title="mine")
    passed = list(tapped)
    run = tapped.run.wait(PATIENCE)

    assert all(a is b for a, b in zip(passed, ITEMS, strict=True))
    assert run.title == "mine"
    assert len(received(run)) == len(ITEMS)
    assert (run.frames[0].event, last(run)) == (OPENED, ENDED)


async def test_every_item_passes_through_an_asynchronous_loop():
    tapped = sw.tap(asynchronously(*ITEMS))
    passed = [item async for item in tapped]
    run = await tapped.run

    assert all(a is b for a, b in zip(passed, ITEMS, strict=True))
    assert (len(received(run)), last(run)) == (len(ITEMS), ENDED)


def test_the_run_has_seen_an_item_when_the_loop_gets_it():
    tapped = sw.tap(iter([{"n": 1}, {"n": 2}]))

    for place, _ in enumerate(tapped, 1):
        assert len(received(tapped.run)) == place


def test_nothing_is_read_before_the_loop_asks():
    asked = []

    def source():
        asked.append(True)
        yield {"n": 1}

    tapped = sw.tap(source())
    assert (asked, tapped.run.status) == ([], "pending")
    next(tapped)
    assert asked == [True]


def test_leaving_the_loop_ends_the_run_and_closes_the_source():
    closed = []

    def source():
        try:
            yield from ({"n": n} for n in range(9))
        finally:
            closed.append(True)

    items = source()
    tapped = sw.tap(items)
    for item in tapped:
        if item == {"n": 1}:
            break
    run = tapped.run.wait(PATIENCE)

    assert closed == [True]
    assert (received(run), last(run)) == (['{"n":0}', '{"n":1}'], LEFT)
    assert run.status == "incomplete"


async def test_leaving_an_asynchronous_loop_ends_the_run_and_closes_the_source():
    closed = asyncio.Event()

    async def source():
        try:
            yield {"n": 1}
            yield {"n": 2}
        finally:
            closed.set()

    tapped = sw.tap(source())
    async for _ in tapped:
        break
    gc.collect()
    await asyncio.wait_for(closed.wait(), PATIENCE)
    run = await tapped.run

    assert (received(run), last(run)) == (['{"n":1}'], LEFT)


def test_what_the_loop_raises_goes_on_and_ends_the_run():
    tapped = sw.tap(iter(ITEMS))

    def loop():
        for _ in tapped:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        loop()
    assert last(tapped.run.wait(PATIENCE)) == LEFT


def test_what_the_source_raises_goes_on_and_is_told():
    def source():
        yield {"n": 1}
        raise ValueError("overloaded")

    tapped = sw.tap(source())
    with pytest.raises(ValueError, match="overloaded"):
        list(tapped)
    run = tapped.run.wait(PATIENCE)

    assert last(run) == {"reason": "the iterator raised ValueError: overloaded", "kind": "source"}
    assert run.error is not None


async def test_a_cancelled_loop_ends_the_run():
    asked = asyncio.Event()

    async def source():
        yield {"n": 1}
        asked.set()
        await asyncio.Event().wait()

    tapped = sw.tap(source())

    async def loop():
        async for _ in tapped:
            pass

    task = asyncio.create_task(loop())
    await asked.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert last(await tapped.run) == LEFT


def test_a_run_that_was_stopped_sees_nothing_more_and_the_loop_goes_on():
    tapped = sw.tap(iter([{"n": 1}, {"n": 2}, {"n": 3}]))
    passed = []
    for item in tapped:
        passed.append(item)
        tapped.run.stop()

    assert len(passed) == 3
    assert received(tapped.run) == ['{"n":1}']
    assert last(tapped.run)["reason"] == "stopped by run.stop()"


def test_an_item_that_cannot_be_read_passes_and_is_told(monkeypatch, caplog):
    class Wrong:
        def __getattribute__(self, name):
            raise RuntimeError("no")

    items = [{"n": 1}, Wrong(), {"n": 2}]
    tapped = sw.tap(items)

    assert list(map(id, tapped)) == list(map(id, items))
    assert received(tapped.run.wait(PATIENCE)) == ['{"n":1}', '{"n":2}']
    assert [frame.event for frame in tapped.run.frames].count(GAP) == 1


def test_a_context_manager_stays_one_and_its_end_ends_the_run():
    stream = Stream({"n": 1}, {"n": 2}, {"n": 3})
    with sw.tap(stream) as tapped:
        for _ in tapped:
            break
        rest = list(tapped)
        assert tapped.final() == "all of it"
        assert (stream.closed, stream.left) == (False, 0)

    assert rest == [{"n": 2}, {"n": 3}]
    assert stream.left == 1
    assert received(tapped.run.wait(PATIENCE)) == ['{"n":1}', '{"n":2}', '{"n":3}']


def test_what_gives_a_stream_only_when_entered_is_entered():
    inside, manager = Stream({"n": 1}), Manager(Stream({"n": 2}))
    with sw.tap(Manager(inside)) as tapped:
        assert list(tapped) == [{"n": 1}]
        assert tapped.final() == "all of it"

    assert list(sw.tap(manager)) == [{"n": 2}]
    assert manager.left == 1


async def test_what_gives_an_asynchronous_stream_only_when_entered_or_awaited_is():
    async def create():
        return asynchronously({"n": 1})

    manager = AsyncManager({"n": 2})
    async with sw.tap(AsyncManager({"n": 3})) as tapped:
        assert [item async for item in tapped] == [{"n": 3}]

    assert [item async for item in sw.tap(create())] == [{"n": 1}]
    assert [item async for item in sw.tap(manager)] == [{"n": 2}]
    assert manager.left == 1


STREAM = b"event: a\ndata: 1\n\ndata: 2\n\n"


def answer(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, headers={"content-type": "text/event-stream"}, content=STREAM)


def test_an_event_source_passes_its_events_and_a_response_its_bytes():
    with httpx.Client(transport=httpx.MockTransport(answer)) as client:
        with httpx_sse.connect_sse(client, "GET", "http://x") as source:
            events = sw.tap(source)
            assert [(event.event, event.data) for event in events] == [("a", "1"), ("message", "2")]
        with client.stream("GET", "http://x") as response:
            pieces = sw.tap(response)
            assert b"".join(pieces) == STREAM

    for tapped in (events, pieces):
        assert [(frame.event, frame.data) for frame in tapped.run.wait(PATIENCE).frames[1:3]] == [
            ("a", "1"),
            ("message", "2"),
        ]


async def test_an_asynchronous_event_source_passes_its_events_and_a_response_its_bytes():
    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
        async with httpx_sse.aconnect_sse(client, "GET", "http://x") as source:
            assert [event.data async for event in sw.tap(source)] == ["1", "2"]
        async with client.stream("GET", "http://x") as response:
            assert b"".join([piece async for piece in sw.tap(response)]) == STREAM


def test_close_closes_the_source_and_ends_the_run():
    stream = Stream({"n": 1}, {"n": 2})
    tapped = sw.tap(stream)
    next(tapped)
    tapped.close()

    assert stream.closed
    assert last(tapped.run.wait(PATIENCE)) == LEFT


async def test_close_closes_an_asynchronous_source_and_ends_the_run():
    closed = []

    async def source():
        try:
            yield {"n": 1}
            yield {"n": 2}
        finally:
            closed.append(True)

    tapped = sw.tap(source())
    assert await anext(tapped) == {"n": 1}
    await tapped.close()

    assert closed == [True]
    assert last(await tapped.run) == LEFT


def test_a_run_is_active_while_items_pass():
    tapped = sw.tap(iter([{"n": 1}]))
    for _ in tapped:
        assert tapped.run.document.stream.active

    until(lambda: not tapped.run.document.stream.active)


@pytest.mark.parametrize("wrong", [1, None, object(), "text", b"bytes", {"a": 1}])
def test_what_cannot_be_iterated_over_is_refused(wrong):
    with pytest.raises(TypeError, match=r"^sw\.tap needs "):
        sw.tap(wrong)
