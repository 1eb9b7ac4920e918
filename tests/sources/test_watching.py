"""Watching iterators: whatever they yield, wherever they live, however they end."""

import asyncio
import dataclasses
import json
import subprocess
import sys
import threading

import httpx
import httpx2
import httpx_sse
import pydantic
import pytest

import sse_widgets as sw
from sse_widgets import background
from sse_widgets.frame import CLOSED, OPENED, Frame
from tests.waiting import PATIENCE, until

STREAM = b": hi\nid: 1\ndata: hello\n\nevent: done\ndata: [DONE]\n\n"
DATA = ["hello", "[DONE]"]


@dataclasses.dataclass
class Thing:
    type: str
    n: int


class Chunk(pydantic.BaseModel):
    kind: str = pydantic.Field("chunk", serialization_alias="Kind")
    text: str | None = None


def watched(source, **options) -> sw.Run:
    run = sw.watch(source, **options).wait(PATIENCE)
    until(lambda: not run.document.stream.active)  # the status is final a moment earlier
    return run


def received(run: sw.Run) -> list[str]:
    return [frame.data for frame in run.frames if not frame.event.startswith("@")]


def reason(run: sw.Run) -> dict:
    assert run.frames[-1].event == CLOSED
    return json.loads(run.frames[-1].data)


async def asynchronously(items):
    for item in items:
        yield item


@pytest.mark.parametrize("kind", ["list", "generator", "async"])
@pytest.mark.parametrize(
    ("items", "data"),
    [
        ([{"a": "é", "b": [1, None]}], ['{"a":"é","b":[1,null]}']),
        ([Thing("x", 1)], ['{"type":"x","n":1}']),
        ([Chunk(text="hi"), Chunk()], ['{"Kind":"chunk","text":"hi"}', '{"Kind":"chunk"}']),
        ([1, None, [2]], ["1", "null", "[2]"]),
        ([{"when": complex(1, 2)}], ['{"when":"1+2j"}']),
        ([httpx_sse.ServerSentEvent("done", "x", "7", 5)], ["x"]),
        ([Frame("done", "x", "7", at=99.0)], ["x"]),
        ([STREAM[:9], STREAM[9:]], DATA),
        ([bytearray(STREAM)], DATA),
        ([STREAM.decode()[:9], STREAM.decode()[9:]], DATA),
        ([], []),
    ],
)
def test_what_an_iterator_yields_becomes_frames(kind, items, data):
    source = {"list": items, "generator": iter(items), "async": asynchronously(items)}[kind]
    run = watched(source, title="mine")

    assert received(run) == data
    assert run.frames[0].event == OPENED
    assert reason(run) == {"reason": "the iterator ended"}
    assert run.title == "mine"
    assert all(0 <= frame.at < 10 for frame in run.frames)


def test_an_event_keeps_its_name_id_and_retry():
    run = watched([httpx_sse.ServerSentEvent("done", "x", "7", 5), httpx_sse.ServerSentEvent(data="y")])

    assert [frame._replace(at=0.0) for frame in run.frames[1:3]] == [
        Frame("done", "x", "7", 5),
        Frame("message", "y"),
    ]


@pytest.mark.parametrize(
    "item",
    [{"text": "\ud800"}, "data: \ud800\n\n", Frame(data="\ud800"), b"data: \xff\xfe\n\n", "data: ok"],
)
def test_text_that_is_no_text_stops_nothing_and_can_be_sent_and_saved(item, tmp_path):
    """Half an emoji, as encoders that cut by length make it."""
    run = watched([item, {"last": True}])
    sent = json.dumps(run.model.get_state()["snapshot"], ensure_ascii=False)

    assert reason(run) == {"reason": "the iterator ended"}
    assert '{"last":true}' in received(run)
    assert sent.encode()
    assert sw.load(run.save(tmp_path / "saved.jsonl")).state == run.state


@pytest.mark.parametrize("library", [httpx, httpx2])
def test_a_response_is_read_with_our_own_decoder(library):
    def answer(request):
        return library.Response(200, headers={"content-type": "text/event-stream"}, content=STREAM)

    with (
        library.Client(transport=library.MockTransport(answer)) as client,
        client.stream("GET", "http://x") as response,
    ):
        run = watched(response)

    assert received(run) == DATA
    assert run.status == "completed"


def test_an_event_source_is_read_as_its_response():
    def answer(request):
        body = b"\xef\xbb\xbf" + STREAM + b"id: 2\n\n: keep-alive\n\n"
        return httpx.Response(200, headers={"content-type": "text/event-stream"}, content=body)

    transport = httpx.MockTransport(answer)
    with httpx.Client(transport=transport) as client, httpx_sse.connect_sse(client, "GET", "http://x") as source:
        run = watched(source)

    assert received(run) == DATA


@pytest.mark.parametrize("library", [httpx, httpx2])
async def test_an_asynchronous_response_is_read_where_it_lives(library):
    async def body():
        for n in range(0, len(STREAM), 5):
            yield STREAM[n : n + 5]

    def answer(request):
        return library.Response(200, headers={"content-type": "text/event-stream"}, content=body())

    async with (
        library.AsyncClient(transport=library.MockTransport(answer)) as client,
        client.stream("GET", "http://x") as response,
    ):
        run = sw.watch(response)
        await run

    assert received(run) == DATA


async def test_an_asynchronous_event_source_is_read_where_it_lives():
    def answer(request):
        return httpx.Response(200, headers={"content-type": "text/event-stream"}, content=STREAM)

    async with (
        httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client,
        httpx_sse.aconnect_sse(client, "GET", "http://x") as source,
    ):
        run = await sw.watch(source)

    assert received(run) == DATA


async def test_an_async_iterator_stays_on_the_loop_that_made_it():
    loops = []

    async def items():
        loops.append(asyncio.get_running_loop())
        yield {"n": 1}

    await sw.watch(items())

    assert loops == [asyncio.get_running_loop()]


def test_an_async_iterator_without_a_loop_goes_to_the_background():
    loops = []

    async def items():
        loops.append(asyncio.get_running_loop())
        yield {"n": 1}

    watched(items())

    assert loops == [background.loop()]


@pytest.mark.parametrize("kind", ["plain", "async"])
def test_an_iterator_that_raises_is_told_with_its_reason(kind, caplog):
    def plain():
        yield {"n": 1}
        raise ValueError("the model is overloaded")

    async def later():
        for item in plain():
            yield item

    run = watched(plain() if kind == "plain" else later())

    assert received(run) == ['{"n":1}']
    assert (run.connection, run.status, run.error.kind) == ("failed", "incomplete", "source")
    assert run.error.message == "the iterator raised ValueError: the model is overloaded"
    assert caplog.records == []


def test_an_iterator_that_blocks_blocks_nobody():
    go = threading.Event()

    def slow():
        yield {"n": 1}
        go.wait(PATIENCE)
        yield {"n": 2}

    runs = [sw.watch(slow()) for _ in range(40)]
    until(lambda: all(received(run) for run in runs))
    other = watched([{"quick": True}])
    go.set()
    for run in runs:
        run.wait(PATIENCE)

    assert received(other)
    assert all(len(received(run)) == 2 for run in runs)


def test_stop_in_the_middle_of_an_iterator_that_blocks_takes_nothing_more():
    go, left = threading.Event(), threading.Event()

    def slow():
        try:
            yield {"n": 1}
            go.wait(PATIENCE)
            yield {"n": 2}
            yield {"n": 3}
        finally:
            left.set()

    run = sw.watch(slow())
    until(lambda: received(run))
    run.stop()
    go.set()
    left.wait(PATIENCE)

    assert received(run) == ['{"n":1}']
    assert reason(run) == {"reason": "stopped by run.stop()", "kind": "stopped"}


def test_stop_in_the_middle_of_an_async_iterator_lets_it_clean_up():
    left = threading.Event()

    async def slow():
        try:
            yield {"n": 1}
            await asyncio.Event().wait()
        finally:
            left.set()

    run = sw.watch(slow())
    until(lambda: received(run))
    run.stop()

    assert left.is_set()
    assert run.connection == "closed"


async def test_stop_on_the_loop_that_the_iterator_lives_on_does_not_wait_for_itself(monkeypatch):
    monkeypatch.setattr("sse_widgets.running.reading.PATIENCE", PATIENCE)
    asked = asyncio.Event()

    async def slow():
        yield {"n": 1}
        asked.set()
        await asyncio.Event().wait()

    run = sw.watch(slow())
    await asked.wait()
    loop = asyncio.get_running_loop()
    before = loop.time()
    run.stop()
    took = loop.time() - before
    await run

    assert took < PATIENCE / 2
    assert run.connection == "closed"


@pytest.mark.parametrize("wrong", [1, None, object(), asynchronously])
def test_what_cannot_be_iterated_over_is_refused(wrong):
    with pytest.raises(TypeError, match=r"sw\.watch needs something to iterate over, got"):
        sw.watch(wrong)


def test_an_iterator_that_blocks_for_ever_does_not_keep_python_alive():
    code = """
import threading, sse_widgets as sw

def stuck():
    yield {"n": 1}
    threading.Event().wait()

run = sw.watch(stuck())
for _ in range(10000):
    if len(run.frames) > 1:
        break
    threading.Event().wait(0.001)
print(len(run.frames))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=PATIENCE)

    assert (done.stdout, done.stderr, done.returncode) == ("2\n", "", 0)
