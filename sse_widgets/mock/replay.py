"""A recording as it is played to those who ask: when, to whom, and through which faults."""

import asyncio
import math
import time
from bisect import bisect_right
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final, Literal

from sse_widgets.errors import suggestion
from sse_widgets.mock.answer_faults import answer_to, coding
from sse_widgets.mock.event_faults import alter, insert, shuffle, style
from sse_widgets.mock.fault_script import FaultScript
from sse_widgets.mock.faults import Altered, Inserted, Reorder, Styled, Wired
from sse_widgets.mock.flood import gzipped
from sse_widgets.mock.http import Answer, Bytes, Message, plain
from sse_widgets.mock.polling import is_poll, poll
from sse_widgets.mock.schedule import Pace, Timed, due_times, play
from sse_widgets.mock.script import Script
from sse_widgets.mock.steps import Steps
from sse_widgets.mock.strikes import Pieces, Response, Strikes
from sse_widgets.mock.wire_faults import bare, hold_back, wound

STREAM: Final = {"content-type": "text/event-stream", "cache-control": "no-cache", "x-accel-buffering": "no"}
MODES: Final = ("original", "instant", "step")
Mode = Literal["original", "instant", "step"]


class Replay:
    """What one server plays.

    Args:
        script: the recording.
        mode: at its times, everything at once, or frame by frame as `steps` says.
        speed: how much faster than recorded, in the mode "original".
        faults: what goes wrong.
        buffering: whether bodies are held back until they end.

    Raises:
        ValueError: there is no such mode, or `speed` is not positive.
    """

    def __init__(self, script: Script, mode: Mode, speed: float, faults: FaultScript, buffering: bool) -> None:
        if mode not in MODES:
            raise ValueError(f"there is no mode {mode!r}; {suggestion(str(mode), list(MODES))}")
        self.steps = Steps() if mode == "step" else None
        self._script = script
        self._speed = math.inf if mode == "instant" else speed
        self._due = due_times(script.times, 0, self._speed)
        self._strikes = Strikes(faults)
        self._buffering = buffering
        self._first: float | None = None
        self._began = datetime.now(UTC)

    def answer(self, message: Message) -> Answer:
        """Return what a client gets that is let in."""
        if self._first is None:
            self._first, self._began = time.monotonic(), datetime.now(UTC)
            with suppress(ValueError):
                self._began = datetime.fromisoformat(self._script.started)
        if is_poll(message):
            return poll(message, self._script, self._released(time.monotonic() - self._first), self._began)
        start = self._script.start(message.last_event_id)
        strikes = Strikes(FaultScript()) if message.method == "HEAD" else self._strikes
        response = Response(strikes, len(self._script.items) if start is None else start, time.monotonic)
        if fault := response.answer():
            return answer_to(fault, asyncio.sleep)
        if start is None:
            return plain(204)
        headers, compressed = coding(response, STREAM)
        return Answer(200, headers, self._body(start, response, compressed))

    def _released(self, elapsed: float) -> int:
        return self.steps.released if self.steps else bisect_right(self._due, elapsed)

    def _body(self, start: int, response: Response, compressed: bool) -> Bytes:
        pieces: Pieces = play(self._script.items, start, self._pace(start), time.monotonic, response.alarms)
        if response.may_meet(Inserted):
            pieces = insert(pieces, response, asyncio.sleep)
        if response.may_meet(Altered):
            pieces = alter(pieces, response, self._script.items)
        if response.may_meet(Reorder):
            pieces = shuffle(pieces, response)
        if response.may_meet(Styled):
            pieces = style(pieces, response)
        if compressed:
            pieces = gzipped(pieces)
        items = wound(pieces, response, asyncio.sleep) if response.may_meet(Wired) else bare(pieces)
        return hold_back(items) if self._buffering else items

    def _pace(self, start: int) -> Pace:
        if self.steps:
            return self.steps.stream(start)
        due = due_times(self._script.times, start, self._speed)
        return Timed(due, start, time.monotonic, asyncio.sleep)
