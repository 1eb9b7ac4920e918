"""FrameIndex: what each frame of a run is about, kept in four bytes, so that finding needs no second reading."""

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from typing import Any, Literal, NamedTuple, TypeAlias

from sse_widgets.events import (
    AgentFinished,
    AgentStarted,
    ConnectionLost,
    ErrorReported,
    Event,
    FrameUnknown,
    FrameUnreadable,
    MessageStarted,
    RunFinished,
    TextAdded,
    TextReplaced,
    ToolFinished,
    ToolStarted,
)
from sse_widgets.structures.records import names

Mark: TypeAlias = Literal["tool", "message", "error"]

_OWNED = ("message_id", "tool_id", "thought_id", "phase_id")
_BEGIN: dict[type[Any], Mark] = {
    MessageStarted: "message",
    TextAdded: "message",
    TextReplaced: "message",
    ToolStarted: "tool",
}
_FLAGGED = {AgentFinished, ConnectionLost, ErrorReported, FrameUnknown, FrameUnreadable, RunFinished, ToolFinished}
_UNREADABLE, _UNKNOWN, _ERROR = ("error", "unreadable"), ("unknown",), ("error",)


class Facts(NamedTuple):
    """What the events of a frame are; frames that are alike share one."""

    types: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


class FrameIndex:
    """What each frame is about, and where tools, messages and errors begin.

    `add` belongs to the thread that feeds the log; everything else may be called from any.
    """

    def __init__(self) -> None:
        self.facts = [Facts()]
        """Every combination that has come, by its code."""
        self.types: Counter[str] = Counter()
        """How many events of each type have come."""
        self.agents: Counter[str] = Counter()
        """How many events were about each agent, by its name where that is known."""
        self._codes = array("I")
        self._known: dict[tuple[int, str, str, tuple[str, ...]], int] = {}
        self._marks: dict[Mark, array[int]] = {"tool": array("I"), "message": array("I"), "error": array("I")}
        self._begun: set[tuple[Mark, str]] = set()
        self._owners: dict[tuple[str, str], str] = {}
        self._names: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._codes)

    def add(self, count: int, events: Iterable[Event]) -> None:
        """Take in that `count` more frames have come, and what they say."""
        codes = array("I", self._codes[len(self._codes) :])
        codes.frombytes(bytes(codes.itemsize * count))
        first = len(self._codes) + 1
        for event in events:
            place = event.frame - first
            codes[place] = self._code(codes[place], event)
        self._codes.extend(codes)  # at once: a reader never finds a frame half described

    def codes(self, start: int, stop: int) -> "array[int]":
        """Return which of `facts` frames number `start + 1` to `stop` have."""
        return self._codes[start:stop]

    def of(self, n: int) -> Facts:
        """Return what frame number `n` is about."""
        return self.facts[self._codes[n - 1]]

    def code(self, n: int) -> int:
        """Return which of `facts` frame number `n` has."""
        return self._codes[n - 1]

    def marks(self, kind: Mark) -> list[int]:
        """Return the numbers of the frames in which a tool, a message or an error begins."""
        return self._marks[kind].tolist()

    def next(self, kind: Mark, n: int) -> int | None:
        """Return the number of the first frame after `n` in which a tool, a message or an error begins."""
        marks = self._marks[kind]
        place = bisect_right(marks, n)
        return marks[place] if place < len(marks) else None

    def previous(self, kind: Mark, n: int) -> int | None:
        """Return the number of the last frame before `n` in which a tool, a message or an error begins."""
        marks = self._marks[kind]
        place = bisect_left(marks, n)
        return marks[place - 1] if place else None

    def _code(self, code: int, event: Event) -> int:
        kind = _KINDS.get(event.__class__) or _kind(event.__class__)
        agent: str = getattr(event, kind.agent) if kind.agent else ""
        if kind.owned:
            agent = self._own(event, kind, agent)
        if kind.begins:
            self._begin(kind.begins, getattr(event, f"{kind.begins}_id"), event.frame)
        flags = _flags(event) if kind.flagged else ()
        if "error" in flags and self._marks["error"][-1:] != array("I", [event.frame]):
            self._marks["error"].append(event.frame)
        if isinstance(event, AgentStarted) and event.name:
            self._rename(event.agent_id, event.name)
        self.types[kind.type] += 1
        if agent:
            self.agents[self._names.get(agent, agent)] += 1
        key = code, kind.type, agent, flags
        return self._known.get(key) or self._combine(key)

    def _combine(self, key: tuple[int, str, str, tuple[str, ...]]) -> int:
        code, type, agent, flags = key
        types, agents, held = self.facts[code]
        named = (agent, self._names.get(agent, agent)) if agent else ()
        self.facts.append(Facts(_with(types, (type,)), _with(agents, named), _with(held, flags)))
        self._known[key] = len(self.facts) - 1
        return self._known[key]

    def _own(self, event: Event, kind: "_Kind", agent: str) -> str:
        """Return the agent of an event that names none but belongs to something whose agent is known."""
        for field in kind.owned:
            id = getattr(event, field)
            if agent:
                self._owners[field, id] = agent
            else:
                agent = self._owners.get((field, id), "")
        return agent

    def _rename(self, agent: str, name: str) -> None:
        if self._names.get(agent) != name:
            self._names[agent] = name
            self.agents[name] += self.agents.pop(agent, 0)
            self._known = {key: code for key, code in self._known.items() if key[2] != agent}

    def _begin(self, mark: Mark, id: str, frame: int) -> None:
        if (mark, id) not in self._begun:
            self._begun.add((mark, id))
            self._marks[mark].append(frame)


class _Kind(NamedTuple):
    """What there is to ask of the events of one class."""

    type: str
    agent: str
    """Its field that names an agent, empty for none."""
    owned: tuple[str, ...]
    """Its fields that name something which may have an agent."""
    begins: Mark | None
    flagged: bool


_KINDS: dict[type[Any], _Kind] = {}


def _kind(cls: Any) -> _Kind:
    fields = names(cls)
    _KINDS[cls] = _Kind(
        cls.type,
        next((field for field in ("agent", "agent_id") if field in fields), ""),
        tuple(field for field in _OWNED if field in fields),
        _BEGIN.get(cls),
        cls in _FLAGGED,
    )
    return _KINDS[cls]


def _with(held: tuple[str, ...], more: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*held, *more)))


def _flags(event: Event) -> tuple[str, ...]:
    match event:
        case FrameUnknown():
            return _UNKNOWN
        case FrameUnreadable():
            return _UNREADABLE
        case ErrorReported() | ConnectionLost():
            return _ERROR
        case ToolFinished(error=error) | AgentFinished(error=error) if error:
            return _ERROR
        case RunFinished(status="failed"):
            return _ERROR
    return ()
