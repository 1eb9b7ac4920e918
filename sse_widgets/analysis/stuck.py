"""Stuck: who has been silent for far too long, and who does the same again and again. Pure: told the time."""

import json
from collections import deque
from collections.abc import Iterator, Sequence
from statistics import median
from typing import NamedTuple

from sse_widgets.events import (
    AgentFinished,
    AgentStuck,
    ConnectionClosed,
    ConnectionLost,
    ConnectionOpened,
    Event,
    GapFound,
    HeartbeatReceived,
    InterruptOpened,
    MessageStarted,
    RunFinished,
    TextAdded,
    ToolArgsAdded,
    ToolArgsFinished,
    ToolArgsReplaced,
    ToolFinished,
    ToolStarted,
)

SILENT = 20.0
"""Seconds of silence below which nobody is stuck."""
FAR = 10.0
"""How many times an agent's usual gap its silence must be."""
USUAL = 32
"""Gaps that its usual gap is taken from, the latest."""
SAME = 3
"""Calls of the same tool with the same arguments in a row that are too many."""

_NO_VOICE = (AgentStuck, HeartbeatReceived, ConnectionOpened, ConnectionLost, ConnectionClosed, GapFound)
"""Events that no agent is heard by."""


class Finding(NamedTuple):
    """Somebody is stuck, or, with an empty reason, no longer."""

    agent: str
    reason: str
    at: float
    tool: str = ""


class Watch:
    """Watches the events of a run for agents that are stuck."""

    def __init__(self) -> None:
        self._owners: dict[str, str] = {}
        self._last: dict[str, float] = {}
        self._gaps: dict[str, deque[float]] = {}
        self._silent: set[str] = set()
        self._repeating: set[str] = set()
        self._calls: dict[str, list[str]] = {}
        self._row: dict[str, tuple[str, int]] = {}
        self._speaker = "", ""

    def notice(self, event: Event) -> Sequence[Finding]:
        """Take in an event; return who is stuck because of it, or no longer."""
        if type(event) is TextAdded and event.message_id == self._speaker[0] and not self._silent:
            self._last[self._speaker[1]] = event.at  # by far the most frequent
            return ()
        return () if isinstance(event, _NO_VOICE) else list(self._notice(event))

    def _notice(self, event: Event) -> Iterator[Finding]:
        agent = self._owner(event)
        yield from self._heard(agent, event.at)
        match event:
            case ToolStarted(tool_id=id, name=name):
                self._calls[id] = [name, ""]
            case ToolArgsAdded(tool_id=id, text=text) if id in self._calls:
                self._calls[id][1] += text
            case ToolArgsReplaced(tool_id=id, text=text) if id in self._calls:
                self._calls[id][1] = text
            case ToolArgsFinished(tool_id=id) | ToolFinished(tool_id=id) if id in self._calls:
                yield from self._called(agent, id, event.at)
            case AgentFinished(agent_id=id):
                self._last.pop(id, None)
            case RunFinished() | InterruptOpened():
                self._last.clear()

    def _owner(self, event: Event) -> str:
        id = getattr(event, "message_id", "") or getattr(event, "tool_id", "") or getattr(event, "thought_id", "")
        agent = getattr(event, "agent_id", "") or getattr(event, "agent", "") or self._owners.get(id, "")
        if id and agent:
            self._owners[id] = agent
        if isinstance(event, TextAdded | MessageStarted):
            self._speaker = event.message_id, agent
        return agent

    def _heard(self, agent: str, at: float) -> Iterator[Finding]:
        before = self._last.get(agent)
        self._last[agent] = at
        if before is not None and at - before > 1.0:
            self._gaps.setdefault(agent, deque(maxlen=USUAL)).append(at - before)
        if agent in self._silent:
            self._silent.discard(agent)
            yield Finding(agent, "", at)

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

    def silent(self, now: float) -> Iterator[Finding]:
        """Yield who has been silent for far longer than usual; each once until it is heard again."""
        everybody = len(self._last) > 1
        for agent, last in list(self._last.items()):
            if agent in self._silent or (not agent and everybody):
                continue
            usual = median(gaps) if (gaps := self._gaps.get(agent)) else 1.0
            if now - last > max(SILENT, FAR * usual):
                self._silent.add(agent)
                reason = f"nothing has been heard of it for {now - last:.0f} s, far longer than usual"
                yield Finding(agent, reason, now)


def _canonical(args: str) -> str:
    try:
        return json.dumps(json.loads(args), sort_keys=True)
    except ValueError:
        return args
