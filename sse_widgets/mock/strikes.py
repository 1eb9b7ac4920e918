"""Which faults strike now: counted over all responses of a server, and once in each."""

from collections.abc import AsyncGenerator, Callable, Iterator
from random import Random
from types import UnionType
from typing import NamedTuple

from sse_widgets.mock.fault_script import FaultScript
from sse_widgets.mock.faults import Answering, Fault, Heading, lasts
from sse_widgets.mock.places import AtByte, AtFrame, AtTime


class Piece(NamedTuple):
    """A part of a body on its way: a frame of the recording, or what the server adds."""

    frame: int = 0
    """Its number, from 1; 0 for what is not of the recording."""
    data: bytes = b""
    """May be empty: then it only says that a moment has come."""


Pieces = AsyncGenerator[Piece, None]


class Strike(NamedTuple):
    """One fault at one response."""

    fault: Fault
    random: Random
    """Its own, so that what it draws does not depend on what else happens."""


class Strikes:
    """How many times each fault of a script has yet to strike, at any response of a server."""

    def __init__(self, script: FaultScript) -> None:
        self.script = script
        self._struck = [0] * len(script.faults)

    def has(self, index: int) -> bool:
        """Return whether a fault may strike once more."""
        return self._struck[index] < self.script.faults[index].times

    def take(self, index: int) -> Strike:
        """Let a fault strike."""
        self._struck[index] += 1
        return Strike(self.script.faults[index], Random(f"{self.script.seed}/{index}/{self._struck[index]}"))


class Response:
    """What strikes one response.

    Args:
        strikes: those of the server.
        start: the position of the first frame that is wanted.
        clock: monotonic time in seconds.
    """

    def __init__(self, strikes: Strikes, start: int, clock: Callable[[], float]) -> None:
        self.start = start
        self.clock = clock
        self._strikes = strikes
        self._met: set[int] = set()
        self._opened = clock()

    @property
    def alarms(self) -> list[float]:
        """The seconds after the opening of the stream at which something may be due."""
        return sorted({fault.at.seconds for fault in self._strikes.script.faults if isinstance(fault.at, AtTime)})

    def answer(self) -> Answering | None:
        """Return what takes the place of the stream: the first in the script; others wait for the next request."""
        for index, fault in self._open(Answering):
            if isinstance(fault, Answering) and self._reached(fault, 0, 0):
                self._strikes.take(index)
                return fault
        return None

    def due(self, kinds: type | UnionType, frame: int = 0, offset: int = 0) -> list[Strike]:
        """Let strike, once each, what is due before a piece of the body.

        Args:
            kinds: which faults to look at.
            frame: the number of the piece; 0 if it is not of the recording.
            offset: how many bytes are out.
        """
        found = [index for index, fault in self._open(kinds) if self._reached(fault, frame, offset)]
        self._met.update(found)
        return [self._strikes.take(index) for index in found]

    def may_meet(self, kinds: type | UnionType) -> bool:
        """Return whether such a fault may still strike this response."""
        return any(self._is_ahead(fault) for _, fault in self._open(kinds))

    def next_cut(self, kinds: type | UnionType, after: int) -> int | None:
        """Return the first byte after `after` at which something is due."""
        places = (fault.at for _, fault in self._open(kinds))
        return min((at.offset for at in places if isinstance(at, AtByte) and at.offset > after), default=None)

    def _open(self, kinds: type | UnionType) -> Iterator[tuple[int, Fault]]:
        for index, fault in enumerate(self._strikes.script.faults):
            if isinstance(fault, kinds) and index not in self._met and self._strikes.has(index):
                yield index, fault

    def _is_ahead(self, fault: Fault) -> bool:
        return lasts(fault) or not isinstance(fault.at, AtFrame) or fault.at.number > self.start

    def _reached(self, fault: Fault, frame: int, offset: int) -> bool:
        match fault.at:
            case None:
                return True
            case AtFrame(number):
                if isinstance(fault, Answering | Heading):
                    return self.start + 1 >= number
                return frame >= number if lasts(fault) else frame == number
            case AtByte(place):
                return offset >= place
            case AtTime(seconds):
                return self.clock() - self._opened >= seconds
