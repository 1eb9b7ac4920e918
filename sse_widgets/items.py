"""Items: an immutable sequence of things with an `id`, cheap to grow and to change in one place."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol, TypeVar, overload

BLOCK = 64


class Identified(Protocol):
    """A thing that can be found by its id."""

    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=Identified)


class Items(Sequence[T]):
    """An immutable sequence of things with an `id`, in order of arrival.

    Held in blocks, so that adding to or replacing one of a hundred thousand copies one block
    and a short list of blocks; unchanged blocks are the same objects in the next version.
    """

    __slots__ = ("_blocks", "_hints", "_size")

    def __init__(self, things: Iterable[T] = ()) -> None:
        row = tuple(things)
        self._blocks = tuple(row[i : i + BLOCK] for i in range(0, len(row), BLOCK))
        self._size = len(row)
        # Shared by every version that grows from this one: a place to look first, never the last word.
        self._hints: dict[str, int] = {thing.id: i for i, thing in enumerate(row)}

    def _version(self, blocks: tuple[tuple[T, ...], ...], size: int) -> "Items[T]":
        items: Items[T] = Items.__new__(Items)
        items._blocks, items._size, items._hints = blocks, size, self._hints
        return items

    def find(self, id: str) -> T | None:
        """Return the thing with this id, or None."""
        at = self._place(id)
        return None if at is None else self[at]

    def _place(self, id: str) -> int | None:
        hint = self._hints.get(id)
        if hint is None:
            return None
        if hint < self._size and self._blocks[hint // BLOCK][hint % BLOCK].id == id:
            return hint
        return next((i for i, thing in enumerate(self) if thing.id == id), None)

    def put(self, thing: T) -> "Items[T]":
        """Return these with `thing` in the place of the one with its id, or at the end."""
        at = self._place(thing.id)
        if at is None:
            return self._append(thing)
        block, rest = divmod(at, BLOCK)
        old = self._blocks[block]
        new = (*old[:rest], thing, *old[rest + 1 :])
        return self._version((*self._blocks[:block], new, *self._blocks[block + 1 :]), self._size)

    def _append(self, thing: T) -> "Items[T]":
        self._hints[thing.id] = self._size
        if self._size % BLOCK:
            blocks = (*self._blocks[:-1], (*self._blocks[-1], thing))
        else:
            blocks = (*self._blocks, (thing,))
        return self._version(blocks, self._size + 1)

    def without(self, id: str) -> "Items[T]":
        """Return these without the thing that has this id."""
        return self if self._place(id) is None else Items(thing for thing in self if thing.id != id)

    def map(self, change: Callable[[T], T]) -> "Items[T]":
        """Return these with `change` applied to each; the very same object when it changed none."""
        blocks = tuple(
            block if all(a is b for a, b in zip(block, changed, strict=True)) else changed
            for block in self._blocks
            for changed in (tuple(change(thing) for thing in block),)
        )
        unchanged = all(a is b for a, b in zip(blocks, self._blocks, strict=True))
        return self if unchanged else self._version(blocks, self._size)

    def changed_since(self, earlier: "Items[T]") -> Iterator[tuple[int, T, T]]:
        """Yield place, earlier and present thing wherever they are not the same object."""
        for n, (old, new) in enumerate(zip(earlier._blocks, self._blocks, strict=False)):
            if old is not new:
                for i, (a, b) in enumerate(zip(old, new, strict=False)):
                    if a is not b:
                        yield n * BLOCK + i, a, b

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[T, ...]: ...
    def __getitem__(self, at: int | slice) -> T | tuple[T, ...]:
        if isinstance(at, slice):
            return tuple(self[i] for i in range(*at.indices(self._size)))
        place = at + self._size if at < 0 else at
        if not 0 <= place < self._size:
            raise IndexError(f"there are {self._size} items and none at {at}")
        return self._blocks[place // BLOCK][place % BLOCK]

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[T]:
        for block in self._blocks:
            yield from block

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Items):
            return self._blocks == other._blocks
        if isinstance(other, tuple | list):
            return tuple(self) == tuple(other)
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self._blocks)

    def __repr__(self) -> str:
        return f"Items({list(self)!r})"
