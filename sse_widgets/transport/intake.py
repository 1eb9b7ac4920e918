"""The intake: the bytes of one answer after another, as frames for the run."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from sse_widgets.errors import HeartbeatTimeout, NotAStream
from sse_widgets.frame import COMMENT, GAP, LIFECYCLE, Frame
from sse_widgets.json_decoder import Form, decoder
from sse_widgets.transport.answer import Answer
from sse_widgets.transport.options import Listener, Options
from sse_widgets.transport.replay_window import LAST, ReplayWindow
from sse_widgets.transport.watchdog import Watchdog

BUFFERED: Final = 1.0
"""Seconds that the first byte must be late to suspect a proxy of holding it back."""
TOGETHER: Final = 2**20
"""Bytes that are read together at the most: a packed chunk can hold a thousand times its size."""
TOO_LARGE: Final = 2
"""How many answers in a row may bring nothing but an event that is too large."""


class Intake:
    """Feeds a run, and keeps what outlives an answer: the id to go on from, and what was seen."""

    def __init__(self, listener: Listener, options: Options, last_event_id: str, clock: Callable[[], float]) -> None:
        """Prepare.

        Args:
            listener: the run.
            options: how to behave.
            last_event_id: where to begin.
            clock: seconds since the stream opened.
        """
        self.last_event_id = last_event_id
        """The id to go on from: that of the last frame that the run has taken."""
        self.retry: float | None = None
        """The reconnection time that the server asked for, in seconds."""
        self.arrived = False
        """Whether the run has taken anything that would be lost, were it asked for from the beginning."""
        self.last: Frame | None = None
        """The last event that the run has taken."""
        self.fresh = False
        """Whether this answer brought anything new."""
        self.heard = False
        """Whether this answer brought any byte."""
        self.buffered = False
        """Whether this answer came all at once, at its end, as from a proxy that holds bodies back."""
        self.cut_off = 0
        """Bytes of an event in which the last answer ended."""
        self._listener, self._options, self._clock = listener, options, clock
        self._window = ReplayWindow()
        self._watchdog = Watchdog(options.idle_timeout)
        self._too_large = 0
        self._first_at = 0.0
        self._answer = 0
        self._begin_answer()

    def _begin_answer(self, form: Form = "events") -> None:
        self._answer += 1
        self.fresh = self.heard = self.buffered = False
        self.cut_off = 0
        limit, comments = self._options.max_event_bytes, self._options.comments
        self._decoder = decoder(form, limit, comments, self.last_event_id)

    def remember(self, frames: Sequence[Frame]) -> None:
        """Learn what the run has taken before: a server that knows no ids sends it once more."""
        frames = self._window.admit(list(frames[-LAST:]))
        events = [frame for frame in frames if frame.event not in LIFECYCLE]
        self.arrived, self.last = bool(events), events[-1] if events else None

    def forget_place(self) -> None:
        """Go on from the beginning."""
        self.last_event_id, self.arrived = "", False

    def leave(self) -> None:
        """Take nothing more of the answer that was read last."""
        self._answer += 1

    def expect_replay(self) -> None:
        """Learn that the server may send once more what it had sent; a browser takes that for new."""
        if self._options.mode == "resilient":
            self._window.open()

    async def read(self, answer: Answer, linger: float, patience: float | None = None) -> None:
        """Read a body to its end, or until a run that is over has had time to say what it may still say.

        Args:
            answer: whose body to read.
            linger: seconds to go on listening after the run ended.
            patience: seconds for the first byte, for an answer that has to prove itself.

        Raises:
            HeartbeatTimeout: it is silent for too long.
            NotAStream: it brings nothing but an event that is too large, again.
        """
        self._begin_answer(answer.form)
        self._watchdog.reopened()
        number, began = self._answer, self._options.clock()
        arrived: list[bytes] = []
        silent = False
        patience = self._watchdog.patience if patience is None else patience
        try:
            async with asyncio.timeout(patience) as deadline:
                await self._pump(answer, arrived, number, deadline, linger)
        except TimeoutError:
            silent = True
        except Exception:
            self._drain(arrived, number)
            self._end(answer)
            raise
        finally:
            self._drain(arrived, number)
        self._end(answer)
        if silent and not self._listener.over:
            raise self._silence(answer, patience)
        late = self._first_at - began
        self.buffered = self.heard and late >= BUFFERED and self._options.clock() - self._first_at < late / 10

    async def _pump(
        self, answer: Answer, arrived: list[bytes], number: int, deadline: asyncio.Timeout, linger: float
    ) -> None:
        loop = asyncio.get_running_loop()
        size = 0
        async for chunk in answer.chunks():
            # Chunks that came together are read together, when the reader next waits for the wire:
            # a server that sends one event a chunk is the rule, and a flood of those the hard case.
            if not arrived:
                size = 0
                loop.call_soon(self._drain_and_wait, arrived, number, deadline, linger)
            arrived.append(chunk)
            size += len(chunk)
            if size >= TOGETHER:
                await asyncio.sleep(0)  # lets the reading happen

    def _drain_and_wait(self, arrived: list[bytes], number: int, deadline: asyncio.Timeout, linger: float) -> None:
        if not arrived:
            return
        self._drain(arrived, number)
        if number != self._answer or deadline.expired():
            return
        seconds = linger if self._listener.over else self._watchdog.patience
        deadline.reschedule(None if seconds is None else asyncio.get_running_loop().time() + seconds)

    def _drain(self, arrived: list[bytes], number: int) -> None:
        if not arrived or number != self._answer:
            return
        body = b"".join(arrived)
        arrived.clear()
        if not self.heard:
            self.heard, self._first_at = True, self._options.clock()
        frames = self._decoder.feed(body, self._clock())
        if self._decoder.retry is not None:
            self.retry = self._decoder.retry / 1000
        self.take(frames)
        if number == self._answer:
            self.last_event_id = self._decoder.last_event_id

    def _end(self, answer: Answer) -> None:
        self.cut_off = self._decoder.pending
        too_large = self._decoder.close()
        self.take(too_large)
        self._too_large = 0 if self.fresh else self._too_large + bool(too_large)
        if self._too_large >= TOO_LARGE and not self._listener.over:
            shown, limit = answer.asked.shown, self._options.max_event_bytes
            fact = f"sends an event of more than {limit} bytes again and again"
            raise NotAStream(f"{shown} {fact}; give a larger max_event_bytes=", url=shown)

    def _silence(self, answer: Answer, patience: float | None) -> HeartbeatTimeout:
        allowed = self._watchdog.patience if self.heard else patience
        shown = answer.asked.shown
        message = f"{shown} has been silent for {allowed or 0.0:g} s, not even a heartbeat came"
        return HeartbeatTimeout(message, url=shown, retryable=True)

    def polled(self, frames: list[Frame]) -> None:
        """Take what a poll brought."""
        self._window.open()
        self.take(frames)
        self.last_event_id = next((frame.id for frame in reversed(frames) if frame.id), self.last_event_id)

    def take(self, frames: list[Frame]) -> None:
        """Feed the run what it has not had."""
        frames = self._window.admit(frames)
        if not frames:
            return
        self._listener.feed(*frames)
        if self._listener.has_heartbeats:
            self._watchdog.expect_heartbeats()
        for frame in frames:
            if frame.event == COMMENT:
                self._watchdog.comment(frame.at)
            elif frame.event not in LIFECYCLE:
                self.arrived = self.fresh = True
                self.last = frame
            elif frame.event == GAP and frame.id and frame.id != self.last_event_id:
                self.fresh = True
