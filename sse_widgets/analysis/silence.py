"""Silence: who has not been heard of for far longer than is usual. Pure: told the time."""

from collections import Counter, deque
from collections.abc import Iterator
from statistics import median

from sse_widgets.analysis.finding import Finding
from sse_widgets.events import (
    AgentFinished,
    AgentStarted,
    ConnectionLost,
    ConnectionOpened,
    Event,
    InterruptOpened,
    RunFinished,
    ToolFinished,
    ToolStarted,
)

SILENT = 20.0
"""Seconds of silence below which nobody is stuck."""
FIRST = 60.0
"""The same for who has hardly been heard yet: a model may think long before it speaks."""
WAITING = 120.0
"""The same for who waits for a tool."""
HARDLY = 3
"""Times that somebody must have been heard before what is usual for it is known."""
FAR = 10.0
"""How many times an agent's usual gap its silence must be."""
USUAL = 32
"""Gaps that its usual gap is taken from, the latest."""


class Silence:
    """Knows when each agent was heard last. Who works for another is heard for both."""

    def __init__(self) -> None:
        self._last: dict[str, float] = {}
        self._times: Counter[str] = Counter()
        self._gaps: dict[str, deque[float]] = {}
        self._parents: dict[str, str] = {}
        self._calls: dict[str, set[str]] = {}
        self._deaf = False
        self.broken: set[str] = set()
        """Who is silent for so long that it was told."""

    def wire(self, event: Event) -> None:
        """Take in what happens to the connection: while it is lost nobody can be heard."""
        if isinstance(event, ConnectionLost):
            self._deaf = True
        elif isinstance(event, ConnectionOpened):
            self._deaf = False
            self._last = dict.fromkeys(self._last, event.at)

    def speak(self, agent: str, at: float) -> None:
        """Take in that an agent said one more piece of text: by far the most frequent."""
        self._last[agent] = at
        self._times[agent] += 1

    def hear(self, agent: str, event: Event) -> Iterator[Finding]:
        """Take in an event of an agent; yield who is silent no longer."""
        self._deaf = False
        if isinstance(event, AgentStarted) and event.parent:
            self._parents[event.agent_id] = event.parent
        for each in self._line(agent):
            before = self._last.get(each)
            if before is not None and event.at - before > 1.0 and not self._calls.get(each):
                self._gaps.setdefault(each, deque(maxlen=USUAL)).append(event.at - before)
            self.speak(each, event.at)
            if each in self.broken:
                self.broken.discard(each)
                yield Finding(each, "", event.at)
        match event:
            case ToolStarted(tool_id=id):
                self._calls.setdefault(agent, set()).add(id)
            case ToolFinished(tool_id=id):
                self._calls.get(agent, set()).discard(id)
            case AgentFinished(agent_id=id):
                self._last.pop(id, None)
            case RunFinished() | InterruptOpened():
                self._last.clear()

    def _line(self, agent: str) -> Iterator[str]:
        """Yield an agent and those for whom it works, as far as they are at work."""
        yield agent
        passed = {agent}
        while (agent := self._parents.get(agent, "")) in self._last and agent not in passed:
            passed.add(agent)
            yield agent

    def at(self, now: float) -> Iterator[Finding]:
        """Yield who has been silent for far longer than usual; each once until it is heard again."""
        others = len(self._last) > 1
        for agent, last in () if self._deaf else tuple(self._last.items()):
            if agent in self.broken or (not agent and others):
                continue
            if now - last > self._patience(agent):
                self.broken.add(agent)
                reason = f"nothing has been heard of it for {now - last:.0f} s, far longer than usual"
                yield Finding(agent, reason, now)

    def _patience(self, agent: str) -> float:
        usual = median(gaps) if (gaps := self._gaps.get(agent)) else 1.0
        least = WAITING if self._calls.get(agent) else FIRST if self._times[agent] < HARDLY else SILENT
        return max(least, FAR * usual)
