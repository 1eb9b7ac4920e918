"""What Hypothesis says with the words of the vocabularies, and how it is read."""

import inspect
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from sse_widgets.broadcast import EventBuilder
from sse_widgets.broadcast.emitting.envelopes import Said
from sse_widgets.broadcast.emitting.words import MODELS
from sse_widgets.frame import Frame
from sse_widgets.log import Log
from sse_widgets.state import RunState
from tests.strategies import JSON

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NAME = st.text("abcdefgh-_ é", min_size=1, max_size=8)
NUMBER = st.integers(0, 100) | st.floats(0, 100)
INNER: Mapping[str, Mapping[str, Any]] = {
    "sources": {"short_id": NAME, "id": NAME, "title": TEXT, "url": TEXT},
    "tasks": {"task_id": NAME, "description": TEXT, "status": st.sampled_from(["pending", "running", "completed"])},
    "plan": {"goal": TEXT, "phases": st.lists(st.fixed_dictionaries({"id": NAME, "title": TEXT}), max_size=3)},
    "steps": {"id": NAME, "title": TEXT},
    "messages": {"id": NAME, "role": st.sampled_from(["user", "assistant"]), "content": TEXT},
    "delta": {"op": st.just("add"), "path": st.just("/a"), "value": JSON},
    "patch": {"op": st.just("add"), "path": st.just("/a"), "value": JSON},
    "content": {"type": st.just("text"), "text": TEXT},
    "metrics": {"tokens_used": st.integers(0, 9), "api_calls": st.integers(0, 9)},
    "outcome": {"type": st.just("success")},
    "usage": {"model": NAME, "input_tokens": st.integers(0, 9)},
    "input": {"messages": st.just([])},
    "metadata": {},
}
"""What the objects inside some fields may hold."""


def words() -> Iterator[tuple[str, str, Callable[..., Any]]]:
    """Yield each vocabulary, name on the wire and method of every word; those of several vocabularies once for each."""
    for _, method in inspect.getmembers(EventBuilder, inspect.isfunction):
        if event := getattr(method, "event", ""):
            own = [method.vocabulary] if method.vocabulary else [name for name in MODELS if event in MODELS[name]]
            yield from ((name, event, method) for name in own)


def arguments(method: Callable[..., Any], vocabulary: str) -> st.SearchStrategy[dict[str, Any]]:
    """Return what a word can be given: every field that must be there, any of the others."""
    hints, signature = get_type_hints(method), inspect.signature(method)
    names = [name for name in signature.parameters if name != "self"]
    if not getattr(method, "vocabulary", ""):
        model = MODELS[vocabulary][method.event].model_fields
        names = [name for name in names if name in model or name == "message"]
    must = [name for name in names if signature.parameters[name].default is inspect.Parameter.empty]
    must += ["text"] if getattr(method, "event", "") == "response_chunk" else []
    given = {name: _value(name, hints[name], vocabulary) for name in names}
    optional = {name: given[name] for name in names if name not in must}
    return st.fixed_dictionaries({name: given[name] for name in must}, optional=optional)


def _value(name: str, hint: Any, vocabulary: str) -> st.SearchStrategy[Any]:
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Literal:
        return st.sampled_from(inner)
    if origin in (UnionType, Union):
        return st.one_of([_value(name, each, vocabulary) for each in inner if each is not NoneType])
    if origin is Mapping:
        return _object(name, vocabulary)
    if origin is Sequence:
        return st.lists(_value(name, inner[0], vocabulary), max_size=3)
    if hint is Any:
        return JSON.filter(lambda value: value is not None)
    return {
        str: NAME if name.endswith("_id") or name == "message" else TEXT,
        bool: st.booleans(),
        int: st.integers(0, 99),
    }.get(hint, NUMBER)


def _object(name: str, vocabulary: str) -> st.SearchStrategy[dict[str, Any]]:
    known = dict(INNER[name])
    if name == "sources":
        known.pop("id" if vocabulary == "agent_network" else "short_id")
    if name == "input":
        return st.just({"messages": []})
    return st.fixed_dictionaries(known)


def frame(said: Said) -> Frame:
    """Return an event as it comes to who watches."""
    return Frame(said.event or "message", json.dumps(said.data, ensure_ascii=False))


def heard(*said: Said, dialect: str | None = None) -> RunState:
    """Return what a run says after these events."""
    log = Log(dialect)
    log.feed(*map(frame, said))
    return log.state
