"""crewai: the stream frames of CrewAI: crews, flows and conversations.

Made in-process, `{id, seq, type, channel, namespace, data}`, and served by whoever runs the crew. Calls of a model are
messages; a frame that ends something names the one that began it in `started_event_id`.
"""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from sse_widgets import events as e
from sse_widgets.dialects.dialect import Fit
from sse_widgets.dialects.tables.table import Rules, Table
from sse_widgets.dialects.tables.values import as_int, as_text, said
from sse_widgets.events import Event

_CHANNELS = frozenset({"llm", "flow", "tools", "messages", "lifecycle", "custom"})
_AGENT = "$.data.agent_id|$.data.agent_role|$.data.agent_info.id|$.data.agent_info.role"
_AGENT_NAME = "$.data.agent_role|$.data.agent_info.role|$.data.agent.role"
_TASK = "$.data.task_id|$.data.task.id|$.data.task_name"
_TITLE = "$.data.task_name|$.data.task.name|$.data.task.description"
_STEP = "{$.data.flow_name}:{$.data.method_name}|$.data.method_name"
_UNTOLD = (
    "llm_call_started llm_guardrail_ context_window_ flow_created flow_plot conversation_turn_ task_evaluation "
    "tool_failure_ tool_selection_ crew_train_ crew_test_ agent_evaluation_ agent_reasoning_ agent_logs_ memory_ "
    "knowledge_ checkpoint_ skill_ env_ hook_ mcp_ a2a_ observation_ goal_ plan_ step_ todo_"
)
"""What events begin with that say nothing of what people look for."""
_ASKED: Rules = {
    "event": "interrupt.opened",
    "interrupt_id": "$.data.request_id|$.data.method_name|question",
    "reason": "$name",
    "message": "$.data.message",
    "options": "$.data.emit",
}


class CrewAi(Table):
    """What CrewAI streams."""

    name: ClassVar[str] = "crewai"
    announces_end: ClassVar[bool] = True
    named_by: ClassVar[tuple[str, ...]] = ("type",)

    def __init__(self) -> None:
        self._open: list[str] = []
        """The crews and flows, one inside another, that have begun and not ended."""
        self._calls: dict[str, str] = {}
        """The tools of the calls that are under way, the oldest first."""
        self._spoken = False
        self._counted = False

    @classmethod
    def fit(cls, name: str, body: Any, headers: Mapping[str, str]) -> Fit:
        """A frame names one of six channels, and what happened in it."""
        framed = isinstance(body, dict) and body.get("channel") in _CHANNELS and isinstance(body.get("type"), str)
        return Fit.YES if framed and isinstance(body.get("data"), dict) else Fit.NO

    def _began(self, body: Any, name: str) -> Iterator[Event]:
        id, data = said(body, "id"), body.get("data")
        if id not in self._open:
            self._open.append(id)
        if self._open == [id]:
            yield e.RunStarted(said(data, "flow_id") or id, title=said(data, "crew_name", "flow_name"))

    def _ended(self, body: Any, name: str) -> Iterator[Event]:
        data = body.get("data") or {}
        self._close(data)
        output = data.get("output", data.get("result"))
        total = as_int(data.get("total_tokens"))
        if self._open:
            return
        if not self._spoken and (text := said(output, "raw") or (output if isinstance(output, str) else "")):
            yield e.TextReplaced("result", text)
        if total and not self._counted:
            yield e.UsageReported(total_tokens=total)
        yield e.RunFinished(result=output)

    def _failed(self, body: Any, name: str) -> Iterator[Event]:
        data = body.get("data")
        self._close(data)
        error = said(data, "error") or "the run failed"
        yield e.ErrorReported(error, said(data, "error_type") or "agent", fatal=not self._open)

    def _close(self, data: Any) -> None:
        begun = said(data, "started_event_id")
        if begun in self._open:
            self._open.remove(begun)
        elif self._open:
            self._open.pop()

    def _chunk(self, body: Any, name: str) -> Iterator[Event]:
        data = body.get("data") or {}
        id, agent, text = said(data, "call_id") or "answer", said(data, "agent_id", "agent_role"), said(data, "chunk")
        if name == "llm_thinking_chunk":
            yield e.ThoughtStarted(f"{id}:thinking", message_id=id, agent=agent)
            yield e.ThoughtAdded(f"{id}:thinking", text)
        elif text and said(data, "call_type") != "tool_call":
            self._spoken = True
            yield e.TextAdded(id, text, agent)

    def _answered(self, body: Any, name: str) -> Iterator[Event]:
        data = body.get("data") or {}
        id, response = said(data, "call_id") or "answer", data.get("response")
        if isinstance(response, str) and response and said(data, "call_type") != "tool_call":
            self._spoken = True
            yield e.TextReplaced(id, response, "assistant", said(data, "agent_id", "agent_role"))
        if said(data, "call_type") != "tool_call":
            yield e.MessageFinished(id, said(data, "finish_reason").removeprefix("stop"))
        usage = data.get("usage")
        if isinstance(usage, dict):
            self._counted = True
            yield e.UsageReported(
                key=id,
                model=said(data, "model"),
                input_tokens=as_int(usage.get("prompt_tokens", usage.get("input_tokens"))),
                output_tokens=as_int(usage.get("completion_tokens", usage.get("output_tokens"))),
                total_tokens=as_int(usage.get("total_tokens")),
                cached_tokens=as_int(usage.get("cached_prompt_tokens", usage.get("cached_tokens"))),
            )

    def _called(self, body: Any, name: str) -> Iterator[Event]:
        id, data = said(body, "id"), body.get("data") or {}
        self._calls[id] = tool = said(data, "tool_name")
        yield e.ToolStarted(id, tool, said(data, "agent_id", "agent_role"), running=True)
        yield e.ToolArgsReplaced(id, as_text(data.get("tool_args")) or "{}")

    def _returned(self, body: Any, name: str) -> Iterator[Event]:
        """The end of a call says which one began it; where it does not, it is the oldest of that tool."""
        data = body.get("data") or {}
        tool, id = said(data, "tool_name"), said(data, "started_event_id", "tool_call_id")
        if not id:
            id = next((id for id, called in self._calls.items() if called == tool), tool)
        self._calls.pop(id, None)
        error = said(data, "error") or said(data.get("failure"), "message")
        if name != "tool_usage_finished":
            error = error or "the call failed"
        yield e.ToolFinished(id, output=data.get("output"), error=error, name=tool)

    def _added(self, body: Any, name: str) -> Iterator[Event]:
        data = body.get("data")
        role, text = said(data, "role"), as_text(data.get("content")) if isinstance(data, dict) else ""
        if role != "assistant" or not self._spoken:
            id = f"{said(data, 'session_id')}:{said(data, 'message_index')}"
            yield e.TextReplaced(id, text or "", role)
            yield e.MessageFinished(id)

    rules: ClassVar[Rules] = {
        "crew_kickoff_started": _began,
        "flow_started": _began,
        "crew_kickoff_completed": _ended,
        "flow_finished": _ended,
        "crew_kickoff_failed": _failed,
        "flow_failed": _failed,
        "llm_stream_chunk": _chunk,
        "llm_thinking_chunk": _chunk,
        "llm_call_completed": _answered,
        "llm_call_failed": {"event": "error.reported", "message": "$.data.error|the call of the model failed"},
        "conversation_message_added": _added,
        "conversation_route_selected": {
            "event": "routing.decided",
            "agent_id": "$.data.route",
            "agent_name": "$.data.route",
        },
        "task_started": {"event": "task.updated", "task_id": _TASK, "title": _TITLE, "status": "running"},
        "task_completed": {"event": "task.updated", "task_id": _TASK, "title": _TITLE, "status": "completed"},
        "task_failed": {"event": "task.updated", "task_id": _TASK, "title": _TITLE, "status": "failed"},
        **{
            f"{kind}agent_execution_{how}": {"event": event, "agent_id": _AGENT, "name": _AGENT_NAME, **more}
            for kind in ("", "lite_")
            for how, event, more in (
                ("started", "agent.started", {"task": "$.data.task_name"}),
                ("completed", "agent.finished", {}),
                ("error", "agent.finished", {"status": "failed", "error": "$.data.error"}),
            )
        },
        "tool_usage_started": _called,
        "tool_usage_finished": _returned,
        "tool_usage_error": _returned,
        "tool_execution_error": _returned,
        "tool_validate_input_error": _returned,
        "method_execution_started": {"event": "phase.started", "phase_id": _STEP, "title": "$.data.method_name"},
        "method_execution_finished": [
            {"event": "phase.finished", "phase_id": _STEP, "title": "$.data.method_name"},
            {"event": "document.replaced", "document": "$.data.state", "when": "$.data.state"},
        ],
        "method_execution_failed": {
            "event": "phase.finished",
            "phase_id": _STEP,
            "status": "failed",
            "error": "$.data.error",
        },
        "human_feedback_requested": [_ASKED, {"event": "run.finished", "status": "awaiting_input"}],
        "flow_input_requested": [_ASKED, {"event": "run.finished", "status": "awaiting_input"}],
        "flow_paused": [_ASKED, {"event": "run.finished", "status": "awaiting_input"}],
        "method_execution_paused": _ASKED,
        **{
            name: {"event": "interrupt.resolved", "interrupt_id": "$.data.request_id|$.data.method_name|question"}
            for name in ("human_feedback_received", "flow_input_received")
        },
        **{f"{what}*": () for what in _UNTOLD.split()},
    }
