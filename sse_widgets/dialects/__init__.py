"""Dialects: one file a vocabulary; ours and yours are found through the same entry points."""

import logging
from functools import cache
from importlib.metadata import EntryPoint, entry_points

from sse_widgets.dialects.dialect import Dialect, Fit
from sse_widgets.dialects.sniffing import Sniffer
from sse_widgets.errors import UnknownDialect

GROUP = "sse_widgets.dialects"

__all__ = ["GROUP", "Dialect", "Fit", "Sniffer", "find", "installed", "names"]

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


@cache
def installed() -> dict[str, type[Dialect]]:
    """Return every dialect that can be imported, by name; one that cannot is logged and left out."""
    found = {}
    for name in names():
        try:
            found[name] = find(name)
        except Exception:  # somebody else's package must not blind us to every stream
            _log.exception("the dialect %r is installed but cannot be imported; it is left out", name)
    return found
