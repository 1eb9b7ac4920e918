"""The schedule, with a clock that only moves when somebody sleeps."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_widgets.encoder import KEEP_ALIVE
from sse_widgets.mock.schedule import Timed, due_times, play


class Clock:
    """Time that passes by sleeping only; every sleep lasts `late` seconds longer than asked."""

    def __init__(self, late: float = 0.0) -> None:
        self.now = 100.0
        self.late = late

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.now += seconds + self.late


async def played(
    items: list[bytes], due: list[float], clock: Clock, alarms: tuple[float, ...] = (), start: int = 0
) -> list[tuple[float, int, bytes]]:
    pace = Timed(due, start, clock, clock.sleep)
    return [(round(clock.now - 100.0, 6), *piece) async for piece in play(items, start, pace, clock, alarms)]


async def sent(items: list[bytes], due: list[float], clock: Clock) -> list[tuple[float, bytes]]:
    return [(at, data) for at, _, data in await played(items, due, clock) if data]


def test_times_are_divided_by_the_speed():
    assert due_times([0.0, 1.0, 3.0], speed=2) == [0.0, 0.5, 1.5]
    assert due_times([0.0, 1.0, 3.0], speed=0.5) == [0.0, 2.0, 6.0]
    assert due_times([0.0, 1.0, 3.0], speed=math.inf) == [0.0, 0.0, 0.0]


def test_a_client_that_resumes_waits_for_the_next_pause_only():
    assert due_times([5.0, 6.0, 9.0], start=2) == [3.0]
    assert due_times([5.0, 6.0, 9.0], start=3) == []


def test_times_that_go_back_do_not_hold_up_the_rest():
    assert due_times([0.0, 4.0, 1.0, 5.0]) == [0.0, 4.0, 4.0, 5.0]


@pytest.mark.parametrize("speed", [0, -1, math.nan])
def test_a_speed_that_leads_nowhere_is_refused(speed):
    with pytest.raises(ValueError, match="more than 0"):
        due_times([], speed=speed)


@given(st.lists(st.floats(-10, 1e6)), st.integers(0, 30), st.floats(0.01, 1e6))
def test_due_times_rise_from_zero(times, start, speed):
    due = due_times(times, start, speed)

    assert len(due) == len(times[start:])
    assert due == sorted(due)
    assert all(moment >= 0 for moment in due)


async def test_items_are_sent_when_they_are_due():
    assert await sent([b"a", b"b", b"c"], [0.0, 0.5, 2.0], Clock()) == [(0.0, b"a"), (0.5, b"b"), (2.0, b"c")]


async def test_lateness_does_not_add_up():
    """Every sleep is 10 ms too long; the hundredth item is late by 10 ms, not by a second."""
    due = [n / 10 for n in range(100)]
    items = await sent([b"x"] * 100, due, Clock(late=0.01))

    assert max(moment - planned for (moment, _), planned in zip(items, due, strict=True)) == pytest.approx(0.01)


async def test_a_long_pause_is_kept_alive():
    assert await sent([b"a", b"b"], [0.0, 40.0], Clock()) == [
        (0.0, b"a"),
        (15.0, KEEP_ALIVE),
        (30.0, KEEP_ALIVE),
        (40.0, b"b"),
    ]


async def test_what_is_empty_is_not_sent():
    assert await sent([b"", b"b"], [0.0, 1.0], Clock()) == [(1.0, b"b")]


async def test_pieces_tell_the_opening_the_numbers_the_alarms_and_the_end():
    pieces = await played([b"a", b"b", b"c"], [1.0, 3.0], Clock(), alarms=(0.5, 1.0, 9.0), start=1)

    assert pieces == [
        (0.0, 0, b""),
        (0.5, 0, b""),
        (1.0, 2, b"b"),
        (1.0, 0, b""),
        (3.0, 3, b"c"),
        (3.0, 4, b""),
    ]


async def test_a_stream_that_was_held_up_goes_on_without_keep_alives():
    """Whatever took so long, what is due by now is better than a comment."""
    clock = Clock()
    pieces = play([b"a", b"b"], 0, Timed([0.0, 20.0], 0, clock, clock.sleep), clock)
    assert [(await anext(pieces)).data for _ in range(2)] == [b"", b"a"]
    clock.now += 60

    assert (await anext(pieces)).data == b"b"
    await pieces.aclose()
