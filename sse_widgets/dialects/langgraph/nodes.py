"""The nodes and subgraphs of a LangGraph run: a node is a phase, a subgraph an agent.

A namespace is the path to a subgraph, `write:TASK|draft:TASK`; a task is one run of a node.
"""

from collections.abc import Iterator
from typing import Any

from sse_widgets import events as e
from sse_widgets.events import Event


class Nodes:
    """What is known of the nodes and subgraphs that run."""

    def __init__(self) -> None:
        self.tells_tasks = False
        """Whether the server tells when every task begins and ends."""
        self._running: dict[str, list[str]] = {}
        """The phases that run, by namespace and node."""
        self._agents: dict[str, bool] = {}
        """Every subgraph met, by its namespace, and whether it is at work."""
        self._count = 0

    def entered(self, namespace: str) -> Iterator[Event]:
        """Yield that a subgraph and those around it are at work, and the nodes that they are, where that is new."""
        for end in [at for at, each in enumerate(namespace) if each == "|"] + [len(namespace)]:
            agent = namespace[:end]
            if agent and agent not in self._agents:
                self._agents[agent] = True
                around, _, step = agent.rpartition("|")
                node, _, task = step.partition(":")
                if task:
                    yield from self.started(around, node, task)
                yield e.AgentStarted(agent, node, parent=around)

    def started(self, namespace: str, node: str, task: str) -> Iterator[Event]:
        """Yield that a task began, unless that is known."""
        running = self._running.setdefault(f"{namespace}/{node}", [])
        if node and task not in running:
            running.append(task)
            yield e.PhaseStarted(task, node, agent=namespace, parent=self._phase_of(namespace))

    def updated(self, namespace: str, node: str) -> Iterator[Event]:
        """Yield that a task of a node ended, the one that began first if several run."""
        running = self._running.get(f"{namespace}/{node}", [])
        if running:
            yield e.PhaseFinished(running.pop(0))
        elif not self.tells_tasks:
            self._count += 1
            yield e.PhaseStarted(f"{node}-{self._count}", node, agent=namespace, parent=self._phase_of(namespace))
            yield e.PhaseFinished(f"{node}-{self._count}")
        inner = _path(namespace, f"{node}:")
        within = (agent for agent, busy in self._agents.items() if busy and agent.startswith(inner))
        if left := next((agent for agent in within if "|" not in agent.removeprefix(inner)), ""):
            yield self._left(left)

    def ended(self, namespace: str, node: str, task: str, error: Any) -> Iterator[Event]:
        """Yield that a task ended, or failed."""
        running = self._running.get(f"{namespace}/{node}", [])
        if task in running:
            running.remove(task)
        why = str(error) if error else ""
        yield e.PhaseFinished(task, node, "failed" if why else "completed", why)
        agent = _path(namespace, f"{node}:{task}")
        if self._agents.get(agent):
            yield self._left(agent, why)

    def closed(self, *, waiting: bool) -> Iterator[Event]:
        """Yield that the subgraphs at work are done, or wait for a person."""
        for agent, busy in self._agents.items():
            if busy:
                yield e.AgentProgressed(agent, status="suspended") if waiting else e.AgentFinished(agent)

    def _phase_of(self, namespace: str) -> str:
        """Return the phase that a subgraph is, empty if it is none that runs."""
        task = namespace.rpartition(":")[2]
        return task if any(task in tasks for tasks in self._running.values()) else ""

    def _left(self, agent: str, error: str = "") -> Event:
        self._agents[agent] = False
        return e.AgentFinished(agent, status="failed" if error else "completed", error=error)


def _path(namespace: str, step: str) -> str:
    return f"{namespace}|{step}" if namespace else step
