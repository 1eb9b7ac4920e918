"""History: the last events of a session, in order, and where each id is in them."""

from collections import deque

from sse_widgets.broadcast.entry import START, Entry, order
from sse_widgets.mock.resume import ResumeIndex


class History:
    """The last events of a session.

    Every event has a position that never changes; the event before all others, of which nothing but the id is
    known, has position 0.
    """

    def __init__(self, before: str = START) -> None:
        """Begin without events.

        Args:
            before: the id of the last event that is not held.
        """
        self._index = ResumeIndex((before,))
        self._entries: deque[Entry] = deque()
        self.before = before
        """The id of the event before those that are held."""
        self.last = before
        """The id of the newest event."""
        self.size = 0
        """Bytes on the wire of what is held."""

    @property
    def start(self) -> int:
        """The position of the oldest event that is held."""
        return self._index.size - len(self._entries)

    @property
    def end(self) -> int:
        """The position of the event to come."""
        return self._index.size

    def __len__(self) -> int:
        return len(self._entries)

    def append(self, entry: Entry) -> bool:
        """Add an event; return whether it is new."""
        if order(entry.id) <= order(self.last):
            return False
        self._entries.append(entry)
        self._index.add(entry.id)
        self.last = entry.id
        self.size += len(entry.wire)
        return True

    def after(self, id: str) -> int | None:
        """Return the position after an id; None if events after it are no longer held, or it is unknown."""
        return self._index.after(id)

    def since(self, position: int, most: int) -> list[Entry]:
        """Return at most so many events from a position on, which must be held."""
        waiting = self.end - position
        if waiting <= 0:
            return []
        return [self._entries[-n] for n in range(waiting, max(waiting - most, 0), -1)]

    def trim(self, keep: int) -> None:
        """Forget all but the newest."""
        while len(self._entries) > keep:
            self._drop()
        self._index.forget(self.start)

    def expire(self, now: float) -> None:
        """Forget the oldest for as long as they are too old."""
        while self._entries and self._entries[0].expires <= now:
            self._drop()
        self._index.forget(self.start)

    def _drop(self) -> None:
        gone = self._entries.popleft()
        self.before = gone.id
        self.size -= len(gone.wire)
