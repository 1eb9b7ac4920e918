"""Where the frames lead: any beginning of a stream, cut off, is a run that ended, and nothing in it spins."""

from collections.abc import Iterator, Mapping
from typing import Final

from sse_widgets.dialects import Dialect
from sse_widgets.frame import CLOSED, Frame
from sse_widgets.log import Log
from sse_widgets.state import TERMINAL, RunState
from sse_widgets.testing.left_open import left_open
from sse_widgets.testing.problem import Problem

PREFIXES: Final = 60
"""How many beginnings are tried at the most."""
_CUT: Final = Frame(CLOSED, "{}")


def prefixes(kind: type[Dialect], frames: list[Frame], headers: Mapping[str, str]) -> Iterator[Problem]:
    """A stream that is cut off anywhere makes no frame unreadable that is readable in the whole."""
    whole = _unreadable(_log(kind, frames).state)
    for n in _places(len(frames)):
        state = _log(kind, [*frames[:n], _CUT]).state
        if state.status not in TERMINAL:
            yield Problem("prefixes", n, f"cut off after this frame, the run is {state.status!r}")
        if fresh := _unreadable(state) - whole:
            yield Problem(
                "prefixes", n, f"cut off after this frame, others become unreadable: {', '.join(sorted(fresh))}"
            )


def closed(kind: type[Dialect], frames: list[Frame], headers: Mapping[str, str]) -> Iterator[Problem]:
    """When the stream is over nothing goes on; what waits for a person may."""
    for n in _places(len(frames)):
        state = _log(kind, [*frames[:n], _CUT]).state
        if state.status != "awaiting_input" and (spinning := left_open(state)):
            yield Problem("closed", n, f"cut off after this frame, these go on: {', '.join(spinning)}")


def _log(kind: type[Dialect], frames: list[Frame]) -> Log:
    log = Log(kind)
    log.feed(*frames)
    return log


def _places(count: int) -> list[int]:
    step = max(1, -(-count // PREFIXES))
    return sorted({*range(0, count, step), count})


def _unreadable(state: RunState) -> set[str]:
    return {error.message for error in state.errors if error.kind == "frame_unreadable"}
