"""Large patches in pieces."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_widgets.patches import apply
from sse_widgets.pieces import pieces

VALUES = st.recursive(
    st.none() | st.integers() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=20,
)


@given(st.lists(VALUES, max_size=8), st.text(max_size=200), st.integers(1, 120))
def test_pieces_lead_to_the_same_as_the_whole(things, text, most):
    before = {"list": [1], "text": "a", "other": None}
    ops = [
        ["append", ["list"], things],
        ["set", ["text"], text],
        ["append", ["text"], text],
        ["set", ["other"], things],
    ]
    after = before
    for piece in pieces(ops, most):
        after = apply(after, piece)

    assert after == apply(before, ops)


@pytest.mark.parametrize(
    "op", [["append", ["a"], ["word " * 10] * 1000], ["set", ["a"], "x" * 50_000], ["set", ["a"], [{"b": "c"}] * 9000]]
)
def test_no_piece_is_much_larger_than_wanted(op):
    parts = list(pieces([op], 2000))

    assert len(parts) > 10
    assert max(len(json.dumps(part)) for part in parts) < 4000


def test_a_small_patch_is_one_piece():
    ops = [["set", ["a"], 1], ["remove", ["b", 0]], ["append", ["c"], "more"]]

    assert list(pieces(ops)) == [ops]
    assert list(pieces([])) == []
