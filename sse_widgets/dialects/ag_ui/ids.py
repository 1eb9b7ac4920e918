"""Ids of AG-UI that come again: a call's once it has returned, a message's in a later run, mean something new."""


class Ids:
    """Which id the state has for an id of the wire."""

    def __init__(self) -> None:
        self._times: dict[str, int] = {}
        self._over: set[str] = set()

    def open(self, id: str) -> str:
        """Return the id of what begins under `id`: a new one if what had it before is over."""
        if id in self._over:
            self._over.remove(id)
            self._times[id] = self._times.get(id, 1) + 1
        return self.find(id)

    def find(self, id: str) -> str:
        """Return the id of the latest that has `id` on the wire."""
        times = self._times.get(id)
        return f"{id}#{times}" if times else id

    def over(self, id: str) -> None:
        """Learn that this is complete: should its id begin again, it is another's."""
        self._over.add(id)
