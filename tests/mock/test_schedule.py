"""The schedule, with a clock that only moves when somebody sleeps."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_widgets.encoder import KEEP_ALIVE
from sse_widgets.mock.schedule import due_times, play


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


async def played(items: list[bytes], due: list[float], clock: Clock) -> list[tuple[float, bytes]]:
    return [(round(clock.now - 100.0, 6), item) async for item in play(items, due, clock, clock.sleep)]


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
    assert await played([b"a", b"b", b"c"], [0.0, 0.5, 2.0], Clock()) == [(0.0, b"a"), (0.5, b"b"), (2.0, b"c")]


async def test_lateness_does_not_add_up():
    """Every sleep is 10 ms too long; the hundredth item is late by 10 ms, not by a second."""
    due = [n / 10 for n in range(100)]
    sent = await played([b"x"] * 100, due, Clock(late=0.01))

    assert max(moment - planned for (moment, _), planned in zip(sent, due, strict=True)) == pytest.approx(0.01)


async def test_a_long_pause_is_kept_alive():
    sent = await played([b"a", b"b"], [0.0, 40.0], Clock())

    assert sent == [(0.0, b"a"), (15.0, KEEP_ALIVE), (30.0, KEEP_ALIVE), (40.0, b"b")]


async def test_what_is_empty_is_not_sent():
    assert await played([b"", b"b"], [0.0, 1.0], Clock()) == [(1.0, b"b")]
