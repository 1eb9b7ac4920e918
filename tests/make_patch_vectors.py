"""Write `vectors/patches.json`: documents, the patches between them, and where these lead.

Python and TypeScript read the same file, so that both apply a patch alike. Run it again after a
change of the patches, of the state or of the recordings: `python -m tests.make_patch_vectors`.
"""

import json
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from sse_widgets import recording
from sse_widgets.events import (
    AgentProgressed,
    AgentStarted,
    DocumentReplaced,
    Event,
    Logged,
    MessageFinished,
    MessageRemoved,
    RunFinished,
    SourceFound,
    TaskUpdated,
    TextAdded,
    TextReplaced,
    ThoughtAdded,
    ToolArgsAdded,
    ToolFinished,
    TypingChanged,
)
from sse_widgets.log import Log
from sse_widgets.patches import Op, apply, diff, document
from sse_widgets.reducer import replay
from sse_widgets.state import RunState

FILE = Path(__file__).parent / "vectors" / "patches.json"
LARGEST = 400_000
SEED = 20261121

BY_HAND: list[tuple[str, Any, Any]] = [
    ("nothing changes", {"a": [1, {"b": "c"}]}, {"a": [1, {"b": "c"}]}),
    ("the root is replaced", {"a": 1}, [1]),
    ("the root is text that grows", "Hel", "Hello"),
    ("the root is a list that grows", [1], [1, [2], {}]),
    ("true is not one", [True, 1], [1, True]),
    ("false is not nought and not null", {"a": False, "b": 0, "c": None}, {"a": 0, "b": None, "c": False}),
    ("text that looks like a number", {"a": "1", "b": 1}, {"a": 1, "b": "1"}),
    ("null is not the same as absent", {"a": None}, {"b": None}),
    ("a key is added last", {"b": 1}, {"b": 1, "a": 2}),
    ("keys are removed", {"a": 1, "b": 2, "c": 3}, {"b": 2}),
    ("a key changes its kind", {"a": {"b": 1}}, {"a": [{"b": 1}]}),
    ("the empty key", {"": {"": "x"}}, {"": {"": "xy"}}),
    ("a key with a slash and a tilde", {"a/b": {"~0": 1}}, {"a/b": {"~0": 2, "~1": 3}}),
    ("__proto__ is any key", {"x": 1}, {"x": 1, "__proto__": {"polluted": True}}),
    ("inside __proto__", {"__proto__": {"a": "x"}}, {"__proto__": {"a": "xy"}}),
    ("__proto__ goes", {"__proto__": {"a": 1}, "b": 1}, {"b": 1}),
    ("constructor and prototype", {"constructor": {"prototype": 1}}, {"constructor": {"prototype": {"x": 1}}}),
    ("toString and hasOwnProperty", {}, {"toString": "a", "hasOwnProperty": None}),
    ("keys that look like indices", {"10": "b", "9": "a"}, {"10": "bc", "9": "a", "0": "z"}),
    ("keys of emoji", {"😀": "👩"}, {"😀": "👩\u200d🔬"}),
    ("text grows by half a flag", {"t": "🇪"}, {"t": "🇪🇸"}),
    ("text grows by an accent", {"t": "e"}, {"t": "e\u0301"}),
    ("text grows by what looks like a line end", {"t": "a"}, {"t": "a\u2028\n\r\u0000"}),
    ("text shrinks", {"t": "Hello"}, {"t": "Hel"}),
    ("text begins", {"t": ""}, {"t": "H"}),
    ("text ends", {"t": "H"}, {"t": ""}),
    ("a list loses its first", [1, 2, 3], [2, 3]),
    ("a list loses all", {"l": [1, 2, 3]}, {"l": []}),
    ("a list loses and changes", {"l": ["a", "b", "c"]}, {"l": ["ab", "x"]}),
    ("a list grows and changes", {"l": [{"t": "a"}]}, {"l": [{"t": "ab"}, {"t": "c"}]}),
    ("lists in lists", [[[]], [[1]]], [[[1]], [[]]]),
    ("deep down", {"a": [{"b": [{"c": {"d": ["x"]}}]}]}, {"a": [{"b": [{"c": {"d": ["xy", None]}}]}]}),
    ("large, small and exact numbers", [1, 2], [9007199254740991, -0.000001, 1.5e300]),
    ("half an emoji", {"t": "\ud83d"}, {"t": "x\ud83d"}),
]


def vectors() -> str:
    """Return the text of the file."""
    rows = [_vector(name, old, new) for name, old, new in [*BY_HAND, *_moments(), *_random_states(), *_random_json()]]
    return "[\n" + ",\n".join(json.dumps(row, ensure_ascii=True, separators=(",", ":")) for row in rows) + "\n]\n"


def same(a: Any, b: Any) -> bool:
    """Return whether two documents are the same JSON: `True` is not `1`, and 1 is not 1.0."""
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(map(same, a, b))
    return bool(a == b)


def _vector(name: str, old: Any, new: Any) -> dict[str, Any]:
    before = document(old)
    ops: list[Op] = diff(old, new)
    after = apply(before, ops)  # and not `document(new)`: the order of keys may differ, and TypeScript compares text
    if not same(after, document(new)):
        raise AssertionError(f"{name}: the patch does not lead where it should")
    return {"name": name, "before": before, "ops": ops, "after": after}


def _moments() -> list[tuple[str, Any, Any]]:
    """Of each shipped recording a few steps and leaps, forth and back; of the state only what differs."""
    found: list[tuple[str, Any, Any]] = []
    for name in recording.shipped():
        read = recording.read(recording.find(name))
        log = Log(read.dialect or None, read.headers)
        for frame in read.frames:
            log.feed(frame)
        end = len(log.frames)
        for n, then in [(end // 4, end // 4 + 1), (end // 2, end // 2 + 4), (end // 3, 0)]:
            old, new = log.at(n), log.at(then)
            found.append((f"{name}, from frame {n} to {then}", _narrow(old, old, new), _narrow(new, old, new)))
    return found


def _narrow(state: RunState, old: RunState, new: RunState) -> dict[str, Any]:
    """What is the same on both sides would make the file large and show nothing."""
    names = [name for name in document(RunState()) if getattr(old, name) is not getattr(new, name)]
    return {name: getattr(state, name) for name in names}


def _random_states() -> list[tuple[str, Any, Any]]:
    random = Random(SEED)
    found: list[tuple[str, Any, Any]] = []
    for n in range(8):
        events = [_event(random) for _ in range(16)]
        stops = sorted(random.sample(range(17), 2))
        states = [replay(events[:stop]) for stop in stops]
        states.append(replay(_event(random) for _ in range(8)))
        for then, (old, new) in enumerate(pairwise(states)):
            how = "grows" if then == 0 else "gives way to another"
            found.append((f"random state {n + 1} {how}", _narrow(old, old, new), _narrow(new, old, new)))
    return found


def _event(random: Random) -> Event:
    id = random.choice("abc")
    text = random.choice(["Hel", "lo ", "😀", "é", ""])
    some: list[Event] = [
        TextAdded(id, text),
        TextReplaced(id, text * 2),
        MessageFinished(id),
        MessageRemoved(id),
        ThoughtAdded(id, text),
        ToolArgsAdded(id, text),
        ToolFinished(id, output={text: [random.randint(0, 3)]}),
        AgentStarted(id, text, at=random.randint(0, 9) / 2),
        AgentProgressed(id, progress=random.randint(0, 4) / 4),
        TaskUpdated(id, text, "running", agent=random.choice("abc")),
        SourceFound(id, f"https://example.org/{id}", text),
        TypingChanged(random.random() < 0.5, id),
        Logged(text),
        DocumentReplaced(_value(random, 2)),
        RunFinished(None),
    ]
    return random.choice(some)


def _random_json() -> list[tuple[str, Any, Any]]:
    random = Random(SEED + 1)
    return [(f"random values {n + 1}", _value(random, 3), _value(random, 3)) for n in range(10)]


def _value(random: Random, depth: int) -> Any:
    if depth == 0 or random.random() < 0.2:
        return random.choice([None, True, False, 0, 1, 2.5, "", "a", "ab", "😀"])
    if random.random() < 0.5:
        return [_value(random, depth - 1) for _ in range(random.randint(0, 4))]
    keys = random.sample(["", "a", "b", "a/b", "0", "__proto__", "😀"], random.randint(0, 4))
    return {key: _value(random, depth - 1) for key in keys}


if __name__ == "__main__":
    FILE.write_text(vectors(), "utf-8")
    print(f"{FILE}: {FILE.stat().st_size} bytes")
