"""How long silence is all right, and what happens after."""

import pytest

from sse_widgets.frame import OPENED, RETRYING
from sse_widgets.transport.watchdog import Watchdog
from tests.transport.listening import Listener, read
from tests.transport.servers import HEAD, done, quiet, serving

LAST = done(b"id: 2\ndata: [DONE]\n\n")


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
    with serving(quiet(HEAD + b"id: 1\ndata: one\n\n"), LAST) as server:
        listener = read(server.url, idle_timeout=0.05)

    assert listener.texts == ["one", "[DONE]"]
    assert "silent for 0.05 s, not even a heartbeat came" in listener.said(RETRYING)[0]["reason"]


def test_heartbeats_keep_a_stream_that_has_nothing_else_to_say():
    import asyncio

    async def beating(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD)
        for _ in range(20):
            writer.write(b": beat\n")
            await writer.drain()
            await asyncio.sleep(0.02)  # not to wait for something: this is the server's pace
        writer.write(b"data: [DONE]\n\n")
        await writer.drain()

    with serving(beating) as server:
        listener = read(server.url, idle_timeout=0.3)

    assert listener.names.count(OPENED) == 1
    assert listener.texts == ["[DONE]"]


def test_silence_again_and_again_ends_with_its_name():
    with serving(quiet(HEAD)) as server:
        listener = read(server.url, idle_timeout=0.01, listener=Listener())

    assert len(server.requests) == 6
    assert listener.closed["kind"] == "max_reconnect_reached"
    assert "has been silent" in listener.closed["reason"]
