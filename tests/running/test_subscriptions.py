"""Who hears of what."""

import threading
from itertools import pairwise

import pytest
import traitlets

from sse_widgets.events import TYPES, Logged, RunFinished
from sse_widgets.frame import LIFECYCLE, Frame
from sse_widgets.running.subscriptions import Subscriptions
from tests.waiting import PATIENCE, until


@pytest.fixture
def subscriptions() -> Subscriptions:
    return Subscriptions(lambda _: None)


def test_events_go_to_those_who_asked_for_their_type(subscriptions):
    logged, ended = [], []
    subscriptions.on("log.added", logged.append)
    subscriptions.on("run.finished", ended.append)
    events = [Logged("one"), RunFinished(), Logged("two")]
    subscriptions.publish([Frame()], events)
    until(lambda: len(logged) == 2 and len(ended) == 1)

    assert (logged, ended) == ([events[0], events[2]], [events[1]])


@pytest.mark.parametrize("name", sorted(LIFECYCLE))
def test_at_frames_go_to_those_who_asked_for_their_name(subscriptions, name):
    heard = []
    subscriptions.on(name, heard.append)
    subscriptions.publish([Frame(name, "{}"), Frame("message")], [])
    until(lambda: heard)

    assert heard == [Frame(name, "{}")]


@pytest.mark.parametrize("name", sorted(TYPES))
def test_every_event_type_can_be_asked_for(subscriptions, name):
    assert callable(subscriptions.on(name, print))


def test_a_type_that_is_not_there_is_refused_with_a_suggestion(subscriptions):
    with pytest.raises(ValueError, match=r"nothing is called 'tool\.finish'; did you mean 'tool\.finished'"):
        subscriptions.on("tool.finish", print)


def test_whoever_unsubscribes_hears_no_more_and_others_do(subscriptions):
    first, second = [], []
    end = subscriptions.on("log.added", first.append)
    subscriptions.on("log.added", second.append)
    subscriptions.publish([], [Logged("one")])
    until(lambda: first and second)
    end()
    end()
    subscriptions.publish([], [Logged("two")])
    until(lambda: len(second) == 2)

    assert len(first) == 1


def test_the_same_callback_twice_hears_everything_twice(subscriptions):
    heard = []
    ends = [subscriptions.on("log.added", heard.append) for _ in range(2)]
    subscriptions.publish([], [Logged("one")])
    until(lambda: len(heard) == 2)
    ends[0]()
    subscriptions.publish([], [Logged("two")])
    until(lambda: len(heard) == 3)

    assert [event.message for event in heard] == ["one", "one", "two"]


def test_a_tap_hears_at_once_and_on_the_same_thread(subscriptions):
    heard = []
    end = subscriptions.tap(["log.added"], lambda event: heard.append(threading.current_thread()))
    subscriptions.publish([], [Logged("one")])
    end()
    subscriptions.publish([], [Logged("two")])

    assert heard == [threading.current_thread()]


def test_an_observer_always_has_the_same_stand_in(subscriptions):
    class Watcher:
        def look(self, change):
            pass

    watcher = Watcher()

    assert subscriptions.observer(watcher.look) is subscriptions.observer(watcher.look)
    assert subscriptions.observer(watcher.look) is not subscriptions.observer(print)


def test_a_slow_observer_gets_the_old_value_that_it_knows_and_the_newest(subscriptions):
    entered, go, seen = threading.Event(), threading.Event(), []

    def slow(change):
        entered.set()
        go.wait(PATIENCE)
        seen.append((change.name, change.old, change.new))

    deliver = subscriptions.observer(slow)
    deliver(traitlets.Bunch(name="n", old=0, new=1))
    entered.wait(PATIENCE)
    for n in range(1, 100):
        deliver(traitlets.Bunch(name="n", old=n, new=n + 1))
    deliver(traitlets.Bunch(name="m", old="a", new="b"))
    go.set()
    until(lambda: len(seen) == 3)

    assert seen == [("n", 0, 1), ("n", 1, 100), ("m", "a", "b")]


def test_the_changes_that_an_observer_gets_always_follow_from_each_other(subscriptions):
    """However its thread and ours interleave."""
    seen = []
    deliver = subscriptions.observer(lambda change: seen.append((change.old, change.new)))
    for n in range(3000):
        deliver(traitlets.Bunch(name="n", old=n, new=n + 1))
    until(lambda: seen and seen[-1][1] == 3000)

    assert seen[0][0] == 0
    assert all(new == old for (_, new), (old, _) in pairwise(seen))


def test_half_of_a_link_is_refused_with_a_way_out(subscriptions):
    class Thing(traitlets.HasTraits):
        value = traitlets.Any()

    one, other = Thing(), Thing()
    link = traitlets.link((one, "value"), (other, "value"))
    with pytest.raises(traitlets.TraitError, match=r"use traitlets\.dlink"):
        subscriptions.observer(link._update_target)
