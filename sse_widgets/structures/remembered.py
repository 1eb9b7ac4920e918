"""Remembered: a mapping of which a deep copy costs nothing, however much it holds."""

from collections.abc import Iterator, MutableMapping
from typing import Any, NamedTuple, Optional, TypeVar

V = TypeVar("V")


class _Entry(NamedTuple):
    moment: int
    value: Any
    before: Optional["_Entry"]
    """What a copy made earlier finds."""


_GONE: Any = object()


class Remembered(MutableMapping[str, V]):
    """What is known of each thing of a run, by its id: the memory of a dialect, which every checkpoint copies.

    The first one holds all that it ever held. A copy is a moment of it, and what the copy learns is its own. Values
    must not change. A copy may be read while another thread adds to the first.
    """

    __slots__ = ("_copied", "_entries", "_moment", "_own")

    def __init__(self) -> None:
        self._entries: dict[str, _Entry] = {}
        self._moment = 0
        """How often something was set."""
        self._copied = 0
        """The moment of the last copy."""
        self._own: dict[str, Any] | None = None
        """What a copy has learnt; None for the first."""

    def _find(self, key: str) -> Any:
        if self._own and key in self._own:
            return self._own[key]
        entry = self._entries.get(key)
        while entry is not None and entry.moment > self._moment:
            entry = entry.before
        return _GONE if entry is None else entry.value

    def __getitem__(self, key: str) -> V:
        value: V = self._find(key)
        if value is _GONE:
            raise KeyError(key)
        return value

    def get(self, key: str, default: Any = None) -> Any:
        """Return what is known of `key`, or `default`."""
        value = self._find(key)
        return default if value is _GONE else value

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self._find(key) is not _GONE

    def __setitem__(self, key: str, value: V) -> None:
        if self._own is not None:
            self._own[key] = value
            return
        before = self._entries.get(key)
        if before is not None and before.moment > self._copied:
            before = before.before  # no copy has seen it
        self._moment += 1
        self._entries[key] = _Entry(self._moment, value, before)

    def __delitem__(self, key: str) -> None:
        self[key]
        self[key] = _GONE

    def __iter__(self) -> Iterator[str]:
        keys = dict.fromkeys([*self._entries, *(self._own or ())])
        return (key for key in keys if key in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __deepcopy__(self, memo: Any) -> "Remembered[V]":
        copy: Remembered[V] = Remembered()
        copy._entries, copy._moment = self._entries, self._moment
        copy._own = dict(self._own or ())
        if self._own is None:
            self._copied = self._moment
        return copy

    def __repr__(self) -> str:
        return f"Remembered({dict(self)!r})"
