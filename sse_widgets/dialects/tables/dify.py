"""dify: what the applications of Dify stream: chats, agents, workflows and chatflows.

`response_mode: "streaming"`; `data:` is JSON whose `event` says what it is; every event names its task. A chatflow has
the end of a message and the end of its workflow, in either order: the workflow's counts.
"""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from sse_widgets import events as e
from sse_widgets.dialects.dialect import Fit
from sse_widgets.dialects.tables.table import Rules, Table
from sse_widgets.dialects.tables.values import as_float, as_int, as_text, said
from sse_widgets.events import Event

_SCOPES = frozenset({"task_id", "workflow_run_id", "conversation_id", "message_id"})
_MESSAGE = "$.message_id|$.id|$.workflow_run_id|answer"
_NODE = "$.data.id|$.data.node_id"
_STARTED: Rules = {
    "event": "phase.started",
    "phase_id": _NODE,
    "title": "$.data.title|$.data.node_type",
    "parent": "$.data.iteration_id|$.data.loop_id",
}
_FINISHED: Rules = {
    "event": "phase.finished",
    "phase_id": _NODE,
    "title": "$.data.title",
    "status": "$.data.status|completed",
    "error": "$.data.error",
}
_HOW: dict[str, Any] = {"failed": "failed", "stopped": "cancelled", "paused": "awaiting_input", "exception": "failed"}


class Dify(Table):
    """What Dify streams."""

    name: ClassVar[str] = "dify"
    announces_end: ClassVar[bool] = True
    has_heartbeats: ClassVar[bool] = True
    named_by: ClassVar[tuple[str, ...]] = ("event",)

    def __init__(self) -> None:
        self._workflow = ""
        self._begun = False
        self._counted = False
        self._spoken = False

    @classmethod
    def fit(cls, name: str, body: Any, headers: Mapping[str, str]) -> Fit:
        """An event of ours that names its task."""
        if not isinstance(body, dict) or not isinstance(body.get("event"), str) or _SCOPES.isdisjoint(body):
            return Fit.NO
        known = cls._of(body["event"]) is not None and ("task_id" in body or "workflow_run_id" in body)
        return Fit.YES if known else Fit.NO

    def _started(self, body: Any, name: str) -> Iterator[Event]:
        self._workflow = said(body, "workflow_run_id", "task_id")
        self._begun = True
        yield e.RunStarted(self._workflow, said(body, "conversation_id"))

    def _text(self, body: Any, name: str) -> Iterator[Event]:
        yield from self._conversing(body)
        if text := said(body, "answer") or said(body.get("data"), "text"):
            self._spoken = True
            yield e.TextAdded(said(body, "message_id", "id", "workflow_run_id") or "answer", text)

    def _conversing(self, body: Any) -> Iterator[Event]:
        """A chat without a workflow announces no start."""
        if not self._begun and "conversation_id" in body:
            self._begun = True
            yield e.RunStarted(said(body, "task_id"), said(body, "conversation_id"))

    def _message_ended(self, body: Any, name: str) -> Iterator[Event]:
        metadata = body.get("metadata")
        usage = metadata.get("usage") if isinstance(metadata, dict) else None
        id = said(body, "message_id", "id", "workflow_run_id") or "answer"
        if isinstance(usage, dict):
            self._counted = True
            yield e.UsageReported(
                input_tokens=as_int(usage.get("prompt_tokens")),
                output_tokens=as_int(usage.get("completion_tokens")),
                total_tokens=as_int(usage.get("total_tokens")),
                cost=as_float(usage.get("total_price")),
            )
        yield e.MessageFinished(id)
        if not self._workflow:
            yield e.RunFinished()

    def _thought(self, body: Any, name: str) -> Iterator[Event]:
        """It is told again, whole, each time it has grown; several calls share one, their names joined by `;`."""
        id, message, text = said(body, "id"), said(body, "message_id"), said(body, "thought")
        if text:
            yield e.ThoughtStarted(id, message_id=message)
            yield e.ThoughtReplaced(id, text)
        names = [name for name in said(body, "tool").split(";") if name]
        for called in names:
            call = id if len(names) == 1 else f"{id}:{called}"
            yield e.ToolStarted(call, called, message_id=message, running=True)
            if args := said(body, "tool_input"):
                yield e.ToolArgsReplaced(call, args)
            if (observed := body.get("observation")) not in (None, ""):
                yield e.ToolFinished(call, called, observed)
        if text and (names or said(body, "observation")):
            yield e.ThoughtFinished(id)

    def _finished(self, body: Any, name: str) -> Iterator[Event]:
        data = body.get("data") or {}
        outputs, how, error = data.get("outputs"), _HOW.get(said(data, "status"), "completed"), said(data, "error")
        if not self._spoken and isinstance(outputs, dict) and len(outputs) == 1:
            (output,) = outputs.values()
            yield e.TextReplaced(said(body, "workflow_run_id") or "answer", as_text(output) or "")
        if not self._counted and (total := as_int(data.get("total_tokens"))):
            yield e.UsageReported(total_tokens=total)
        if how == "failed":
            yield e.ErrorReported(error or "the workflow failed", "agent", fatal=True)
        yield e.RunFinished(how, outputs, as_float(data.get("elapsed_time")))

    rules: ClassVar[Rules] = {
        "message": _text,
        "agent_message": _text,
        "text_chunk": _text,
        "message_replace": {"event": "text.replaced", "message_id": _MESSAGE, "text": "$.answer"},
        "text_replace": {"event": "text.replaced", "message_id": _MESSAGE, "text": "$.data.text|$.text"},
        "message_file": {
            "event": "artifact.opened",
            "artifact_id": "$.id|$.url",
            "kind": lambda body: "image" if body.get("type") == "image" else "file",
            "url": "$.url",
            "origin": "$.belongs_to",
            "message_id": "$.message_id",
        },
        "message_end": [
            {
                "event": "source.found",
                "each": "$.metadata.retriever_resources",
                "source_id": "$.segment_id|$.document_id|$.document_name",
                "title": "$.document_name",
                "domain": "$.dataset_name",
                "snippet": "$.content",
                "confidence": "$.score",
                "message_id": "$$.message_id",
            },
            _message_ended,
        ],
        "agent_thought": _thought,
        "agent_log": {
            "event": "log.added",
            "message": "$.data.label|$.data.status|agent",
            "level": lambda body: "error" if said(body.get("data"), "error") else "info",
            "logger": "$.data.node_id",
        },
        "error": {
            "event": "error.reported",
            "message": "$.message|the application failed",
            "kind": "$.code|agent",
            "fatal": True,
        },
        "ping": {"event": "heartbeat.received"},
        "workflow_started": _started,
        "workflow_finished": _finished,
        "workflow_paused": {"event": "run.finished", "status": "awaiting_input"},
        "node_started": _STARTED,
        "node_finished": _FINISHED,
        "node_retry": {
            "event": "log.added",
            "message": "{$.data.title} is tried again|a node is tried again",
            "level": "warning",
        },
        "iteration_started": _STARTED,
        "iteration_next": [],
        "iteration_completed": _FINISHED,
        "loop_started": _STARTED,
        "loop_next": [],
        "loop_completed": _FINISHED,
        "parallel_branch_started": [],
        "parallel_branch_finished": [],
        "human_input_required": [
            {
                "event": "interrupt.opened",
                "interrupt_id": "$.data.form_id|$.data.node_id|question",
                "reason": "human_input",
                "message": "$.data.form_content|$.data.node_title",
                "schema": "$.data.inputs",
                "options": "$.data.actions|$.data.user_actions",
            },
            {"event": "run.finished", "status": "awaiting_input"},
        ],
        **{
            name: [
                {"event": "interrupt.resolved", "interrupt_id": "$.data.form_id|$.data.node_id|question"},
                {"event": "run.started", "run_id": "$.workflow_run_id", "thread_id": "$.conversation_id"},
            ]
            for name in ("human_input_form_filled", "human_input_form_timeout")
        },
        "tts_message": [],
        "tts_message_end": [],
    }
