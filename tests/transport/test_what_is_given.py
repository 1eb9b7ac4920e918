"""What users and servers give: whatever it is, it ends in a sentence, and takes nobody else with it."""

import threading

import httpx
import pytest

import sse_widgets as sw
from sse_widgets.transport.request import Request
from tests.transport.listening import FAST, faked, read
from tests.transport.servers import cut, done, plain, serving
from tests.waiting import PATIENCE

LAST = done(b"data: [DONE]\n\n")


def stop(*_):
    raise SystemExit(2)


@pytest.mark.parametrize("name", ["token", "headers", "cookies", "fallback"])
def test_a_callable_that_wants_to_exit_ends_its_own_run_only(name):
    with serving(plain("503 No")) as bad, serving(LAST) as good:
        run = sw.connect(bad.url, retry=FAST, **{name: stop}).wait(PATIENCE)
        other = sw.connect(good.url, retry=FAST).wait(PATIENCE)

    assert "raised SystemExit" in run.error.message
    assert other.status == "completed"


def test_an_iterator_that_wants_to_exit_ends_its_own_run_only(caplog):
    class Exits:
        def __aiter__(self):
            return self

        async def __anext__(self):
            raise SystemExit(3)

    run = sw.watch(Exits()).wait(PATIENCE)
    with serving(LAST) as good:
        other = sw.connect(good.url, retry=FAST).wait(PATIENCE)

    assert run.connection == "failed"
    assert other.status == "completed"


@pytest.mark.parametrize("name", ["headers", "cookies"])
@pytest.mark.parametrize("given", [["a"], {"a": 1}, {"a": None}, {1: "a"}, 7])
def test_a_table_of_something_else_than_texts_is_said(name, given):
    listener = read(Request("http://x.test", **{name: lambda: given}), client=faked(lambda _: httpx.Response(200)))

    assert listener.closed["reason"].startswith(f"what {name}= gives for http://x.test must be texts by name")


@pytest.mark.parametrize("given", [None, {}, [("x-own", "yes")]])
def test_a_table_may_be_empty_or_pairs(given):
    with serving(LAST) as server:
        listener = read(Request(server.url, headers=lambda: given))

    assert listener.texts == ["[DONE]"]


@pytest.mark.parametrize("url", ["http://127.0.0.1:99999/", "http://127.0.0.1:0/", "http://xn--/", "http://[/", "::::"])
def test_what_is_no_address_is_said(url):
    listener = read(url)

    assert listener.closed["kind"] == "network"
    assert "address" in listener.closed["reason"]


@pytest.mark.parametrize("client", [httpx.Client, str, object])
def test_a_client_that_would_block_every_stream_is_refused_at_once(client):
    with pytest.raises(TypeError, match=f"not a {client.__name__}"):
        sw.connect("http://127.0.0.1:1", client=client())


@pytest.mark.parametrize("json", [float("nan"), {"a": float("inf")}, {"a": "\ud800"}, object()])
def test_a_body_that_is_no_json_is_refused_at_once(json):
    with pytest.raises(ValueError, match="json= cannot be sent"):
        sw.connect("http://127.0.0.1:1", method="POST", json=json)


@pytest.mark.parametrize("bad", [{"base": float("nan")}, {"attempts": 2.5}, {"cap": -1}, {"healthy": float("nan")}])
def test_a_retry_that_makes_no_sense_is_refused_at_once(bad):
    with pytest.raises(ValueError, match="must not be negative"):
        sw.Retry(**bad)


@pytest.mark.parametrize("seconds", [0, -1, float("nan")])
def test_a_connection_that_must_take_no_time_is_refused_at_once(seconds):
    with pytest.raises(ValueError, match="connect_timeout"):
        sw.connect("http://127.0.0.1:1", connect_timeout=seconds)


def test_a_place_that_is_no_text_is_not_sent():
    with serving(LAST) as server:
        listener = read(Request(server.url, last_event_id="\ud800"))

    assert listener.texts == ["[DONE]"]
    assert server.requests[0].header("last-event-id") is None


def test_a_header_that_is_none_is_not_quoted():
    """The library quotes it whole, and it may be a cookie."""
    with serving(b"HTTP/1.1 200 OK\r\nset-cookie: sid=hush\0\r\n\r\n") as server:
        listener = read(server.url)

    assert "illegal header line" in listener.closed["reason"]
    assert "hush" not in str(listener.frames)


def test_a_body_that_breaks_off_is_told_without_its_bytes():
    with serving(cut(b"data: hush")) as server:
        listener = read(server.url)

    assert "hush" not in listener.closed["reason"]


def test_a_callable_that_blocks_holds_up_no_other_stream():
    release = threading.Event()

    def blocked() -> str:
        release.wait(PATIENCE)
        return "token"

    with serving(done(b"data: [DONE]\n\n")) as server:
        waiting = sw.connect(server.url, token=blocked)
        other = sw.connect(server.url).wait(PATIENCE)
        ended_meanwhile = waiting.active and other.status == "completed"
        waiting.stop()
        stopped_meanwhile = waiting.connection == "closed"
        release.set()

    assert ended_meanwhile
    assert stopped_meanwhile


def test_a_callable_that_has_nothing_more_to_give_is_named():
    with serving(done(b"data: [DONE]\n\n")) as server:
        run = sw.connect(server.url, token=iter(()).__next__).wait(PATIENCE)

    assert "token= for" in run.error.message
    assert "StopIteration" in run.error.message
