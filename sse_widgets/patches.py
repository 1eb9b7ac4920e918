"""diff: the patch that turns one document into another; three operations that JavaScript applies.

    ["set", path, value]      put a value at an existing place, or under a new key of an object
    ["append", path, more]    lengthen the string or the list at that place
    ["remove", path]          take out a key of an object or an element of a list

A path is a list of keys and indices from the root. States are compared by identity first, so a
diff costs what has changed, not what there is.
"""

from collections.abc import Iterator
from dataclasses import is_dataclass
from math import isfinite
from typing import Any, TypeAlias

from sse_widgets.structures.items import Items
from sse_widgets.structures.records import names
from sse_widgets.structures.text import Text

Path: TypeAlias = tuple[str | int, ...]
Op: TypeAlias = list[Any]


def document(value: Any) -> Any:
    """Return a state, or a part of one, as plain JSON values."""
    match value:
        case float() if not isfinite(value):
            return None  # JSON has no such number
        case str() | int() | float() | None:
            return value
        case Text():
            return str(value)
        case Items() | tuple() | list():
            return [document(each) for each in value]
        case dict():
            return {str(key): document(each) for key, each in value.items()}
    if is_dataclass(value):
        return {name: document(getattr(value, name)) for name in names(value.__class__)}
    return str(value)


def diff(old: Any, new: Any) -> list[Op]:
    """Return the operations that turn `document(old)` into `document(new)`."""
    return list(_diff(old, new, ()))


def apply(old: Any, ops: list[Op]) -> Any:
    """Return a document with operations applied to it; the old one and what it shares stay as they are.

    Raises:
        LookupError, TypeError: a path leads nowhere.
    """
    for op in ops:
        old = _apply(old, op[0], list(op[1]), op[2] if len(op) > 2 else None)
    return old


def _apply(node: Any, verb: str, path: list[str | int], value: Any) -> Any:
    if not path:
        if verb == "remove":
            raise LookupError("the root cannot be removed")
        return node + value if verb == "append" else value
    key, rest = path[0], path[1:]
    copy: Any = node.copy()
    if not rest and verb == "remove":
        del copy[key]
    elif not rest and verb == "set" and isinstance(copy, dict):
        copy[key] = value
    else:
        copy[key] = _apply(copy[key], verb, rest, value)
    return copy


def _diff(old: Any, new: Any, path: Path) -> Iterator[Op]:
    if old is new:
        return
    if type(old) is not type(new):
        yield ["set", list(path), document(new)]
        return
    match new:
        case Text():
            more = new.since(old)
            if more is None:
                yield ["set", list(path), str(new)]
            elif more:
                yield ["append", list(path), more]
        case str():
            if new.startswith(old) and old and new != old:
                yield ["append", list(path), new[len(old) :]]
            elif new != old:
                yield ["set", list(path), new]
        case Items():
            yield from _diff_items(old, new, path)
        case tuple() | list():
            yield from _diff_lists(old, new, path)
        case dict():
            yield from _diff_objects(old, new, path)
        case _ if is_dataclass(new):
            for name in names(new.__class__):
                was, now = getattr(old, name), getattr(new, name)
                if was is not now:
                    yield from _diff(was, now, (*path, name))
        case _ if old != new:
            yield ["set", list(path), document(new)]


def _diff_items(old: Items[Any], new: Items[Any], path: Path) -> Iterator[Op]:
    if len(new) < len(old) or (old and new[len(old) - 1].id != old[-1].id):
        gone = [place for place, thing in enumerate(old) if new.find(thing.id) is None]
        for place in reversed(gone):
            yield ["remove", [*path, place]]
        kept = [thing for thing in old if new.find(thing.id) is not None]
        if len(kept) > len(new) or any(was.id != now.id for was, now in zip(kept, new, strict=False)):
            yield ["set", list(path), document(new)]
            return
        old = Items(kept)
    for place, was, now in new.changed_since(old):
        yield from _diff(was, now, (*path, place))
    if len(new) > len(old):
        yield ["append", list(path), [document(thing) for thing in new[len(old) :]]]


def _diff_lists(old: Any, new: Any, path: Path) -> Iterator[Op]:
    for place, (was, now) in enumerate(zip(old, new, strict=False)):
        yield from _diff(was, now, (*path, place))
    for place in range(len(old) - 1, len(new) - 1, -1):
        yield ["remove", [*path, place]]
    if len(new) > len(old):
        yield ["append", list(path), [document(each) for each in new[len(old) :]]]


def _diff_objects(old: dict[Any, Any], new: dict[Any, Any], path: Path) -> Iterator[Op]:
    for key in old:
        if key not in new:
            yield ["remove", [*path, str(key)]]
    for key, now in new.items():
        if key not in old:
            yield ["set", [*path, str(key)], document(now)]
        else:
            yield from _diff(old[key], now, (*path, str(key)))
