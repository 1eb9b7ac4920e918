"""What a browser asks for to move a run through time."""

import json

import pytest

from sse_widgets import Frame, Run, load
from sse_widgets.errors import HorizonError
from sse_widgets.frame_index import FrameIndex
from sse_widgets.glance import glance
from sse_widgets.patches import document
from sse_widgets.widgets import Moves


def moves(run) -> tuple[Moves, list[int]]:
    """Return the moves of a run, and the cursors that were sent."""
    sent: list[int] = []
    return Moves(run, run._log, run._receiver.index, lambda: sent.append(run.cursor)), sent


def test_showing_moves_the_cursor_and_sends_it_before_answering():
    run = load("support_answer")
    made, sent = moves(run)

    assert made.show(12) == {"n": 12}
    assert run.cursor == 12
    assert run.state == run.at(12)
    made.live()
    assert sent == [12, len(run.frames)]


def test_a_frame_that_is_not_there_is_said_not_to_be():
    run = load("support_answer")
    with pytest.raises(HorizonError, match=f"{len(run.frames)} were received"):
        moves(run)[0].show(10**6)


def test_seeking_shows_the_last_frame_that_had_come():
    run = load("support_answer")
    made, _ = moves(run)
    for at in (0.0, 0.7, 3.0, 10**6):
        made.seek(at)

        assert run.cursor == sum(1 for frame in run.frames if frame.at <= at)


def test_jumping_goes_from_one_beginning_to_the_next():
    run = load("literature_review")
    made, _ = moves(run)
    n, found = 0, []
    while (n := made.jump("message", n)["n"]) is not None:
        found.append(n)
        before, after = run.at(n - 1), run.at(n)

        assert len(after.messages) > len(before.messages)
    assert len(found) == len(run.messages)
    assert made.jump("message", found[-1], back=True) == {"n": found[-2] if len(found) > 1 else None}


def test_a_jump_to_nothing_moves_nothing():
    run = load("literature_review")
    made, sent = moves(run)
    run.show(5)

    assert made.jump("error", 10**6) == {"n": None}
    assert run.cursor == 5
    assert sent == []


def test_spans_tell_of_everything_received_wherever_the_cursor_is():
    run = load("literature_review")
    made, _ = moves(run)
    run.show(1)
    spans = made.spans()

    assert spans["received"] == len(run.frames)
    assert [agent["name"] for agent in spans["agents"]] == [agent.name for agent in run.at(len(run.frames)).agents]
    assert all(span["started_at"] is not None for span in spans["messages"])
    assert document(spans) == spans


def test_the_index_of_a_run_is_that_of_its_log():
    run = load("data_cleaning")
    anew = FrameIndex()
    anew.add(len(run.frames), run.events)

    assert [run._receiver.index.of(n) for n in range(1, len(anew) + 1)] == [anew.of(n) for n in range(1, len(anew) + 1)]


def long_run(frames: int = 400):
    """Return a run of a kilobyte a frame."""
    run = Run(title="long")
    said = {"type": "message_token", "message_id": "m", "token": "word " * 200}
    run.feed(*(Frame("message", json.dumps(said), at=n / 10) for n in range(frames)))
    return run


def test_a_drag_that_leaps_far_shows_what_is_seen_in_passing_and_moves_nothing():
    run = long_run()
    made, sent = moves(run)
    passed = made.show(30, drag=True)

    assert passed["document"]["stream"] == {"shown": 30, "at": 2.9, "bytes": run._log.bytes(30)}
    assert passed["document"]["state"] == glance(run.at(30))
    assert len(json.dumps(passed)) < 10_000
    assert sent == []
    assert run.cursor == 400
    assert made.show(30) == {"n": 30}
    assert sent == [30]


def test_a_drag_to_what_is_near_moves_the_run_itself():
    run = long_run()
    made, sent = moves(run)

    assert made.show(390, drag=True) == {"n": 390}
    assert sent == [390]


def test_a_drag_to_a_frame_that_is_not_there_is_said_to_be_one():
    made, _ = moves(long_run())
    for n in (10**6, -1):
        with pytest.raises(HorizonError):
            made.show(n, drag=True)
