"""The chronicle: what happens to the wire, told to the run as frames, with the time at which it happened."""

from typing import Any

from sse_widgets.frame import CLOSED, GAP, OPENED, RETRYING
from sse_widgets.lifecycle import note, unfinished
from sse_widgets.transport.options import Listener, Options


class Chronicle:
    """Tells a run what happens to its wire.

    The clock starts with the first answer, at the time of what the run has already, and goes on over all others.
    """

    def __init__(self, listener: Listener, options: Options) -> None:
        self._listener, self._now = listener, options.clock
        self._before = listener.frames[-1].at if listener.frames else 0.0
        self._began: float | None = None

    @property
    def begun(self) -> bool:
        """Whether there was an answer."""
        return self._began is not None

    def clock(self) -> float:
        """Return seconds since the stream opened, 0.0 before."""
        return self._before if self._began is None else round(self._before + self._now() - self._began, 6)

    def opened(self, url: str, **said: Any) -> None:
        """Tell that there is an answer."""
        if self._began is None:
            self._began = self._now()
        self._tell(OPENED, url=url, **said)

    def retrying(self, attempt: int, delay: float, reason: str) -> None:
        """Tell that another attempt will follow."""
        self._tell(RETRYING, attempt=attempt, delay=delay, reason=reason)

    def gap(self, reason: str) -> None:
        """Tell that something is missing."""
        self._tell(GAP, reason=reason)

    def closed(self, reason: str, *, kind: str = "", cut_off: int = 0) -> None:
        """Tell that this was all.

        Args:
            reason: for people.
            kind: of error, for programs.
            cut_off: bytes of an event in which it ended.
        """
        if not self._listener.over:  # after which a piece of an event is of no use
            self._listener.feed(*unfinished(cut_off, self.clock()))
        self._tell(CLOSED, reason=reason, kind=kind)

    def _tell(self, event: str, **said: Any) -> None:
        self._listener.feed(note(event, self.clock(), **said))
