"""Checkpoints: what was true now and then, so that going back reads only the frames since the one before."""

from bisect import bisect_right
from copy import deepcopy
from typing import NamedTuple

from sse_widgets.dialects import Dialect
from sse_widgets.state import RunState

EVERY = 250
"""Frames from one checkpoint to the next: going back reads this many again at the most."""
HEAVY = 250_000
"""Bytes after which there is a checkpoint however few frames they were: large frames take long to read."""


class Checkpoint(NamedTuple):
    """How a stream stood after some of its frames."""

    n: int
    """Frames read."""
    bytes: int
    """Bytes of data in them."""
    dialect: Dialect
    """What read them, with what it remembers; a copy goes on from here."""
    state: RunState


class Checkpoints:
    """The checkpoints of one log, by the number of their frame.

    One thread adds and lets go; any may look, without a lock, because the list is never shortened in place.
    """

    def __init__(self, first: Checkpoint) -> None:
        self._kept = [first]
        self._asked = first

    def is_due(self, n: int, weight: int) -> bool:
        """Return whether there ought to be one after `n` frames of `weight` bytes."""
        last = self._kept[-1]
        return n - last.n >= EVERY or weight - last.bytes >= HEAVY

    def add(self, checkpoint: Checkpoint) -> None:
        """Keep one that is further on than all before."""
        self._kept.append(checkpoint)

    def nearest(self, n: int) -> Checkpoint | None:
        """Return the last that is no further on than `n`, None if it was let go; copy its dialect before use."""
        kept = self._kept
        place = _before(kept, n)
        return kept[place] if place >= 0 else None

    def nearer(self, checkpoint: Checkpoint, n: int) -> Checkpoint:
        """Return what was worked out last, if that is between `checkpoint` and `n`, else `checkpoint`."""
        asked = self._asked
        return asked if checkpoint.n <= asked.n <= n else checkpoint

    def note(self, n: int, dialect: Dialect, state: RunState) -> None:
        """Note what was worked out: whoever goes step by step asks next for what follows it."""
        self._asked = Checkpoint(n, 0, dialect, state)

    def let_go(self, horizon: int) -> int:
        """Let go those before the last that `horizon` has passed; return the number of the first that is left."""
        self._kept = self._kept[max(_before(self._kept, horizon), 0) :]
        return self._kept[0].n


def reader(checkpoint: Checkpoint) -> Dialect:
    """Return a dialect that goes on from a checkpoint, which stays as it is."""
    return deepcopy(checkpoint.dialect)


def _before(checkpoints: list[Checkpoint], n: int) -> int:
    """Return the place of the last checkpoint of the first `n` frames, -1 if it was let go."""
    return bisect_right(checkpoints, n, key=lambda checkpoint: checkpoint.n) - 1
