"""Ids of AG-UI that come again: a call's once it has returned, a message's in a later run, mean something new."""

from sse_widgets.structures.remembered import Remembered


class Ids:
    """Which id the state has for an id of the wire."""

    def __init__(self) -> None:
        self._times: Remembered[int] = Remembered()
        self._said: Remembered[int] = Remembered()
        """Since when each is what it is; before the present age, it is over."""
        self._age = 0

    def open(self, id: str) -> str:
        """Return the id of what begins under `id`: a new one if what had it before is over."""
        if self._said.get(id, self._age) < self._age:
            self.said(id)
            self._times[id] = self._times.get(id, 1) + 1
        return self.find(id)

    def find(self, id: str) -> str:
        """Return the id of the latest that has `id` on the wire."""
        times = self._times.get(id)
        return f"{id}#{times}" if times else id

    def said(self, id: str) -> None:
        """Learn that this is of the present age."""
        self._said[id] = self._age

    def over(self, id: str) -> None:
        """Learn that this is complete: should its id begin again, it is another's."""
        self._said[id] = -1

    def all_over(self) -> None:
        """Learn that all that was said is complete."""
        self._age += 1
