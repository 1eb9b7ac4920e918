"""Breakpoints: what stops a run, and whether an event does."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from inspect import iscoroutinefunction
from typing import Any, Final

from sse_widgets.dialects.wire import reason
from sse_widgets.errors import suggestion
from sse_widgets.events import TYPES, Event, TextAdded, ThoughtAdded, ToolArgsAdded
from sse_widgets.frame import CLOSED, COMMENT, GAP, OPENED, RETRYING, STUCK
from sse_widgets.owner import owner
from sse_widgets.state import RunState, TextPart
from sse_widgets.structures.records import names
from sse_widgets.structures.text import Text

Where = Callable[[Event, RunState], Any]

NOTES: Final = {
    OPENED: "connection.opened",
    RETRYING: "connection.lost",
    GAP: "gap.found",
    CLOSED: "connection.closed",
    COMMENT: "heartbeat.received",
    STUCK: "agent.stuck",
}
"""The event that an '@' frame is read as."""


class Breakpoint:
    """A condition at which a run stops. Made by `run.break_on`; `remove()` takes it off."""

    def __init__(
        self,
        type: str = "",
        where: Where | None = None,
        agent: str = "",
        text: str = "",
        remove: Callable[["Breakpoint"], None] | None = None,
    ) -> None:
        """Make one; see `run.break_on`.

        Raises:
            ValueError: there is no such type, or nothing at all is asked for.
            TypeError: `where` cannot be called, or must be awaited; something else is no text.
        """
        _check(type, where, agent, text)
        if not (type or where or agent or text):
            raise ValueError("a breakpoint needs a type such as 'tool.started', agent=, text= or where=")
        self.type, self.agent, self.text, self.where = type, agent, text, where
        self.types = _types(type)
        self.n = 0
        """Its number among those of its run."""
        self.hits = 0
        """How often it has stopped the run."""
        self.trouble = ""
        """Why it was disarmed: its predicate raised. Empty while it is armed."""
        self._remove = remove

    def remove(self) -> None:
        """Take it off; a run that stands at it stays there."""
        if self._remove is not None:
            self._remove(self)

    def holds(self, event: Event, state: RunState) -> bool:
        """Return whether it stops at an event, given the state before it. Never raises: it disarms itself instead."""
        if self.trouble or (self.types is not None and event.type not in self.types):
            return False
        if self.agent and self.agent not in _agents(event, state):
            return False
        if self.text and not _says(event, state, self.text.casefold()):
            return False
        try:
            return self.where is None or bool(self.where(event, state))
        except BaseException as error:  # one that exits must not take the frame with it: it is in the log already
            self.trouble = f"its where= raised {reason(error)} at frame {event.frame}"
            return False

    def __str__(self) -> str:
        named = {"agent": self.agent, "text": self.text, "where": getattr(self.where, "__name__", "")}
        said = [f"{name}={value!r}" for name, value in named.items() if value]
        return ", ".join([self.type or "any event", *said])

    def __repr__(self) -> str:
        return f"<Breakpoint {self}, {self.trouble or f'{self.hits} hits'}>"


@dataclass(frozen=True)
class Stop:
    """Where a run stands: frame number `n` is shown and nothing after it.

    Without a breakpoint it is one that begins paused.
    """

    n: int
    breakpoint: Breakpoint | None = None
    event: Event | None = None

    def __str__(self) -> str:
        if self.event is None:
            return f"frame {self.n}"
        why = str(self.breakpoint)
        return f"frame {self.n}, {self.event.type}" + ("" if why == self.event.type else f": {why}")


def first(breakpoints: Iterable[Breakpoint], events: Iterable[Event], state: RunState) -> Stop | None:
    """Return where the first breakpoint stops that holds for one of the events of a frame."""
    for event in events:
        for each in breakpoints:
            if each.holds(event, state):
                each.hits += 1
                return Stop(event.frame, each, event)
    return None


def _check(type: Any, where: Any, agent: Any, text: Any) -> None:
    if where is not None and (not callable(where) or iscoroutinefunction(where)):
        kind = "one that must be awaited" if callable(where) else repr(where)
        raise TypeError(f"where= takes a function of an event and the state before it, got {kind}")
    if not all(isinstance(each, str) for each in (type, agent, text)):
        raise TypeError(f"a breakpoint takes texts and where=, got {type!r}, agent={agent!r}, text={text!r}")


def _types(type: str) -> frozenset[str] | None:
    """Return the events that a word stands for: a type, all types of a kind such as `tool`, or an '@' frame."""
    if not type:
        return None
    if type in NOTES:
        return frozenset({NOTES[type]})
    found = frozenset(each for each in TYPES if each == type or each.startswith(f"{type}."))
    if not found:
        raise ValueError(f"nothing is called {type!r}; {suggestion(type, [*TYPES, *NOTES])}")
    return found


def _agents(event: Event, state: RunState) -> set[str]:
    """Return the ids and names of the agent that an event is of, or of the agent that its message or call has."""
    agent = owner(event, state)
    if not agent:
        return set()
    known = state.agents.find(agent)
    return {agent, getattr(event, "name", "") if event.type.startswith("agent.") else "", known.name if known else ""}


def _says(event: Event, state: RunState, sought: str) -> bool:
    return any(sought in said.casefold() for said in _texts(event, state, len(sought)))


def _texts(event: Event, state: RunState, reach: int) -> Iterable[str]:
    """Yield what an event says; to a piece of a growing text, what came right before it is added."""
    match event:
        case TextAdded(message_id=id, text=text) if (message := state.messages.find(id)) and message.parts:
            last = message.parts[-1]
            yield (_end(last.text, reach) if isinstance(last, TextPart) else "") + text
        case ThoughtAdded(thought_id=id, text=text) if thought := state.thoughts.find(id):
            yield _end(thought.content, reach) + text
        case ToolArgsAdded(tool_id=id, text=text) if tool := state.tools.find(id):
            yield _end(tool.args_content, reach) + text
        case _:
            kind: Any = type(event)
            yield from (value for name in names(kind) if isinstance(value := getattr(event, name), str))
            if isinstance(output := getattr(event, "output", None), list | dict):
                yield str(output)


def _end(text: Text, reach: int) -> str:
    return text.last(reach - 1)
