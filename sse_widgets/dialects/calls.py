"""Ids of tool calls: real back ends use one again for another call."""

import json
from typing import Any

from sse_widgets.structures.remembered import Remembered


class Calls:
    """Which id a call has in the state: its own, unless an earlier call of the stream has that already."""

    def __init__(self) -> None:
        self._owner: Remembered[str] = Remembered()
        self._latest: Remembered[str] = Remembered()

    def open(self, id: str, place: str) -> str:
        """Return the id in the state of the call that the wire calls `id`.

        Args:
            id: of the wire, empty where it says none.
            place: where the call is in the stream, the same whenever it is told of; makes it unique.
        """
        ours = id or place
        if self._owner.setdefault(ours, place) != place:
            ours = f"{place}:{id}"
            self._owner[ours] = place
        self._latest[id or place] = ours
        return ours

    def alias(self, id: str, ours: str) -> str:
        """Let the wire's `id` mean a call that the state has as `ours` already; return the latter."""
        self._latest[id] = ours
        return ours

    def find(self, id: str) -> str:
        """Return the id in the state of the latest call that the wire calls `id`."""
        ours: str = self._latest.get(id, id)
        return ours


def as_text(arguments: Any) -> str:
    """Return arguments as text: JSON unless they are text already."""
    if isinstance(arguments, str):
        return arguments
    return "" if arguments is None else json.dumps(arguments, ensure_ascii=False)
