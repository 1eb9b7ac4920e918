"""Rows for the Inspector, made in the kernel: the frames themselves never travel unless asked for."""

from dataclasses import fields
from functools import lru_cache
from typing import Any

from sse_widgets.events import TYPES, Event, FrameUnreadable
from sse_widgets.log import EVERY, Log, size
from sse_widgets.patches import diff, document

MOST = 500
"""Rows in one answer."""
WHOLE = 200_000
"""Characters of a frame's data in one answer."""
GLANCE = 200
"""Characters of a frame's data in a row."""


class Rows:
    """What an Inspector asks of a log."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._block = lru_cache(maxsize=8)(self._read_block)

    def frames(self, start: int = 0, count: int = 100, query: str = "") -> dict[str, Any]:
        """Return rows number `start` to `start + count` of the frames that match, and how many match.

        Args:
            start: of the first row, counted from 0 among the matching ones.
            count: of rows, 500 at the most.
            query: text to be found in the name or the data of a frame, or in the type of an event in
                it, in any case; empty for all frames.
        """
        total = len(self._log.frames)
        places: range | list[int] = range(total)
        if query:
            places = self._matching(query.casefold(), total)
        start = max(start, 0)
        wanted = places[start : start + min(max(count, 0), MOST)]
        return {"total": total, "matched": len(places), "rows": [self._row(place) for place in wanted]}

    def _matching(self, sought: str, total: int) -> list[int]:
        types = {type for type in TYPES if sought in type}
        typed = {event.frame - 1 for event in self._log.events(0, total) if event.type in types} if types else set()
        return [
            place
            for place, frame in enumerate(self._log.frames[:total])
            if place in typed or sought in frame.event.casefold() or sought in frame.data.casefold()
        ]

    def _row(self, place: int) -> dict[str, Any]:
        frame = self._log.frames[place]
        events = self._events(place)
        problems = [event.reason for event in events if isinstance(event, FrameUnreadable)]
        return {
            "n": place + 1,
            "at": frame.at,
            "event": frame.event,
            "size": size(frame),
            "types": [event.type for event in events],
            "text": frame.data[:GLANCE],
            "problem": problems[0] if problems else None,
        }

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
            "events": [_fields(event) for event in self._events(n - 1)],
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


def _fields(event: Event) -> dict[str, Any]:
    said = {field.name: document(getattr(event, field.name)) for field in fields(event)}
    return {"type": event.type} | said
