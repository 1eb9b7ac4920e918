"""JSON Patch: what fits, what does not, and what would fill the memory."""

from copy import deepcopy

import pytest

from sse_widgets.folds import json_patch
from sse_widgets.folds.json_patch import patched, weight


def copy(where, to):
    return {"op": "copy", "from": where, "path": to}


def test_a_copy_is_a_copy():
    assert patched({"a": [1]}, (copy("/a", "/b"), {"op": "add", "path": "/b/-", "value": 2})) == (
        {"a": [1], "b": [1, 2]},
        "",
    )


def test_copies_change_neither_the_document_nor_the_patch():
    document = {"a": [1]}
    patch = ({"op": "add", "path": "/c", "value": []}, copy("/a", "/c/-"), {"op": "add", "path": "/c/-", "value": 2})
    before = deepcopy((document, patch))
    patched(document, patch)

    assert (document, patch) == before


@pytest.mark.parametrize("whole", [{"a": "x" * 1000}, {"a": ["x"] * 1000}, {"a": {"x" * 1000: None}}])
def test_a_patch_that_doubles_the_document_again_and_again_is_refused(whole):
    bomb = tuple(copy("", f"/{n}") for n in range(60))
    document, reason = patched(whole, bomb)

    assert document is whole
    assert "copies so much" in reason


def test_doubling_it_frame_by_frame_comes_to_an_end_too():
    document, reason, frames = {"a": "x" * 1000}, "", 0
    while not reason:
        frames += 1
        document, reason = patched(document, (copy("", f"/{frames}"),))

    assert weight(document) <= json_patch.LARGEST
    assert 10 < frames < 20


@pytest.mark.parametrize(
    "operation",
    [copy("/none", "/b"), copy("no pointer", "/b"), {"op": "copy", "path": "/b"}, copy(7, "/b"), {"op": "dance"}],
)
def test_a_patch_that_does_not_fit_leaves_the_document_as_it_is(operation):
    document, reason = patched({"a": 1}, ({"op": "add", "path": "/c", "value": 1}, copy("/a", "/d"), operation))

    assert document == {"a": 1}
    assert "does not fit" in reason


def test_weight_counts_characters_and_values():
    assert weight({"ab": ["c", 1, None, {}], "d": "ef"}) == 1 + 3 + 1 + 2 + 1 + 1 + 1 + 3
