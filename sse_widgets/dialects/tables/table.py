"""Table: a dialect that is said and not programmed: which event means what, and where its fields lie."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, TypeAlias

from sse_widgets.dialects.bare_error import bare_error, is_bare_error
from sse_widgets.dialects.dialect import Fit
from sse_widgets.dialects.tables.paths import getter
from sse_widgets.dialects.tables.rules import Rule, rule
from sse_widgets.dialects.vocabulary import AMBIGUOUS
from sse_widgets.dialects.wire import name_of, parse
from sse_widgets.errors import suggestion
from sse_widgets.events import Event, FrameUnknown, RunFinished
from sse_widgets.frame import Frame

Hook: TypeAlias = Callable[[Any, Any, str], Iterable[Event]]
"""A method of the table: says what no rule can, out of the JSON of a frame and the name of the event."""
Rules: TypeAlias = Mapping[str, Any]
"""For each event name a rule, a hook, a list of both, or an empty list for what says nothing."""


class Table:
    """A dialect of named JSON events, each read by rules.

    A rule is plain data: `{"event": "text.added", "message_id": "$.id|answer", "text": "$.token|$.content"}`. The
    value of a field is a path, alternatives, a default, or all of that: `$.id` goes down from the JSON of the frame.
    `each` makes one event of every thing in a list, `when` asks for a condition first. An event name that ends in
    `*` stands for all that begin so. Where a table must remember, a rule is a method.

    Example:
        >>> class Acme(Table):
        ...     name = "acme"
        ...     rules = {
        ...         "token": {"event": "text.added", "message_id": "$.id|answer", "text": "$.token|$.content"},
        ...         "cite": {"event": "source.found", "each": "$.sources", "source_id": "$.url", "url": "$.url"},
        ...         "done": {"event": "run.finished"},
        ...     }
        >>> run = sw.connect(url, dialect=Acme)
    """

    name: ClassVar[str] = "table"
    announces_end: ClassVar[bool] = False
    has_heartbeats: ClassVar[bool] = False
    named_by: ClassVar[tuple[str, ...]] = ("event", "type")
    """The keys of the JSON that name the event where the frame does not, the surest first."""
    marks: ClassVar[tuple[str, ...]] = ()
    """Paths at which there must be something in every frame: by these it is told from other vocabularies."""
    rules: ClassVar[Rules] = {}
    plain: ClassVar[str] = ""
    """What was said of it as JSON, if that was plain data: a recording keeps it, to be read in the same way."""

    _rules: ClassVar[dict[str, tuple[Hook, ...]]] = {}
    _beginnings: ClassVar[tuple[tuple[str, tuple[Hook, ...]], ...]] = ()
    _marks: ClassVar[tuple[Any, ...]] = ()

    def __init_subclass__(cls, **more: Any) -> None:
        """Read the rules, so that what is wrong with them is told where they are written.

        Raises:
            ValueError: a rule names no event, or no field of it, or leaves out one that it needs.
        """
        super().__init_subclass__(**more)
        read = {name: _hooks(said, f"{cls.__name__}, rule {name!r}") for name, said in cls.rules.items()}
        cls._rules = {name: hooks for name, hooks in read.items() if not name.endswith("*")}
        cls._beginnings = tuple((name[:-1], hooks) for name, hooks in read.items() if name.endswith("*"))
        cls._marks = tuple(map(getter, cls.marks))

    @classmethod
    def called(cls, event: str, body: dict[str, Any]) -> str:
        """Return the name of what a frame says: its own, else what the JSON has under one of the keys `named_by`."""
        return name_of(event, body, cls.named_by)

    @classmethod
    def fit(cls, name: str, body: Any, headers: Mapping[str, str]) -> Fit:
        """A name that has rules is proof, if all marks are there; one that everybody uses needs marks."""
        if type(body) is not dict or cls._of(called := cls.called(name, body)) is None:
            return Fit.NO
        if any(mark(body, body, called) is None for mark in cls._marks):
            return Fit.NO
        return Fit.YES if cls._marks or called not in AMBIGUOUS else Fit.MAYBE

    def decode(self, frame: Frame) -> Iterable[Event]:
        """Return what the rules make of one frame."""
        if frame.data == "[DONE]":
            return (RunFinished(status=None),)
        body = parse(frame.data)
        if type(body) is not dict:
            return self.other(body)
        name = self.called(frame.event, body)
        hooks = self._of(name)
        if hooks is None:
            return (bare_error(body) if is_bare_error(body) else FrameUnknown(name),)
        if len(hooks) == 1:
            return hooks[0](self, body, name)
        return [event for hook in hooks for event in hook(self, body, name)]

    def other(self, value: Any) -> Iterable[Event]:
        """Return what JSON says that is not an object.

        Raises:
            ValueError: it says nothing in this vocabulary.
        """
        raise ValueError("expected a JSON object")

    @classmethod
    def _of(cls, name: str) -> tuple[Hook, ...] | None:
        found = cls._rules.get(name)
        if found is None and cls._beginnings:
            return next((hooks for start, hooks in cls._beginnings if name.startswith(start)), None)
        return found


def table(said: Mapping[str, Any]) -> type[Table]:
    """Return a dialect out of plain data.

    Args:
        said: the rules; or a mapping in which they are `rules`, beside `name`, `named_by`, `marks` and
            `announces_end`, `has_heartbeats` as classes have them.

    Raises:
        ValueError: as of a class of the same rules, or a table has no such part.
    """
    parts = dict(said) if isinstance(said.get("rules"), Mapping) else {"rules": said}
    if strange := [name for name in parts if name not in _PARTS]:
        raise ValueError(f"a table has no {strange[0]!r} beside its rules; {suggestion(str(strange[0]), [*_PARTS])}")
    parts = {name: tuple(value) if isinstance(value, list) else value for name, value in parts.items()}
    return type(str(parts.get("name", "table")), (Table,), parts | {"plain": _plain(said)})


_PARTS = ("name", "rules", "named_by", "marks", "announces_end", "has_heartbeats")


def _plain(said: Mapping[str, Any]) -> str:
    try:
        return json.dumps(said, ensure_ascii=False, allow_nan=False, default=_mapping)
    except (TypeError, ValueError, RecursionError):  # a rule is a function; nobody can write that down
        return ""


def _mapping(value: Any) -> dict[Any, Any]:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError


def _hooks(said: Any, place: str) -> tuple[Hook, ...]:
    if isinstance(said, Mapping):
        return (_as_hook(rule(said, place)),)
    if callable(said):
        return (said,)
    return tuple(hook for each in said for hook in _hooks(each, place))


def _as_hook(made: Rule) -> Hook:
    return lambda dialect, body, name: made(body, name)
