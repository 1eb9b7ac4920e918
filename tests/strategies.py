"""What Hypothesis builds for the tests of the core: JSON, events with anything in their fields, and states."""

from dataclasses import fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from sse_widgets.events import TYPES, BaseEvent, Event
from sse_widgets.reducer import replay

KEYS = st.sampled_from(["", "a", "b", "a/b", "~", "0", "__proto__", "constructor", "😀"]) | st.text(max_size=4)
NUMBERS = st.integers(-9, 9) | st.sampled_from([0.0, 1.0, 2.5, -1.0]) | st.integers() | st.floats(allow_nan=False)
TEXTS = st.sampled_from(["", "a", "ab", "abc", "é", "e\u0301", "👩‍🔬", "\x00", "\u2028"]) | st.text(max_size=6)

JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | NUMBERS.filter(lambda it: abs(it) < 1e300) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
"""What JSON can say, with the values and keys that are easily confused."""

IDS = st.sampled_from(["", "a", "b", "c", "d"])
_NAMING = {"agent", "name", "parent", "replaces", "key", "artifact_id", "activity_id"}
_POINTERS = st.sampled_from(["", "/", "/a", "/a/b", "/b/0", "/b/-", "/a~1b", "/__proto__", "nowhere"])
_PATCHES = st.fixed_dictionaries(
    {"op": st.sampled_from(["add", "replace", "remove", "move", "copy", "test", "leap"]), "path": _POINTERS},
    optional={"value": JSON, "from": _POINTERS},
)


def events() -> st.SearchStrategy[Event]:
    """Return any event, with anything that its annotations allow in its fields."""
    return st.sampled_from(sorted(TYPES)).flatmap(lambda name: an_event(TYPES[name]))


def an_event(kind: type[BaseEvent]) -> st.SearchStrategy[Any]:
    """Return events of one kind, with anything that its annotations allow in its fields."""
    return _built(kind)


def histories(longest: int = 60) -> st.SearchStrategy[list[Event]]:
    """Return events one after another, whose ids meet again and again."""
    return st.lists(events(), max_size=longest)


def states() -> st.SearchStrategy[Any]:
    """Return states that such events lead to."""
    return histories(25).map(replay)


def _built(kind: type[Any]) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind)
    said = {each.name: _value(each.name, hints[each.name]) for each in fields(kind)}
    return st.fixed_dictionaries(said).map(lambda values: kind(**values))


def _value(name: str, hint: Any) -> st.SearchStrategy[Any]:
    if get_origin(hint) is Literal:
        return st.sampled_from(get_args(hint))
    if get_origin(hint) in (UnionType, Union):
        return st.one_of([_value(name, each) for each in get_args(hint)])
    if get_origin(hint) is tuple:
        return st.lists(_value(name, get_args(hint)[0]), max_size=3).map(tuple)
    if get_origin(hint) is dict:
        return _PATCHES | st.dictionaries(KEYS, JSON, max_size=2)
    if is_dataclass(hint):
        return _built(hint)
    if hint is str:
        return IDS if name.endswith("_id") or name == "id" or name in _NAMING else TEXTS
    return _SIMPLE[hint]


_SIMPLE: dict[Any, st.SearchStrategy[Any]] = {
    Any: JSON,
    NoneType: st.none(),
    bool: st.booleans(),
    int: st.integers(-5, 5) | st.integers(),
    float: st.floats(0, 1) | st.floats(),
}
