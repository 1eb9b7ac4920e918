"""The receiver: what a source fills. It keeps the log, records, and tells who listens."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from sse_widgets.analysis.finding import Finding
from sse_widgets.analysis.stuck import Watch
from sse_widgets.events import TYPES, Event
from sse_widgets.frame import STUCK, Frame
from sse_widgets.frame_index import FrameIndex
from sse_widgets.frames import Frames
from sse_widgets.lifecycle import note
from sse_widgets.log import Log
from sse_widgets.onward import Asked, Onward
from sse_widgets.recording.recorder import Recorder, broken_off
from sse_widgets.redact import safe_headers
from sse_widgets.running.gate import Gate
from sse_widgets.running.subscriptions import Subscriptions
from sse_widgets.running.unread import Unread
from sse_widgets.running.waiting import until_done
from sse_widgets.state import TERMINAL


class Receiver:
    """Takes the frames of a run, whatever thread they come on, in one order for everybody."""

    def __init__(
        self,
        log: Log,
        recorder: Recorder,
        subscriptions: Subscriptions,
        received: Callable[[], None],
        complain: Callable[[str], None],
        watch: Watch | None = None,
    ) -> None:
        """Prepare.

        Args:
            log: to fill.
            recorder: gets every frame too.
            subscriptions: who listens.
            received: called after frames were taken.
            complain: told in a sentence what a person should know of the source.
            watch: notices who is stuck; None for a recording, which says so itself if somebody was.
        """
        self.log = log
        self.index = FrameIndex()
        self.index.add(len(log.frames), log.events())
        self._recorder, self._subscriptions = recorder, subscriptions
        self._received, self._complain = received, complain
        self._watch = watch
        self._lock = threading.RLock()
        self.gate = Gate(log, self.index, self._lock, subscriptions.publish, complain)

    def feed(self, *frames: Frame) -> None:
        """Take frames; those that arrive together at once. Never raises for what is in them."""
        self._take(frames, self._report)

    def _take(self, frames: Sequence[Frame], report: Callable[[list[Finding]], None]) -> None:
        with self._lock:
            for portion in zip(frames, strict=True) if self.gate.portions else (frames,):
                before = self.log.state
                events = self.log.feed(*portion)
                self.index.add(len(portion), events)
                self._recorder.write(portion)
                self.gate.take(portion, events, before)
                if self._watch is not None:
                    report([each for event in events for each in self._watch.notice(event)])
        self._received()

    def _report(self, findings: Iterable[Finding]) -> None:
        """Take it as a frame that somebody is stuck, or no longer."""
        for agent, reason, at, tool in findings:
            self.feed(note(STUCK, at, agent=agent, reason=reason, tool=tool))

    def look_round(self, now: float) -> None:
        """Notice who has been silent for too long, `now` seconds after the stream opened."""
        with self._lock:
            if self._watch is not None and not self.over:
                self._report(list(self._watch.silent(now)))

    @property
    def frames(self) -> Frames:
        """Every frame received until now."""
        return self.log.frames

    @property
    def closed(self) -> bool:
        """Whether what is received is held back."""
        return self.gate.stop is not None

    async def opened(self) -> None:
        """Wait until what is received is held back no more."""
        await until_done(self.gate.opened)

    def met(self, headers: Mapping[str, str], warning: str = "") -> None:
        """Take note of the headers of the response, before its first frame."""
        self.log.meet(safe_headers(headers))
        if warning:
            self._complain(warning)

    @property
    def over(self) -> bool:
        """Whether the agent has ended, so that nothing more is to be asked for."""
        return self.log.state.status in TERMINAL

    @property
    def unfinished(self) -> bool:
        """Whether the vocabulary has a word for the end of a run, and it has not come."""
        return self.log.announces_end and not self.over

    def onward(self, asked: Asked) -> Onward | None:
        """Return how the vocabulary goes on with a stream that broke off, None if it has no way of its own."""
        return self.log.onward(asked)

    @property
    def has_heartbeats(self) -> bool:
        """Whether the vocabulary has heartbeats of its own."""
        return self.log.has_heartbeats

    def now(self) -> float:
        """Return the `at` of the last frame received."""
        return self.log.when(len(self.log.frames))

    def begin_anew(self) -> None:
        """Forget what was received: another stream follows."""
        with self._lock:
            self.log, self.index = self.log.emptied(), FrameIndex()
            self.gate.begin_anew(self.log, self.index)
            self._recorder.begin_anew()

    def record(self, path: Path, secrets: tuple[str, ...]) -> None:
        """Write every frame from now on to a recording; take what one that broke off holds.

        Raises:
            RecordingError: the file cannot be written, is something else, or cannot be gone on with.
        """
        with self._lock:
            held = broken_off(path)
            self._take(held, lambda _: None)  # who was stuck is told in them already
            self._recorder.begin(path, secrets, append=bool(held))

    @contextmanager
    def followed(self, wake: Callable[[], None]) -> Iterator[Callable[[], Iterator[Event]]]:
        """Yield a function that yields the events that have passed since it was called last, from the first on.

        Args:
            wake: called when there are more; it must be quick and not raise.
        """
        with self._lock:
            unread = Unread(self.log)
            end = self._subscriptions.tap(TYPES, lambda _: wake())

        def passed() -> Iterator[Event]:
            return unread.read(self.gate.shown[0] if self.log is unread.log else unread.log.latest[0])

        try:
            yield passed
        finally:
            end()
            with self._lock:
                unread.close()
