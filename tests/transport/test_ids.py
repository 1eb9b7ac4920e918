"""The place to go on from."""

import httpx
import pytest

from sse_widgets.frame import GAP
from sse_widgets.transport.request import LONGEST_ID, Request, request_headers, unsendable
from tests.transport.listening import faked, read

STREAM = {"content-type": "text/event-stream"}
END = b"id: last\ndata: [DONE]\n\n"


def asked_with(*bodies: bytes, mode: str = "spec", **given: str) -> tuple[list[bytes | None], object]:
    """Read streams one after another; return the ids that were asked with."""
    ids = []

    def answer(request: httpx.Request) -> httpx.Response:
        ids.append(dict(request.headers.raw).get(b"last-event-id"))
        return httpx.Response(200, headers=STREAM, content=bodies[len(ids) - 1])

    listener = read(Request("http://x.test", **given), client=faked(answer), mode=mode)
    return ids, listener


def test_the_id_of_the_last_event_is_asked_with():
    ids, _ = asked_with("id: 豆é\ndata: one\n\n".encode(), END)

    assert ids == [None, "豆é".encode()]


def test_an_id_that_the_server_took_back_is_not_asked_with():
    ids, _ = asked_with(b"id: 1\ndata: one\n\n", b"id\ndata: two\n\n", END)

    assert ids == [None, b"1", None]


def test_a_bookmark_without_an_event_counts():
    ids, _ = asked_with(b"id: 1\ndata: one\n\nid: 5\n\n", END)

    assert ids == [None, b"5"]


def test_outer_spaces_are_not_sent():
    ids, _ = asked_with(b"id:  1 \ndata: one\n\n", END)

    assert ids == [None, b"1"]


@pytest.mark.parametrize("id", ["a\x01b", "a\tb", "\x7f", "x" * (LONGEST_ID + 1), "é" * LONGEST_ID])
def test_an_id_that_cannot_be_sent_is_not_and_that_is_told(id):
    ids, listener = asked_with(f"id: {id}\ndata: one\n\n".encode(), END)

    assert ids == [None, None]
    assert "the last id cannot be sent back" in listener.said(GAP)[0]["reason"]


def test_an_id_just_short_enough_is_sent():
    assert unsendable("x" * LONGEST_ID) == ""


async def test_a_seed_that_cannot_be_sent_is_not():
    assert "last-event-id" not in await request_headers(Request("http://x.test"), "\n")


def test_what_a_server_repeats_after_a_reconnection_is_taken_once():
    body = b"".join(b"id: %d\ndata: %d\n\n" % (n, n) for n in range(5))
    _, listener = asked_with(body, body + b"id: 5\ndata: 5\n\n", END, mode="resilient")
    _, strict = asked_with(b"id: 1\ndata: one\n\n", b"data: one\n\n", END)

    assert listener.texts == ["0", "1", "2", "3", "4", "5", "[DONE]"]
    assert strict.texts == ["one", "one", "[DONE]"]


def test_an_event_that_is_too_large_is_passed_over_and_its_place_kept():
    big = b"id: 2\ndata: " + b"x" * 5000 + b"\n\n"
    ids = []

    def answer(request: httpx.Request) -> httpx.Response:
        ids.append(request.headers.get("last-event-id"))
        return httpx.Response(200, headers=STREAM, content=b"id: 1\ndata: one\n\n" + big if len(ids) == 1 else END)

    listener = read("http://x.test", client=faked(answer), max_event_bytes=1024)

    assert ids == [None, "2"]
    assert listener.texts == ["one", "[DONE]"]
    assert listener.said(GAP) == [{"reason": "an event of more than 1024 bytes was skipped"}]


def test_an_event_that_is_too_large_and_cut_off_is_not_asked_for_in_a_circle():
    """Its id comes after its data, so the place before it is all that we have."""
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        body = b"data: " + b"x" * 5000
        return httpx.Response(200, headers=STREAM, content=b"id: 1\ndata: one\n\n" + body if len(asked) == 1 else body)

    listener = read("http://x.test", client=faked(answer), max_event_bytes=1024)

    assert len(asked) == 3
    assert listener.closed["kind"] == "not_a_stream"
    assert "give a larger max_event_bytes=" in listener.closed["reason"]
