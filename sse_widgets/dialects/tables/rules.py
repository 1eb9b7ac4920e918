"""A rule of a table: what it says, made into a function once, when the table is."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from functools import cache
from typing import Any, TypeAlias, get_type_hints

from sse_widgets.dialects.tables.paths import Getter, getter
from sse_widgets.dialects.tables.values import converter
from sse_widgets.errors import suggestion
from sse_widgets.events import TYPES, BaseEvent, Event

Rule: TypeAlias = Callable[[Any, str], list[Event]]
"""Returns what a frame says, out of its JSON and its name."""

_STAMPED = {"at", "frame"}


@cache
def _fields(kind: type[BaseEvent]) -> dict[str, tuple[Callable[[Any], Any], bool]]:
    """Return how a value is made fit for each field of an event, and whether the field has to have one."""
    hints = get_type_hints(kind)
    return {
        field.name: (converter(field.name, hints[field.name]), field.default is MISSING)
        for field in fields(kind)
        if field.name not in _STAMPED
    }


def rule(spec: Mapping[str, Any], place: str) -> Rule:
    """Return a rule as a function.

    Args:
        spec: `event` is the type of the event; `each`, if given, where the list lies of which every thing makes one;
            `when`, if given, what must be there, or a mapping of where there must be what: a value, one of several,
            True for anything and False for nothing; everything else a field of the event and where its value lies.
        place: what to call the rule in messages.

    Raises:
        ValueError: there is no such event or no such field, or a field is missing.
    """
    parts = dict(spec)
    type_name = parts.pop("event", None)
    each, when = parts.pop("each", None), parts.pop("when", None)
    kind: Any = TYPES.get(type_name) if isinstance(type_name, str) else None
    if kind is None:
        raise ValueError(f"{place}: no event is called {type_name!r}; {suggestion(str(type_name), [*TYPES])}")
    known = _fields(kind)
    if strange := [name for name in parts if name not in known]:
        raise ValueError(f"{place}: {type_name!r} has no field {strange[0]!r}; {suggestion(strange[0], [*known])}")
    if absent := [name for name, (_, due) in known.items() if due and name not in parts]:
        raise ValueError(f"{place}: {type_name!r} needs {absent[0]!r}; say where it lies")
    ways = [(name, getter(where), *known[name], where) for name, where in parts.items()]

    def make(here: Any, whole: Any, name: str) -> Event:
        values = {}
        for field, find, fit, due, where in ways:
            value = find(here, whole, name)
            if value is not None:
                value = fit(value)
            if value is not None:
                values[field] = value
            elif due:
                raise ValueError(f"{name}: {field}: nothing that fits is at {where!r}")
        made: Event = kind(**values)
        return made

    holds = _condition(when)
    if each is None:
        if holds is None:
            return lambda body, name: [make(body, body, name)]
        return lambda body, name: [make(body, body, name)] if holds(body, body, name) else []
    things = getter(each)

    def makes(body: Any, name: str) -> list[Event]:
        found = things(body, body, name)
        return [
            make(thing, body, name)
            for thing in (found if type(found) is list else ())
            if holds is None or holds(thing, body, name)
        ]

    return makes


def _condition(when: Any) -> Getter | None:
    if when is None:
        return None
    if not isinstance(when, Mapping):
        return getter(when)
    wanted = [(getter(where), value) for where, value in when.items()]
    return lambda here, whole, name: all(_is(find(here, whole, name), value) for find, value in wanted)


def _is(found: Any, wanted: Any) -> bool:
    if type(wanted) is bool:
        return bool(found) is wanted
    return found in wanted if isinstance(wanted, list | tuple) else found == wanted
