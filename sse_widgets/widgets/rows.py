"""Rows for the Inspector, made in the kernel: the frames themselves never travel unless asked for."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from sse_widgets.checkpoints import EVERY
from sse_widgets.events import Event, FrameUnreadable
from sse_widgets.frame import size
from sse_widgets.frame_index import FrameIndex
from sse_widgets.log import Log
from sse_widgets.patches import diff, document
from sse_widgets.widgets.search import Search

MOST = 500
"""Rows in one answer."""
WHOLE = 200_000
"""Characters of a frame's data in one answer."""
GLANCE = 200
"""Characters of a frame's data in a row."""
TURN = 0.03
"""Seconds that one answer may look for matches; the browser asks again for the rest."""
SEARCHES = 4
"""Queries whose matches are kept."""
FACETS = 200
"""Names in one answer."""


class Rows:
    """What an Inspector asks of a log."""

    def __init__(self, log: Log, index: FrameIndex) -> None:
        self._log, self._index = log, index
        self._block = lru_cache(maxsize=8)(self._read_block)
        self._searches: OrderedDict[str, Search] = OrderedDict()

    @property
    def commands(self) -> Mapping[str, Callable[..., Any]]:
        """What can be asked for, by name."""
        return {"frames": self.frames, "frame": self.frame, "facets": self.facets}

    def frames(self, start: int = 0, count: int = 100, query: str = "") -> dict[str, Any]:
        """Return rows number `start` to `start + count` of the frames that match, and how many match.

        With a query only so many frames are looked at as take no noticeable time: `looked` tells how
        many, and asking again goes on from there.

        Args:
            start: of the first row, counted from 0 among the matching ones.
            count: of rows, 500 at the most.
            query: what to look for, in the language of `sse_widgets.query`; empty for all frames.
        """
        total, held = len(self._index), self._log.horizon
        looked = total
        places: Any = range(held, total)
        if query.strip():
            search = self._search(query.strip())
            search.go_on(TURN)
            places, looked = search.places, search.looked
        start = max(start, 0)
        wanted = places[start : start + min(max(count, 0), MOST)]
        rows = [self._row(place) for place in wanted if place >= held]
        return {"total": total, "looked": looked, "matched": len(places), "rows": rows}

    def _search(self, query: str) -> Search:
        if query not in self._searches:
            self._searches[query] = Search(query, self._log, self._index)
        self._searches.move_to_end(query)
        if len(self._searches) > SEARCHES:
            self._searches.popitem(last=False)
        return self._searches[query]

    def facets(self) -> dict[str, Any]:
        """Return what there is to filter by: event types and agents, each with how often it came."""
        return {"types": _most(self._index.types), "agents": _most(self._index.agents)}

    def _row(self, place: int) -> dict[str, Any]:
        frame, facts = self._log.frames[place], self._index.of(place + 1)
        return {
            "n": place + 1,
            "at": frame.at,
            "event": frame.event,
            "size": size(frame),
            "types": list(facts.types),
            "flags": list(facts.flags),
            "text": frame.data[:GLANCE],
            "problem": self._problem(place) if "unreadable" in facts.flags else None,
        }

    def _problem(self, place: int) -> str:
        return next(event.reason for event in self._events(place) if isinstance(event, FrameUnreadable))

    def frame(self, n: int) -> dict[str, Any]:
        """Return all about frame number `n`, counted from 1: its data, what it says, what it changed.

        Raises:
            HorizonError: there is no such frame.
        """
        before, after = self._log.at(n - 1), self._log.at(n)
        frame = self._log.frames[n - 1]
        return {
            "n": n,
            "at": frame.at,
            "event": frame.event,
            "id": frame.id,
            "retry": frame.retry,
            "data": frame.data[:WHOLE],
            "size": size(frame),
            "events": [{"type": event.type} | document(event) for event in self._events(n - 1)],
            "ops": diff(before, after),
        }

    def _events(self, place: int) -> list[Event]:
        start = place // EVERY * EVERY
        stop = min(start + EVERY, len(self._log.frames))
        return self._block(start, stop).get(place + 1, [])

    def _read_block(self, start: int, stop: int) -> dict[int, list[Event]]:
        by_frame: dict[int, list[Event]] = {}
        for event in self._log.events(start, stop):
            by_frame.setdefault(event.frame, []).append(event)
        return by_frame


def _most(counted: Any) -> list[tuple[str, int]]:
    return list(counted.most_common(FACETS))
