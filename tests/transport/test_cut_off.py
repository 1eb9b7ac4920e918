"""Streams that end inside an event: whether the rest of it comes, and what is said if not."""

from sse_widgets.frame import CLOSED, GAP, OPENED, RETRYING
from tests.transport.listening import Listener, read
from tests.transport.servers import cut, done, plain, serving


def test_a_stream_that_ends_inside_an_event_was_cut_off_and_is_asked_for_the_rest():
    """Even if its vocabulary takes any end for the end of the run."""
    listener = Listener(unfinished_=False)
    with serving(done(b"id: 1\ndata: one\n\nid: 2\ndata: tw"), done(b"id: 2\ndata: two\n\n")) as server:
        read(server.url, listener=listener)

    assert listener.texts == ["one", "two"]
    assert GAP not in listener.names
    assert server.requests[1].header("last-event-id") == b"1"


def test_a_piece_of_an_event_that_comes_again_whole_is_no_gap():
    with serving(cut(b"data: [DO"), done(b"data: [DONE]\n\n")) as server:
        listener = read(server.url)

    assert listener.names == [OPENED, RETRYING, OPENED, "message", CLOSED]


def test_a_piece_of_an_event_that_nobody_sends_again_is_told_of_once():
    with serving(cut(b"data: [DO"), plain("404 Not Found")) as server:
        listener = read(server.url)

    assert listener.names == [OPENED, RETRYING, GAP, CLOSED]
    assert "9 bytes of it were left out" in listener.said(GAP)[0]["reason"]
