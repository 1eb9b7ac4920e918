"""The flusher, with a clock that only moves when it waits: how often, how many, and what a failure costs."""

import threading

import pytest

from sse_widgets import flusher as flusher_module
from sse_widgets.flusher import BUDGET, RATE, Flusher
from tests.waiting import PATIENCE, Clock, until


class Over(Exception):
    """The time of a test is over."""


class Alive:
    """Stands in for the thread."""

    def is_alive(self) -> bool:
        return True


class Waits:
    """Stands in for the condition: waiting moves the clock, and what happens meanwhile happens."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.end = clock.now
        self.late = 0.0
        self.happens: list[tuple[float, object]] = []

    def __enter__(self) -> None:
        pass

    def __exit__(self, *error: object) -> None:
        pass

    def notify(self) -> None:
        pass

    def wait(self, seconds: float | None) -> None:
        until = self.end if seconds is None else self.clock.now + max(seconds, 1e-9)
        if self.happens and self.happens[0][0] <= until:
            when, happening = self.happens.pop(0)
            self.clock.now = max(when, self.clock.now)
            happening()
            return
        if until > self.end or (seconds is None and not self.happens):
            self.clock.now = self.end
            raise Over
        self.clock.now = until + self.late


class Thing:
    """Something to be flushed, that remembers when it was."""

    def __init__(self, clock: Clock, again: float | None = None) -> None:
        self.clock = clock
        self.again = again
        self.times: list[float] = []
        self.fails = 0

    def flush(self) -> float | None:
        self.times.append(self.clock.now)
        if self.fails:
            self.fails -= 1
            raise OSError("the comm is closed")
        return self.again


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(flusher_module, "time", clock)
    return clock


@pytest.fixture
def flusher(clock: Clock) -> Flusher:
    flusher = Flusher()
    flusher._changed = Waits(clock)
    flusher._thread = Alive()
    return flusher


def run(flusher: Flusher, seconds: float, happens=()) -> None:
    """Let so much time pass; `happens` are pairs of seconds from now and something to do then."""
    waits = flusher._changed
    start = waits.clock.now
    waits.end = start + seconds
    waits.happens = sorted(((start + when, what) for when, what in happens), key=lambda each: each[0])
    with pytest.raises(Over):
        flusher._run()


def often(thing: Thing, flusher: Flusher, seconds: float, rate: float = 1000.0):
    """Touch a thing so many times a second."""
    return [(n / rate, lambda: flusher.touch(thing)) for n in range(int(seconds * rate))]


def test_a_touch_is_followed_by_one_flush_at_once(flusher, clock):
    thing = Thing(clock)
    flusher.touch(thing)
    run(flusher, 10)

    assert thing.times == [1000.0]


def test_one_thing_is_flushed_at_the_rate_and_no_oftener_however_often_it_is_touched(flusher, clock):
    thing = Thing(clock)
    run(flusher, 5, often(thing, flusher, 5))

    assert 0.95 * 5 * RATE <= len(thing.times) <= 5 * RATE + 1
    assert min(b - a for a, b in zip(thing.times, thing.times[1:], strict=False)) >= 1 / RATE - 1e-6


def test_on_a_machine_that_wakes_it_late_the_rate_is_kept(flusher, clock):
    thing = Thing(clock)
    flusher._changed.late = 0.5 / RATE - 0.002
    run(flusher, 5, often(thing, flusher, 5, rate=4 * RATE))

    assert 0.9 * 5 * RATE <= len(thing.times) <= 5 * RATE + 1


def test_what_is_far_too_late_is_not_made_up_for(flusher, clock):
    """A machine that stood still owes nobody a burst."""
    thing = Thing(clock)
    flusher.touch(thing)
    clock.now += 3.0
    run(flusher, 2, often(thing, flusher, 2))

    assert len(thing.times) <= 2 * RATE + 2
    assert min(b - a for a, b in zip(thing.times, thing.times[1:], strict=False)) >= 0.5 / RATE - 1e-6


def test_the_last_touch_is_never_forgotten(flusher, clock):
    thing = Thing(clock)
    run(flusher, 5, often(thing, flusher, 1))

    assert thing.times[-1] >= 1000.0 + 0.999


def test_many_things_share_one_budget_and_none_starves(flusher, clock):
    things = [Thing(clock) for _ in range(60)]
    happens = [each for thing in things for each in often(thing, flusher, 4, rate=30)]
    run(flusher, 4, happens)
    later = [sum(1 for time in thing.times if time > 1002.0) for thing in things]

    assert sum(later) / 2 <= BUDGET * 1.1
    assert min(later) >= 0.5 * 2 * BUDGET / 60


def test_what_asks_to_be_looked_at_again_is(flusher, clock):
    thing = Thing(clock, again=2.0)
    flusher.touch(thing)
    run(flusher, 7)

    assert thing.times == [1000.0, 1002.0, 1004.0, 1006.0]


def test_a_touch_brings_the_next_look_forward(flusher, clock):
    thing = Thing(clock, again=10.0)
    flusher.touch(thing)
    run(flusher, 5, [(3.0, lambda: flusher.touch(thing))])

    assert thing.times == [1000.0, 1003.0]


def test_hurry_does_not_wait_for_its_turn(flusher, clock):
    thing = Thing(clock)
    flusher.touch(thing)
    run(flusher, 1, [(0.001, lambda: flusher.hurry(thing))])

    assert thing.times == [1000.0, pytest.approx(1000.001)]


def test_what_is_forgotten_is_not_flushed(flusher, clock):
    thing = Thing(clock)
    flusher.touch(thing)
    flusher.forget(thing)
    flusher.forget(thing)
    run(flusher, 1)

    assert thing.times == []


def test_a_flush_that_fails_is_logged_and_tried_again_and_delays_no_other(flusher, clock, caplog):
    bad, good = Thing(clock), Thing(clock)
    bad.fails = 2
    flusher.touch(bad)
    run(flusher, 5, often(good, flusher, 5, rate=100))

    assert bad.times == [1000.0, 1001.0, 1002.0]
    assert len(good.times) >= 0.9 * 5 * RATE
    assert caplog.text.count("could not be brought up to date") == 2


def test_nothing_is_kept_of_what_is_still(flusher, clock):
    things = [Thing(clock) for _ in range(50)]
    for thing in things:
        flusher.touch(thing)
    run(flusher, 5, [(4.0, lambda: flusher.touch(things[0]))])

    assert flusher._due == {}
    assert len(flusher._last) <= 1


def test_the_thread_is_a_daemon_that_starts_with_the_first_touch_and_again_if_it_is_gone():
    flushed = threading.Event()

    class Once:
        def flush(self) -> None:
            flushed.set()

    flusher = Flusher()
    flusher.touch(Once())
    assert flushed.wait(PATIENCE)
    assert flusher._thread.daemon
    flushed.clear()
    flusher._thread = threading.Thread()  # as after a fork: known, and not running
    flusher.touch(Once())

    assert flushed.wait(PATIENCE)
    until(lambda: flusher._thread.is_alive())
