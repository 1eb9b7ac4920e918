"""Items: an immutable sequence of things with an `id`, cheap to grow and to change in one place."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol, TypeVar, overload

from sse_widgets.structures.places import Places
from sse_widgets.structures.tree import Tree


class Identified(Protocol):
    """A thing that can be found by its id."""

    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=Identified)


class Items(Sequence[T]):
    """An immutable sequence of things with an `id`, in order of arrival.

    To add to or to replace one of a million copies a few short tuples; what is unchanged is the same
    object in the next version.
    """

    __slots__ = ("_places", "_things")

    def __init__(self, things: Iterable[T] = ()) -> None:
        row = tuple(things)
        self._things = Tree(row)
        self._places = Places({thing.id: place for place, thing in enumerate(row)})

    def _version(self, things: Tree[T], places: Places) -> "Items[T]":
        items: Items[T] = Items.__new__(Items)
        items._things, items._places = things, places
        return items

    def find(self, id: str) -> T | None:
        """Return the thing with this id, or None."""
        place = self._places.find(id, self._things.size)
        return None if place is None else self._things[place]

    def put(self, thing: T) -> "Items[T]":
        """Return these with `thing` in the place of the one with its id, or at the end."""
        size = self._things.size
        place = self._places.find(thing.id, size)
        if place is not None:
            return self._version(self._things.put(place, thing), self._places)
        return self._version(self._things.put(size, thing), self._places.add(thing.id, size))

    def without(self, id: str) -> "Items[T]":
        """Return these without the thing that has this id."""
        return self if self.find(id) is None else Items(thing for thing in self if thing.id != id)

    def map(self, change: Callable[[T], T]) -> "Items[T]":
        """Return these with `change` applied to each; the very same object when it changed none."""
        things = self._things.map(change)
        return self if things is self._things else self._version(things, self._places)

    def changed_since(self, earlier: "Items[T]") -> Iterator[tuple[int, T, T]]:
        """Yield place, earlier and present thing wherever they are not the same object."""
        return self._things.changed_since(earlier._things)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[T, ...]: ...
    def __getitem__(self, at: int | slice) -> T | tuple[T, ...]:
        size = self._things.size
        if isinstance(at, slice):
            return tuple(self._things[i] for i in range(*at.indices(size)))
        place = at + size if at < 0 else at
        if not 0 <= place < size:
            raise IndexError(f"there are {size} items and none at {at}")
        return self._things[place]

    def __len__(self) -> int:
        return self._things.size

    def __iter__(self) -> Iterator[T]:
        return iter(self._things)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Items):
            return self._things == other._things
        if isinstance(other, tuple | list):
            return tuple(self) == tuple(other)
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self._things)

    def __repr__(self) -> str:
        return f"Items({list(self)!r})"
