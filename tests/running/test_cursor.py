"""How what is shown moves through what was received."""

import math

import numpy
import pytest

import sse_widgets as sw
from sse_widgets.frame import Frame
from sse_widgets.run import Run
from sse_widgets.running import cursor as cursor_module
from tests.waiting import PATIENCE, until

RECORDING = "literature_review"


@pytest.fixture
def run() -> Run:
    return sw.load(RECORDING)


def lines(count: int, apart: float) -> list[Frame]:
    return [Frame(data=str(n), at=n * apart) for n in range(1, count + 1)]


def test_to_play_shows_every_moment_in_order_and_then_follows(run):
    seen = []
    run.observe(lambda change: seen.append(change.new), "cursor")
    run.show(0)
    run.play(200)
    until(lambda: run.cursor == len(run.frames) and not run._cursor.playing)
    until(lambda: seen and seen[-1] == len(run.frames))

    assert seen == sorted(set(seen))
    assert len(seen) > 3
    assert run.document.stream.live


def test_to_play_keeps_the_rhythm(monkeypatch):
    monkeypatch.setattr(cursor_module, "TICK", 0.0)
    run, when = Run(), []
    run.feed(*lines(5, 1.0))
    run.show(0)
    loop = cursor_module.background.loop()
    began = loop.time()
    pin = run._cursor._moved
    run._cursor._moved = lambda: (when.append((run.cursor, loop.time() - began)), pin())
    run.play(50)
    until(lambda: not run._cursor.playing)

    shown = {n: at for n, at in reversed(when) if n}
    assert sorted(shown) == [1, 2, 3, 4, 5]
    assert all(shown[n] >= (n * 1.0) / 50 - 0.005 for n in shown)


def test_whoever_moves_the_cursor_ends_the_playing(run):
    run.show(0)
    run.play(0.001)
    assert run.document.stream.paused is False
    assert "pause" in run._can() or not run.document.stream.active
    run.show(3)

    assert (run.cursor, run._cursor.playing, run.document.stream.paused) == (3, False, True)


def test_to_play_stops_at_a_breakpoint(run):
    run.break_on("agent.started")
    run.show(0)
    run.play(1000)
    until(lambda: run.stop_reason)

    assert run.cursor == run.stop_reason.n == next(e.frame for e in run.events if e.type == "agent.started")
    until(lambda: not run._cursor.playing)
    run.step()
    assert run.stop_reason is None


@pytest.mark.parametrize("n", [1.5, 2.0, True, "3", None, math.nan])
def test_a_moment_that_is_no_whole_number_is_refused_and_nothing_moves(run, n):
    for move in (run.show, run.at, run.step):
        with pytest.raises(TypeError, match=rf"run\.{move.__name__}\(n\) takes a number of frames, a whole one, not"):
            move(n)
    if n is not None:
        with pytest.raises(TypeError, match=r"run\.fork\(n\) takes a number of frames"):
            run.fork(n)

    assert run.cursor == len(run.frames)


def test_whole_numbers_of_numpy_are_moments_too(run):
    run.show(numpy.int64(7))

    assert (run.cursor, type(run.cursor)) == (7, int)


@pytest.mark.parametrize("speed", ["4", None, True])
def test_a_speed_that_is_no_number_is_refused(run, speed):
    with pytest.raises(TypeError, match=r"speed must be a number such as 0\.25 or 4"):
        run.play(speed)
    with pytest.raises(TypeError, match=r"speed must be a number such as 0\.25 or 4"):
        sw.replay("support_answer", speed=speed)


@pytest.mark.parametrize("speed", [0, -1, math.nan])
def test_a_speed_that_is_none_is_refused(run, speed):
    with pytest.raises(ValueError, match="more than 0"):
        run.play(speed)


@pytest.mark.parametrize("kind", ["agent.started", "source.found", "run.finished"])
def test_to_jump_to_a_type_goes_through_every_frame_that_has_it_and_back(run, kind):
    expected = sorted({event.frame for event in run.events if event.type == kind})
    run.show(0)
    there = []
    while (n := run.jump(kind)) is not None:
        there.append(n)
        assert run.cursor == n
    back = [run.cursor] if there else []
    while (n := run.jump(kind, back=True)) is not None:
        back.append(n)

    assert there == expected
    assert back == expected[::-1]


def test_to_jump_to_where_a_message_a_tool_or_an_error_begins():
    run = sw.load("market_brief")
    marks = {"message": len(run.messages), "tool": len(run.tools)}
    for kind, count in marks.items():
        run.show(0)
        found = []
        while (n := run.jump(kind)) is not None:
            found.append(n)
        assert len(found) <= count
        things = "messages" if kind == "message" else "tools"
        assert all(len(getattr(run.at(n), things)) > len(getattr(run.at(n - 1), things)) for n in found)


def test_to_jump_to_nothing_is_refused_and_what_was_meant_is_said(run):
    with pytest.raises(ValueError, match=r"knows no 'mesage'; did you mean 'message'"):
        run.jump("mesage")


@pytest.mark.parametrize(("over", "things"), [("message", "messages"), ("agent", "agents")])
def test_to_step_over_something_shows_everything_up_to_where_the_next_ends(run, over, things):
    def ended(n):
        return sum(each.done if over == "message" else each.ended_at is not None for each in getattr(run.at(n), things))

    run.show(0)
    places = []
    while run.cursor < len(run.frames):
        run.step(over=over)
        places.append(run.cursor)

    for n in places[:-1]:
        assert ended(n) > ended(n - 1)
    assert len(places) > 1


def test_to_step_over_something_else_is_refused(run):
    with pytest.raises(ValueError, match="knows 'message', 'tool' and 'agent', not 'word'"):
        run.step(over="word")


def test_steps_end_where_the_frames_do(run):
    run.show(0)
    run.step(-5)
    assert run.cursor == 0
    run.step(10**9)
    assert run.cursor == len(run.frames)


async def test_a_replay_that_is_held_can_be_gone_through_by_messages():
    run = sw.replay(RECORDING, speed=math.inf, paused=True)
    whole = sw.load(RECORDING)
    while len(run.frames) < len(whole.frames):
        before = run.cursor
        run.step(over="message")
        assert run.cursor > before
        assert run.state == whole.at(run.cursor)
    run.resume()

    assert run.wait(PATIENCE).state == whole.state


def test_what_is_held_from_the_start_of_a_live_run_is_shown_later():
    run = Run()
    run.hold()
    run.feed(*lines(5, 0.1))
    assert (run.cursor, run.document.stream.held, run.document.stream.stopped) == (0, 5, "frame 0")
    run.step(2)
    assert run.cursor == 2
    run.resume()

    assert (run.cursor, run.document.stream.held) == (5, 0)
