"""Records: frozen dataclasses that are cheap to define.

`dataclass` writes and compiles six methods for every class; for the hundred classes of events and
states that was half of the time that importing the package took. Here comparing, hashing and
showing are written once, and only what has to differ is generated.
"""

from dataclasses import dataclass, fields
from functools import cache
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


class Record:
    """Compares, hashes and shows itself by its fields."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in _names(self))

    def __hash__(self) -> int:
        return hash(tuple(getattr(self, name) for name in _names(self)))

    def __repr__(self) -> str:
        shown = (f"{name}={getattr(self, name)!r}" for name in _names(self))
        return f"{type(self).__name__}({', '.join(shown)})"


@cache
def names(cls: Any) -> tuple[str, ...]:
    """Return the names of the fields of a record, in order."""
    return tuple(field.name for field in fields(cls))


def _names(thing: Any) -> tuple[str, ...]:
    return names(thing.__class__)


@dataclass_transform(frozen_default=True)
def record(cls: type[T]) -> type[T]:
    """Make a frozen dataclass that keeps its fields in its `__dict__`, so that `evolve` can copy them at once."""
    return dataclass(frozen=True, eq=False, repr=False, match_args=False)(cls)


@dataclass_transform(frozen_default=True)
def slotted(cls: type[T]) -> type[T]:
    """Make a frozen dataclass with slots, of which there may be millions."""
    return dataclass(frozen=True, eq=False, repr=False, match_args=False, slots=True)(cls)
