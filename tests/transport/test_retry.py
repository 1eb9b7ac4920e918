"""How long to wait, and how often."""

import random

import httpx
import pytest

import sse_widgets as sw
from sse_widgets.transport.retry import Backoff
from tests.transport.listening import faked, read


@pytest.fixture
def longest(monkeypatch):
    """Let every draw be the longest possible."""
    monkeypatch.setattr(random, "uniform", lambda low, high: high)


def test_delays_double_to_the_cap(longest):
    backoff = Backoff(sw.Retry(base=1.0, cap=30.0))

    assert [backoff.next() for _ in range(8)] == [1, 2, 4, 8, 16, 30, 30, 30]


def test_a_busy_server_is_left_alone_for_longer(longest):
    backoff = Backoff(sw.Retry(base=1.0, cap=30.0))

    assert [backoff.next(busy=True) for _ in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]


def test_delays_are_drawn_from_the_floor_up():
    retry = sw.Retry(base=1.0, cap=30.0, floor=0.05)
    drawn = [retry.delay(4) for _ in range(400)]

    assert min(drawn) >= 0.05
    assert max(drawn) <= 8.0
    assert min(drawn) < 2.0 < 6.0 < max(drawn)


@pytest.mark.parametrize(("asked", "waited"), [(0.0, 0.1), (0.02, 0.1), (5.0, 5.0), (90_000.0, 3600.0)])
def test_what_the_server_asks_for_is_brought_within_reason(longest, asked, waited):
    assert Backoff(sw.Retry(floor=0.05)).next(server=asked) == waited
    assert Backoff(sw.Retry(floor=0.05)).again(asked, fresh=True) == waited


def test_a_clean_end_with_something_new_waits_as_long_as_the_server_asked_for():
    backoff = Backoff(sw.Retry())
    waited = []
    for _ in range(3):
        waited.append(backoff.again(0.5, fresh=True))
        backoff.fruit()

    assert waited == [0.5, 0.5, 0.5]


def test_only_proven_health_begins_the_delays_anew(longest):
    """A server that accepts, sends one event and drops would be hammered otherwise."""
    backoff = Backoff(sw.Retry(base=1.0, healthy=5.0))
    delays = []
    for up, fresh, clean in [(0.1, True, False), (9.0, False, False), (4.9, True, False), (5.0, True, False)]:
        delays.append(backoff.next())
        if fresh:
            backoff.fruit()
        backoff.ended(up=up, fresh=fresh, clean=clean)
    delays.append(backoff.next())

    assert delays == [1, 2, 4, 8, 1]


def test_attempts_are_counted_only_while_nothing_new_comes():
    backoff = Backoff(sw.Retry(attempts=2))
    backoff.next(), backoff.next()
    exhausted = backoff.exhausted
    backoff.fruit()

    assert exhausted
    assert not backoff.exhausted


def test_the_time_that_the_server_asked_for_outlives_the_answer(longest):
    one = httpx.Response(
        200, headers={"content-type": "text/event-stream"}, content=b"id: 1\nretry: 4000\ndata: one\n\n"
    )
    answers = iter([one, httpx.Response(503), httpx.Response(503), httpx.Response(204)])
    listener = read("http://x.test", client=faked(lambda _: next(answers)), retry=sw.Retry(floor=0.05))

    assert listener.delays == [4, 4, 8]
