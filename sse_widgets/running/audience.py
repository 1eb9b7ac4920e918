"""The audience of a run: observers of its traits, browsers, the outputs of cells, and who waits for its end."""

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sse_widgets.displays import Displays
from sse_widgets.document import Document
from sse_widgets.faces import faces
from sse_widgets.flusher import RATE, flusher

if TYPE_CHECKING:  # a run that nobody looks at, as in a script, needs no widgets
    from sse_widgets.widgets import RunModel, View

T = TypeVar("T")

LAST_WORD = 1 / RATE
"""Seconds that are left, at the end of a run, to the frames that come with it: its wire closes as a rule."""


class Audience(Generic[T]):
    """Whoever is to be told when what is shown changes, and when there is no more to come."""

    def __init__(self, run: T, read: Callable[[], Document], tell: Callable[[Document, Document], None]) -> None:
        """Start with nobody.

        Args:
            run: what they look at.
            read: returns what is to be shown now.
            tell: told what was shown before and is now, for observers of traits.
        """
        self._run = run
        self._read = read
        self._tell = tell
        self._displays: Displays[Document] = Displays(faces)
        self._lock = threading.Lock()
        self._due: float | None = None
        self._stale = False
        self.ended: Future[T] = Future()
        """Done when there is nothing more to wait for; its result is the run."""
        self.model: RunModel | None = None
        """The hidden model that carries the front end, once somebody looks."""
        self.told = Document()

    def open(
        self, clock: Callable[[], float | None], commands: Callable[["RunModel"], Mapping[str, Callable[..., Any]]]
    ) -> "RunModel":
        """Return the hidden model; made now if there was none.

        Args:
            clock: returns seconds since the stream opened, None when it is over.
            commands: returns what a browser may ask the model for, by name.
        """
        from sse_widgets.widgets import RunModel

        if self.model is None:
            self.model = RunModel(self._read, clock)
            self.model.commands = commands(self.model)
            # The run may have ended while the model was being made, and have found nobody to tell.
            self._stale = self._stale or self._due is not None or self.ended.done()
            self.hurry()
        return self.model

    def touch(self) -> None:
        """Tell soon what is new."""
        flusher.touch(self)

    def hurry(self) -> None:
        """Tell as soon as possible what is new."""
        flusher.hurry(self)

    def begin(self) -> None:
        """Learn that frames will come, again perhaps."""
        with self._lock:
            self._due = None
            if self.ended.done():
                self.ended = Future()
        self.touch()

    def settle(self, delay: float = 0.0) -> None:
        """See to it that what is saved is up to date, and then tell who waits, `delay` seconds from now or sooner."""
        with self._lock:
            self._stale = True
            due = time.monotonic() + delay
            self._due = due if self._due is None else min(due, self._due)
        self.hurry()

    def end(self) -> None:
        """Tell who waits."""
        with self._lock:
            self._due = None
            if not self.ended.done():
                self.ended.set_result(self._run)

    def flush(self) -> float | None:
        """Take what is new to observers and browsers; return seconds until the next look, None for no need.

        Called by the flusher, on its thread.
        """
        with self._lock:  # before the document is read, which must not be older
            stale, self._stale = self._stale, False
            ending = self._due is not None
        again = rest = None
        try:
            before, self.told = self.told, self._read()
            self._tell(before, self.told)
            again = self.model.flush() if self.model else None
            if stale:
                self._store()
        finally:
            # Whoever waits must not wait for ever because a browser could not be told.
            rest = self._end_when_due() if ending else None
        return min((each for each in (again, rest) if each is not None), default=None)

    def _end_when_due(self) -> float | None:
        """Tell who waits, or return the seconds that are left until then."""
        with self._lock:
            if self._due is None:
                return None
            rest = self._due - time.monotonic()
            if rest > 0:
                return rest
        self.end()
        return None

    def _store(self) -> None:
        """Bring up to date what is saved with the notebook."""
        if self.model is not None:
            self.model.store()
        self._displays.renew(self.told)

    def show(self, view: "View") -> None:
        """Display a view in the cell that is being executed."""
        self._displays.show(view, self._read())

    def freeze(self, player: str = "") -> None:
        """Replace every widget by its static face, for good, and the first by the HTML of a player if there is one."""
        self._displays.freeze(self._read(), player)
