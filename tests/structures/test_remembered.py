"""Remembered: a mapping of which a deep copy costs nothing."""

from copy import deepcopy
from sys import getsizeof
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_widgets.structures.remembered import Remembered

KEYS = st.sampled_from("abc")
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("set"), st.integers(0, 5), KEYS, st.integers()),
        st.tuples(st.just("del"), st.integers(0, 5), KEYS),
        st.tuples(st.just("copy"), st.integers(0, 5)),
    )
)


@given(STEPS)
def test_it_and_all_copies_of_it_are_as_dicts_are(steps: list[tuple[Any, ...]]):
    pairs: list[tuple[Remembered[int], dict[str, int]]] = [(Remembered(), {})]
    for verb, which, *rest in steps:
        ours, plain = pairs[which % len(pairs)]
        if verb == "set":
            ours[rest[0]] = plain[rest[0]] = rest[1]
        elif verb == "copy":
            pairs.append((deepcopy(ours), deepcopy(plain)))
        elif rest[0] in plain:
            del ours[rest[0]], plain[rest[0]]
        else:
            with pytest.raises(KeyError):
                del ours[rest[0]]

        for mapping, expected in pairs:
            assert dict(mapping) == expected
            assert len(mapping) == len(expected)
            assert [mapping.get(key, -1) for key in "abc"] == [expected.get(key, -1) for key in "abc"]
            assert [key in mapping for key in "abc"] == [key in expected for key in "abc"]


def test_a_copy_of_much_weighs_what_a_copy_of_little_does():
    """A checkpoint every 250 frames of a run with 100,000 calls weighed 15 gigabytes."""
    much: Remembered[int] = Remembered()
    for n in range(10_000):
        much[f"call {n}"] = n
    copy = deepcopy(much)

    assert copy._entries is much._entries
    assert getsizeof(copy._own) == getsizeof({})


def test_what_no_copy_has_seen_is_not_kept():
    """A text that grows by a token at a time is remembered by its checksum."""
    grows: Remembered[int] = Remembered()
    deepcopy(grows)
    for n in range(100):
        grows["a"] = n

    assert grows._entries["a"].before is None


def test_it_says_what_it_holds():
    held: Remembered[int] = Remembered()
    held["a"] = 1

    assert repr(held) == "Remembered({'a': 1})"
