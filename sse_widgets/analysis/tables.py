"""Tables: a run as rows, plain dicts with stable columns that pandas, polars and duckdb take as they are."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, Literal, TypeAlias, get_args

from sse_widgets.errors import suggestion
from sse_widgets.events import Event
from sse_widgets.frame import Frame, size
from sse_widgets.patches import document
from sse_widgets.state import RunState
from sse_widgets.structures.records import names

Table: TypeAlias = Literal[
    "frames", "events", "messages", "tools", "agents", "tasks", "sources", "claims", "usage", "errors"
]
Row: TypeAlias = dict[str, Any]

COLUMNS: Final[Mapping[str, Mapping[str, type]]] = {
    "frames": {"n": int, "at": float, "event": str, "id": str, "retry": int, "bytes": int, "data": str},
    "events": {"frame": int, "at": float, "type": str, "agent": str, "message": str, "tool": str, "text": str,
               "fields": str},
    "messages": {"id": str, "role": str, "agent": str, "model": str, "status": str, "text": str, "characters": int,
                 "tokens": int, "started_at": float, "ended_at": float, "seconds": float},
    "tools": {"id": str, "name": str, "agent": str, "message": str, "status": str, "args": str, "output": str,
              "error": str, "started_at": float, "ended_at": float, "seconds": float},
    "agents": {"id": str, "name": str, "kind": str, "parent": str, "status": str, "task": str, "progress": float,
               "error": str, "stuck": str, "tokens": int, "calls": int, "started_at": float, "ended_at": float,
               "seconds": float},
    "tasks": {"id": str, "title": str, "status": str, "progress": float, "agent": str, "time_left": float,
              "updated_at": float},
    "sources": {"id": str, "url": str, "title": str, "domain": str, "snippet": str, "confidence": float,
                "author": str, "published": str, "message": str, "cited": bool, "claims": int},
    "claims": {"source": str, "url": str, "message": str, "text": str, "stance": str, "confidence": float,
               "reasoning": str},
    "usage": {"id": str, "model": str, "agent": str, "input_tokens": int, "output_tokens": int, "total_tokens": int,
              "reasoning_tokens": int, "cached_tokens": int, "cost": float},
    "errors": {"id": str, "kind": str, "message": str, "fatal": bool, "agent": str, "tool": str, "message_id": str,
               "detail": str, "at": float, "frame": int},
}  # fmt: skip
"""The columns of every table, with their types; text is never None, numbers are None where nobody said."""


def check(name: str) -> Table:
    """Return the name of a table.

    Raises:
        ValueError: there is none of that name; says what was probably meant.
    """
    known: list[Any] = list(get_args(Table))
    if name not in known:
        raise ValueError(f"there is no table {name!r}; {suggestion(str(name), known)}")
    found: Table = known[known.index(name)]
    return found


def of_frames(frames: Iterable[tuple[int, Frame]]) -> list[Row]:
    """Return a row for each numbered frame."""
    return [
        _row("frames", {"n": n, "at": frame.at, "event": frame.event, "id": frame.id, "retry": frame.retry or 0,
                        "bytes": size(frame), "data": frame.data})
        for n, frame in frames
    ]  # fmt: skip


def of_events(events: Iterable[Event]) -> list[Row]:
    """Return a row for each event."""
    return [_row("events", _event(event)) for event in events]


def of_state(name: Table, state: RunState) -> list[Row]:
    """Return a row for each thing of one kind in a state."""
    return [_row(name, said) for said in _STATES[name](state)]


_BEGINS: Final = ("at", "started_at", "updated_at")


def during(name: Table, rows: list[Row], stretch: tuple[float, float]) -> list[Row]:
    """Return the rows of what was going on between two moments, both included.

    Raises:
        ValueError: the table has no times, or the stretch is none.
    """
    start, end = _checked(stretch)
    first = next((each for each in _BEGINS if each in COLUMNS[name]), None)
    if first is None:
        timed = [each for each, columns in COLUMNS.items() if not columns.keys().isdisjoint(_BEGINS)]
        raise ValueError(f"the table {name!r} has no times to choose by; those that have are {', '.join(timed)}")
    last = "ended_at" if first == "started_at" else first

    def goes_on(row: Row) -> bool:
        begins, ends = row[first], row[last]
        return begins is not None and begins <= end and (ends is None or ends >= start)

    return [row for row in rows if goes_on(row)]


def _checked(stretch: Any) -> tuple[float, float]:
    try:
        start, end = (float(each) for each in stretch)
    except (TypeError, ValueError):
        start, end = 1.0, 0.0
    if not start <= end:
        raise ValueError(f"during= is a pair of seconds such as (2.0, 5.5), the earlier first, not {stretch!r}")
    return start, end


def _row(table: str, said: Mapping[str, Any]) -> Row:
    return {column: _value(said.get(column), kind) for column, kind in COLUMNS[table].items()}


def _value(value: Any, kind: type) -> Any:
    if kind is str:
        return "" if value is None else value if isinstance(value, str) else _json(value)
    return None if value is None else kind(value)


def _json(value: Any) -> str:
    return json.dumps(document(value), ensure_ascii=False)


_FOR_EVENTS: Final = {"agent_id": "agent", "message_id": "message", "tool_id": "tool"}


def _event(event: Event) -> Row:
    kind: Any = type(event)
    said = {name: getattr(event, name) for name in names(kind)}
    told: Row = {column: said.get(field) or said.get(column) for field, column in _FOR_EVENTS.items()}
    rest = {name: value for name, value in said.items() if name not in ("at", "frame", "text") and value is not None}
    known = {"frame": event.frame, "at": event.at, "type": event.type, "text": said.get("text"), "fields": _json(rest)}
    return told | known


def _fields(thing: Any, **more: Any) -> Row:
    kind: Any = type(thing)
    said = {name: getattr(thing, name) for name in names(kind)}
    if said.get("ended_at") is not None and said.get("started_at") is not None:
        said["seconds"] = said["ended_at"] - said["started_at"]
    return said | more


def _claims(state: RunState) -> Iterator[Row]:
    for source in state.sources:
        for claim in source.claims:
            yield _fields(claim, source=source.id, url=source.url, message=source.message)


_STATES: Final[Mapping[str, Callable[[RunState], Iterable[Row]]]] = {
    "messages": lambda state: (_fields(it, text=it.text, characters=len(it.text)) for it in state.messages),
    "tools": lambda state: (_fields(it, args=it.args_text) for it in state.tools),
    "agents": lambda state: map(_fields, state.agents),
    "tasks": lambda state: map(_fields, state.tasks),
    "sources": lambda state: (_fields(it, claims=len(it.claims)) for it in state.sources),
    "claims": _claims,
    "usage": lambda state: map(_fields, state.usage.entries),
    "errors": lambda state: map(_fields, state.errors),
}
