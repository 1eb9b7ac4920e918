import socket
from urllib.parse import urlsplit

import pytest

import sse_widgets as sw
from sse_widgets.broadcast import Broadcaster, BroadcasterConfig
from tests.broadcast.asking import get
from tests.waiting import PATIENCE, until

LARGE = "x" * 50_000


def stalled(broadcaster: Broadcaster) -> socket.socket:
    """Connect, and read nothing after the greeting."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(PATIENCE)
    connection.connect(("127.0.0.1", urlsplit(broadcaster.url).port or 0))
    connection.sendall(b"GET /sse/s HTTP/1.1\r\nhost: localhost\r\n\r\n")
    assert connection.recv(10).startswith(b"HTTP/1.1 2")
    return connection


def test_a_client_that_stops_reading_is_cut_off_and_slows_nobody():
    with Broadcaster(BroadcasterConfig(max_queue_size=100)) as broadcaster, stalled(broadcaster):
        run = sw.connect(f"{broadcaster.url}/sse/s")
        until(lambda: broadcaster.stats()["totalSubscribers"] == 2)
        for n in range(400):
            broadcaster.publish_threadsafe("s", "note", f"{n} {LARGE}").result(PATIENCE)
            until(lambda n=n: sum(frame.event == "note" for frame in run.frames) > n - 50)  # it does read
        until(lambda: sum(frame.event == "note" for frame in run.frames) == 400)
        until(lambda: broadcaster.stats()["totalSubscribers"] == 1)

        assert broadcaster.stats()["counters"]["slow"] == 1
        assert [int(frame.data.split()[0]) for frame in run.frames if frame.event == "note"] == list(range(400))
        assert run.state.counters.reconnects == 0
        run.stop()


def test_a_client_that_may_skip_is_told_of_how_many():
    config = BroadcasterConfig(max_queue_size=10, slow_reader="drop_oldest")
    with Broadcaster(config) as broadcaster, stalled(broadcaster) as connection:
        for n in range(400):
            broadcaster.publish_threadsafe("s", "note", f"{n} {LARGE}").result(PATIENCE)
        read = b""
        while b"events were skipped" not in read:
            read = read[-100:] + connection.recv(65536)

        assert b": " in read


def test_a_client_that_leaves_is_missed_at_once():
    with Broadcaster() as broadcaster:
        connection = stalled(broadcaster)
        until(lambda: broadcaster.stats()["totalSubscribers"] == 1)
        connection.close()

        until(lambda: broadcaster.stats()["totalSubscribers"] == 0)


def test_asking_for_the_head_of_a_stream_ends():
    with Broadcaster() as broadcaster:
        assert get(broadcaster, "/sse/s", method="HEAD") == (200, "")
        until(lambda: broadcaster.stats()["totalSubscribers"] == 0)


@pytest.mark.parametrize("what", ["stats", "metrics"])
def test_the_figures_are_told(what):
    with Broadcaster() as broadcaster:
        run = sw.connect(f"{broadcaster.url}/sse/s")
        for n in range(3):
            broadcaster.publish_threadsafe("s", "note", n).result(PATIENCE)
        until(lambda: len(run.frames) == 5)
        if what == "stats":
            told = get(broadcaster, "/api/stats")[1]

            assert told["sessionStats"]["s"]["subscribers"] == told["totalSubscribers"] == 1
            assert told["sessionStats"]["s"]["historySize"] == told["counters"]["published"] == 3
            assert told["counters"]["delivered"] == 3
        else:
            lines = get(broadcaster, "/metrics")[1].splitlines()

            assert "sse_widgets_delivered_total 3" in lines
            assert "# TYPE sse_widgets_subscribers gauge" in lines
            assert all(line.startswith("#") or len(line.split()) == 2 for line in lines)
        run.stop()


def test_metrics_can_be_switched_off():
    with Broadcaster(BroadcasterConfig(enable_metrics=False)) as broadcaster:
        assert get(broadcaster, "/metrics")[0] == 404


def test_one_page_of_the_same_origin_needs_no_permission():
    with Broadcaster() as broadcaster:
        assert get(broadcaster, "/health", headers={"origin": broadcaster.url})[0] == 200
