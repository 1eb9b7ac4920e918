"""Search: the frames that a query finds, looked for a little at a time."""

import time
from array import array
from dataclasses import dataclass

from sse_widgets.frame import Frame, size
from sse_widgets.frame_index import Facts, FrameIndex
from sse_widgets.log import Log
from sse_widgets.query import Query, holds, parse

CHUNK = 1000
"""Frames between two looks at the clock."""


@dataclass
class FrameRow:
    """A frame as queries see it; with facts alone, as much as the index knows."""

    types: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    event: str | None = None
    id: str | None = None
    data: str | None = None
    n: int | None = None
    at: float | None = None
    size: int | None = None


class Search:
    """Where in a log a query holds. Frames are only ever added, so what was found stays found."""

    def __init__(self, text: str, log: Log, index: FrameIndex) -> None:
        self._query: Query = parse(text)
        self._log, self._index = log, index
        self._decided: dict[int, bool | None] = {}
        self.places = array("I")
        """The places, counted from 0, of the frames found so far."""
        self.looked = 0
        """How many frames have been looked at."""

    def go_on(self, seconds: float) -> None:
        """Look at more frames, for about so long."""
        end = time.monotonic() + seconds
        self.looked = max(self.looked, self._log.horizon)
        while self.looked < len(self._index):
            self._look(min(self.looked + CHUNK, len(self._index)))
            if time.monotonic() > end:
                return

    def _look(self, stop: int) -> None:
        start, codes = self.looked, self._index.codes(self.looked, stop)
        decided = {code: self._decide(code) for code in set(codes)}
        if None in decided.values():
            frames = self._log.frames[start:stop]
            for place, code in enumerate(codes, start):
                held = decided[code]
                if held is None:
                    held = holds(self._query, _row(frames[place - start], place, self._index.facts[code]))
                if held:
                    self.places.append(place)
        else:
            self.places.extend(place for place, code in enumerate(codes, start) if decided[code])
        self.looked = stop

    def _decide(self, code: int) -> bool | None:
        """Return what the facts alone say, which is the same for every frame that has them."""
        if code not in self._decided:
            self._decided[code] = holds(self._query, FrameRow(*self._index.facts[code]))
        return self._decided[code]


def _row(frame: Frame, place: int, facts: Facts) -> FrameRow:
    return FrameRow(*facts, frame.event, frame.id, frame.data, place + 1, frame.at, size(frame))
