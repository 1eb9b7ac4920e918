"""llamaindex: what the workflow server of LlamaIndex streams of a run.

`GET /events/{handler}?sse=true`; each event is `{value, type, qualified_name, types}`, `types` naming what it inherits
from. The events of a workflow are its author's own: those of the agents that ship are known, of others the fields that
most people give such names are read, and the rest is shown as it is.
"""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from sse_widgets import events as e
from sse_widgets.dialects.dialect import Fit
from sse_widgets.dialects.tables.table import Rules, Table
from sse_widgets.dialects.tables.values import as_text, objects, said
from sse_widgets.events import Event

_AGENT = "$.value.current_agent_name"
_CALL = "$.value.tool_id"
_PROGRESS = "$.value.pct|$.value.percent|$.value.percentage|$.value.progress"
_SHARES = frozenset({"pct", "percent", "percentage", "progress"})
_NOTE = "$.value.msg|$.value.message|$.value.status|$.value.text"


class LlamaIndex(Table):
    """What a workflow of LlamaIndex streams."""

    name: ClassVar[str] = "llamaindex"
    announces_end: ClassVar[bool] = True
    named_by: ClassVar[tuple[str, ...]] = ("type",)

    def __init__(self) -> None:
        self._questions = 0
        self._answers: dict[str, int] = {}
        """How many messages each agent has completed."""

    @classmethod
    def called(cls, event: str, body: dict[str, Any]) -> str:
        """Return its own name, else that of the nearest event which it inherits from."""
        name = said(body, "type") or said(body, "qualified_name").rpartition(".")[2]
        if name in cls._rules:
            return name
        inherited = body.get("types")
        known = [base for base in inherited if base in cls._rules] if isinstance(inherited, list) else []
        return known[0] if known else name

    @classmethod
    def fit(cls, name: str, body: Any, headers: Mapping[str, str]) -> Fit:
        """An envelope around whatever the workflow's author calls it."""
        enveloped = isinstance(body, dict) and "value" in body and "qualified_name" in body
        return Fit.YES if enveloped and isinstance(body.get("type", ""), str) else Fit.NO

    def _said(self, body: Any, name: str) -> Iterator[Event]:
        value = body.get("value")
        agent = said(value, "current_agent_name", "agent")
        id = self._message(agent)
        if thought := said(value, "thinking_delta"):
            yield e.ThoughtStarted(f"{id}:thinking", message_id=id, agent=agent)
            yield e.ThoughtAdded(f"{id}:thinking", thought)
        if text := said(value, "delta", "token", "chunk"):
            yield e.TextAdded(id, text, agent)

    def _answered(self, body: Any, name: str) -> Iterator[Event]:
        value = body.get("value")
        agent, response = said(value, "current_agent_name"), value.get("response") if isinstance(value, dict) else None
        id = self._message(agent)
        blocks = objects(response.get("blocks")) if isinstance(response, dict) else []
        text = "".join(said(block, "text") for block in blocks) or said(response, "content")
        if text:
            yield e.TextReplaced(id, text, "assistant", agent)
            yield e.MessageFinished(id)
        self._answers[agent] = self._answers.get(agent, 0) + 1

    def _message(self, agent: str) -> str:
        return f"{agent or 'answer'}-{self._answers.get(agent, 0) + 1}"

    def _asked(self, body: Any, name: str) -> Iterator[Event]:
        self._questions += 1
        value = body.get("value")
        message = said(value, "prefix", "prompt", "question", "message", "msg") or as_text(value) or ""
        yield e.InterruptOpened(f"question-{self._questions}", said(body, "type") or name, message)
        yield e.RunFinished("awaiting_input")

    def _reply(self, body: Any, name: str) -> Iterator[Event]:
        yield e.InterruptResolved(f"question-{self._questions}", said(body.get("value"), "response"))
        yield e.RunStarted()

    def _own(self, body: Any, name: str) -> Iterator[Event]:
        value = body.get("value")
        if said(value, "delta", "token", "chunk"):
            yield from self._said(body, name)
        elif not isinstance(value, dict) or _SHARES.isdisjoint(value):
            yield e.ActivityReplaced(name, name, value)

    rules: ClassVar[Rules] = {
        "StopEvent": [
            {
                "event": "source.found",
                "each": "$.value.result.sources",
                "source_id": "$.url|$.id|$",
                "url": "$.url|$",
                "title": "$.title",
            },
            {"event": "run.finished", "result": "$.value.result|$.value"},
        ],
        "WorkflowFailedEvent": {
            "event": "error.reported",
            "message": "$.value.exception.exception_message|$.value.exception_message|the workflow failed",
            "kind": "$.value.exception.exception_type|$.value.exception_type|agent",
            "detail": "$.value.exception.traceback|$.value.traceback",
            "fatal": True,
        },
        "WorkflowTimedOutEvent": {
            "event": "error.reported",
            "message": "the workflow took longer than {$.value.timeout} s|the workflow took too long",
            "kind": "timeout",
            "fatal": True,
        },
        "WorkflowCancelledEvent": {"event": "run.finished", "status": "cancelled"},
        "InputRequiredEvent": _asked,
        "HumanResponseEvent": _reply,
        "StartEvent": {"event": "run.started"},
        "StepStateChanged": [
            {
                "event": "phase.started",
                "when": {"$.value.step_state": ["running", "in_progress", "RUNNING", "IN_PROGRESS"]},
                "phase_id": "$.value.name",
                "title": "$.value.name",
            },
            {
                "event": "phase.finished",
                "when": {"$.value.step_state": ["not_running", "exited", "NOT_RUNNING", "EXITED", "completed"]},
                "phase_id": "$.value.name",
                "title": "$.value.name",
            },
        ],
        "AgentInput": {"event": "agent.started", "agent_id": _AGENT, "name": _AGENT, "when": _AGENT},
        "AgentSetup": [],
        "WorkflowIdleEvent": [],
        "UnhandledEvent": {
            "event": "log.added",
            "message": "nobody took the event {$.value.event_type}",
            "level": "warning",
        },
        "StepFailedEvent": {
            "event": "phase.finished",
            "phase_id": "$.value.step_name",
            "title": "$.value.step_name",
            "status": "failed",
            "error": "$.value.exception.exception_message",
        },
        "AgentStream": _said,
        "AgentOutput": _answered,
        "ToolCall": [
            {"event": "tool.started", "tool_id": _CALL, "name": "$.value.tool_name", "running": True},
            {"event": "tool.args_replaced", "tool_id": _CALL, "text": "$.value.tool_kwargs|{}"},
            {"event": "tool.args_finished", "tool_id": _CALL},
        ],
        "ToolCallResult": [
            {
                "event": "tool.finished",
                "when": {"$.value.tool_output.is_error": False},
                "tool_id": _CALL,
                "name": "$.value.tool_name",
                "output": "$.value.tool_output.content|$.value.tool_output.raw_output|$.value.tool_output",
            },
            {
                "event": "tool.finished",
                "when": {"$.value.tool_output.is_error": True},
                "tool_id": _CALL,
                "name": "$.value.tool_name",
                "error": "$.value.tool_output.content|the call failed",
            },
        ],
        "*": [
            {"event": "run.progressed", "when": _PROGRESS, "progress": _PROGRESS, "message": _NOTE},
            _own,
        ],
    }
