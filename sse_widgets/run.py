"""Run: a log, where its frames come from, and who looks at it. The object that users hold."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import wait
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

import traitlets

from sse_widgets import background, cells
from sse_widgets.actions import BackEnd
from sse_widgets.analysis.stuck import Watch
from sse_widgets.dialects import Dialect
from sse_widgets.document import Act, Document, Stream
from sse_widgets.errors import RunError, whole
from sse_widgets.events import Event
from sse_widgets.frame import LIFECYCLE, Frame
from sse_widgets.frames import Frames
from sse_widgets.log import Log
from sse_widgets.recording import Recording
from sse_widgets.recording.recorder import Recorder
from sse_widgets.running.acting import Acting
from sse_widgets.running.answering import Answered
from sse_widgets.running.audience import LAST_WORD, Audience
from sse_widgets.running.awaiting import Awaited
from sse_widgets.running.cursor import Cursor
from sse_widgets.running.keeping import Kept
from sse_widgets.running.questions import Questioned
from sse_widgets.running.reading import PATIENCE, Reading
from sse_widgets.running.receiver import Receiver
from sse_widgets.running.steering import Steered
from sse_widgets.running.subscriptions import Subscriptions
from sse_widgets.sources import Source
from sse_widgets.state import RunState

if TYPE_CHECKING:
    from sse_widgets.widgets import RunModel, View

NOTES = 20
"""Sentences about this side that are kept."""


class Run(Steered, Questioned, Answered, Awaited, Kept):
    """An agent's run: what was received, what follows from it, and the views of it.

    Made by `connect`, `replay`, `load` and `watch`. The traits show the state at the cursor; they
    can be observed and followed with `dlink`, and not set. Observers and callbacks run on threads of
    their own: a slow one or a failing one delays and spoils nothing but itself.

    Example:
        >>> run = sw.replay("literature_review", speed=10)
        >>> run.wait().status
        'completed'
    """

    def __init__(
        self,
        log: Log | None = None,
        *,
        title: str = "",
        recorded: bool = False,
        header: Recording | None = None,
        notes: tuple[str, ...] = (),
        back_end: BackEnd | None = None,
    ) -> None:
        """Make a run without a source; frames come through `feed`.

        Args:
            log: to continue; None for an empty one that finds its dialect by itself.
            title: for people.
            recorded: whether it plays a recording, in which nothing is executed.
            header: what a recording of it says besides.
            notes: sentences to begin with.
            back_end: who understands `send` and its like; None to know it by the vocabulary.
        """
        super().__init__()
        self.title = (
            str(title).encode("utf-8", "replace").decode()
        )  # a file may be called half an emoji, a page may not
        self._recorded = recorded
        self._header = header or Recording()
        self._notes = notes
        self._subscriptions = Subscriptions(self._complain)
        self._recorder = Recorder(self._recording, self._complain)
        watch = None if recorded else Watch()
        told = self._received, self._complain
        self._receiver = Receiver(log or Log(), self._recorder, self._subscriptions, *told, watch)
        self._reading = Reading(self._receiver, self._ended)
        self._audience = Audience(self, lambda: self.document, self.tell)
        self._acting = Acting(self._receiver, self._reading, self.start, self.stop, back_end, recorded=recorded)
        self._cursor = Cursor(self._receiver, self._moved, self._take)

    # ------------------------------------------------------------- what it shows

    @property
    def state(self) -> RunState:
        """The state at the cursor."""
        return self._cursor.shown[1]

    @property
    def _log(self) -> Log:
        return self._receiver.log

    @property
    def document(self) -> Document:
        """What the views show."""
        log, cursor, gate = self._log, self._cursor, self._receiver.gate
        shown, state = cursor.shown
        received = max(log.latest[0], shown)
        live = cursor.pinned is None and gate.stop is None
        stream = Stream(
            dialect=log.dialect,
            title=self.title,
            received=received,
            shown=shown,
            bytes=log.bytes(received),
            at=log.when(shown),
            active=self._reading.active,
            live=live,
            paused=not live and not cursor.playing,
            stopped=str(gate.standing or ""),
            breakpoints=tuple(map(str, gate.breakpoints)),
            held=gate.held,
            spilled=log.spilled,
            recorded=self._recorded,
            method=self._header.method or "GET",
            selection=self.selection,
            can=self._can(),
            acts=tuple(Act(name, reason) for name, reason in self._acting.reasons().items()),
            notes=self._notes,
        )
        return Document(state, stream)

    @property
    def dialect(self) -> str | None:
        """The name of the vocabulary, None while it is not known."""
        return self._log.dialect

    @property
    def spoken(self) -> type[Dialect] | None:
        """The dialect that was given for it, None if it was found from the first frames."""
        return self._log.forced

    @property
    def frames(self) -> Frames:
        """Every frame received until now, as a sequence; with bounded history without those let go."""
        return self._log.frames

    @property
    def events(self) -> Iterator[Event]:
        """What the frames received so far say, read again."""
        return self._log.events()

    @property
    def active(self) -> bool:
        """Whether more frames may come."""
        return self._reading.active

    @property
    def elapsed(self) -> float:
        """Seconds since its stream opened: until now, or until its last frame if no more may come."""
        clock = self._reading.clock()
        return self._receiver.now() if clock is None else clock

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences about this side: callbacks that failed, a server that calls its stream something else."""
        return self._notes

    @property
    def last_event_id(self) -> str:
        """The id of the last event received, from which a server that can resume would go on."""
        frames = reversed(self._log.frames)
        return next((frame.id for frame in frames if frame.id or frame.event not in LIFECYCLE), "")

    def at(self, n: int) -> RunState:
        """Return the state after the first `n` frames received.

        Raises:
            HorizonError: there are not that many, or they were let go because history is bounded.
            TypeError: `n` is no whole number.
        """
        return self._log.at(whole(n, "run.at(n) takes a number of frames"))

    def look_again(self) -> None:
        """Show what has been changed by hand."""
        self._audience.hurry()

    # ------------------------------------------------------- its frames, its source

    def feed(self, *frames: Frame) -> None:
        """Take frames, from whoever holds the source. Never raises for what is in them."""
        self._receiver.feed(*frames)

    def start(self, source: Source) -> Self:
        """Begin to take frames from `source`, in the background; returns at once."""
        if self._reading.source is None:
            cells.claim(self)
        if not self._recorded and not self._header.started:
            self._header = replace(self._header, started=datetime.now(UTC).isoformat(timespec="seconds"))
        self._recorder.resume()
        self._audience.begin()
        self._reading.start(source)
        if not self._recorded:
            background.submit(self._look_round(source))
        return self

    async def _look_round(self, source: Source) -> None:
        """See every second whether somebody has been silent for too long."""
        while self._reading.source is source and self._reading.active:
            await asyncio.sleep(1.0)
            if (now := source.clock()) is not None:
                self._receiver.look_round(now)

    def stop(self) -> None:
        """Take no more frames; what was received stays. Does nothing when it is over."""
        if self._reading.stop():
            wait([self._audience.ended], PATIENCE)

    def close(self) -> Self:
        """Say that no more frames will be fed; `wait` returns."""
        self._audience.end()
        return self

    def reconnect(self) -> None:
        """Ask the source again, from where it stopped if it can tell.

        Raises:
            RunError: the run has no source that can be asked again.
        """
        source = self._reading.source
        if source is None or not source.again:
            raise RunError(f"{self!r} has no server to ask again; replay it with sw.replay")
        self.stop()
        self.start(source)

    def switch(self, url: str) -> None:
        """Read another stream of the same kind instead: the views stay, and show it from its beginning.

        Raises:
            RunError: the run does not read from a server.
        """
        source = self._reading.source
        elsewhere = source.at(url) if source is not None else None
        if elsewhere is None:
            raise RunError(f"{self!r} does not read from a server; make another run with sw.connect")
        self.stop()
        self._receiver.begin_anew()
        self._cursor.follow()
        self._header = Recording(method=self._header.method)
        if self._audience.model is not None:
            self._audience.model.commands = self._commands(self._audience.model)
        self.start(elsewhere)

    def _received(self) -> None:
        """Tell what is new; when the run is over and nothing is held back, tell who waits for that."""
        over = self._reading.over or (self._reading.active and self._receiver.over)
        if over and not self._receiver.closed and not self._audience.ended.done():
            self._audience.settle(0.0 if self._reading.over else LAST_WORD)
        else:
            self._audience.touch()

    def _moved(self) -> None:
        self._received()
        self._audience.hurry()

    def _ended(self) -> None:
        """The source has nothing more."""
        self._recorder.close()
        self._received()

    def _take(self, count: int) -> Iterable[Frame]:
        return self._reading.source.advance(count) if self._reading.source and self._reading.active else ()

    # ------------------------------------------------------------- who looks at it

    def on(self, type: str, callback: Callable[[Any], Any]) -> Callable[[], None]:
        """Call `callback` with every event of a type such as `tool.finished`, or every frame named `@…`.

        Returns:
            A function that ends the subscription.

        Raises:
            ValueError: there is no such type.
        """
        return self._subscriptions.on(type, callback)

    def observe(self, handler: Callable[[Any], Any], names: Any = traitlets.All, type: Any = "change") -> None:
        """Call `handler` with a change when traits change, on a thread of its own.

        Raises:
            TraitError: the handler is half of a `link`, which would want to set the trait.
        """
        super().observe(self._subscriptions.observer(handler), names, type)

    def unobserve(self, handler: Callable[[Any], Any], names: Any = traitlets.All, type: Any = "change") -> None:
        """Call `handler` no more."""
        super().unobserve(self._subscriptions.observer(handler), names, type)

    def _complain(self, sentence: str) -> None:
        if sentence not in self._notes:
            self._notes = (*self._notes, sentence)[-NOTES:]
            self._audience.touch()

    @property
    def model(self) -> "RunModel":
        """The hidden model that carries the front end; made when the first view needs it."""
        return self._audience.open(self._clock, self._commands)

    def _commands(self, model: "RunModel") -> dict[str, Callable[..., Any]]:
        from sse_widgets.widgets import Moves, Rows, StopCommands, asset

        rows = Rows(self._log, self._receiver.index)
        moves = Moves(self, self._log, self._receiver.index, lambda: model.flush(force=True))
        names = ("stop", "reconnect", "pause", "resume", "step", "send", "answer", "regenerate", "cancel")
        own = {name: getattr(self, name) for name in names} | {"asset": asset}
        return own | {**rows.commands, **moves.commands, **StopCommands(self).commands}

    @property
    def can(self) -> tuple[str, ...]:
        """What can be done now, of: stop, reconnect, pause, resume, send, answer, regenerate, cancel."""
        return (*self._can(), *self._acting.possible)

    def _can(self) -> tuple[str, ...]:
        active, stream = self._reading.active, self._cursor
        paused = (stream.pinned is not None and not stream.playing) or self._receiver.closed
        possible = {
            "stop": active,
            "reconnect": self._reading.again and not active,
            "pause": active and not paused,
            "resume": paused,
            "break_on": True,
        }
        return tuple(name for name, now in possible.items() if now)

    def _clock(self) -> float | None:
        return None if self._cursor.pinned is not None or self._receiver.closed else self._reading.clock()

    def _display(self, view: "View") -> None:
        self._audience.show(view)

    def _ipython_display_(self) -> None:
        from sse_widgets.widgets import Console

        self._display(Console(self))

    def _display_(self) -> Any:
        """Return what marimo shows of it."""
        from sse_widgets.widgets import Console

        return Console(self)

    def __repr__(self) -> str:
        name = f"{self.title}, " if self.title else ""
        return f"<Run {name}{self.status}, {len(self._log.frames)} frames>"
