"""JSON made into what a field of an event takes."""

import json
from collections.abc import Callable
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from sse_widgets.dialects.wire import epoch, from_percent_or_fraction
from sse_widgets.events import PlannedPhase

FRACTIONS = frozenset({"progress", "confidence"})

_WORDS = {
    "completed": "completed complete success succeeded successful ok done finished finish end ended processed",
    "failed": "failed failure error errored exception rejected",
    "cancelled": "cancelled canceled stopped aborted abort interrupted skipped",
    "running": "running in_progress in-progress inprogress started working active loading processing",
    "working": "running in_progress in-progress inprogress started working active loading processing",
    "pending": "pending queued waiting submitted not_started todo blocked created",
    "idle": "idle pending queued waiting created",
    "suspended": "suspended paused",
    "awaiting_input": "awaiting_input paused suspended input_required requires_action waiting",
    "warning": "warning warn",
    "error": "error critical fatal",
    "info": "info notice log",
}
"""What the wires of others call our statuses and levels."""


def as_text(value: Any) -> str | None:
    """Return text as it is, numbers in digits, everything else as JSON."""
    if type(value) is str:
        return value
    if value is None or type(value) is bool:
        return None if value is None else str(value).lower()
    if type(value) in (int, float):
        return str(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def said(body: Any, *keys: str) -> str:
    """Return the first of these that an object says something under, as text; empty if none does."""
    if type(body) is not dict:
        return ""
    return next((text for key in keys if (text := as_text(body.get(key)))), "")


def objects(value: Any) -> list[dict[str, Any]]:
    """Return those things in a list that are objects; none if it is no list."""
    return [each for each in value if type(each) is dict] if type(value) is list else []


def as_float(value: Any) -> float | None:
    """Return a number, also one that came as text."""
    if type(value) is str:
        try:
            return float(value)
        except ValueError:
            return None
    return float(value) if type(value) in (int, float) else None


def as_int(value: Any) -> int | None:
    """Return a whole number, also one that came as text."""
    number = as_float(value)
    return int(number) if number is not None and abs(number) < 1e15 else None


def converter(field: str, hint: Any) -> Callable[[Any], Any]:
    """Return what makes a value fit for a field; it returns None for what cannot be made so.

    Args:
        field: its name: shares of a whole, 0 to 100 or 0.0 to 1.0 on the wire, are known by it.
        hint: the type it is declared with.
    """
    kinds = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    if field == "server_time":
        return epoch
    if field in FRACTIONS:
        return lambda value: from_percent_or_fraction(as_float(value))
    if words := {word for kind in kinds if get_origin(kind) is Literal for word in get_args(kind)}:
        return _one_of(words)
    if str in kinds:
        return as_text
    if bool in kinds:
        return lambda value: None if value is None else value not in (False, 0, "", "false")
    if int in kinds:
        return as_int
    if float in kinds:
        return as_float
    if any(get_origin(kind) is tuple for kind in kinds):
        return _phases if field == "phases" else _texts if field == "options" else _objects
    return lambda value: value


def _one_of(words: set[str]) -> Callable[[Any], str | None]:
    meant = {other: word for word in words for other in _WORDS.get(word, "").split()} | {word: word for word in words}
    return lambda value: meant.get(value.lower()) if type(value) is str else None


def _objects(value: Any) -> tuple[Any, ...] | None:
    return tuple(objects(value)) if type(value) is list else None


def _texts(value: Any) -> tuple[str, ...] | None:
    if type(value) is not list:
        return None
    said = (each.get("value", each.get("label", each.get("id"))) if type(each) is dict else each for each in value)
    return tuple(text for text in map(as_text, said) if text)


def _phases(value: Any) -> tuple[PlannedPhase, ...] | None:
    return tuple(_phase(each) for each in value) if type(value) is list else None


def _phase(each: Any) -> PlannedPhase:
    if type(each) is not dict:
        return PlannedPhase(as_text(each) or "", as_text(each) or "")
    title = as_text(each.get("title") or each.get("name") or each.get("id")) or ""
    return PlannedPhase(as_text(each.get("id")) or title, title, as_text(each.get("description")) or "")
