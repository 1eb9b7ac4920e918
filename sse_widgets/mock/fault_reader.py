"""Text to faults; what it does not understand, it shows with its place and with what is known."""

import json
import math
import re
from dataclasses import fields
from typing import Any, Final, NoReturn

from sse_widgets.errors import FaultError, suggestion
from sse_widgets.mock.fault_text import EVERYWHERE, NAMES, NUMBER, SEED, WORD
from sse_widgets.mock.faults import Fault, Split
from sse_widgets.mock.places import AtByte, AtFrame, AtTime, Place

UNITS: Final = {"": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30}
_PLACE: Final = re.compile(r"(b?)(\d+)(?![\w.])|(\d+(?:\.\d+)?(?:e[+-]?\d+)?)s(?!\w)", re.ASCII)
_TIMES: Final = re.compile(r"(\d+)|inf|always", re.ASCII)
_SPACE: Final = re.compile(r"\s*")


def read(text: str) -> tuple[list[Fault], int | None]:
    """Return the faults that a text tells, and its seed if it has one.

    Raises:
        FaultError: it tells none; says where in the text, and what is known.
    """
    return _Reader(text).script()


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def script(self) -> tuple[list[Fault], int | None]:
        found: list[Fault] = []
        seed: int | None = None
        while True:
            start = self._skip()
            if self._peek() not in (";", ""):
                name = self._name()
                if name == SEED:
                    seed = self._seed()
                else:
                    found.append(self._fault(name, start))
            if not self._peek():
                return found, seed
            if not self._take(";"):
                self._fail("here comes `;` and the next fault, or the end; `@place` and `*times` follow in this order")

    def _fault(self, name: str, start: int) -> Fault:
        kind = NAMES[name]
        arguments: dict[str, Any] = {}
        if self._take("="):
            self._argument(kind, arguments, named=False)
        if self._take("("):
            while not self._take(")"):
                self._argument(kind, arguments)
                if not self._take(",") and self._peek() != ")":
                    self._fail("here comes `,` and the next argument, or `)`")
        if self._take("@"):
            arguments["at"] = self._place()
        if self._take("*"):
            arguments["times"] = self._times()
        try:
            return kind(**arguments)
        except ValueError as error:
            self._fail(f"{name}: {error}", start)

    def _name(self) -> str:
        start = self._at
        name = self._match(WORD, "here comes the name of a fault").group()
        if name not in NAMES and name != SEED:
            self._fail(f"no fault is called {name!r}; {suggestion(name, [*NAMES, SEED])}", start)
        return name

    def _seed(self) -> int:
        if not self._take("="):
            self._fail("here comes `=` and a number")
        start = self._skip()
        value = self._read_value()
        if type(value) is not int:
            self._fail(f"a seed is a whole number, not {value!r}", start)
        return value

    def _argument(self, kind: type[Fault], arguments: dict[str, Any], named: bool = True) -> None:
        start = self._skip()
        known = [field.name for field in fields(kind) if field.name not in EVERYWHERE]
        value = self._read_value()
        if named and isinstance(value, str) and self._take("="):
            name, value = value, self._read_value()
            if name not in known:
                hint = suggestion(name, known) if known else "it has none"
                self._fail(f"it has no argument {name!r}; {hint}", start)
        elif kind is Split and isinstance(value, str):
            name = "inside"
        else:
            free = [name for name in known if name not in arguments]
            name = free[0] if free else self._fail("it has no more arguments than these", start)
        if name in arguments:
            self._fail(f"{name} was already given", start)
        arguments[name] = value

    def _read_value(self) -> str | int | float:
        self._skip()
        if self._peek() == '"':
            try:
                value, self._at = json.JSONDecoder().raw_decode(self._text, self._at)
            except json.JSONDecodeError:
                self._fail("this text has no closing quote, or an escape that JSON does not know")
            return str(value)
        word = self._match(WORD, 'here comes a number, a word or a "text"').group()
        number = NUMBER.fullmatch(word)
        if not number:
            return word
        digits, unit = number.groups()
        if not digits.strip("-").replace("_", "").isdigit():
            return float(digits) * UNITS[unit]
        return int(digits) * UNITS[unit]

    def _place(self) -> Place:
        found = self._match(_PLACE, "here comes a place: a frame (@40), a byte (@b4096) or a time (@2.5s)")
        is_byte, number, seconds = found.groups()
        if seconds:
            return AtTime(float(seconds))
        if is_byte:
            return AtByte(int(number))
        try:
            return AtFrame(int(number))
        except ValueError as error:
            self._fail(str(error), found.start())

    def _times(self) -> float:
        found = self._match(_TIMES, "here comes how many times: a number, `inf` or `always`")
        return int(found.group()) if found.group(1) else math.inf

    def _skip(self) -> int:
        self._at = _SPACE.match(self._text, self._at).end()  # type: ignore[union-attr]  # it matches always
        return self._at

    def _peek(self) -> str:
        self._skip()
        return self._text[self._at : self._at + 1]

    def _take(self, sign: str) -> bool:
        taken = self._peek() == sign
        self._at += taken
        return taken

    def _match(self, pattern: re.Pattern[str], otherwise: str) -> re.Match[str]:
        found = pattern.match(self._text, self._skip())
        if not found:
            self._fail(otherwise)
        self._at = found.end()
        return found

    def _fail(self, fact: str, at: int | None = None) -> NoReturn:
        raise FaultError(self._text, self._at if at is None else at, fact)
