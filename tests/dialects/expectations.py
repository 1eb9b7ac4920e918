"""What captured streams end in, as people read their bytes, and how that is held against a state.

`expected/NAME.json` belongs to `captures/NAME.*`. It is written by reading the bytes, never by running
the code that it judges. It names the parts of `RunState` as `RunState` does, `phases` being those of the
plan, and of each part only what the bytes say: a list must have as many things as its expectation, in that
order, and a thing must have the fields that its expectation names. What is not named at all must be empty.
"""

import json
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

from sse_widgets import recording
from sse_widgets.log import Log
from sse_widgets.structures.items import Items
from sse_widgets.structures.records import Record
from sse_widgets.structures.text import Text

CAPTURES = Path(__file__).parent.parent / "captures"
EXPECTED = Path(__file__).parent / "expected"

_LISTS = "messages thoughts tools sources searches canvas agents tasks phases activities interrupts errors"
_EMPTY: dict[str, Any] = {name: [] for name in _LISTS.split()} | {
    "document": None,
    "routing": None,
    "usage": {"entries": []},
    "unknown": [],
    "unreadable": 0,
}


def captures() -> list[str]:
    """Return the names of all captures, sorted."""
    return sorted(path.stem for path in CAPTURES.iterdir() if path.suffix != ".headers")


def expectation(name: str) -> dict[str, Any]:
    """Return what a capture is expected to end in, empty parts included."""
    return _EMPTY | json.loads((EXPECTED / f"{name}.json").read_text("utf-8"))


def path_of(name: str) -> Path:
    """Return where a capture is."""
    (path,) = (path for path in CAPTURES.glob(f"{name}.*") if path.suffix != ".headers")
    return path


@cache
def capture(name: str) -> recording.Recording:
    """Return a capture as it is read from disk."""
    return recording.read(path_of(name))


def capture_bytes(name: str) -> bytes:
    """Return a capture as it came over the wire."""
    return path_of(name).read_bytes()


def read_capture(name: str, dialect: str | None = None) -> Log:
    """Return a log fed with a capture, its vocabulary found from the bytes unless one is given."""
    captured = capture(name)
    log = Log(dialect, captured.headers)
    log.feed(*captured.frames)
    return log


def found(log: Log, expected: dict[str, Any]) -> dict[str, Any]:
    """Return what a log has of what is expected of it, in the same shape."""
    return {name: _reduced(_part(log, name), like) for name, like in expected.items()}


def _part(log: Log, name: str) -> Any:
    state = log.state
    match name:
        case "dialect":
            return log.dialect
        case "phases":
            return state.plan.phases
        case "unreadable":
            return state.counters.unreadable
    return getattr(state, name)


def _reduced(value: Any, like: Any) -> Any:
    if isinstance(value, Record):
        names = like if isinstance(like, dict) else {"id": ""}
        return {name: _reduced(getattr(value, name), names[name]) for name in names}
    if isinstance(value, Items | tuple):
        likes = like if isinstance(like, list) else []
        return [_reduced(each, its) for each, its in zip_longest(value, likes[: len(value)])]
    return str(value) if isinstance(value, Text) else value
