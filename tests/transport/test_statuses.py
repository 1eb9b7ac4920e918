"""The status table: what each answer does to a connection, in both modes."""

from datetime import UTC, datetime

import httpx
import pytest

from sse_widgets.frame import CLOSED, OPENED, RETRYING
from sse_widgets.transport.request import Request
from sse_widgets.transport.statuses import refusal, retry_after
from tests.transport.listening import FAST, Listener, faked, read

STREAM = {"content-type": "text/event-stream"}
END = b"id: 2\ndata: [DONE]\n\n"


def answered(*answers: httpx.Response, mode: str, request: Request | str = "http://x.test/run") -> tuple[Listener, int]:
    """Read from a server that gives these answers, the last again and again; return what came, and the requests."""
    asked = []

    def answer(_: httpx.Request) -> httpx.Response:
        asked.append(_)
        return answers[min(len(asked), len(answers)) - 1]

    return read(request, client=faked(answer), mode=mode), len(asked)


def stream(body: bytes = END, **headers: str) -> httpx.Response:
    return httpx.Response(200, headers=STREAM | headers, content=body)


@pytest.mark.parametrize("mode", ["resilient", "spec"])
def test_a_stream_is_opened(mode):
    listener, asked = answered(stream(), mode=mode)

    assert (asked, listener.names) == (1, [OPENED, "message", CLOSED])


PASSING = [408, 425, 429, 500, 502, 503, 504, 507, 520, 599]
FINAL = [201, 202, 205, 206, 299, 300, 304, 400, 401, 402, 403, 404, 405, 406, 410, 412, 416, 418, 501, 505]


@pytest.mark.parametrize("status", PASSING)
def test_a_status_that_may_pass_is_tried_again(status):
    listener, asked = answered(httpx.Response(status), stream(), mode="resilient")

    assert (asked, listener.names) == (2, [RETRYING, OPENED, "message", CLOSED])


@pytest.mark.parametrize("status", [*PASSING, *FINAL, 204])
def test_a_browser_takes_every_other_status_for_the_end(status):
    listener, asked = answered(httpx.Response(status), stream(), mode="spec")

    assert (asked, listener.names) == (1, [CLOSED])
    assert listener.closed["kind"] in ("server", "auth", "session_expired")


@pytest.mark.parametrize("status", FINAL)
def test_a_status_that_will_not_pass_ends_it(status):
    listener, asked = answered(httpx.Response(status), stream(), mode="resilient")

    assert (asked, listener.names) == (1, [CLOSED])
    assert f"HTTP {status}" in listener.closed["reason"]


def test_nothing_more_to_send_is_no_error():
    listener, asked = answered(httpx.Response(204), mode="resilient")

    assert asked == 1
    assert "kind" not in listener.closed


@pytest.mark.parametrize("mode", ["resilient", "spec"])
def test_a_wrong_type_ends_it_and_shows_how_it_begins(mode):
    page = httpx.Response(200, headers={"content-type": "text/html"}, content=b"<p>Sign in</p>")
    listener, asked = answered(page, mode=mode)

    assert asked == 1
    assert listener.closed["kind"] == "not_a_stream"
    assert "<p>Sign in</p>" in listener.closed["reason"]


def test_plain_text_that_reads_as_a_stream_is_taken_with_a_warning_but_not_by_the_book():
    plain = httpx.Response(200, headers={"content-type": "text/plain"}, content=END)
    kind, _ = answered(plain, mode="resilient")
    strict, _ = answered(httpx.Response(200, headers={"content-type": "text/plain"}, content=END), mode="spec")

    assert (kind.texts, len(kind.warnings)) == (["[DONE]"], 1)
    assert "text/plain" in kind.warnings[0]
    assert strict.closed["kind"] == "not_a_stream"


@pytest.mark.parametrize("kind", ["Text/Event-Stream", "text/event-stream; charset=windows-1252"])
def test_case_and_parameters_of_the_type_do_not_matter(kind):
    answer = httpx.Response(200, headers={"content-type": kind}, content="data: é\n\ndata: [DONE]\n\n".encode())
    listener, _ = answered(answer, mode="spec")

    assert listener.texts == ["é", "[DONE]"]


def test_a_clean_end_is_asked_on_only_if_more_is_to_come():
    more, asked = answered(stream(b"id: 1\ndata: one\n\n"), stream(), mode="resilient")
    listener = Listener(unfinished_=False)
    read("http://x.test", listener=listener, client=faked(lambda _: stream(b"id: 1\ndata: one\n\n")))

    assert (asked, more.texts) == (2, ["one", "[DONE]"])
    assert listener.names == [OPENED, "message", CLOSED]


def test_a_browser_asks_again_after_every_end_until_the_last_word():
    listener, asked = answered(stream(b"data: one\n\n"), stream(), mode="spec")

    assert (asked, listener.texts) == (2, ["one", "[DONE]"])


def test_a_clean_end_that_never_brings_anything_new_is_not_asked_for_ever():
    listener, asked = answered(stream(b"id: 1\ndata: one\n\n"), mode="resilient")

    assert listener.texts == ["one"]
    assert asked == 1 + FAST.attempts
    assert listener.closed["kind"] == "max_reconnect_reached"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("3", 3.0),
        (" 0 ", 0.0),
        ("Sat, 21 Nov 2026 06:00:07 GMT", 7.0),
        ("Sat, 21 Nov 2026 05:00:00 GMT", 0.0),
        ("Sat, 21 Nov 2026 06:00:07 -0000", 7.0),
        ("-1", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        ("٣", None),
        (None, None),
    ],
)
def test_how_long_a_server_asks_to_be_left_alone(value, seconds):
    assert retry_after(value, datetime(2026, 11, 21, 6, tzinfo=UTC)) == seconds


def test_the_time_that_a_busy_server_asks_for_is_waited():
    busy = httpx.Response(503, headers={"retry-after": "7"})
    listener, _ = answered(busy, stream(), mode="resilient")

    assert listener.delays == [7.0]


def test_a_server_cannot_send_us_away_for_days():
    listener, _ = answered(httpx.Response(429, headers={"retry-after": "9999999999"}), stream(), mode="resilient")

    assert listener.delays == [3600.0]


@pytest.mark.parametrize("status", [412, 416])
def test_a_place_that_is_gone_is_an_expired_session_only_where_one_was_asked_for(status):
    assert refusal(status, "http://x", mode="resilient", resumed=True).kind == "session_expired"
    assert refusal(status, "http://x", mode="resilient", resumed=False).kind == "server"
