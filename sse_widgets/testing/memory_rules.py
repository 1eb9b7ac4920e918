"""What a dialect remembers: a checkpoint copies it every thousand frames, so it is little and plain."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any, Final

from sse_widgets.dialects import Dialect
from sse_widgets.frame import Frame
from sse_widgets.testing.event_rules import said
from sse_widgets.testing.problem import Problem

LITTLE: Final = 64 * 1024
"""Bytes, roughly, that a dialect may remember of a short stream."""
SHARE: Final = 0.25
"""Of the bytes of a long one."""
_COPIES: Final = 8


def copyable(kind: type[Dialect], frames: list[Frame], headers: Mapping[str, str]) -> Iterator[Problem]:
    """A copy goes on where it was made, and what it reads is nothing to the original."""
    dialect = kind()
    step = max(1, len(frames) // _COPIES)
    for n, frame in enumerate(frames):
        if n % step == 0:
            try:
                copy, again = deepcopy(dialect), deepcopy(dialect)
            except Exception as error:
                yield Problem(
                    "copyable", n, f"it cannot be copied: {type(error).__name__}: {error}; remember plain data"
                )
                return
            rest = frames[n:]
            first = [said(copy, each) for each in rest]
            if first != [said(again, each) for each in rest]:
                yield Problem(
                    "copyable", n, "two copies made here read the rest differently: they share what they remember"
                )
        said(dialect, frame)
    whole, copied = kind(), kind()
    for n, frame in enumerate(frames, 1):
        copied = deepcopy(copied) if n % step == 0 else copied
        if said(whole, frame) != said(copied, frame):
            yield Problem("copyable", n, "a copy reads this frame differently from the original")
            return


def small(kind: type[Dialect], frames: list[Frame], headers: Mapping[str, str]) -> Iterator[Problem]:
    """It remembers ids and counts, not texts: less than 64 KiB, or a quarter of a long stream."""
    dialect = kind()
    received = 0
    for n, frame in enumerate(frames, 1):
        said(dialect, frame)
        received += len(frame.data)
        if n % 100 and n != len(frames):
            continue
        allowed = max(LITTLE, int(received * SHARE))
        if (size := _size(dialect, set())) > allowed:
            yield Problem("small", n, f"it remembers about {size} bytes of {received} received; {allowed} are allowed")
            return


def _size(thing: Any, seen: set[int]) -> int:
    if id(thing) in seen or isinstance(thing, type) or callable(thing):
        return 0
    seen.add(id(thing))
    if isinstance(thing, str | bytes):
        return len(thing)
    if isinstance(thing, Mapping):
        return sum(_size(key, seen) + _size(value, seen) for key, value in thing.items())
    if isinstance(thing, list | tuple | set | frozenset):
        return sum(_size(each, seen) for each in thing)
    return 8 + _size(getattr(thing, "__dict__", None) or {}, seen)
