"""Arguments of a call that Gemini streams value by value, each under its JSON path."""

import re
from typing import Any

from sse_widgets.dialects.gemini.wire import PartialArg

_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]|\[['\"](.*?)['\"]\]")
LONGEST_LIST = 10_000
"""A path that skips further ahead than this is a mistake."""


class Arguments:
    """The arguments as far as they have come."""

    def __init__(self) -> None:
        self.value: Any = {}
        self._going_on: list[str] = []
        """Paths of strings of which more is to come."""

    def add(self, piece: PartialArg) -> None:
        """Take one value, or more of a string.

        Raises:
            ValueError: its path leads nowhere.
        """
        path = [int(at) if at else name or quoted for name, at, quoted in _STEP.findall(piece.json_path)]
        if not path:
            raise ValueError("jsonPath: it names no argument")
        more = piece.json_path in self._going_on
        self.value = _put(self.value, path, _value(piece), more)
        if more and not piece.will_continue:
            self._going_on.remove(piece.json_path)
        elif piece.will_continue and not more:
            self._going_on.append(piece.json_path)


def _value(piece: PartialArg) -> Any:
    for value in (piece.string_value, piece.number_value, piece.bool_value):
        if value is not None:
            return value
    return None


def _put(held: Any, path: list[int | str], value: Any, more: bool) -> Any:
    """Return `held` with a value in its place; what is in its way gives way."""
    if not path:
        return held + value if more and isinstance(held, str) and isinstance(value, str) else value
    step, rest = path[0], path[1:]
    if isinstance(step, str):
        fields = dict(held) if isinstance(held, dict) else {}
        fields[step] = _put(fields.get(step), rest, value, more)
        return fields
    items = list(held) if isinstance(held, list) else []
    if step > LONGEST_LIST:
        raise ValueError("jsonPath: it leads far beyond the end of a list")
    items += [None] * (step + 1 - len(items))
    items[step] = _put(items[step], rest, value, more)
    return items
