"""How long silence is all right, and what happens after."""

import pytest

from sse_widgets.frame import OPENED, RETRYING
from sse_widgets.transport.watchdog import Watchdog
from tests.transport.listening import FOR_EVER, Timed, read, telling


def test_nobody_is_rushed_of_whom_nothing_is_known():
    assert Watchdog().patience is None


def test_a_vocabulary_with_heartbeats_gets_45_seconds():
    watchdog = Watchdog()
    watchdog.expect_heartbeats()

    assert watchdog.patience == 45


@pytest.mark.parametrize(("times", "patience"), [((0, 15), 45), ((0, 1), 10), ((0, 1, 31), 90), ((5,), None)])
def test_comments_teach_how_often_to_expect_them(times, patience):
    watchdog = Watchdog()
    for time in times:
        watchdog.comment(time)

    assert watchdog.patience == patience


def test_the_time_that_the_wire_was_down_is_no_cadence():
    watchdog = Watchdog()
    watchdog.comment(0.0)
    watchdog.reopened()
    watchdog.comment(500.0)

    assert watchdog.patience is None


@pytest.mark.parametrize("timeout", [3.0, None])
def test_what_was_asked_for_wins(timeout):
    watchdog = Watchdog(timeout)
    watchdog.expect_heartbeats()
    for time in (0, 1, 2):
        watchdog.comment(time)

    assert watchdog.patience == timeout


def test_a_silent_stream_is_left_for_another():
    bodies = Timed(b"id: 1\ndata: one\n\n", FOR_EVER), Timed(b"id: 2\ndata: [DONE]\n\n")
    listener = read("http://x.test", client=telling(*bodies), idle_timeout=5, leap=True)

    assert listener.texts == ["one", "[DONE]"]
    assert "silent for 5 s, not even a heartbeat came" in listener.said(RETRYING)[0]["reason"]


def test_heartbeats_keep_a_stream_that_has_nothing_else_to_say():
    body = Timed(*[b": beat\n", 4.0] * 20, b"data: [DONE]\n\n")
    listener = read("http://x.test", client=telling(body), idle_timeout=5, leap=True)

    assert listener.names.count(OPENED) == 1
    assert listener.texts == ["[DONE]"]


def test_silence_again_and_again_ends_with_its_name():
    listener = read("http://x.test", client=telling(Timed(FOR_EVER)), idle_timeout=5, leap=True)

    assert listener.names.count(OPENED) == 6
    assert listener.closed["kind"] == "max_reconnect_reached"
    assert "has been silent" in listener.closed["reason"]
