"""Unread: what somebody who reads a run at a pace of his own has not read yet; a place, and no events."""

from collections.abc import Iterator

from sse_widgets.decoding import decode
from sse_widgets.dialects import Dialect
from sse_widgets.events import Event
from sse_widgets.log import Log


class Unread:
    """The events of a log from the first that is held on.

    However slow its reader is, nothing piles up for him but frames, packed as all others are: a
    bounded history lets none go that he has not read. `close` ends that.
    """

    def __init__(self, log: Log) -> None:
        self.log = log
        self.n = log.horizon
        """Frames that are read."""
        self._dialect: Dialect | None = None
        if self.n:  # else the headers of an answer may still tell which
            start, self._dialect = log.resume(self.n)
            for n, frame in enumerate(log.frames.between(start, self.n), start + 1):
                decode(self._dialect, frame, n)
        log.unread = (*log.unread, self)

    def read(self, stop: int) -> Iterator[Event]:
        """Yield what the frames up to number `stop` say."""
        if stop <= self.n:
            return
        if self._dialect is None:
            _, self._dialect = self.log.resume(self.n)
        for frame in self.log.frames.between(self.n, stop):
            self.n += 1
            yield from decode(self._dialect, frame, self.n)

    def close(self) -> None:
        """Hold nothing more."""
        self.log.unread = tuple(each for each in self.log.unread if each is not self)
