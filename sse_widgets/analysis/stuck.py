"""Stuck: who has been silent for far too long, and who does the same again and again. Pure: told the time."""

import json
from collections.abc import Iterator, Sequence

from sse_widgets.analysis.finding import Finding
from sse_widgets.analysis.silence import Silence
from sse_widgets.events import (
    AgentStuck,
    ConnectionClosed,
    ConnectionLost,
    ConnectionOpened,
    Event,
    GapFound,
    HeartbeatReceived,
    MessageStarted,
    TextAdded,
    ToolArgsAdded,
    ToolArgsFinished,
    ToolArgsReplaced,
    ToolFinished,
    ToolStarted,
)

SAME = 3
"""Calls of the same tool with the same arguments in a row that are too many."""

_NO_VOICE = (AgentStuck, HeartbeatReceived, ConnectionOpened, ConnectionLost, ConnectionClosed, GapFound)
"""Events that no agent is heard by."""


class Watch:
    """Watches the events of a run for agents that are stuck."""

    def __init__(self) -> None:
        self._silence = Silence()
        self._owners: dict[str, str] = {}
        self._speaker = "", ""
        self._repeating: set[str] = set()
        self._calls: dict[str, list[str]] = {}
        self._row: dict[str, tuple[str, int]] = {}

    def notice(self, event: Event) -> Sequence[Finding]:
        """Take in an event; return who is stuck because of it, or no longer."""
        if type(event) is TextAdded and event.message_id == self._speaker[0] and not self._silence.broken:
            self._silence.speak(self._speaker[1], event.at)
            return ()
        if isinstance(event, _NO_VOICE):
            self._silence.wire(event)
            return ()
        agent = self._owner(event)
        return [*self._silence.hear(agent, event), *self._repeated(agent, event)]

    def silent(self, now: float) -> Iterator[Finding]:
        """Yield who has been silent for far longer than usual; each once until it is heard again."""
        return self._silence.at(now)

    def _owner(self, event: Event) -> str:
        id = getattr(event, "message_id", "") or getattr(event, "tool_id", "") or getattr(event, "thought_id", "")
        agent = getattr(event, "agent_id", "") or getattr(event, "agent", "") or self._owners.get(id, "")
        if id and agent:
            self._owners[id] = agent
        if isinstance(event, TextAdded | MessageStarted):
            self._speaker = event.message_id, agent
        return agent

    def _repeated(self, agent: str, event: Event) -> Iterator[Finding]:
        match event:
            case ToolStarted(tool_id=id, name=name):
                self._calls[id] = [name, ""]
            case ToolArgsAdded(tool_id=id, text=text) if id in self._calls:
                self._calls[id][1] += text
            case ToolArgsReplaced(tool_id=id, text=text) if id in self._calls:
                self._calls[id][1] = text
            case ToolArgsFinished(tool_id=id) | ToolFinished(tool_id=id) if id in self._calls:
                yield from self._called(agent, id, event.at)

    def _called(self, agent: str, id: str, at: float) -> Iterator[Finding]:
        name, args = self._calls.pop(id)
        call = f"{name} {_canonical(args)}"
        before, times = self._row.get(agent, ("", 0))
        times = times + 1 if call == before else 1
        self._row[agent] = call, times
        if times >= SAME:
            self._repeating.add(agent)
            yield Finding(agent, f"it has called {name or 'a tool'} {times} times with the same arguments", at, id)
        elif agent in self._repeating:
            self._repeating.discard(agent)
            yield Finding(agent, "", at)


def _canonical(args: str) -> str:
    try:
        return json.dumps(json.loads(args), sort_keys=True)
    except ValueError:
        return args
