"""Run: a log, where its frames come from, and the views of it. The object that users hold."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable, Generator, Iterator, Mapping
from concurrent.futures import Future, wait
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import traitlets

from sse_widgets import background, cells, recording, waiting
from sse_widgets.displays import Displays
from sse_widgets.document import Document, Stream
from sse_widgets.errors import RecordingError, RunError
from sse_widgets.events import TYPES, Event
from sse_widgets.flusher import flusher
from sse_widgets.frame import CLOSED, Frame
from sse_widgets.lifecycle import note
from sse_widgets.log import Log
from sse_widgets.recording import Recording
from sse_widgets.redact import safe_headers
from sse_widgets.shown import Shown, state
from sse_widgets.sources import Source
from sse_widgets.state import TERMINAL, RunState
from sse_widgets.subscriptions import Subscriptions

if TYPE_CHECKING:  # a run that nobody looks at, as in a script, needs no widgets
    from sse_widgets.widgets import RunModel, View

NOTES = 20
"""Sentences about failing callbacks that are kept."""

PATIENCE = 2.0
"""Seconds that a source may take to stop."""

_log = logging.getLogger("sse_widgets")


class _Turn:
    """One reading of a source; a run that is reconnected has several."""

    def __init__(self) -> None:
        self.task: asyncio.Task[None] | None = None
        self.stopped = False
        self.ended = threading.Event()


class Run(traitlets.HasTraits):
    """An agent's run: what was received, what follows from it, and the views of it.

    Made by `connect`, `replay`, `load` and `watch`. The traits show the state at the cursor; they
    can be observed and followed with `dlink`, and not set. Observers and callbacks run on threads of
    their own: a slow one or a failing one delays and spoils nothing but itself.

    Example:
        >>> run = sw.replay("literature_review", speed=10)
        >>> run.wait().status
        'completed'
    """

    connection = Shown(lambda it: it.connection, help="idle, connecting, open, retrying, polling, closed or failed")
    status = state("status", "pending, running, awaiting_input, completed, failed, cancelled or incomplete")
    progress = state("progress", "0.0 to 1.0")
    plan = state("plan", "the goal and the phases, those to come too")
    routing = state("routing", "which agent was chosen, how sure, and why; None if nobody chose")
    agents = state("agents", "who works")
    tasks = state("tasks", "what there is to do")
    messages = state("messages", "what was said")
    thoughts = state("thoughts", "pieces of reasoning, those inside messages too")
    tools = state("tools", "tool calls")
    sources = state("sources", "what was read, with the claims that it supports")
    canvas = state("canvas", "what was made")
    usage = state("usage", "tokens used")
    interrupts = state("interrupts", "questions to a person")
    logs = state("logs", "lines for people")
    errors = state("errors", "what went wrong")
    error = state("error", "what ended the run or the connection, or None")
    cursor = Shown(lambda it: it.stream.shown, help="how many frames are shown")

    def __init__(
        self, log: Log | None = None, *, title: str = "", recorded: bool = False, notes: tuple[str, ...] = ()
    ) -> None:
        """Make a run without a source; frames come through `feed`.

        Args:
            log: to continue; None for an empty one that finds its dialect by itself.
            title: for people.
            recorded: whether it plays a recording, in which nothing is executed.
            notes: sentences to begin with.
        """
        super().__init__()
        self.title = title
        self._frames_log = log or Log()
        self._recorded = recorded
        self._started = ""
        self._pinned: tuple[int, RunState] | None = None
        self._notes = notes
        self._lock = threading.RLock()
        self._subscriptions = Subscriptions(self._complain)
        self._told = Document()
        self._source: Source | None = None
        self._writer: recording.Writer | None = None
        self._reopen: Callable[[], recording.Writer] | None = None
        self._turn = _Turn()
        self._active = False
        self._over: Future[Run] = Future()
        self._settling = False
        self._model: RunModel | None = None
        self._displays = Displays()

    # ------------------------------------------------------------- what it shows

    @property
    def state(self) -> RunState:
        """The state at the cursor."""
        pinned = self._pinned
        return self._frames_log.state if pinned is None else pinned[1]

    @property
    def document(self) -> Document:
        """What the views show."""
        log, pinned = self._frames_log, self._pinned
        received, latest = log.latest
        shown, state = pinned or (received, latest)
        stream = Stream(
            dialect=log.dialect,
            title=self.title,
            received=received,
            shown=shown,
            bytes=log.bytes(received),
            at=log.when(shown),
            active=self._active,
            live=pinned is None,
            paused=pinned is not None,
            recorded=self._recorded,
            can=self._can(),
            notes=self._notes,
        )
        return Document(state, stream)

    @property
    def dialect(self) -> str | None:
        """The name of the vocabulary, None while it is not known."""
        return self._frames_log.dialect

    @property
    def frames(self) -> tuple[Frame, ...]:
        """Every frame received."""
        return tuple(self._frames_log.frames)

    @property
    def last_event_id(self) -> str:
        """The id of the last event received, from which a server that can resume would go on."""
        return next((frame.id for frame in reversed(self._frames_log.frames) if frame.id), "")

    @property
    def events(self) -> Iterator[Event]:
        """What the frames received so far say, read again."""
        return self._frames_log.events()

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences about this side: callbacks that failed, a server that calls its stream something else."""
        return self._notes

    def at(self, n: int) -> RunState:
        """Return the state after the first `n` frames received.

        Raises:
            HorizonError: there are not that many.
        """
        return self._frames_log.at(n)

    # ------------------------------------------------------------------ the cursor

    def show(self, n: int) -> None:
        """Show the state after `n` frames in every view; receiving goes on.

        Raises:
            HorizonError: there are not that many.
        """
        self._pinned = n, self._frames_log.at(n)
        flusher.hurry(self)

    def live(self) -> None:
        """Follow what is received."""
        self._pinned = None
        flusher.hurry(self)

    def pause(self) -> None:
        """Stand still in every view; receiving goes on."""
        self.show(self.document.stream.shown)

    def step(self, n: int = 1) -> None:
        """Show `n` frames more, or fewer if negative, as far as there are any."""
        self.show(min(max(self.document.stream.shown + n, 0), len(self._frames_log.frames)))

    def resume(self) -> None:
        """Go on after `pause`: follow what is received."""
        self.live()

    # ------------------------------------------------------- its frames, its source

    def feed(self, *frames: Frame) -> None:
        """Take frames, from whoever holds the source. Never raises for what is in them."""
        with self._lock:
            events = self._frames_log.feed(*frames)
            if self._writer is not None:
                for frame in frames:
                    self._write(frame)
            self._subscriptions.publish(frames, events)
        if self._active and self.over and not self._over.done():
            self._settle()
        else:
            flusher.touch(self)

    def met(self, headers: Mapping[str, str], warning: str = "") -> None:
        """Take note of the headers of the response, before its first frame."""
        self._frames_log.meet(safe_headers(headers))
        if warning:
            self._complain(warning)

    @property
    def over(self) -> bool:
        """Whether the agent has ended, so that nothing more is to be asked for."""
        return self._frames_log.state.status in TERMINAL

    def close(self) -> Self:
        """Say that no more frames will be fed; `wait` returns."""
        if not self._over.done():
            self._over.set_result(self)
        return self

    def start(self, source: Source) -> Self:
        """Begin to take frames from `source`, in the background; returns at once."""
        if self._source is None:
            cells.claim(self)
        if self._over.done():
            self._over = Future()
        if self._writer is None and self._reopen is not None:
            self._writer = self._reopen()
        turn = self._turn = _Turn()
        self._source = source
        self._active = True
        source.schedule(lambda source: self._drain(source, turn))
        flusher.touch(self)
        return self

    async def _drain(self, source: Source, turn: "_Turn") -> None:
        turn.task = asyncio.current_task()
        try:
            if turn.stopped:
                raise asyncio.CancelledError
            await source.read(self)
        except asyncio.CancelledError:
            if self._turn is turn:
                self.feed(note(CLOSED, self._now(), reason="stopped by run.stop()", kind="stopped"))
        except Exception as error:
            _log.exception("%r stopped on an error of its own", self)
            self.feed(note(CLOSED, self._now(), reason=f"{type(error).__name__}: {error}", kind="internal"))
        finally:
            if self._turn is turn:
                self._active = False
                with self._lock:
                    writer, self._writer = self._writer, None
                if writer is not None:
                    writer.close()
                self._settle()
            turn.ended.set()

    def stop(self) -> None:
        """Take no more frames; what was received stays. Does nothing when it is over."""
        source, turn = self._source, self._turn
        if source is None or not self._active:
            return
        turn.stopped = True  # before the look at its task: it may be about to begin
        source.cancel(turn.task)
        if not source.inside():
            turn.ended.wait(PATIENCE)
            wait([self._over], PATIENCE)

    def reconnect(self) -> None:
        """Ask the source again, from where it stopped if it can tell.

        Raises:
            RunError: the run has no source that can be asked again.
        """
        if self._source is None or not self._source.again:
            raise RunError(f"{self!r} has no server to ask again; replay it with sw.replay")
        self.stop()
        self.start(self._source)

    def record(self, path: str | Path, secrets: tuple[str, ...] = ()) -> None:
        """Write every frame from now on to a recording; one that broke off at `path` is gone on with.

        Raises:
            RecordingError: the file cannot be written, or is something else.
        """
        with self._lock:
            held = _broken_off(Path(path))
            self.feed(*held)
            self._writer = recording.Writer(path, self._recording(), secrets=secrets, append=bool(held))
            self._reopen = lambda: recording.Writer(path, self._recording(), secrets=secrets, append=True)

    def _write(self, frame: Frame) -> None:
        try:
            if self._writer is not None:
                self._writer.write(frame)
        except RecordingError as error:
            self._complain(f"a frame is missing in the recording: {error}")

    # ---------------------------------------------------------------- when it ends

    def wait(self, timeout: float | None = None) -> Self:
        """Block until the run is over, and return it: its status is final or its stream has ended.

        Args:
            timeout: seconds; None for as long as it takes.

        Raises:
            TimeoutError: it takes longer.
            RunError: called from the background thread, which would wait for itself.
        """
        if background.inside():
            raise RunError("run.wait() would stop the thread that reads the stream; use `await run`")
        home = self._source.home if self._source else None
        try:
            waiting.block(self._over, timeout, home)
        except TimeoutError:
            raise TimeoutError(f"{self!r} is not over after {timeout} s") from None
        return self

    def __await__(self) -> Generator[Any, None, Self]:
        yield from waiting.until_done(self._over).__await__()
        return self

    async def __aiter__(self) -> AsyncIterator[Event]:
        """Yield every event from the first to the end of the run."""
        loop = asyncio.get_running_loop()
        news: asyncio.Queue[Event | None] = asyncio.Queue()

        def deliver(event: Event | None) -> None:
            with suppress(RuntimeError):  # the loop that listened is closed
                loop.call_soon_threadsafe(news.put_nowait, event)

        with self._lock:
            for past in self._frames_log.events():
                news.put_nowait(past)
            end = self._subscriptions.tap(TYPES, deliver)
            self._over.add_done_callback(lambda _: deliver(None))
        try:
            while (event := await news.get()) is not None:
                yield event
        finally:
            end()

    def _settle(self) -> None:
        """See to it that what is saved is up to date, and then tell who waits."""
        self._settling = True
        flusher.hurry(self)

    # ------------------------------------------------------------- who watches it

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

    def flush(self) -> float | None:
        """Take what is new to observers and browsers; called by the flusher, on its thread."""
        settling, self._settling = self._settling, False  # before the document, which must not be older
        document = self.document
        try:
            self._tell(document)
            again = self._model.flush() if self._model else None
            if settling:
                if self._model is not None:
                    self._model.store()
                self._displays.renew(document)
        finally:
            # Whoever waits must not wait for ever because a browser could not be told.
            if settling and not self._over.done() and (not self._active or document.state.status in TERMINAL):
                self._over.set_result(self)
        return again

    def _tell(self, document: Document) -> None:
        before, self._told = self._told, document
        for name, trait in self.traits().items():
            if isinstance(trait, Shown):
                old, new = trait.read(before), trait.read(document)
                if old is not new and old != new:
                    change = traitlets.Bunch(name=name, old=old, new=new, owner=self, type="change")
                    self.notify_change(change)

    def _complain(self, sentence: str) -> None:
        if sentence not in self._notes:
            self._notes = (*self._notes, sentence)[-NOTES:]
            flusher.touch(self)

    # ------------------------------------------------------------------ its faces

    @property
    def model(self) -> "RunModel":
        """The hidden model that carries the front end; made when the first view needs it."""
        from sse_widgets.widgets import Rows, RunModel

        if self._model is None:
            self._model = RunModel(lambda: self.document, self._clock)
            rows = Rows(self._frames_log)
            self._model.commands = {
                "stop": self.stop,
                "reconnect": self.reconnect,
                "pause": self.pause,
                "resume": self.resume,
                "step": self.step,
                "frames": rows.frames,
                "frame": rows.frame,
            }
            flusher.touch(self)
        return self._model

    def _can(self) -> tuple[str, ...]:
        again = self._source is not None and self._source.again
        return tuple(
            name
            for name, possible in {
                "stop": self._active,
                "reconnect": again and not self._active,
                "pause": self._active and self._pinned is None,
                "resume": self._pinned is not None,
            }.items()
            if possible
        )

    def _now(self) -> float:
        return self._frames_log.when(len(self._frames_log.frames))

    def _clock(self) -> float | None:
        if not self._active or self._source is None or self._pinned is not None:
            return None
        return self._source.clock()

    def freeze(self) -> None:
        """Replace the widgets of this run in the notebook by their static faces, which need no kernel."""
        self._displays.freeze(self.document)

    def save(self, path: str | Path) -> Path:
        """Write everything received to a recording that `sw.load` and `sw.replay` read; return its path.

        Raises:
            RecordingError: the file cannot be written.
        """
        secrets = self._source.secrets if self._source else ()
        recording.write(path, self._recording(), secrets=secrets)
        return Path(path)

    def _recording(self) -> Recording:
        log = self._frames_log
        opened = log.state.connection
        return Recording(
            title=self.title,
            dialect=log.forced_name,
            url=opened.url,
            status=opened.http_status,
            headers=log.headers,
            started=self._started,
            frames=tuple(log.frames),
        )

    def _display(self, view: "View") -> None:
        self._displays.show(view, self.document)

    def _ipython_display_(self) -> None:
        from sse_widgets.widgets import Console

        self._display(Console(self))

    def __repr__(self) -> str:
        name = f"{self.title}, " if self.title else ""
        return f"<Run {name}{self.status}, {len(self._frames_log.frames)} frames>"


def _broken_off(path: Path) -> tuple[Frame, ...]:
    """Return the frames of a recording that was cut off by a crash; none if it is whole, or not there."""
    if not path.exists() or path.stat().st_size == 0:
        return ()
    frames = recording.read(path).frames
    return () if frames and frames[-1].event == CLOSED else frames
