"""Sniffing: which vocabulary a stream speaks, found from its first frames."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sse_widgets import dialects
from sse_widgets.dialects.dialect import Dialect, Fit
from sse_widgets.dialects.wire import parse, reason
from sse_widgets.events import Event, FrameUnreadable
from sse_widgets.frame import Frame

PATIENCE = 20
"""How many frames in all that could be of several vocabularies are held back for one that tells."""

FALLBACK = "plain"


class Sniffer:
    """A dialect that becomes another as soon as a frame tells which.

    Frames that could be of several vocabularies are held and read once one has told. A frame that
    fits none is read as plain at once, and the listening goes on: a stream may begin with an error.
    """

    def __init__(self, headers: Mapping[str, str] | None = None) -> None:
        self._headers = dict(headers or {})
        self._spoken: Dialect | None = None
        self._held: list[Frame] = []
        self._patience = PATIENCE
        self._likely = ""

    @property
    def name(self) -> str:
        """The name of the dialect it became, empty while undecided."""
        return self._spoken.name if self._spoken else ""

    @property
    def announces_end(self) -> bool:
        """As of the dialect it became; False while undecided."""
        return self._spoken.announces_end if self._spoken else False

    @property
    def has_heartbeats(self) -> bool:
        """As of the dialect it became; False while undecided."""
        return self._spoken.has_heartbeats if self._spoken else False

    @classmethod
    def fit(cls, name: str, body: Any, headers: Mapping[str, str]) -> Fit:
        """It fits nothing by itself."""
        return Fit.NO

    def decode(self, frame: Frame) -> Iterable[Event]:
        """Return what the frame says, and those held back before it once it tells what they are."""
        if self._spoken is not None and self._spoken.name != FALLBACK:
            return self._spoken.decode(frame)
        return self._listen(frame)

    def _listen(self, frame: Frame) -> Iterator[Event]:
        best, fit = self._best(frame)
        if fit is Fit.YES:
            self._likely = best
            yield from self.settle(frame)
        elif fit is Fit.MAYBE and self._patience:
            self._patience -= 1
            self._likely = self._likely or (FALLBACK if self._spoken else best)
            self._held.append(frame)
        else:
            self._likely = FALLBACK
            yield from self.settle(frame)

    def _best(self, frame: Frame) -> tuple[str, Fit]:
        body = _json(frame.data)
        fits = {name: self._fit(kind, frame.event, body) for name, kind in dialects.installed().items()}
        best = max(fits, key=lambda name: fits[name], default=FALLBACK)
        return best, fits.get(best, Fit.NO)

    def _fit(self, kind: type[Dialect], event: str, body: Any) -> Fit:
        try:
            return kind.fit(event, body, self._headers)
        except Exception:  # one broken dialect must not blind us to the others
            return Fit.NO

    def settle(self, *more: Frame) -> Iterator[Event]:
        """Decide for the likeliest and yield what the frames held back say, then `more`."""
        if not self._likely:
            return
        if self._spoken is None or self._spoken.name != self._likely:
            self._spoken = dialects.find(self._likely)()
        held, self._held, self._likely = self._held, [], ""
        for frame in held:
            try:
                yield from self._spoken.decode(frame)
            except Exception as error:  # it must not take those after it with it
                yield FrameUnreadable(frame.event, f"held back until the vocabulary was known; {reason(error)}")
        for frame in more:
            yield from self._spoken.decode(frame)


def _json(data: str) -> Any:
    try:
        return parse(data)
    except ValueError:
        return None
