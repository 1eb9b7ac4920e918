"""Polling, where no stream can be had, and the way back."""

import asyncio
import json
import math

import httpx
import pytest

import sse_widgets as sw
from sse_widgets.frame import CLOSED, OPENED, RETRYING, Frame
from sse_widgets.mock import MockServer
from sse_widgets.transport.request import Request
from sse_widgets.transport.sequel import POLLS
from tests.transport.listening import FAST, faked, read
from tests.transport.servers import plain, serving
from tests.waiting import until

STREAM = {"content-type": "text/event-stream"}
END = {"id": "9", "event": "message", "data": "[DONE]"}


def event(n: int) -> dict:
    return {"id": str(n), "event": "step", "data": {"n": n}}


def down(_: httpx.Request) -> httpx.Response:
    return httpx.Response(503)


def test_after_three_failed_opens_the_fallback_is_asked():
    asked = []

    async def news(last: str) -> dict:
        asked.append(last)
        return {"events": [event(1), event(2)] if len(asked) == 1 else [END]}

    listener = read("http://x.test", client=faked(down), fallback=news)

    assert listener.names == [RETRYING, RETRYING, OPENED, "step", "step", "message", CLOSED]
    assert listener.said(OPENED) == [{"url": "the fallback", "polling": True}]
    assert asked == ["", "2"]
    assert listener.texts == ['{"n":1}', '{"n":2}', "[DONE]"]


def test_polls_are_a_few_seconds_apart():
    slept, answers = [], iter([[event(1)], [], [END]])

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    read("http://x.test", client=faked(down), fallback=lambda last: next(answers), sleep=sleep, poll_interval=5.0)

    assert slept[-2:] == [5.0, 5.0]


def test_a_stream_that_is_there_again_is_gone_back_to_and_nothing_comes_twice():
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.headers.get("last-event-id"))
        if len(asked) < 4:
            return httpx.Response(503)
        repeated = b'id: 1\nevent: step\ndata: {"n":1}\n\n'
        return httpx.Response(200, headers=STREAM, content=repeated + b"id: 2\ndata: [DONE]\n\n")

    listener = read("http://x.test", client=faked(answer), fallback=lambda last: [event(1)])

    assert asked == [None, None, None, "1"]
    assert listener.texts == ['{"n":1}', "[DONE]"]
    assert [said.get("polling", False) for said in listener.said(OPENED)] == [True, False]


def test_a_stream_that_is_still_not_there_leaves_no_trace():
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(503)

    polls = iter(range(1, 100))

    def news(last: str) -> list:
        n = next(polls)
        return [event(n)] if n < 3 * POLLS else [END]

    listener = read("http://x.test", client=faked(answer), fallback=news)

    assert len(asked) == 3 + 2
    assert listener.names.count(OPENED) == 1
    assert listener.names.count(RETRYING) == 2
    assert len(listener.texts) == 3 * POLLS


def test_a_proxy_that_holds_everything_back_is_gone_around():
    """The stream opens, and every byte comes with the last one: no status tells, only the time."""
    now = [0.0]

    class Held(httpx.AsyncByteStream):
        async def __aiter__(self):
            now[0] += 30.0
            yield b"id: 1\ndata: one\n\nid: 2\ndata: two\n\n"

    listener = read(
        "http://x.test",
        client=faked(lambda _: httpx.Response(200, headers=STREAM, stream=Held())),
        clock=lambda: now[0],
        fallback=lambda last: {"events": [END], "done": True},
    )

    assert listener.names == [OPENED, "message", "message", OPENED, "message", CLOSED]
    assert listener.said(OPENED)[1]["polling"] is True


def test_done_ends_it():
    listener = read("http://x.test", client=faked(down), fallback=lambda last: {"events": [event(1)], "done": True})

    assert listener.texts == ['{"n":1}']
    assert listener.closed == {"reason": "the server has nothing more to send"}


def test_servers_without_ids_that_tell_everything_each_time_are_heard_once():
    told = []

    def news(last: str) -> list:
        told.append({"type": "step", "data": f"number {len(told)}"})
        if len(told) == 3:
            told.append({"type": "message", "data": "[DONE]"})
        return list(told)

    listener = read("http://x.test", client=faked(down), fallback=news)

    assert listener.texts == ["number 0", "number 1", "number 2", "[DONE]"]


@pytest.mark.parametrize(
    ("item", "frame"),
    [
        ({"type": "token", "data": {"a": 1}, "id": 7}, ("token", '{"a":1}', "7")),
        ({"event": "token", "type": "x", "data": "text"}, ("token", "text", "")),
        ({"type": "token", "text": "é"}, ("message", '{"type":"token","text":"é"}', "")),
        ({"event": "@closed", "data": "text"}, ("\\@closed", "text", "")),
        (Frame("step", "data", "3"), ("step", "data", "3")),
        ("text", ("message", "text", "")),
        (7, ("message", "7", "")),
    ],
)
def test_events_come_in_many_forms(item, frame):
    listener = read("http://x.test", client=faked(down), fallback=lambda last: {"events": [item], "done": True})
    taken = next(frame for frame in listener.frames if frame.event not in (OPENED, RETRYING))

    assert (taken.event, taken.data, taken.id) == frame


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (httpx.Response(404), "HTTP 404"),
        (httpx.Response(200, content=b"<html>"), "what is not JSON"),
        (httpx.Response(200, content=b"7"), "with int, not with events"),
        (httpx.Response(200, content=b'{"a": 1}'), "with NoneType, not with events"),
        (httpx.Response(503), "HTTP 503"),
    ],
)
def test_a_fallback_that_is_no_use_ends_it_with_a_sentence(answer, words):
    def both(request: httpx.Request) -> httpx.Response:
        return answer if request.url.path == "/poll" else httpx.Response(503)

    listener = read("http://x.test/run", client=faked(both), fallback="http://x.test/poll?key=hush")

    assert "http://x.test/poll" in listener.closed["reason"]
    assert words in listener.closed["reason"]
    assert "hush" not in listener.closed["reason"]


def test_a_callable_that_fails_is_named():
    def fails(last: str) -> list:
        raise LookupError("no such table")

    listener = read("http://x.test", client=faked(down), fallback=fails)

    assert "the callable given as fallback= raised LookupError: no such table" in listener.closed["reason"]


@pytest.mark.parametrize(("address", "sent"), [("http://x.test/poll", "Bearer secret"), ("http://y.test/poll", None)])
def test_credentials_go_to_the_same_origin_only(address, sent):
    asked = []

    def both(request: httpx.Request) -> httpx.Response:
        if request.url.path != "/poll":
            return httpx.Response(503)
        asked.append(request)
        return httpx.Response(200, json={"events": [], "done": True})

    read(Request("http://x.test/run", token="secret"), client=faked(both), fallback=address)

    assert asked[0].headers.get("authorization") == sent
    assert asked[0].headers["accept"] == "application/json"


def test_a_run_says_that_it_polls_and_a_replay_too():
    asked = []

    def news(last: str) -> dict:
        asked.append(last)
        return {"events": [] if len(asked) < 2 else [END], "done": len(asked) > 1}

    with serving(plain("503 Service Unavailable")) as server:
        run = sw.connect(server.url, retry=FAST, fallback=news)
        until(lambda: run.state.connection.state == "polling")
        run.stop()

    assert run.connection == "closed"
    polling = next(n for n, frame in enumerate(run.frames, 1) if frame.event == OPENED)
    assert run.at(polling).connection.state == "polling"


def test_the_mock_server_can_be_polled():
    frames = [sw.Frame("step", json.dumps({"n": n}), str(n)) for n in range(1, 20)] + [Frame("message", "[DONE]", "20")]
    with MockServer(frames, speed=math.inf) as polled, serving(plain("503 Service Unavailable")) as server:
        listener = read(server.url, fallback=f"{polled.url}/session/events")

    assert listener.texts == [frame.data for frame in frames]


def test_stop_takes_effect_at_once_in_a_poll():
    async def hangs(last: str) -> list:
        await asyncio.Event().wait()
        return []

    with serving(plain("503 Service Unavailable")) as server:
        run = sw.connect(server.url, retry=FAST, fallback=hangs)
        until(lambda: run.state.connection.state == "polling")
        run.stop()

    assert run.connection == "closed"
