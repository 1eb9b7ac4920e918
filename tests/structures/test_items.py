from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, rule

from sse_widgets.structures.items import Items
from sse_widgets.structures.tree import WIDTH
from tests.waiting import PATIENCE

BLOCK = WIDTH


@dataclass(frozen=True)
class Thing:
    id: str
    value: int = 0


def things(*ids: str) -> list[Thing]:
    return [Thing(id) for id in ids]


def many(count: int) -> list[Thing]:
    return [Thing(f"t{n}", n) for n in range(count)]


class Versions(RuleBasedStateMachine):
    """Every version ever made, each beside the plain list it must equal; any may be changed next."""

    versions = Bundle("versions")
    ids = st.sampled_from("abcdefgh")

    @initialize(target=versions, ids=st.lists(ids, unique=True), padding=st.sampled_from([0, 0, BLOCK - 1, BLOCK + 3]))
    def begin(self, ids: list[str], padding: int) -> Any:
        start = [*many(padding), *things(*ids)]
        self.all = [(Items(start), tuple(start))]
        return self.all[0]

    def keep(self, items: Items[Thing], model: list[Thing]) -> Any:
        self.all.append((items, tuple(model)))
        for known, expected in self.all:  # old versions never change, whatever grew from them
            assert tuple(known) == expected
        return self.all[-1]

    @rule(target=versions, version=versions, id=ids, value=st.integers(0, 3))
    def put(self, version: Any, id: str, value: int) -> Any:
        items, model = version
        thing = Thing(id, value)
        place = next((i for i, each in enumerate(model) if each.id == id), len(model))
        return self.keep(items.put(thing), [*model[:place], thing, *model[place + 1 :]])

    @rule(target=versions, version=versions, id=ids)
    def remove(self, version: Any, id: str) -> Any:
        items, model = version
        return self.keep(items.without(id), [each for each in model if each.id != id])

    @rule(target=versions, version=versions, id=ids)
    def change_all_but_one(self, version: Any, id: str) -> Any:
        items, model = version

        def change(each: Thing) -> Thing:
            return each if each.id == id else Thing(each.id, each.value + 1)

        return self.keep(items.map(change), [change(each) for each in model])

    @rule(
        version=versions, id=ids, start=st.integers(-12, 12), stop=st.integers(-12, 12), step=st.sampled_from([1, -2])
    )
    def ask(self, version: Any, id: str, start: int, stop: int, step: int):
        """The hints are shared by all branches, so what one branch learned must not mislead another."""
        items, model = version

        assert items.find(id) == next((each for each in model if each.id == id), None)
        assert len(items) == len(model)
        assert bool(items) is bool(model)
        assert items[start:stop:step] == model[start:stop:step]
        assert list(reversed(items)) == list(reversed(model))

    @rule(old=versions, new=versions)
    def compare(self, old: Any, new: Any):
        (was, before), (now, after) = old, new
        changes = list(now.changed_since(was))

        assert (was == now) is (before == after)
        assert [(i, a, b) for i, a, b in changes if a != b] == [
            (i, a, b) for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b
        ]


TestVersions = Versions.TestCase


@given(st.integers(0, 3 * BLOCK + 2))
def test_things_are_held_in_order_however_many_blocks_they_fill(count: int):
    at_once, one_by_one = Items(many(count)), Items[Thing]()
    for thing in many(count):
        one_by_one = one_by_one.put(thing)

    assert list(at_once) == list(one_by_one) == many(count)
    assert at_once == one_by_one
    assert hash(at_once) == hash(one_by_one)
    assert all(one_by_one[n] == thing == one_by_one[n - count] for n, thing in enumerate(many(count)))


@pytest.mark.parametrize("place", [0, BLOCK - 1, BLOCK, 2 * BLOCK + 1])
def test_replacing_one_shares_every_other_block(place: int):
    before = Items(many(3 * BLOCK))
    after = before.put(Thing(f"t{place}", -1))

    same = [a is b for a, b in zip(before._things._root, after._things._root, strict=True)]
    assert same.count(False) == 1
    assert list(after.changed_since(before)) == [(place, Thing(f"t{place}", place), Thing(f"t{place}", -1))]
    assert before[place].value == place


def test_adding_one_shares_every_full_block():
    before = Items(many(2 * BLOCK + 5))
    after = before.put(Thing("new"))

    assert [a is b for a, b in zip(before._things._root, after._things._root, strict=True)] == [True, True, False]
    assert list(after.changed_since(before)) == []


def test_a_change_of_nothing_is_the_very_same_object():
    items = Items(many(BLOCK + 1))

    assert items.map(lambda it: it) is items
    assert items.without("nobody") is items


def test_branches_that_put_different_things_in_the_same_place_find_their_own():
    trunk = Items(things("a"))
    left = trunk.put(Thing("x", 1))
    right = trunk.put(Thing("y", 2)).put(Thing("x", 3))

    assert left.find("x") == Thing("x", 1)
    assert right.find("x") == Thing("x", 3)
    assert left.find("y") is None
    assert trunk.find("x") is None
    assert left.put(Thing("x", 4)) == [Thing("a"), Thing("x", 4)]
    assert trunk.put(Thing("x", 5)) == [Thing("a"), Thing("x", 5)]


def test_what_follows_a_removed_thing_is_still_found():
    items = Items(many(BLOCK * 2)).without("t3")

    assert all(items.find(f"t{n}") == Thing(f"t{n}", n) for n in range(4, BLOCK * 2))
    assert items.find("t3") is None


@pytest.mark.parametrize("at", [3, -4, 99])
def test_a_place_that_is_not_there_says_how_many_there_are(at: int):
    with pytest.raises(IndexError, match=f"there are 3 items and none at {at}"):
        Items(things("a", "b", "c"))[at]


def test_items_compare_with_lists_and_tuples_and_with_nothing_else():
    items = Items(things("a", "b"))

    assert items == things("a", "b")
    assert items == tuple(things("a", "b"))
    assert items != things("a")
    assert items != "ab"
    assert repr(items) == f"Items({things('a', 'b')!r})"


def test_threads_that_add_to_the_same_version_at_once_each_get_their_own():
    workers, rounds = 8, 40
    together = Barrier(workers)
    starts = [Items(many(n)) for n in range(BLOCK - rounds // 2, BLOCK + rounds // 2)]

    def work(worker: int) -> list[Items[Thing]]:
        made = []
        for start in starts:
            together.wait(PATIENCE)
            items = start
            for n in range(3):
                items = items.put(Thing("shared", worker)).put(Thing(f"w{worker}-{n}", worker))
            made.append(items)
        return made

    with ThreadPoolExecutor(workers) as pool:
        results = list(pool.map(work, range(workers)))

    for worker, made in enumerate(results):
        own = [Thing("shared", worker), *(Thing(f"w{worker}-{n}", worker) for n in range(3))]
        for start, items in zip(starts, made, strict=True):
            assert list(items) == [*start, *own]
            assert all(items.find(thing.id) == thing for thing in own)
            assert start.find("shared") is None
