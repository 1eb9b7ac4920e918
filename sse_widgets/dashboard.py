"""Dashboard: many runs in one view."""

import threading
import time
from collections.abc import Iterable
from typing import Any, Literal, TypeAlias

from sse_widgets import board
from sse_widgets.board import Board, BoardDocument, Row
from sse_widgets.displays import Displays
from sse_widgets.document import Stream
from sse_widgets.errors import RunError
from sse_widgets.flusher import flusher
from sse_widgets.run import Run
from sse_widgets.structures.items import Items
from sse_widgets.widgets import RunModel, View

Order: TypeAlias = Literal["attention", "given", "title", "newest"]

SETTLED = 1.0
"""Seconds without news after which what is saved with the notebook is brought up to date."""


class Dashboard(View):
    """Many runs, a row each: who needs you, who is stuck, who failed, who is done. A row opens its console.

    Example:
        >>> sw.Dashboard([sw.replay("literature_review"), sw.replay("market_brief")])
    """

    shows = "dashboard"

    def __init__(self, runs: Iterable[Run] = (), *, order: Order | None = None, height: str | None = None) -> None:
        """Show runs; more can be added later.

        Args:
            runs: to show.
            order: in which order until the reader sorts them; None for those first that need a person.
            height: a CSS length such as `"24rem"`; None for the height that suits the view.
        """
        self._began = time.monotonic()
        self._runs: dict[str, Run] = {}
        self._opened: dict[str, float] = {}
        """When the stream of each run opened, by our clock."""
        self._lock = threading.Lock()
        self._stale = False
        self._displays: Displays[BoardDocument] = Displays(_faces)
        self._model = RunModel(self._document, self._clock)
        self._model.commands = {"open": self._open}
        super().__init__(self._model, order=order, height=height)
        for run in runs:
            self.add(run)

    def add(self, run: Run) -> None:
        """Show one more run.

        Raises:
            TypeError: it is none.
        """
        if not isinstance(run, Run):
            raise TypeError(f"a Dashboard shows runs, as sw.connect or sw.replay returns them, not {run!r}")
        with self._lock:
            if run in self._runs.values():
                return
            self._runs[f"run-{len(self._runs) + 1}"] = run
        run.observe(self._touched)
        flusher.touch(self)

    @property
    def runs(self) -> tuple[Run, ...]:
        """The runs that are shown."""
        return tuple(self._runs.values())

    def flush(self) -> float | None:
        """Take what is new to browsers; return seconds until the next look. Called by the flusher, on its thread."""
        again = self._model.flush()
        if not any(row.active for row in self._board().rows):
            if self._stale:
                self._stale = False
                self._model.store()
                self._displays.renew(self._document())
            return again
        self._stale = True
        return min(again or SETTLED, SETTLED)

    def _touched(self, _: Any) -> None:
        flusher.touch(self)

    def _clock(self) -> float:
        return time.monotonic() - self._began

    def _board(self) -> Board:
        return Board(Items(self._row(id, run) for id, run in list(self._runs.items())))

    def _row(self, id: str, run: Run) -> Row:
        # Kept when a run is over: then nobody can tell any more how long ago that was.
        if run.active or id not in self._opened:
            self._opened[id] = round(self._clock() - run.elapsed, 1)
        return board.row(id, run.document, self._opened[id])

    def _document(self) -> BoardDocument:
        rows = self._board()
        shown = sum(row.received for row in rows.rows)
        return BoardDocument(rows, Stream(title="runs", received=shown, shown=shown))

    def _open(self, row: str) -> str:
        """Return the model that carries a run; made now if nobody has looked at it yet."""
        run = self._runs.get(row)
        if run is None:
            raise RunError(f"there is no row {row!r}")
        return f"anywidget:{run.model.model_id}"

    def _ipython_display_(self) -> None:
        self._displays.show(self, self._document())

    def __repr__(self) -> str:
        return board.text(self._board())


def _faces(document: BoardDocument, _: str) -> dict[str, str]:
    return {"text/plain": board.text(document.state), "text/html": board.html(document.state)}
