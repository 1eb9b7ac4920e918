"""Large patches in pieces: a browser that reads one at a time is never busy for long."""

from collections.abc import Iterator
from typing import Any

from sse_widgets.patches import Op

PIECE = 100_000
"""Characters of one piece, about."""


def pieces(ops: list[Op], most: int = PIECE) -> Iterator[list[Op]]:
    """Yield operations that lead to the same when applied one after the other, a piece at a time.

    Args:
        ops: of one patch.
        most: characters of one piece, about; a single value that is neither text nor list stays whole.
    """
    held: list[Op] = []
    weight = 0
    for op in ops:
        for part, size in _parts(op, most):
            if held and weight + size > most:
                yield held
                held, weight = [], 0
            held.append(part)
            weight += size
    if held:
        yield held


def _parts(op: Op, most: int) -> Iterator[tuple[Op, int]]:
    """Yield an operation, or where it carries much of what can grow: an empty one, and what makes it grow."""
    size = 20 + (_weight(op[2], most) if len(op) > 2 else 0)
    value = op[2] if len(op) > 2 else None
    if size <= most or not isinstance(value, list | str):
        yield op, size
        return
    if op[0] == "set":
        yield ["set", op[1], value[:0]], 20
    for part, weight in _stretches(value, most):
        yield ["append", op[1], part], weight


def _stretches(value: Any, most: int) -> Iterator[tuple[Any, int]]:
    if isinstance(value, str):
        for start in range(0, len(value), most):
            yield value[start : start + most], min(most, len(value) - start)
        return
    start = weight = 0
    for place, each in enumerate(value):
        size = _weight(each, most)
        if place > start and weight + size > most:
            yield value[start:place], weight
            start, weight = place, 0
        weight += size
    yield value[start:], weight


def _weight(value: Any, enough: int) -> int:
    """Return about how many characters a value has as JSON; counting stops once they are more than enough."""
    match value:
        case str():
            return len(value) + 2
        case list() | tuple():
            parts = iter(value)
        case dict():
            parts = (each for pair in value.items() for each in pair)
        case _:
            return 6
    weight = 2
    for part in parts:
        weight += _weight(part, enough - weight) + 1
        if weight > enough:
            break
    return weight
