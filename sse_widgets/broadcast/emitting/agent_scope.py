"""The work of an agent, and who works where something is told."""

from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Self

from sse_widgets.broadcast.emitting.scope import Failure, Scope

if TYPE_CHECKING:
    from sse_widgets.broadcast.emitting.emitter import Emitter


class AgentScope(Scope):
    """The work of an agent."""

    spoken = ("ag_ui", "agent_network", "message_stream", "routing")
    called = "an agent"

    def __init__(self, emitter: "Emitter", name: str, id: str, kind: str, parent: str, task: str) -> None:
        super().__init__(emitter, id)
        self.name, self.kind, self.task = name, kind, task
        self._outer = _CURRENT.get()
        self.parent = parent or current_agent(emitter)
        self.result: Any = None
        """What comes of it; set it before the end."""

    def progress(self, done: float, task: str = "") -> None:
        """Tell how far it is, from 0.0 to 1.0, and what it does now, where the vocabulary can."""
        if self.emitter.vocabulary == "message_stream":
            self.emitter.agent_progress(self.id, done * 100, status="working", current_task=task)

    def __enter__(self) -> Self:
        self.begin()
        self._outer = _CURRENT.get()
        _CURRENT.set(self)
        return self

    async def __aenter__(self) -> Self:
        return self.__enter__()

    def end(self, error: BaseException | str | None = None) -> None:
        """Tell the end, once; with an error, that it has failed."""
        if _CURRENT.get() is self:
            _CURRENT.set(self._outer)
        super().end(error)

    def _begin(self) -> None:
        emitter, id, name, kind = self.emitter, self.id, self.name, self.kind
        match emitter.vocabulary:
            case "ag_ui":
                parent = self.parent or None
                emitter.subagent_started(id, name, description=self.task or None, parent_subagent_run_id=parent)
            case "agent_network":
                emitter.agent_start(id, name, kind, parent_agent=self.parent, task_description=self.task)
            case "message_stream":
                emitter.agent_started(id, name, kind, parent_agent=self.parent, current_task=self.task)
            case "routing":
                emitter.agent_execution_started(id, name, protocol=kind)

    def _end(self, failure: Failure | None) -> None:
        emitter, id, took, result = self.emitter, self.id, self._milliseconds, self.result
        status: Any = "completed" if failure is None else "cancelled" if failure.cancelled else "failed"
        error = failure.text if failure else ""
        match emitter.vocabulary:
            case "ag_ui" if failure:
                emitter.subagent_error(id, error)
            case "ag_ui":
                emitter.subagent_finished(id, result=result)
            case "agent_network":
                emitter.agent_complete(id, status, execution_time=took, result=result, error=error)
            case "message_stream":
                emitter.agent_completed(id, status, duration=took, results=result, error=error)


_CURRENT: ContextVar[AgentScope | None] = ContextVar("sse_widgets_agent", default=None)


def current_agent(emitter: "Emitter") -> str:
    """Return the id of the agent in whose block the caller is, "" if in none."""
    agent = _CURRENT.get()
    return agent.id if agent is not None and agent.emitter is emitter else ""
