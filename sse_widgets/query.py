"""The language in which frames are looked for: `type:tool.* agent:researcher "oslo" at>2.5 -error`.

    oslo "two words"         in the data, the name or an event type of a frame, in any case
    type:tool.*  agent:ann   the type of one of its events, an agent that it is about; `*` is anything,
    event:chunk  id:7        without one a part is enough; the name, the last event id
    is:error                 error, unknown or unreadable
    at>2.5 size>=1000 n<50   seconds, bytes of data, number; also = and <=
    a b    a OR b    -a  (…) both, one of them, not, grouped

Every text is a query: what is not understood as a condition is looked for as text. The browser reads
the same language where there is no kernel; one file of vectors holds the two together.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import eq, ge, gt, le, lt
from typing import Protocol, TypeAlias

_COMPARE: dict[str, Callable[[float, float], bool]] = {">=": ge, "<=": le, ">": gt, "<": lt, "=": eq, ":": eq}
_NUMBER = re.compile(r"\d+(\.\d+)?", re.ASCII)
_OPERATOR = re.compile(r">=|<=|[:><=]")
_NAMED = ("type", "agent", "event", "id")
_MEASURED = ("n", "at", "size")
_FLAGS = ("error", "unknown", "unreadable")
_SPACE = " \t\n\r"


class Row(Protocol):
    """A frame, as far as a query asks for it; None is what is not known, so that it may be asked again."""

    @property
    def types(self) -> Sequence[str]: ...
    @property
    def agents(self) -> Sequence[str]: ...
    @property
    def flags(self) -> Sequence[str]: ...
    @property
    def event(self) -> str | None: ...
    @property
    def id(self) -> str | None: ...
    @property
    def data(self) -> str | None: ...
    @property
    def n(self) -> int | None: ...
    @property
    def at(self) -> float | None: ...
    @property
    def size(self) -> int | None: ...


@dataclass(frozen=True)
class Text:
    """Something that is written in it; in lower case."""

    sought: str


@dataclass(frozen=True)
class Named:
    """A name that it has, as a pattern in lower case."""

    field: str
    pattern: str


@dataclass(frozen=True)
class Measured:
    """A number that it has."""

    field: str
    operator: str
    value: float


@dataclass(frozen=True)
class Flag:
    """Something that is the matter with it."""

    name: str


@dataclass(frozen=True)
class Not:
    """The contrary."""

    query: "Query"


@dataclass(frozen=True)
class Every:
    """All of them; of none, everything."""

    queries: tuple["Query", ...]


@dataclass(frozen=True)
class Either:
    """At least one of them."""

    queries: tuple["Query", ...]


Query: TypeAlias = Text | Named | Measured | Flag | Not | Every | Either


def parse(text: str) -> Query:
    """Return what a text asks for. Any text is a query; the empty one asks for everything."""
    tokens = _tokens(text)
    found: list[Query] = []
    while tokens:
        if tokens[0] == (")", ""):
            tokens.pop(0)  # it closes nothing
        else:
            found.append(_either(tokens))
    return found[0] if len(found) == 1 else Every(tuple(found))


_Token: TypeAlias = tuple[str, str]
"""`(`, `)`, `-`, or `word` with the text of the word."""


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    place = 0
    while place < len(text):
        char = text[place]
        if char in _SPACE:
            place += 1
        elif char in "()":
            tokens.append((char, ""))
            place += 1
        elif char == "-" and place + 1 < len(text) and text[place + 1] not in _SPACE + "-)":
            tokens.append(("-", ""))
            place += 1
        else:
            end = _word_end(text, place)
            tokens.append(("word", text[place:end]))
            place = end
    return tokens


def _word_end(text: str, place: int) -> int:
    quoted = False
    while place < len(text) and (quoted or text[place] not in _SPACE + "()"):
        quoted ^= text[place] == '"'
        place += 1
    return place


def _either(tokens: list[_Token]) -> Query:
    found = [_every(tokens)]
    while tokens and tokens[0] == ("word", "OR"):
        tokens.pop(0)
        found.append(_every(tokens))
    return found[0] if len(found) == 1 else Either(tuple(found))


def _every(tokens: list[_Token]) -> Query:
    found: list[Query] = []
    while tokens and tokens[0] not in ((")", ""), ("word", "OR")):
        found.append(_one(tokens))
    return found[0] if len(found) == 1 else Every(tuple(found))


def _one(tokens: list[_Token]) -> Query:
    kind, word = tokens.pop(0)
    if kind == "word":
        return _condition(word)
    if kind == "-":
        return Not(_one(tokens))
    inner = _either(tokens)
    if tokens:
        tokens.pop(0)  # the parenthesis that closes it, the only thing that can follow
    return inner


def _condition(word: str) -> Query:
    split = _OPERATOR.search(word.partition('"')[0])
    if split:
        field, operator = word[: split.start()].lower(), split.group()
        value = word[split.end() :].replace('"', "").lower()
        if field in _NAMED and operator in ":=" and value:
            return Named(field, value)
        if field in _MEASURED and _NUMBER.fullmatch(value):
            return Measured(field, operator, float(value))
        if field == "is" and value in _FLAGS:
            return Flag(value)
    return Text(word.replace('"', "").lower())


def holds(query: Query, row: Row) -> bool | None:
    """Return whether a query holds for a frame; None where that depends on what is not known of it."""
    match query:
        case Text(sought):
            return _is_written(sought, row)
        case Named("type", pattern):
            return _any_fits(pattern, row.types)
        case Named("agent", pattern):
            return _any_fits(pattern, row.agents)
        case Named("event", pattern):
            return None if row.event is None else _any_fits(pattern, (row.event,))
        case Named(_, pattern):
            return None if row.id is None else _any_fits(pattern, (row.id,))
        case Measured(field, operator, value):
            has: float | None = getattr(row, field)
            return None if has is None else _COMPARE[operator](has, value)
        case Flag(name):
            return name in row.flags
        case Not(inner):
            held = holds(inner, row)
            return None if held is None else not held
        case Every(queries):
            answers = [holds(each, row) for each in queries]
            return False if False in answers else None if None in answers else True
        case Either(queries):
            answers = [holds(each, row) for each in queries]
            return True if True in answers else None if None in answers else False


def _is_written(sought: str, row: Row) -> bool | None:
    if any(sought in type for type in row.types):
        return True
    if row.data is None or row.event is None:
        return None
    return sought in row.data.lower() or sought in row.event.lower()


def _any_fits(pattern: str, names: Sequence[str]) -> bool:
    return any(_fits(pattern, name.lower()) for name in names)


def _fits(pattern: str, name: str) -> bool:
    if "*" not in pattern:
        return pattern in name
    first, *middle, last = pattern.split("*")
    if not name.startswith(first) or not name.endswith(last) or len(first) + len(last) > len(name):
        return False
    place, end = len(first), len(name) - len(last)
    for piece in middle:
        found = name.find(piece, place, end)
        if found < 0:
            return False
        place = found + len(piece)
    return True
