"""The registry: the dialects that are installed, ours and yours, found through the same entry points."""

import logging
from collections.abc import Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any, TypeAlias

from sse_widgets.dialects.dialect import Dialect
from sse_widgets.errors import UnknownDialect

GROUP = "sse_widgets.dialects"

Spoken: TypeAlias = str | type[Dialect] | Mapping[str, Any]
"""How a dialect can be given: by name, as a class, or as the rules of a table."""

_log = logging.getLogger(__name__)


@cache
def _installed() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP)}


def names() -> list[str]:
    """Return the names of the dialects that are installed, sorted."""
    return sorted(_installed())


@cache
def find(name: str) -> type[Dialect]:
    """Return the dialect with this name.

    Raises:
        UnknownDialect: there is none.
    """
    point = _installed().get(name)
    if point is None:
        raise UnknownDialect(name, names())
    dialect: type[Dialect] = point.load()
    return dialect


def given(dialect: Spoken) -> type[Dialect]:
    """Return the dialect that was given, in whatever way.

    Raises:
        UnknownDialect: it is a name, and there is none of that name.
        ValueError: it is a table, and something is wrong with a rule of it.
    """
    if isinstance(dialect, str):
        return find(dialect)
    if isinstance(dialect, Mapping):
        from sse_widgets.dialects.tables.table import table

        return table(dialect)
    return dialect


@cache
def importable(name: str) -> type[Dialect] | None:
    """Return the dialect with this name, or None if it cannot be imported, which is logged."""
    try:
        return find(name)
    except Exception:  # somebody else's package must not blind us to every stream
        _log.exception("the dialect %r is installed but cannot be imported; it is left out", name)
        return None


def installed() -> dict[str, type[Dialect]]:
    """Return every dialect that can be imported, by name; one that cannot is logged and left out."""
    return {name: kind for name in names() if (kind := importable(name)) is not None}
