"""Playing frames in their rhythm, on a loop whose clock only moves when it sleeps."""

import asyncio
import math

import pytest

from sse_widgets.frame import Frame
from sse_widgets.recording import Recording
from sse_widgets.sources import Player, playback
from sse_widgets.sources.playback import check_speed, play

FRAMES = [Frame(data=str(n), at=at) for n, at in enumerate([0.0, 0.5, 0.5, 2.0, 1.0, 10.0])]


@pytest.fixture
def clock(monkeypatch):
    """A loop's clock that jumps to where a sleep ends."""
    loop = type("Loop", (), {"now": 100.0, "time": lambda self: self.now})()

    async def sleep(seconds):
        loop.now += seconds

    fake = type("Asyncio", (), {"get_running_loop": staticmethod(lambda: loop), "sleep": staticmethod(sleep)})
    monkeypatch.setattr(playback, "asyncio", fake)
    return loop


@pytest.mark.parametrize(("speed", "times"), [(1.0, [0, 0.5, 0.5, 2, 2, 10]), (4.0, [0, 0.125, 0.125, 0.5, 0.5, 2.5])])
async def test_frames_come_when_they_came(clock, speed, times):
    came = []
    await play(FRAMES, lambda frame: came.append((frame, clock.now - 100)), speed=speed)

    assert [frame for frame, _ in came] == FRAMES
    assert [when for _, when in came] == pytest.approx(times)


async def test_without_pauses_they_all_come_at_once(clock):
    came = []
    await play(FRAMES, came.append, speed=math.inf)

    assert came == FRAMES
    assert clock.now == 100


async def test_what_is_late_already_does_not_add_up(clock):
    when = []

    def slow(frame):
        when.append(clock.now - 100)
        clock.now += 0.6

    await play(FRAMES[:3] + FRAMES[5:], slow)

    assert when == pytest.approx([0, 0.6, 1.2, 10])


async def test_others_on_the_loop_get_their_turn():
    turns = 0

    async def other():
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    task = asyncio.create_task(other())
    await play([Frame()] * (playback.TURN * 5), lambda frame: None, speed=math.inf)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert turns >= 5


@pytest.mark.parametrize("speed", [0, -1, math.nan, -math.inf])
def test_a_speed_that_is_none_is_refused(speed):
    with pytest.raises(ValueError, match=r"more than 0.*run\.pause"):
        check_speed(speed)


@pytest.mark.parametrize("speed", [0.1, 1, math.inf])
def test_any_other_speed_will_do(speed):
    assert check_speed(speed) == speed


def test_a_recording_played_all_at_once_has_no_clock():
    """Infinitely many seconds a second are no number that JSON has."""
    player = Player(Recording(), math.inf)

    assert player.clock() is None
    assert Player(Recording(), 2.0).clock() == 0.0
