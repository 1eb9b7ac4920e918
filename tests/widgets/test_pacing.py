"""How long the next patch waits, with a clock that moves when told."""

import pytest

from sse_widgets.widgets import pacing as pacing_module
from sse_widgets.widgets.pacing import IN_FLIGHT, SHARE, UNHEARD, Pacing
from tests.waiting import Clock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(pacing_module, "time", clock)
    return clock


def test_nothing_on_its_way_is_not_waited_for(clock):
    assert Pacing().rest() == 0.0


def test_a_page_that_answers_fast_is_not_waited_for(clock):
    pacing = Pacing()
    for seq in range(1, 100):
        pacing.sent(seq)
        clock.go(0.034)
        if seq % 8 == 1:
            pacing.heard(seq)
        assert pacing.rest() == 0.0


def test_a_page_that_takes_long_is_sent_four_patches_in_that_time(clock):
    pacing = Pacing()
    pacing.sent(1)
    pacing.sent(2)
    clock.go(0.6)
    pacing.heard(1)
    pacing.sent(3)

    assert pacing.rest() == pytest.approx(0.6 / SHARE)
    clock.go(0.05)
    assert pacing.rest() == pytest.approx(0.6 / SHARE - 0.05)


def test_a_page_that_takes_minutes_is_sent_something_all_the_same(clock):
    pacing = Pacing()
    pacing.sent(1)
    pacing.sent(2)
    clock.go(60.0)
    pacing.heard(1)
    pacing.sent(3)

    assert pacing.rest() == pytest.approx(UNHEARD)


def test_a_page_that_was_slow_and_is_fast_again_is_not_waited_for(clock):
    pacing = Pacing()
    pacing.sent(1)
    pacing.sent(2)
    clock.go(0.6)
    pacing.heard(1)
    pacing.sent(3)
    clock.go(0.01)
    pacing.heard(3)
    pacing.sent(4)
    clock.go(0.034)

    assert pacing.rest() == 0.0


def test_an_answer_in_a_pause_does_not_count_as_slow(clock):
    """A page answers the last patch only when no other has come for a while."""
    pacing = Pacing()
    pacing.sent(1)
    clock.go(UNHEARD + 0.02)
    pacing.heard(1)
    pacing.sent(2)
    clock.go(0.034)

    assert pacing.rest() == 0.0


def test_with_too_much_on_its_way_each_patch_waits(clock):
    pacing = Pacing()
    for seq in range(1, 3 * IN_FLIGHT):
        pacing.sent(seq)

    assert pacing.rest() == pytest.approx(UNHEARD)
    clock.go(UNHEARD)
    assert pacing.rest() == 0.0


def test_an_answer_to_everything_ends_the_wait(clock):
    pacing = Pacing()
    for seq in range(1, 3 * IN_FLIGHT):
        pacing.sent(seq)
    pacing.heard(3 * IN_FLIGHT)

    assert pacing.rest() == 0.0
