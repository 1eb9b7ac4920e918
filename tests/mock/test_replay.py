"""Modes, polling, and who is let in while serving."""

import json
import math
from datetime import datetime

import pytest

from sse_widgets.encoder import encode
from sse_widgets.errors import RunError
from sse_widgets.frame import COMMENT, Frame
from sse_widgets.mock import MockServer
from sse_widgets.mock import replay as replay_module
from sse_widgets.recording import Recording
from tests.mock.wire import ask, open_to
from tests.waiting import PATIENCE, Clock

FRAMES = tuple(Frame("step", json.dumps({"n": n}), str(n), at=n * 100.0) for n in range(1, 6))
WIRE = [encode(frame) for frame in FRAMES]
CHUNKS = [b"%x\r\n%b\r\n" % (len(item), item) for item in WIRE]


def is_quiet(connection) -> bool:
    connection.settimeout(0.02)
    try:
        return not connection.recv(1)
    except TimeoutError:
        return True
    finally:
        connection.settimeout(PATIENCE)


# Modes


def test_everything_comes_at_once_in_the_mode_instant():
    with MockServer(FRAMES, mode="instant", speed=1e-9) as server:
        assert ask(server).chunks == WIRE


def test_a_mode_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="did you mean 'instant'"):
        MockServer(FRAMES, mode="instnt")


def test_frames_come_step_by_step_to_every_stream_from_its_own_position():
    with MockServer(FRAMES, mode="step") as server:
        first, second = open_to(server), open_to(server, headers="Last-Event-ID: 3\r\n")
        with first, second:
            heads = [read_head(each) for each in (first, second)]
            assert all(head.startswith(b"HTTP/1.1 200") for head in heads)
            assert is_quiet(first)

            server.step()
            assert first.recv(1000) == CHUNKS[0]
            assert second.recv(1000) == CHUNKS[3]
            assert is_quiet(first)

            server.step(2)
            assert read(first, 2) == CHUNKS[1] + CHUNKS[2]
            assert read(second, 1) == CHUNKS[4] + b"0\r\n\r\n"


def read_head(connection) -> bytes:
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += connection.recv(1)
    return head


def read(connection, chunks: int) -> bytes:
    """Return what comes: so many chunks, and the end of the body if it ends."""
    received = b""
    while received.count(b"data:") < chunks or (b"\nid: 5" in received and not received.endswith(b"0\r\n\r\n")):
        received += connection.recv(1000)
    return received


def test_who_comes_later_gets_what_was_released_from_its_own_position():
    with MockServer(FRAMES, mode="step") as server:
        server.step(3)
        for last_id, chunks in (("", CHUNKS[:3]), ("1", CHUNKS[1:3])):
            with open_to(server, headers=f"Last-Event-ID: {last_id}\r\n") as connection:
                read_head(connection)
                assert read(connection, len(chunks)) == b"".join(chunks)
                assert is_quiet(connection)
        with open_to(server, headers="Last-Event-ID: 3\r\n") as connection:
            read_head(connection)
            assert is_quiet(connection)


def test_a_stream_that_waits_for_steps_is_kept_alive(monkeypatch):
    monkeypatch.setattr("sse_widgets.mock.schedule.IDLE", 0.001)
    with MockServer(FRAMES, mode="step") as server, open_to(server) as connection:
        read_head(connection)

        assert connection.recv(19).startswith(b"e\r\n: keep-alive")


def test_steps_are_for_servers_that_wait_for_them():
    with pytest.raises(RunError, match='mode="step"'):
        MockServer(FRAMES).step()
    with pytest.raises(ValueError, match="at least 1"):
        MockServer(FRAMES, mode="step").step(0)


def test_faults_strike_between_steps():
    with MockServer(FRAMES, mode="step", faults="drop@2") as server:
        server.step(5)
        assert ask(server).chunks == WIRE[:1]
        assert ask(server, headers="Last-Event-ID: 1\r\n").chunks == WIRE[1:]


# Polling


def polled(server, path="/events", headers=""):
    exchange = ask(server, path, headers)
    assert exchange.header("content-type") == "application/json"
    return json.loads(exchange.body)


def test_a_client_may_ask_again_and_again(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(replay_module, "time", clock)
    with MockServer(FRAMES) as server:
        assert polled(server) == {"events": [], "done": False}
        clock.go(150)
        assert polled(server, "/any/path/events") == {
            "events": [{"id": "1", "event": "step", "data": '{"n": 1}', "retry": None}],
            "done": False,
        }
        clock.go(1000)
        assert [event["id"] for event in polled(server, "/events?lastEventId=1")["events"]] == ["2", "3", "4", "5"]
        assert polled(server, "/events", "Last-Event-ID: 5\r\n") == {"events": [], "done": True}
        assert len(polled(server, "/events", "Last-Event-ID: unknown\r\n")["events"]) == 5


def test_polls_see_what_was_stepped_to():
    with MockServer(FRAMES, mode="step") as server:
        server.step(2)

        assert [event["id"] for event in polled(server)["events"]] == ["1", "2"]


def test_polls_say_what_the_wire_would_say():
    frames = [Frame("\\@odd", "a\nb", "x", 250), Frame(COMMENT, "ping", "x"), Frame(data="c", id="y")]
    with MockServer(frames, speed=math.inf) as server:
        assert polled(server) == {
            "events": [
                {"id": "x", "event": "@odd", "data": "a\nb", "retry": 250},
                {"id": "y", "event": "message", "data": "c", "retry": None},
            ],
            "done": True,
        }


def test_updates_are_a_bare_list_of_what_events_mean():
    frames = [
        Frame("step", '{"n": 1}', "1", at=1.5),
        Frame(data='{"type": "tick"}', id="2", at=2),
        Frame(data="x", id="3"),
    ]
    recording = Recording(frames=tuple(frames), started="2026-01-02T03:04:05+00:00", title="A run")
    with MockServer(recording, mode="instant") as server:
        updates = polled(server, "/api/sessions/demo/updates")
        rest = polled(server, "/updates?lastEventId=2")

    assert updates == [
        {"type": "step", "data": {"n": 1}, "timestamp": "2026-01-02T03:04:06.500000+00:00", "sessionId": "demo"},
        {"type": "tick", "data": {"type": "tick"}, "timestamp": "2026-01-02T03:04:07+00:00", "sessionId": "demo"},
        {"type": "message", "data": "x", "timestamp": "2026-01-02T03:04:05+00:00", "sessionId": "demo"},
    ]
    assert [(update["type"], update["sessionId"]) for update in rest] == [("message", "A run")]


def test_updates_of_a_recording_without_a_date_begin_now():
    with MockServer(FRAMES, mode="instant") as server:
        updates = polled(server, "/updates")

    assert datetime.fromisoformat(updates[0]["timestamp"]).tzinfo is not None


def test_who_wants_a_stream_gets_one_from_any_path():
    with MockServer(FRAMES, mode="instant") as server:
        exchange = ask(server, "/chat/events", "Accept: text/event-stream\r\n")

    assert exchange.chunks == WIRE


def test_polls_are_spared_by_faults():
    with MockServer(FRAMES, mode="instant", faults="status=503") as server:
        assert polled(server)["done"]
        assert ask(server).status == 503


# Who is let in


def test_tokens_may_change_while_serving():
    with MockServer(FRAMES, mode="instant", token={"a", "b"}, forbidden=["c"]) as server:

        def statuses() -> list[int]:
            return [ask(server, headers=f"Authorization: Bearer {token}\r\n").status for token in "abcd"]

        assert statuses() == [200, 200, 403, 401]
        server.tokens.remove("a")
        server.tokens.add("d")
        server.forbidden.add("b")
        assert statuses() == [401, 403, 403, 200]
        server.tokens = None
        assert statuses() == [200, 403, 403, 200]


def test_nobody_is_let_in_when_no_token_is_left():
    with MockServer(FRAMES, mode="instant", token="a") as server:
        server.tokens.clear()

        assert ask(server, headers="Authorization: Bearer a\r\n").status == 401
        assert ask(server, headers="Authorization: Bearer \r\n").status == 401


def test_polls_need_tokens_too():
    with MockServer(FRAMES, mode="instant", token="a") as server:
        assert ask(server, "/events").status == 401
