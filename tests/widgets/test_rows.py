"""Rows of frames for the Inspector."""

import json
import math

import pytest

from sse_widgets import patches
from sse_widgets.checkpoints import EVERY
from sse_widgets.frame import Frame
from sse_widgets.frame_index import FrameIndex
from sse_widgets.log import Log
from sse_widgets.widgets import Rows, rows


def table(count: int) -> Rows:
    log, index = Log("plain"), FrameIndex()
    for n in range(count):
        index.add(1, log.feed(Frame("tick" if n % 2 else "tock", f"number {n}", str(n), at=n / 10)))
    return Rows(log, index)


def feed(made: Rows, *frames: Frame) -> None:
    made._index.add(len(frames), made._log.feed(*frames))


def test_rows_of_frames_come_in_pages():
    answer = table(20).frames(5, 3)

    assert (answer["total"], answer["matched"], answer["looked"]) == (20, 20, 20)
    assert [row["n"] for row in answer["rows"]] == [6, 7, 8]
    assert answer["rows"][0] == {
        "n": 6, "at": 0.5, "event": "tick", "size": 8, "types": ["text.added", "message.finished"], "flags": [],
        "text": "number 5", "problem": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("start", "count", "found"),
    [(0, 10**9, 20), (-5, 3, 3), (19, 5, 1), (20, 5, 0), (10**9, 5, 0), (0, 0, 0), (0, -4, 0)],
)
def test_pages_outside_what_there_is_are_cut(start, count, found):
    assert len(table(20).frames(start, count)["rows"]) == found


@pytest.mark.parametrize(
    ("query", "matched"),
    [("TICK", 10), ("number 1", 11), ("nowhere", 0), ("", 20), ("event:tick n<=6", 3), ("type:text.* -tock", 10)],
)
def test_rows_can_be_looked_for(query, matched):
    assert table(20).frames(query=query)["matched"] == matched


def test_looking_takes_several_answers_where_there_is_much(monkeypatch):
    monkeypatch.setattr(rows, "TURN", 0.0)
    made = table(3500)
    looked = [made.frames(query="number")["looked"] for _ in range(5)]

    assert looked == [1000, 2000, 3000, 3500, 3500]


def test_what_comes_later_is_found_too():
    made = table(10)
    assert made.frames(query="tick")["matched"] == 5
    feed(made, Frame("tick", "late"))
    answer = made.frames(5, 10, query="tick")

    assert (answer["matched"], [row["text"] for row in answer["rows"]]) == (6, ["late"])


def test_only_the_last_queries_are_kept():
    made = table(10)
    for n in range(20):
        made.frames(query=f"number {n}")

    assert len(made._searches) == rows.SEARCHES


def test_no_row_needs_a_frame_to_be_read_again(monkeypatch):
    made = table(EVERY + 5)
    monkeypatch.setattr(made._log, "events", lambda *where: pytest.fail("a frame was read again"))

    assert len(made.frames(EVERY - 200, 205)["rows"]) == 205


def test_there_is_a_list_of_what_can_be_filtered_by():
    facets = table(20).facets()

    assert facets == {"types": [("text.added", 20), ("message.finished", 20)], "agents": []}


def test_a_frame_is_shown_with_what_it_says_and_what_it_changed():
    made = table(3)
    frame = made.frame(2)

    assert (frame["n"], frame["event"], frame["id"], frame["data"]) == (2, "tick", "1", "number 1")
    assert [event["type"] for event in frame["events"]] == ["text.added", "message.finished"]
    before, after = (patches.document(made._log.at(n)) for n in (1, 2))
    assert patches.apply(before, frame["ops"]) == after
    json.dumps(frame)


@pytest.mark.parametrize("n", [0, -1, 4, 10**9])
def test_a_frame_that_is_not_there_is_said_not_to_be(n):
    with pytest.raises(IndexError, match="3 were received"):
        table(3).frame(n)


def test_rows_show_blocks_that_are_full_and_blocks_that_grow():
    made = table(EVERY + 5)

    assert [row["n"] for row in made.frames(EVERY - 2, 5)["rows"]] == list(range(EVERY - 1, EVERY + 4))
    feed(made, Frame(data="[DONE]"))
    assert made.frames(EVERY + 5, 1)["rows"][0]["types"] == ["run.finished"]
    assert math.isclose(made.frames(0, 1)["rows"][0]["at"], 0.0)


def test_a_frame_that_could_not_be_read_shows_why():
    log, index = Log("agent_network"), FrameIndex()
    index.add(1, log.feed(Frame("agent_update", "{broken")))
    row = Rows(log, index).frames()["rows"][0]

    assert row["flags"] == ["error", "unreadable"]
    assert row["problem"]
