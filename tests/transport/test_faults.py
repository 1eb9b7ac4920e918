"""Every fault that the mock server knows, and where a run stands after it."""

import json

import httpx
import httpx2
import pytest

import sse_widgets as sw
from sse_widgets import background
from sse_widgets.frame import CLOSED, COMMENT, GAP, LIFECYCLE, OPENED, RETRYING, Frame
from sse_widgets.mock import MockServer
from tests.transport.listening import FAST
from tests.waiting import PATIENCE, until

PATIENT = sw.Retry(attempts=20, base=0.001, cap=0.002, floor=0.0)


def agent() -> list[Frame]:
    """A run whose vocabulary announces its end."""
    said = [
        {"type": "RUN_STARTED", "threadId": "t", "runId": "r"},
        {"type": "TEXT_MESSAGE_START", "messageId": "m", "role": "assistant"},
        *({"type": "TEXT_MESSAGE_CONTENT", "messageId": "m", "delta": f"{n} 豆 "} for n in range(20)),
        {"type": "TEXT_MESSAGE_END", "messageId": "m"},
        {"type": "RUN_FINISHED", "threadId": "t", "runId": "r"},
    ]
    return [Frame("message", json.dumps(it, ensure_ascii=False), str(n)) for n, it in enumerate(said, 1)]


FRAMES = agent()
TEXT = "".join(f"{n} 豆 " for n in range(20))


def faced(faults: str, **options: object) -> tuple[sw.Run, int]:
    """Return a run that has met these faults and is over, and how often it asked.

    It is impatient where nothing will come; where something will, a busy machine may take its time.
    """
    options.setdefault("idle_timeout", 0.15 if "stall@" in faults else PATIENCE)
    options.setdefault("connect_timeout", 0.1 if "no_answer*" in faults else PATIENCE)
    with MockServer(FRAMES, mode="instant", faults=faults, seed=1) as server:
        run = sw.connect(server.url, **{"retry": FAST, **options}).wait(PATIENCE)
        until(lambda: run.frames[-1].event == CLOSED)
        return run, len(server.requests)


def events(run: sw.Run) -> list[tuple[str, str]]:
    return [(frame.id, frame.data) for frame in run.frames if frame.event not in LIFECYCLE]


ALL = [(frame.id, frame.data) for frame in FRAMES]

SURVIVED = [
    ("drop@5", 2),
    ("drop@5; drop@9; drop@24", 4),
    ("reset@5", 2),
    ("reset@b300", 2),
    ("truncate_chunk@5", 2),
    ("truncate_chunk(header)@5", 2),
    ("stall@5", 2),
    ("stall(0.01)@5", 1),
    ("slow(50000)", 1),
    ("split(1)", 1),
    ("split(utf8)", 1),
    ("split(crlf); crlf", 1),
    ("split@b77", 1),
    ("bom", 1),
    ("cr", 1),
    ("crlf", 1),
    ("gzip", 1),
    ("gzip; drop@5", 2),
    ("status=503*2", 3),
    ("status=500; drop@7; status=429@7", 4),
    ("status(503, retry_after=0)", 2),
    ("no_answer(0)", 2),
    ("redirect", 2),
    ("retry(5)@3; drop@5", 2),
    ("no_heartbeat", 1),
    ("drop@5; dup(1)@5", 2),
]


@pytest.mark.parametrize(("faults", "asked"), SURVIVED)
def test_what_can_be_survived_costs_nothing(faults, asked):
    run, requests = faced(faults)
    taken = events(run)
    if "dup" in faults:  # outside of a replay, two equal events are two
        taken = list(dict.fromkeys(taken))

    assert taken == ALL
    assert (run.status, run.connection, run.error) == ("completed", "closed", None)
    assert run.messages[-1].text == TEXT
    assert requests in (asked, asked + 1)  # a place that is struck twice


@pytest.mark.parametrize(
    ("faults", "asked", "status", "kind", "words"),
    [
        ("status=401*inf", 1, "failed", "auth", "give it a token="),
        ("status=403*inf", 1, "failed", "auth", "these credentials may not read it"),
        ("status=404*inf", 1, "failed", "server", "check the address"),
        ("status=410*inf", 1, "failed", "session_expired", "start a new one"),
        ("status=503*inf", 6, "failed", "max_reconnect_reached", "HTTP 503"),
        ("wrong_mime*inf", 1, "failed", "not_a_stream", "answered with text/html, not an event stream"),
        ("redirect*inf", 10, "failed", "network", "redirects more than 10 times"),
        ("no_answer(0)*inf", 6, "failed", "max_reconnect_reached", "is the server running?"),
        ("no_answer*inf", 6, "failed", "max_reconnect_reached", "does not answer within 0.1 s"),
        ("stall@1*inf", 6, "failed", "max_reconnect_reached", "has been silent for 0.15 s"),
    ],
)
def test_what_cannot_be_survived_ends_with_a_sentence(faults, asked, status, kind, words):
    run, requests = faced(faults)

    assert requests == asked
    assert (run.connection, run.status, run.error.kind) == ("failed", status, kind)
    assert words in run.error.message


def test_nothing_more_to_send_ends_it_without_an_error():
    run, requests = faced("drop@5; end204")

    assert requests <= 2
    assert (run.connection, run.status, run.error) == ("closed", "incomplete", None)


def test_an_event_that_is_too_large_leaves_a_gap_and_nothing_else():
    run, requests = faced("oversize(2MiB)@5", max_event_bytes=2**20)

    assert requests == 1
    assert events(run) == ALL
    assert [frame.event for frame in run.frames].count(GAP) == 1
    assert (run.status, run.state.counters.gaps) == ("completed", 1)


def test_a_bomb_leaves_a_gap_and_nothing_else():
    run, _ = faced("bomb(32MiB)@5", max_event_bytes=2**20)

    assert events(run) == ALL
    assert run.state.counters.gaps == 1


def test_events_that_cannot_be_read_are_counted_and_the_rest_goes_on():
    run, _ = faced("malformed@5")

    assert len(events(run)) == len(ALL)
    assert run.status == "completed"
    assert run.state.counters.unreadable == 1


def test_bytes_that_are_no_text_spoil_their_event_only():
    run, _ = faced("corrupt@5")

    assert len(events(run)) == len(ALL)
    assert run.status == "completed"


def test_events_out_of_order_are_shown_as_they_came():
    run, _ = faced("reorder(3)@5")

    assert sorted(events(run)) == sorted(ALL)
    assert run.status == "completed"


def test_heartbeats_alone_keep_the_wire():
    run, requests = faced("heartbeat_only(1)@5")

    assert requests == 1
    assert COMMENT in [frame.event for frame in run.frames]
    assert events(run) == ALL


def test_a_server_without_ids_is_not_asked_again():
    run, requests = faced("drop_id; drop@5")

    assert requests == 1
    assert (run.connection, run.status, run.error.kind) == ("failed", "incomplete", "network")
    assert "the server gives no ids to go on from" in run.error.message


@pytest.mark.parametrize("library", [httpx, httpx2])
def test_both_libraries_survive_the_same(library):
    client = library.AsyncClient()
    run, _ = faced("drop@3; reset@6; truncate_chunk@9; stall@12; status=503; gzip; split(3)", client=client)
    background.submit(client.aclose()).result(PATIENCE)

    assert events(run) == ALL
    assert run.status == "completed"


def test_every_change_of_the_wire_is_a_frame_and_can_be_looked_at_again():
    run, _ = faced("drop@5")
    states = [run.at(n).connection.state for n, frame in enumerate(run.frames, 1) if frame.event.startswith("@")]

    assert [frame.event for frame in run.frames if frame.event.startswith("@")] == [OPENED, RETRYING, OPENED, CLOSED]
    assert states == ["open", "retrying", "open", "closed"]
    assert json.loads(next(frame.data for frame in run.frames if frame.event == RETRYING)).keys() == {
        "attempt",
        "delay",
        "reason",
    }
