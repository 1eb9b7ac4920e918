"""Tree: an immutable sequence of which one place changes at the cost of a few short tuples, however long it is."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic, TypeAlias, TypeVar

T = TypeVar("T")

WIDTH = 32

_Node: TypeAlias = tuple[Any, ...]


class Tree(Generic[T]):
    """An immutable sequence, counted from 0; every version shares with the others all that is the same."""

    __slots__ = ("_height", "_root", "size")

    size: int

    def __init__(self, things: Iterable[T] = ()) -> None:
        nodes: _Node = tuple(things)
        self.size = len(nodes)
        self._height = 0
        while len(nodes) > WIDTH:
            nodes = tuple(nodes[i : i + WIDTH] for i in range(0, len(nodes), WIDTH))
            self._height += 1
        self._root = nodes

    def _version(self, root: _Node, height: int, size: int) -> "Tree[T]":
        tree: Tree[T] = Tree.__new__(Tree)
        tree._root, tree._height, tree.size = root, height, size
        return tree

    def put(self, place: int, thing: T) -> "Tree[T]":
        """Return the sequence with `thing` at `place`, which may be the one after the last."""
        root, height = self._root, self._height
        if place == WIDTH ** (height + 1):
            root, height = (root,), height + 1
        return self._version(_put(root, height, place, thing), height, max(self.size, place + 1))

    def map(self, change: Callable[[T], T]) -> "Tree[T]":
        """Return the sequence with `change` applied to each; the very same object when it changed none."""
        root = _map(self._root, self._height, change)
        return self if root is self._root else self._version(root, self._height, self.size)

    def changed_since(self, earlier: "Tree[T]") -> Iterator[tuple[int, T, T]]:
        """Yield place, earlier and present thing wherever they are not the same object."""
        old, new = earlier._root, self._root
        height = min(earlier._height, self._height)
        for _ in range(earlier._height - height):
            old = old[0]
        for _ in range(self._height - height):
            new = new[0]
        return _changes(old, new, height, 0)

    def __getitem__(self, place: int) -> T:
        node: Any = self._root
        for height in range(self._height, 0, -1):
            at, place = divmod(place, WIDTH**height)
            node = node[at]
        thing: T = node[place]
        return thing

    def __iter__(self) -> Iterator[T]:
        for leaf in _leaves(self._root, self._height):
            yield from leaf

    def __eq__(self, other: object) -> bool:
        return self._root == other._root if isinstance(other, Tree) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._root)


def _put(node: _Node, height: int, place: int, thing: Any) -> _Node:
    if height:
        place, rest = divmod(place, WIDTH**height)
        thing = _put(node[place] if place < len(node) else (), height - 1, rest, thing)
    return (*node[:place], thing, *node[place + 1 :])


def _map(node: _Node, height: int, change: Callable[[Any], Any]) -> _Node:
    changed = tuple([_map(child, height - 1, change) if height else change(child) for child in node])
    return node if all(a is b for a, b in zip(node, changed, strict=True)) else changed


def _leaves(node: _Node, height: int) -> Iterator[_Node]:
    if not height:
        yield node
        return
    for child in node:
        yield from _leaves(child, height - 1)


def _changes(old: _Node, new: _Node, height: int, start: int) -> Iterator[tuple[int, Any, Any]]:
    span = WIDTH**height
    for at, (a, b) in enumerate(zip(old, new, strict=False)):
        if a is b:
            continue
        if height:
            yield from _changes(a, b, height - 1, start + at * span)
        else:
            yield start + at, a, b
