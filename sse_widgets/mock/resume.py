"""Where a client goes on: event ids to positions."""


class ResumeIndex:
    """The position after each event id, for streams that are played, or that still grow.

    Positions count from 0 and never change, whatever is forgotten.
    """

    def __init__(self, ids: tuple[str, ...] = ()) -> None:
        self._after: dict[str, int] = {}
        self._last = ""
        self.size = 0
        for id in ids:
            self.add(id)

    size: int
    """How many events there are; the position of the next one."""

    def add(self, id: str) -> None:
        """Note the id in force after one more event.

        Events without an id of their own have that of the event before them. A client that names it goes on
        after the first of these: it may get some twice, and misses none. An id that comes again later counts anew.
        """
        self.size += 1
        if id and id != self._last:
            self._after.pop(id, None)  # so that the dictionary stays in order of position
            self._after[id] = self.size
        self._last = id

    def after(self, id: str) -> int | None:
        """Return the position of the event after the one with this id; None if the id is unknown or forgotten."""
        return self._after.get(id)

    def forget(self, before: int) -> None:
        """Forget the ids from which a client would need events before this position."""
        gone = []
        for id, position in self._after.items():
            if position >= before:
                break
            gone.append(id)
        for id in gone:
            del self._after[id]
