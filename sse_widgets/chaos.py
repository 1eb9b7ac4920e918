"""Chaos: a recording served with random faults, again and again, until one spoils what the run comes to."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from sse_widgets import recording as recordings
from sse_widgets.analysis.essence import difference
from sse_widgets.dialects import Spoken
from sse_widgets.errors import suggestion, whole
from sse_widgets.mock import FaultScript, MockServer
from sse_widgets.mock.faults import (
    Bom,
    Corrupt,
    Cr,
    CrLf,
    Drop,
    DropId,
    Dup,
    Fault,
    Malformed,
    Reorder,
    Reset,
    Split,
    Stall,
    Status,
    TruncateChunk,
)
from sse_widgets.mock.places import AtFrame
from sse_widgets.recording import Recording
from sse_widgets.starting import connect
from sse_widgets.state import RunState
from sse_widgets.transport.retry import Retry

LONGEST = 30.0
"""Seconds that one attempt may take."""
_QUICK = Retry(attempts=20, base=0.01, cap=0.05, floor=0.0)

_MAKE: dict[str, Callable[[AtFrame, Random], Fault]] = {
    "drop": lambda at, draw: Drop(at=at),
    "reset": lambda at, draw: Reset(at=at),
    "truncate": lambda at, draw: TruncateChunk(at=at),
    "stall": lambda at, draw: Stall(at=at, seconds=draw.choice((0.01, 0.05))),
    "status": lambda at, draw: Status(code=draw.choice((500, 502, 503)), times=draw.randint(1, 3)),
    "split": lambda at, draw: Split(every=draw.randint(1, 64)),
    "bom": lambda at, draw: Bom(),
    "cr": lambda at, draw: Cr(at=at),
    "crlf": lambda at, draw: CrLf(at=at),
    "dup": lambda at, draw: Dup(at=at, n=draw.randint(1, 3)),
    "reorder": lambda at, draw: Reorder(at=at, n=draw.randint(2, 4)),
    "drop_id": lambda at, draw: DropId(at=at),
    "malformed": lambda at, draw: Malformed(at=at),
    "corrupt": lambda at, draw: Corrupt(at=at),
}

HARMLESS = ("drop", "reset", "truncate", "stall", "status", "split", "bom", "cr", "crlf")
"""What a network does, and no client should come to harm by, if the server can resume."""


@dataclass(frozen=True)
class Chaos:
    """What came of it: true if every run ended in the same state as without faults."""

    seed: int
    runs: int
    """Runs with faults, those to shrink the script not counted."""
    script: str = ""
    """The shortest script found that spoils a run, for `MockServer(faults=…)`; empty if none did."""
    first: str = ""
    """The script that spoilt one, before it was shrunk."""
    difference: tuple[str, ...] = ()
    """Lines in which the end differs from what it should be."""

    def __bool__(self) -> bool:
        return not self.script

    def __repr__(self) -> str:
        if self:
            return f"<Chaos seed={self.seed}: {self.runs} runs with faults, all with the same end>"
        lines = [f"<Chaos seed={self.seed}: run {self.runs} ended otherwise; faults={self.script!r}>", *self.difference]
        return "\n".join(lines[:40])


def chaos(
    recording: str | Path | Recording,
    *,
    seed: int | None = None,
    runs: int = 20,
    faults: str | tuple[str, ...] = HARMLESS,
    ids: bool | None = None,
    dialect: Spoken | None = None,
) -> Chaos:
    """Serve a recording with random faults, and say whether a run of it still ends in the same state.

    Args:
        recording: a path, the name of a shipped one, or a `Recording`.
        seed: the same again for the same; None draws one, which is told.
        runs: how often, each time with other faults, until one spoils the end.
        faults: a kind, or those to draw from: drop, reset, truncate, stall, status, split, bom, cr and crlf, and the
            harmful dup, reorder, drop_id, malformed and corrupt.
        ids: whether to number the events, so that a client can resume; None does so if they have no ids.
        dialect: read it as this one.

    Raises:
        RecordingError: there is no such recording, or it is damaged.
        ValueError: a fault is unknown, or `runs` is less than 1.
        TypeError: `runs` or `seed` is no whole number.

    Example:
        >>> sw.chaos("literature_review", seed=7)
    """
    faults = (faults,) if isinstance(faults, str) else tuple(faults)
    for name in faults:
        if name not in _MAKE:
            raise ValueError(f"sw.chaos knows no fault {name!r}; {suggestion(name, list(_MAKE))}")
    if not faults or whole(runs, "sw.chaos(runs=…) takes a number of runs") < 1:
        raise ValueError("sw.chaos needs at least one kind of fault and one run")
    held = recording if isinstance(recording, Recording) else recordings.read(recordings.find(recording))
    seed = Random().randrange(2**32) if seed is None else whole(seed, "sw.chaos(seed=…) takes a number")
    arena = _Arena(held, dialect, ids)
    draw = Random(seed)
    for n in range(1, runs + 1):
        chosen = _drawn(draw, faults, len(held.frames))
        if spoilt := arena.spoilt(chosen):
            least, spoilt = _shrunk(arena, chosen, spoilt)
            return Chaos(seed, n, str(least), str(chosen), tuple(spoilt))
    return Chaos(seed, runs)


class _Arena:
    """Where a recording is run with faults, and its end compared with the end without any."""

    def __init__(self, recording: Recording, dialect: Spoken | None, ids: bool | None) -> None:
        self._recording, self._dialect = recording, dialect or recording.spoken
        self._ids = ids
        self._expected = self._end(FaultScript())

    def spoilt(self, script: FaultScript) -> list[str]:
        """Return in which lines the end differs, none if it is the same."""
        try:
            end = self._end(script)
        except TimeoutError:
            return [f"the run did not end within {LONGEST:g} s"]
        return difference(self._expected, end, ("without faults", "with faults"))

    def _end(self, script: FaultScript) -> RunState:
        with MockServer(self._recording, speed=math.inf, faults=script, ids=self._ids) as server:
            run = connect(server.url, dialect=self._dialect, retry=_QUICK, idle_timeout=None, connect_timeout=5)
            try:
                run.wait(LONGEST)
            finally:
                run.stop()
            return run.at(len(run.frames))


def _drawn(draw: Random, kinds: tuple[str, ...], frames: int) -> FaultScript:
    chosen: list[Fault] = [
        _MAKE[draw.choice(kinds)](AtFrame(draw.randint(1, max(frames - 1, 1))), draw) for _ in range(draw.randint(1, 5))
    ]
    return FaultScript(tuple(chosen), draw.randrange(2**32))


def _shrunk(arena: _Arena, script: FaultScript, spoilt: list[str]) -> tuple[FaultScript, list[str]]:
    """Return the script with every fault left out that it does not need."""
    for fault in script.faults:
        fewer = FaultScript(tuple(each for each in script.faults if each is not fault), script.seed)
        if fewer.faults and (still := arena.spoilt(fewer)):
            script, spoilt = fewer, still
    return script, spoilt
