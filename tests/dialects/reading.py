"""What the tests of the dialects share: a frame in, events out."""

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from hypothesis import strategies as st

from sse_widgets.dialects.dialect import Dialect
from sse_widgets.events import Event
from sse_widgets.frame import CLOSED, Frame
from sse_widgets.log import Log
from sse_widgets.state import RunState

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def read(dialect: Dialect, name: str, **fields: Any) -> list[Event]:
    """Return what a frame of that name with these fields says."""
    return list(dialect.decode(Frame(name, json.dumps(fields))))


def forms(name: str, fields: dict[str, Any]) -> Iterator[Frame]:
    """Yield every form in which a server may send the same message."""
    yield Frame(name, json.dumps(fields))
    yield Frame("message", json.dumps({"type": name, **fields}))
    yield Frame("message", json.dumps({"event": name, "data": fields}))
    yield Frame(name, json.dumps({"type": name, "data": fields}))
    yield Frame(name, json.dumps({"type": name, "data": {"type": name, "data": fields}}))


def messages(dialect: type[Any]) -> st.SearchStrategy[Frame]:
    """Return frames of names that the dialect knows, with any JSON in fields of any and of its own names."""
    return st.sampled_from(sorted(dialect.models)).flatmap(lambda name: _frames(name, dialect.models[name]))


def _frames(name: str, model: Any) -> st.SearchStrategy[Frame]:
    keys = st.sampled_from([*_keys(model), "timestamp", "sessionId", "userId", "data", "type"]) | st.text(max_size=8)
    fields = st.dictionaries(keys, JSON, max_size=8)
    return fields.map(lambda said: Frame(name, json.dumps(said)))


def _keys(model: Any) -> list[str]:
    names = []
    for name, field in model.model_fields.items():
        choices = getattr(field.validation_alias, "choices", [field.validation_alias or field.alias or name])
        names += [choice for choice in choices if isinstance(choice, str)]
    return names


def swallow(dialect: Dialect, frames: list[Frame]) -> None:
    """Read the frames; one that is refused must be refused with a ValueError."""
    for frame in frames:
        with suppress(ValueError):
            list(dialect.decode(frame))


def fed(dialect: str, *said: Any, closed: bool = True) -> RunState:
    """Return the state after a stream.

    Args:
        dialect: the name of the vocabulary.
        said: frames, or what they say: a dict or list for a nameless one, a pair for one with a name, text as it is.
        closed: whether the server ended the stream afterwards.
    """
    log = Log(dialect)
    log.feed(*map(framed, said))
    if closed:
        log.feed(Frame(CLOSED, "{}"))
    return log.state


def framed(said: Any) -> Frame:
    """Return a frame that says this, in any of the forms that `fed` takes."""
    match said:
        case Frame():
            return said
        case str():
            return Frame(data=said)
        case (str(name), body):
            return Frame(name, json.dumps(body))
    return Frame(data=json.dumps(said))


def anything(dialect: type[Any], kinds: list[str], named_by: str = "type") -> st.SearchStrategy[list[Frame]]:
    """Return frames that say to be of a kind that the dialect knows, and then say anything."""
    keys = st.sampled_from(WORDS) | st.text(max_size=6)
    inner = st.dictionaries(keys, JSON | st.dictionaries(keys, JSON, max_size=3), max_size=4)
    fields = st.dictionaries(keys, JSON | inner | st.lists(inner, max_size=2), max_size=5)
    said = st.builds(lambda kind, fields: {**fields, named_by: kind}, st.sampled_from(kinds), fields)
    return st.lists(said.map(lambda body: Frame(data=json.dumps(body))), max_size=6)


WORDS = [
    "id", "type", "index", "name", "text", "delta", "content", "item", "item_id", "output_index", "content_index",
    "response", "choices", "message", "usage", "role", "status", "error", "arguments", "tool_calls", "function",
    "finish_reason", "part", "parts", "candidates", "functionCall", "input", "thinking", "content_block",
    "partial_json", "stop_reason", "event_id", "step", "call_id", "result", "annotations", "output", "summary",
]  # fmt: skip
