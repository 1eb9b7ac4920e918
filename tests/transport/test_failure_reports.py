"""Nine ways in which event streams have failed elsewhere, each with the cure that we have."""

import asyncio
import contextlib

import httpx
import httpx2
import pytest

import sse_widgets as sw
from sse_widgets import background
from sse_widgets.frame import CLOSED, RETRYING
from sse_widgets.transport import Connection, Options, Request
from tests.transport.listening import FAST, Listener, faked, no_sleep, read
from tests.transport.servers import HEAD, Counting, cut, done, plain, quiet, serving
from tests.waiting import PATIENCE, until

LAST = done(b"id: 9\ndata: [DONE]\n\n")


@pytest.mark.parametrize("library", [httpx, httpx2])
def test_1_a_half_open_socket_is_found_out(library):
    """Clients were "connected" for four hours: nobody counted the bytes."""
    client = library.AsyncClient()
    with serving(quiet(HEAD + b"id: 1\ndata: one\n\n"), LAST) as server:
        listener = read(server.url, idle_timeout=0.3, client=client)
        background.submit(client.aclose()).result(PATIENCE)

    assert listener.texts == ["one", "[DONE]"]
    assert server.requests[1].header("last-event-id") == b"1"


def test_2_reconnections_do_not_multiply():
    """One error started several loops, each of which started more."""
    counting = Counting()
    with serving(counting.answer) as server:
        run = sw.connect(server.url, retry=FAST)
        for _ in range(10):
            run.reconnect()
        until(lambda: run.state.connection.state == "open" and counting.open == 1)
        run.stop()
        until(lambda: counting.open == 0)

    assert counting.most <= 2  # the server sees one leave a moment after the next came


def test_2_a_second_reading_of_one_connection_ends_the_first():
    counting = Counting()

    class Waiting(Listener):
        def feed(self, *frames: sw.Frame) -> None:
            super().feed(*frames)
            if self.texts:
                self.heard.set()

    listener = Waiting()
    listener.heard = asyncio.Event()

    async def both(url: str) -> None:
        connection = Connection(Request(url), listener, Options(retry=FAST, sleep=no_sleep))
        readings = []
        for _ in range(5):
            readings.append(asyncio.create_task(connection.read()))
            await asyncio.sleep(0)
        await asyncio.wait_for(listener.heard.wait(), PATIENCE)
        running = [reading for reading in readings if not reading.done()]
        assert running == readings[-1:]
        running[0].cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running[0]

    with serving(counting.answer) as server:
        background.submit(both(server.url)).result(PATIENCE)

    assert CLOSED not in listener.names


async def begun_twice(connection: Connection, ready, release=None) -> bool:
    """Begin a reading, and another one when `ready` says so; return whether that ends the first."""
    first = asyncio.create_task(connection.read())
    await asyncio.to_thread(until, ready)
    second = asyncio.create_task(connection.read())
    await asyncio.sleep(0.01)
    if release is not None:
        release.set()
    await asyncio.wait({first}, timeout=PATIENCE)
    over = first.done()
    for task in (first, second):
        task.cancel()
    await asyncio.gather(first, second, return_exceptions=True)
    return over


def test_2_a_reading_that_waits_for_a_silent_server_is_ended_by_the_next():
    """Nothing but a cancellation can end it."""
    listener = Listener()
    with serving(quiet(HEAD + b"id: 1\ndata: one\n\n")) as server:
        connection = Connection(Request(server.url), listener, Options(retry=FAST))
        over = background.submit(begun_twice(connection, lambda: listener.texts)).result(PATIENCE)

    assert over
    assert CLOSED not in listener.names


@pytest.mark.parametrize("stubborn", ["token", "fallback"])
def test_2_a_reading_whose_callable_does_not_heed_the_cancellation_takes_nothing_more(stubborn):
    listener, asked, release = Listener(), [], asyncio.Event()

    async def waits(*_):
        asked.append(1)
        if len(asked) > 1:
            await asyncio.Event().wait()
        while not release.is_set():
            with contextlib.suppress(asyncio.CancelledError):
                await release.wait()
        return [{"id": "1", "data": "from the first"}] if stubborn == "fallback" else "token"

    def answer(request: httpx.Request) -> httpx.Response:
        if stubborn == "fallback":
            return httpx.Response(503)
        return httpx.Response(200, headers={"content-type": "text/event-stream"}, content=b"data: from the first\n\n")

    request = Request("http://x.test", token=waits if stubborn == "token" else None)
    options = Options(retry=FAST, sleep=no_sleep, fallback=waits if stubborn == "fallback" else None)
    connection = Connection(request, listener, options, faked(answer))
    over = background.submit(begun_twice(connection, lambda: asked, release)).result(PATIENCE)

    assert over
    assert "from the first" not in listener.texts
    assert CLOSED not in listener.names


def test_2_what_arrives_for_a_reading_that_was_left_is_not_taken():
    """The next reading has asked by then, from the place before it, and gets it itself."""
    listener, readings = Listener(), []

    class Held(httpx.AsyncByteStream):
        async def __aiter__(self):
            if not readings:
                readings.append(asyncio.create_task(connection.read()))
                yield b"data: one\n\n"
                await asyncio.Event().wait()
            yield b"data: one\n\ndata: [DONE]\n\n"

    async def answer(request: httpx.Request) -> httpx.Response:
        if readings:
            await asyncio.sleep(0.01)  # the pace of the server
        return httpx.Response(200, headers={"content-type": "text/event-stream"}, stream=Held())

    async def both() -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await connection.read()
        await readings[0]

    connection = Connection(Request("http://x.test"), listener, Options(retry=FAST, sleep=no_sleep), faked(answer))
    background.submit(both()).result(PATIENCE)

    assert listener.texts == ["one", "[DONE]"]


def test_3_a_name_that_does_not_resolve_makes_no_hot_loop():
    """The delay was skipped when the connection failed before its first byte."""
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        raise httpx.ConnectError("[Errno -2] Name or service not known")

    listener = read("http://x.test", client=faked(answer), retry=sw.Retry(attempts=5))

    assert len(asked) == 6
    assert len(listener.delays) == 5
    assert min(listener.delays) >= 0.05


def test_4_a_token_that_grew_stale_is_not_sent_for_ever():
    """The header was made once; every reconnection got 401."""
    valid = ["old"]

    def answer(request: httpx.Request) -> httpx.Response:
        if request.headers["authorization"] != f"Bearer {valid[0]}":
            return httpx.Response(401)
        body = b"id: 1\ndata: one\n\n" if valid == ["old"] else b"data: [DONE]\n\n"
        valid[0] = "new"
        return httpx.Response(200, headers={"content-type": "text/event-stream"}, content=body)

    listener = read(Request("http://x.test", token=lambda: valid[0]), client=faked(answer))

    assert listener.texts == ["one", "[DONE]"]


def test_4_a_token_that_the_server_refuses_is_asked_for_once_more():
    """It grew stale on the way: what was valid when it was asked for is not when it arrives."""
    tokens = iter(["stale", "fresh"])

    def answer(request: httpx.Request) -> httpx.Response:
        if request.headers["authorization"] != "Bearer fresh":
            return httpx.Response(401)
        return httpx.Response(200, headers={"content-type": "text/event-stream"}, content=b"data: [DONE]\n\n")

    listener = read(Request("http://x.test", token=lambda: next(tokens)), client=faked(answer))

    assert listener.texts == ["[DONE]"]


def test_5_a_seed_is_not_lost_when_the_stream_dies_before_its_first_id():
    with serving(cut(b": hello\n\n"), cut(b"data: one\n\n"), LAST) as server:
        read(Request(server.url, last_event_id="seed"))

    assert [asked.header("last-event-id") for asked in server.requests] == [b"seed"] * 3


@pytest.mark.parametrize("tail", [b"id: 9\ndata: cut o", b"id: 9\nevent: control\n", b"id: 9", b": id: 9\n\n"])
def test_6_what_was_not_taken_does_not_move_the_place(tail):
    """An id was kept as soon as it was read; the event that it came with was not."""
    with serving(cut(b"id: 1\ndata: one\n\n" + tail), LAST) as server:
        read(server.url)

    assert server.requests[1].header("last-event-id") == b"1"


def test_6_the_place_moves_only_after_the_run_has_taken_the_event():
    class Full(Listener):
        def feed(self, *frames: sw.Frame) -> None:
            assert connection._intake.last_event_id == "".join(self.texts[-1:])
            super().feed(*frames)

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD)
        for n in (b"1", b"2", b"3"):
            writer.write(b"id: %b\ndata: %b\n\n" % (n, n))
            await writer.drain()
            await asyncio.sleep(0.01)  # so that each comes by itself

    listener = Full(unfinished_=False)
    with serving(answer) as server:
        connection = Connection(Request(server.url), listener, Options(retry=FAST))
        background.submit(connection.read()).result(PATIENCE)

    assert listener.texts == ["1", "2", "3"]


@pytest.mark.parametrize("library", [httpx, httpx2])
def test_7_the_id_is_sent_and_nothing_comes_all_over_again(library):
    client = library.AsyncClient()
    with serving(cut(b"id: 1\ndata: one\n\nid: 2\ndata: two\n\n"), LAST) as server:
        listener = read(server.url, client=client)
        background.submit(client.aclose()).result(PATIENCE)

    assert server.requests[1].header("last-event-id") == b"2"
    assert listener.texts == ["one", "two", "[DONE]"]


def test_7_what_a_server_sends_once_more_though_it_got_the_id_is_taken_once():
    again = done(b"id: 1\ndata: one\n\nid: 2\ndata: two\n\nid: 9\ndata: [DONE]\n\n")
    with serving(cut(b"id: 1\ndata: one\n\nid: 2\ndata: two\n\n"), again) as server:
        listener = read(server.url)

    assert listener.texts == ["one", "two", "[DONE]"]


def test_8_a_proxy_that_holds_the_body_back_is_noticed_and_gone_around():
    """The stream looked open, and nothing ever came."""
    with serving(quiet(HEAD)) as server:
        listener = read(
            server.url, idle_timeout=0.02, fallback=lambda last: [{"id": "1", "data": "[DONE]"}], retry=FAST
        )

    assert len(server.requests) == 3
    assert listener.names.count(RETRYING) == 2
    assert listener.texts == ["[DONE]"]


def test_8_a_proxy_that_says_nothing_is_not_waited_for_if_there_is_another_way():
    """No heartbeat was ever seen, so that nothing else would tell that the stream is dead."""
    with serving(quiet(HEAD)) as server, pytest.MonkeyPatch.context() as patch:
        patch.setattr("sse_widgets.transport.connection.HEARTBEAT", 0.02)
        listener = read(server.url, fallback=lambda last: [{"id": "1", "data": "[DONE]"}])

    assert listener.texts == ["[DONE]"]


def test_8_a_body_that_comes_all_at_once_at_its_end_is_gone_around():
    """Every byte comes, and none in time: only the clock tells."""
    now = [0.0]

    class Held(httpx.AsyncByteStream):
        async def __aiter__(self):
            now[0] += 30.0
            yield b"id: 1\ndata: one\n\n"

    listener = read(
        "http://x.test",
        client=faked(lambda _: httpx.Response(200, headers={"content-type": "text/event-stream"}, stream=Held())),
        clock=lambda: now[0],
        fallback=lambda last: [{"id": "2", "data": "[DONE]"}],
    )

    assert listener.texts == ["one", "[DONE]"]


def test_9_more_than_six_streams_of_one_host_are_open_at_once():
    """A browser shares six connections among all of its tabs; a kernel does not."""
    counting = Counting()
    with serving(counting.answer) as server:
        runs = [sw.connect(server.url, retry=FAST) for _ in range(20)]
        until(lambda: counting.open == 20)
        for run in runs:
            run.stop()
        until(lambda: counting.open == 0)

    assert counting.most == 20


def test_a_run_that_is_over_is_not_asked_for_again_by_what_broke_off():
    with serving(cut(b"id: 1\ndata: [DONE]\n\n"), plain("500 Internal Server Error")) as server:
        listener = read(server.url)

    assert len(server.requests) == 1
    assert listener.closed == {"reason": "the run ended"}
