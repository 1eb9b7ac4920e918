"""What was given with a callable is asked for once more when the server refuses it."""

import httpx
import pytest

from sse_widgets.frame import CLOSED, GAP, OPENED, RETRYING
from sse_widgets.transport.request import Request
from tests.transport.listening import faked, read

STREAM = {"content-type": "text/event-stream"}
END = b"data: [DONE]\n\n"


def stream(body: bytes = END) -> httpx.Response:
    return httpx.Response(200, headers=STREAM, content=body)


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("given", ["token", "headers", "cookies", "url"])
def test_refused_credentials_are_asked_for_once_more(status, given):
    asked, count = [], iter(range(1, 100))

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return stream() if len(asked) == 2 else httpx.Response(status)

    async def ask():
        n = next(count)
        return {
            "token": f"token-{n}",
            "headers": {"x-key": f"key-{n}"},
            "cookies": {"sid": f"{n}"},
            "url": f"http://x.test/{n}",
        }[given]

    listener = read(Request(**{"url": "http://x.test", given: ask}), client=faked(answer))

    assert listener.names == [RETRYING, OPENED, "message", CLOSED]
    assert listener.delays == [0.0]
    first, second = (f"{request.url} {request.headers.raw}" for request in asked)
    assert first != second


def test_refused_twice_in_a_row_is_refused():
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(401)

    listener = read(Request("http://x.test", token=lambda: "other"), client=faked(answer))

    assert len(asked) == 2
    assert listener.closed["kind"] == "auth"


def test_a_stream_that_opened_in_between_begins_the_count_anew():
    one, two = stream(b"id: 1\ndata: one\n\n"), stream()
    answers = iter([httpx.Response(401), one, httpx.Response(401), two])
    listener = read(Request("http://x.test", token=lambda: "other"), client=faked(lambda _: next(answers)))

    assert listener.texts == ["one", "[DONE]"]


@pytest.mark.parametrize("options", [{"token": "fixed"}, {"token": lambda: "other", "method": "POST"}])
def test_what_cannot_be_renewed_is_not_tried(options):
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(401)

    read(Request("http://x.test", **options), client=faked(answer))

    assert len(asked) == 1


@pytest.mark.parametrize("status", [410, 412, 416])
def test_a_place_that_is_gone_is_left_with_a_gap(status):
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(status) if "last-event-id" in request.headers else stream()

    listener = read(Request("http://x.test", last_event_id="7"), client=faked(answer))

    assert len(asked) == 2
    assert listener.names == [GAP, RETRYING, OPENED, "message", CLOSED]
    assert "beginning anew" in listener.said(GAP)[0]["reason"]


def test_an_expired_session_gets_its_new_address_from_the_callable():
    urls = iter(["http://x.test/old", "http://x.test/new"])
    listener = read(
        Request(lambda: next(urls)),
        client=faked(lambda request: stream() if request.url.path == "/new" else httpx.Response(410)),
    )

    assert listener.texts == ["[DONE]"]


def test_an_expired_session_with_a_fixed_address_is_over():
    listener = read("http://x.test", client=faked(lambda _: httpx.Response(410)))

    assert listener.names == [CLOSED]
    assert listener.closed["kind"] == "session_expired"


def test_an_error_right_after_a_place_was_left_is_tried_again():
    """There is nothing left to lose: the gap has been told."""
    answers = iter([stream(b"id: 1\ndata: one\n\n"), httpx.Response(410), httpx.Response(503), stream()])
    listener = read("http://x.test", client=faked(lambda _: next(answers)))

    assert listener.texts == ["one", "[DONE]"]
    assert listener.names.count(GAP) == 1


@pytest.mark.parametrize(
    ("given", "kind"), [("token", "auth"), ("headers", "auth"), ("cookies", "auth"), ("url", "network")]
)
@pytest.mark.parametrize("error", [LookupError("the vault is locked"), ConnectionError("the vault is locked")])
def test_a_callable_that_fails_is_named(given, kind, error):
    async def fails():
        raise error

    asked = []
    listener = read(Request(**{"url": "http://x.test", given: fails}), client=faked(asked.append))

    assert asked == []
    assert f"the callable given as {given}=" in listener.closed["reason"]
    assert "the vault is locked" in listener.closed["reason"]
    # What cannot be reached now may be reached later; a mistake stays one.
    passing = isinstance(error, OSError)
    assert listener.closed["kind"] == ("max_reconnect_reached" if passing else kind)
    assert listener.names.count(RETRYING) == (5 if passing else 0)
