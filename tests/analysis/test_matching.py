"""What is the same in two sequences is found in order, and soon."""

from difflib import SequenceMatcher
from itertools import pairwise
from random import Random
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_widgets.analysis import matching
from sse_widgets.analysis.matching import matches

KEYS = st.lists(st.sampled_from("abcdefgh"), max_size=40)


@pytest.mark.parametrize("small", [0, 20_000])
@given(KEYS, KEYS)
def test_pairs_are_the_same_and_in_order(small, a, b):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matching, "SMALL", small)
        found = matches(a, b)

    assert all(a[i] == b[m] for i, m in found)
    assert all(i < j and m < n for (i, m), (j, n) in pairwise(found))
    assert matches(a, a) == [(n, n) for n in range(len(a))]


def test_what_was_put_in_and_taken_out_costs_no_match():
    a = [f"step {n}" for n in range(3000)]
    b = [key for n, key in enumerate(a) if n % 7] + ["more"]
    b[1000:1000] = ["new", "newer"]

    assert [a[i] for i, _ in matches(a, b)] == [key for n, key in enumerate(a) if n % 7]


def test_little_is_lost_where_everything_comes_often():
    draw = Random(1)
    a = [draw.choice("abcdefghij") for _ in range(600)]
    b = [key for key in a if draw.random() > 0.1]
    best = sum(block.size for block in SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks())

    assert len(matches(a, b)) > 0.9 * best


N = 10_000
LONG = [f"message {n}" for n in range(N)]


@pytest.mark.parametrize(
    "other",
    [
        LONG,
        [f"other {n}" for n in range(N)],
        [f"message {n}" + "x" * (n % 3 == 0) for n in range(N)],
        LONG[::-1],
        ["same"] * N,
        [f"message {n % 7}" for n in range(N)],
        [Random(n).choice(LONG) for n in range(N)],
    ],
    ids=["same", "changed", "every third", "reversed", "one", "seven", "random"],
)
def test_ten_thousand_steps_are_matched_in_seconds(other):
    """With difflib alone it took a minute: its time grows with the square of what differs."""
    for a in (LONG, [key[-1] for key in LONG]):
        for b in (other, [key[-1] for key in other]):
            start = process_time()
            matches(a, b)

            assert process_time() - start < 5
