"""A tree is a sequence whose versions share what is the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_widgets.structures.tree import WIDTH, Tree

SIZES = st.sampled_from([0, 1, WIDTH - 1, WIDTH, WIDTH + 1, WIDTH**2, WIDTH**2 + 1, WIDTH**2 * 2 + 7])


@given(SIZES)
def test_things_are_held_in_order_at_once_or_one_by_one(size: int):
    at_once, one_by_one = Tree(range(size)), Tree[int]()
    for n in range(size):
        one_by_one = one_by_one.put(n, n)

    assert list(at_once) == list(one_by_one) == list(range(size))
    assert at_once == one_by_one
    assert hash(at_once) == hash(one_by_one)
    assert [at_once[n] for n in range(size)] == list(range(size))


@given(SIZES.filter(bool), SIZES, st.lists(st.integers(0, 3000), max_size=5))
def test_what_changed_between_two_versions_is_told_by_place(size: int, more: int, places: list[int]):
    before = Tree(range(10_000, 10_000 + size))
    after, expected = before, dict(enumerate(before))
    for n in range(more):
        after = after.put(size + n, 20_000 + n)
    for place in places:
        if place < size:
            after = after.put(place, -place - 1)
            expected[place] = -place - 1

    told = list(after.changed_since(before))
    assert told == [(n, before[n], now) for n, now in expected.items() if now != before[n]]
    assert [(n, b, a) for n, a, b in before.changed_since(after)] == told


def test_to_change_one_of_many_copies_one_path():
    before = Tree(range(WIDTH**3))
    after = before.put(5, -5)
    shared = [a is b for a, b in zip(before._root, after._root, strict=True)]

    assert shared.count(False) == 1
    assert (before[5], after[5]) == (5, -5)


@pytest.mark.parametrize("size", [0, 5, WIDTH + 1])
def test_a_change_of_nothing_is_the_very_same_object(size: int):
    tree = Tree(range(size))

    assert tree.map(lambda it: it) is tree
    assert list(tree.map(lambda it: it + 10_000)) == [n + 10_000 for n in range(size)]
    assert tree != [*range(size)]
