"""Dialects: one file a vocabulary, or a table of rules."""

from typing import TYPE_CHECKING, Any

from sse_widgets.dialects.dialect import Attentive, Dialect, Fit, Resumable
from sse_widgets.dialects.registry import GROUP, Spoken, find, given, importable, installed, names
from sse_widgets.dialects.sniffing import Sniffer

if TYPE_CHECKING:
    from sse_widgets.dialects.tables.table import Table

__all__ = [
    "GROUP",
    "Attentive",
    "Dialect",
    "Fit",
    "Resumable",
    "Sniffer",
    "Spoken",
    "Table",
    "find",
    "given",
    "importable",
    "installed",
    "names",
]


def __getattr__(name: str) -> Any:
    """Load what only those need who write a dialect."""
    if name == "Table":
        from sse_widgets.dialects.tables.table import Table

        return Table
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
