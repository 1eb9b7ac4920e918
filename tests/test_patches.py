import json
import sys
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sse_widgets import events as e
from sse_widgets import patches
from sse_widgets.patches import apply, diff, document
from sse_widgets.reducer import reduce, replay
from sse_widgets.state import Message, RunState, TextPart
from sse_widgets.structures.items import Items
from sse_widgets.structures.text import Text
from tests.make_patch_vectors import FILE, LARGEST, same, vectors
from tests.strategies import JSON, histories, states

OPS = {"set", "append", "remove"}


def over_the_wire(ops: list[Any]) -> Any:
    return json.loads(json.dumps(ops, allow_nan=False))


def check(old: Any, new: Any):
    before, after, ops = document(old), document(new), diff(old, new)
    untouched = json.dumps(before)

    assert same(apply(before, ops), after)
    assert same(apply(json.loads(untouched), over_the_wire(ops)), json.loads(json.dumps(after, allow_nan=False)))
    assert json.dumps(before) == untouched
    assert {op[0] for op in ops} <= OPS


# -------------------------------------------------------------- any two things


@given(JSON, JSON)
def test_a_diff_turns_any_json_into_any_other(old: Any, new: Any):
    check(old, new)


@given(JSON)
def test_a_diff_with_itself_or_an_equal_copy_is_empty(value: Any):
    assert diff(value, value) == []
    assert diff(value, json.loads(json.dumps(value))) == []


@settings(max_examples=60)
@given(histories(30))
def test_a_diff_leads_from_each_state_to_the_next(events: list[e.Event]):
    state = RunState()
    shown = document(state)
    for event in events:
        following = reduce(state, event)
        shown = apply(shown, over_the_wire(diff(state, following)))
        state = following

        assert json.loads(json.dumps(document(state))) == json.loads(json.dumps(shown))


@settings(max_examples=60)
@given(states(), states())
def test_a_diff_leads_from_any_state_to_any_other(old: RunState, new: RunState):
    """Time travel, and an edge of history cut off, are diffs between states that did not follow from one another."""
    check(old, new)
    check(new, old)


@settings(max_examples=40)
@given(histories(25), st.data())
def test_a_diff_leads_back_and_forth_between_moments_of_one_history(events: list[e.Event], data: st.DataObject):
    moments = [replay(events[:n]) for n in range(len(events) + 1)]
    a, b = data.draw(st.sampled_from(moments)), data.draw(st.sampled_from(moments))

    check(a, b)


@settings(max_examples=40)
@given(states())
def test_a_document_is_json_and_the_same_state_has_no_diff(state: RunState):
    assert json.loads(json.dumps(document(state), allow_nan=False)) is not None
    assert diff(state, state) == []


# ---------------------------------------------------------- what is confusable


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (True, 1),
        (1, True),
        (0, False),
        (False, 0),
        (1, 1.0),
        (1.0, 1),
        (None, False),
        ("", None),
        ([], {}),
        ({}, []),
        ("1", 1),
        ([True, 1, 1.0], [1, 1.0, True]),
        ({"a": 1}, {"a": True}),
        ({"a": {"b": [0, {"c": 1}]}}, {"a": {"b": [0, {"c": 1.0}]}}),
        ({"__proto__": 1}, {"__proto__": {"polluted": True}}),
        ({}, {"constructor": {"prototype": {}}, "__proto__": []}),
        ({"": {"": 1}}, {"": {"": 2}}),
        ({"a/b": {"~": 1, "~1": 2}}, {"a/b": {"~": 2}}),
        ({"0": "a"}, {"0": "b", "1": "c"}),
        ({"😀": "👩"}, {"😀": "👩‍🔬"}),
        ("e", "e\u0301"),
        ({"a": None}, {}),
        ({}, {"a": None}),
        ([[]], [[[]]]),
        ([1, 2, 3], []),
        ([1, 2, 3], [2, 3]),
        (["a", "b"], ["ab", "b", "c"]),
        (10**30, 10**30 + 1),
    ],
    ids=repr,
)
def test_values_that_are_easily_confused_are_told_apart(old: Any, new: Any):
    check(old, new)
    check({"in": [old]}, {"in": [new]})

    assert bool(diff(old, new)) is not same(document(old), document(new))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_numbers_that_json_does_not_have_are_null(value: float):
    assert document({"x": [value]}) == {"x": [None]}
    assert apply(document([1.0]), diff([1.0], [value])) == [None]
    assert apply(document([value]), diff([value], [1.0])) == [1.0]


def test_what_is_not_json_is_shown_as_text():
    assert document({1: {2}, "t": (1, Text("x"))}) == {"1": "{2}", "t": [1, "x"]}


# ------------------------------------------------------------- what it costs


def test_growing_text_is_one_append_of_just_the_new_text():
    long = replay([e.TextAdded("m", "x" * 50) for _ in range(200)])
    longer = replay([e.TextAdded("m", "Hel"), e.TextAdded("m", "lo 😀")], long)

    assert diff(long, longer) == [["append", ["messages", 0, "parts", 0, "text"], "Hello 😀"]]


def test_text_that_was_rewritten_to_go_on_is_an_append_too():
    """A back end that sends the whole text so far with every frame costs no more than one that sends deltas."""
    before = replay([e.TextReplaced("m", "Hel")])
    after = reduce(before, e.TextReplaced("m", "Hello"))

    assert diff(before, after) == [["append", ["messages", 0, "parts", 0, "text"], "lo"]]
    assert diff({"t": "Hel"}, {"t": "Hello"}) == [["append", ["t"], "lo"]]
    assert diff({"t": "Hello"}, {"t": "Hel"}) == [["set", ["t"], "Hel"]]


def test_a_new_thing_is_one_append_and_a_changed_field_one_set():
    one = replay([e.Logged(f"line {n}") for n in range(500)])
    two = reduce(one, e.Logged("more", at=1.5))
    three = replay([e.AgentStarted("a"), e.AgentStarted("b")])
    four = reduce(three, e.AgentProgressed("b", progress=0.5))

    assert diff(one, two) == [
        ["append", ["logs"], [{"id": "log-501", "message": "more", "level": "info", "logger": "", "at": 1.5}]]
    ]
    assert diff(three, four) == [["set", ["progress"], 0.25], ["set", ["agents", 1, "progress"], 0.5]]


def test_a_removed_thing_is_one_remove():
    state = replay([e.TextAdded(id, id) for id in "abcd"])
    without = reduce(state, e.MessageRemoved("b"))
    grown = replay([e.TextAdded("d", "!"), e.TextAdded("e", "e")], without)

    assert diff(state, without) == [["remove", ["messages", 1]]]
    assert [op[:2] for op in diff(state, grown)] == [
        ["remove", ["messages", 1]],
        ["append", ["messages", 2, "parts", 0, "text"]],
        ["append", ["messages"]],
    ]
    check(state, grown)


def test_things_that_changed_places_are_set_anew():
    a, b, c = (Message(id) for id in "abc")

    check(Items([a, b, c]), Items([c, a]))
    check(Items([a, b]), Items([b, a, c]))
    check(Items([a, b]), Items([c]))
    check(Items([a]), Items[Message]())


@dataclass(frozen=True)
class Watched:
    """Counts how often its field is looked at."""

    looks: list[int]
    value: int = 0

    def __getattribute__(self, name: str) -> Any:
        if name == "value":
            object.__getattribute__(self, "looks").append(1)
        return object.__getattribute__(self, name)


def test_parts_that_are_the_same_object_are_not_looked_into():
    looks: list[int] = []
    kept, tail = Watched(looks), Text("a")
    assert diff({"kept": [kept], "t": tail}, {"kept": [kept], "t": tail + "b"}) == [["append", ["t"], "b"]]

    assert looks == []


def test_a_token_costs_as_many_steps_in_a_long_run_as_in_a_short_one():
    """Counted in lines of Python, because time on a busy machine says little."""

    def steps(count: int) -> int:
        before = replay([e.TextAdded(f"m{n}", "x") for n in range(count)])
        after = reduce(before, e.TextAdded(f"m{count - 1}", "y"))
        return lines(lambda: diff(before, after))

    short, long = steps(65), steps(65 * 40)

    assert long < short + 4 * 40 + 40  # the blocks are walked, what is in them is not


def lines(action: Any) -> int:
    count = 0

    def trace(frame: Any, what: str, arg: Any) -> Any:
        nonlocal count
        count += what == "line"
        return trace

    earlier = sys.gettrace()
    sys.settrace(trace)
    try:
        action()
    finally:
        sys.settrace(earlier)
    return count


# --------------------------------------------------------------------- apply


def test_apply_shares_what_it_does_not_touch():
    before = {"a": [1], "b": {"c": "x"}}
    after = apply(before, [["append", ["b", "c"], "y"]])

    assert after == {"a": [1], "b": {"c": "xy"}}
    assert after["a"] is before["a"]
    assert before["b"] == {"c": "x"}


@pytest.mark.parametrize(
    ("before", "op"),
    [
        ({}, ["append", ["a"], "x"]),
        ({}, ["set", ["a", "b"], 1]),
        ({}, ["remove", ["a"]]),
        ([1], ["set", [1], 2]),
        ([1], ["remove", [1]]),
        ({"a": "x"}, ["append", ["a"], [1]]),
        ({"a": 1}, ["remove", []]),
    ],
    ids=str,
)
def test_a_path_that_leads_nowhere_is_refused(before: Any, op: Any):
    with pytest.raises((LookupError, TypeError)):
        apply(before, [op])


@pytest.mark.parametrize("part", [TextPart(), Text("x"), Items([Message("m")])], ids=lambda it: type(it).__name__)
def test_a_part_of_a_state_is_a_document_of_its_own(part: Any):
    assert patches.diff(None, part) == [["set", [], document(part)]]


# -------------------------------------------------- the vectors for TypeScript


def test_the_committed_vectors_are_what_the_script_makes():
    assert FILE.read_text("utf-8") == vectors(), "run `python -m tests.make_patch_vectors`"
    assert FILE.stat().st_size < LARGEST


@pytest.mark.parametrize("vector", json.loads(FILE.read_text("utf-8")), ids=lambda it: it["name"])
def test_a_vector_leads_where_it_says(vector: dict[str, Any]):
    assert set(vector) == {"name", "before", "ops", "after"}
    assert same(apply(vector["before"], vector["ops"]), vector["after"])


def test_the_vectors_have_names_of_their_own_and_use_every_operation():
    all_vectors = json.loads(FILE.read_text("utf-8"))

    assert len({vector["name"] for vector in all_vectors}) == len(all_vectors) >= 60
    assert {op[0] for vector in all_vectors for op in vector["ops"]} == OPS
