"""Places: where the thing with an id is, for every version of a sequence that grows from the same start."""

from sse_widgets.structures import growing

DEEP = 8
"""Branches of branches after which a new one gets a table of its own."""


class Places:
    """Ids with their places, in order; what was added later than a version asks about does not concern it.

    A version that is continued a second time branches off: the branch has a table for what it adds,
    and asks the trunk about what was there before.
    """

    __slots__ = ("_depth", "_own", "_size", "_start", "_trunk")

    def __init__(self, own: dict[str, int] | None = None, trunk: "Places | None" = None, start: int = 0) -> None:
        self._own = own or {}
        self._trunk = trunk
        self._start = start
        self._size = start + len(self._own)
        self._depth: int = 1 + trunk._depth if trunk else 0

    def find(self, id: str, size: int) -> int | None:
        """Return the place of an id among the first `size`, or None."""
        places: Places | None = self
        while places is not None:
            place = places._own.get(id)
            if place is not None:
                return place if place < size else None
            size = min(size, places._start)
            places = places._trunk
        return None

    def add(self, id: str, size: int) -> "Places":
        """Return the places with a new id after the first `size`."""
        with growing.lock:
            if self._size == size:
                self._own[id] = size
                self._size += 1
                return self
        return self._branch(size).add(id, size)

    def _branch(self, size: int) -> "Places":
        trunk = self
        while trunk._trunk is not None and trunk._start >= size:
            trunk = trunk._trunk
        if trunk._depth < DEEP:
            return Places(trunk=trunk, start=size)
        return Places({id: place for id, place in trunk._all().items() if place < size})

    def _all(self) -> dict[str, int]:
        known = {id: place for id, place in self._trunk._all().items() if place < self._start} if self._trunk else {}
        return known | self._own.copy()
