"""The rules of mastra that need no memory."""

from sse_widgets.dialects.tables.table import Rules
from sse_widgets.dialects.wire import parse

_CALL = "$.payload.toolCallId"
_STEP = "{$.runId}:{$.payload.id}"


def _file(body: dict[str, object]) -> str | None:
    payload = body.get("payload")
    if not isinstance(payload, dict) or not isinstance(data := payload.get("base64") or payload.get("data"), str):
        return None
    return data if ":" in data[:8] else f"data:{payload.get('mimeType') or ''};base64,{data}"


def _path(body: dict[str, object], key: str) -> object:
    payload = body.get("payload")
    return payload.get(key) if isinstance(payload, dict) else None


def _schema(body: dict[str, object]) -> object:
    """A JSON Schema, which newer versions send as text."""
    schema = _path(body, "resumeSchema")
    try:
        return parse(schema) if isinstance(schema, str) else schema
    except ValueError:
        return None


_WAITING: Rules = {"event": "run.finished", "status": "awaiting_input"}
_APPROVAL = [
    {
        "event": "interrupt.opened",
        "interrupt_id": _CALL,
        "reason": "approval",
        "message": "Approve {$.payload.toolName}({$.payload.args})?|Approve {$.payload.toolName}?",
        "tool_id": _CALL,
        "schema": _schema,
    },
    _WAITING,
]
_SUSPENDED = [
    {
        "event": "interrupt.opened",
        "interrupt_id": "$.payload.toolCallId|$.payload.workflowId|$.payload.agentId|suspended",
        "reason": "suspended",
        "message": "$.payload.suspendPayload.message|$.payload.suspendPayload.question|$.payload.suspendPayload",
        "tool_id": _CALL,
        "schema": _schema,
    },
    _WAITING,
]
_OBJECT: Rules = {
    "event": "activity.replaced",
    "activity_id": "{$.runId}:object",
    "kind": "object",
    "content": "$.object|$.payload.object|$.payload",
}
_FILE: Rules = {
    "event": "artifact.opened",
    "artifact_id": "{$.runId}:{$.payload.id}|{$.runId}:file",
    "kind": lambda body: "image" if str(_path(body, "mimeType")).startswith("image/") else "file",
    "url": _file,
    "mime": "$.payload.mimeType",
}
_UNTOLD = (
    "text-start text-end reasoning-signature response-metadata raw watch routing-agent-text-start goal "
    "network-execution-event-step-finish network-validation-start network-validation-end is-task-complete "
    "workflow-step-finish workflow-step-waiting workflow-step-progress openai-websocket background-task-progress"
)
"""Chunks that say nothing of what people look for."""


def _executed(kind: str) -> Rules:
    """Return the rules for a part of a network that the network starts and waits for."""
    id = f"$.payload.{kind}Id|$.payload.primitiveId|$.payload.name"
    started = {"event": "agent.started", "agent_id": id, "name": "$.payload.name", "kind": kind}
    return {
        f"{kind}-execution-start": {**started, "task": "$.payload.args.task|$.payload.args.prompt"},
        f"{kind}-execution-end": {"event": "agent.finished", "agent_id": id, "result": "$.payload.result"},
        f"{kind}-execution-abort": {"event": "agent.finished", "agent_id": id, "status": "cancelled"},
    }


RULES: Rules = {
    **_executed("agent"),
    **_executed("workflow"),
    **dict.fromkeys(_UNTOLD.split(), ()),
    **dict.fromkeys(("tool-call-approval", "tool-execution-approval", "agent-execution-approval"), _APPROVAL),
    **{
        f"{what}-suspended": _SUSPENDED
        for what in ("tool-call", "tool-execution", "agent-execution", "workflow-execution")
    },
    "workflow-paused": _WAITING,
    "tool-output-denied": {
        "event": "tool.finished",
        "tool_id": _CALL,
        "name": "$.payload.toolName",
        "status": "denied",
        "error": "$.payload.approval.reason",
    },
    "tool-execution-abort": {"event": "tool.finished", "tool_id": "$.payload.primitiveId", "status": "cancelled"},
    "routing-agent-abort": {"event": "run.finished", "status": "cancelled"},
    "tool-call-delta": {
        "event": "tool.args_added",
        "when": "$.payload.argsTextDelta",
        "tool_id": _CALL,
        "text": "$.payload.argsTextDelta",
    },
    "tool-call-input-streaming-end": {"event": "tool.args_finished", "tool_id": _CALL},
    "tool-result": [
        {
            "event": "tool.finished",
            "when": {"$.payload.isError": False},
            "tool_id": _CALL,
            "name": "$.payload.toolName",
            "output": "$.payload.result",
        },
        {
            "event": "tool.finished",
            "when": {"$.payload.isError": True},
            "tool_id": _CALL,
            "name": "$.payload.toolName",
            "error": "$.payload.result.message|$.payload.result|the call failed",
        },
    ],
    "source": {
        "event": "source.found",
        "source_id": "$.payload.url|$.payload.id",
        "url": "$.payload.url",
        "title": "$.payload.title|$.payload.filename",
    },
    "file": _FILE,
    "reasoning-file": _FILE,
    "custom": {
        "event": "activity.replaced",
        "activity_id": "$.payload.id|$.payload.kind|custom",
        "kind": "$.payload.kind|custom",
        "content": "$.payload",
    },
    "background-task-output": {
        "event": "tool.progressed",
        "tool_id": _CALL,
        "output": "$.payload.payload.payload.output|$.payload.payload",
    },
    **dict.fromkeys(("object", "object-result", "network-object", "network-object-result"), _OBJECT),
    "abort": {"event": "run.finished", "status": "cancelled"},
    "tripwire": {
        "event": "error.reported",
        "message": "$.payload.tripwireReason|$.payload.reason|stopped by a guard",
        "kind": "tripwire",
        "fatal": True,
    },
    "routing-agent-start": [
        {"event": "routing.started"},
        {
            "event": "agent.started",
            "agent_id": "$.payload.agentId|$.payload.networkId",
            "kind": "router",
            "task": "$.payload.inputData.task",
        },
    ],
    "routing-agent-text-delta": {
        "event": "thought.added",
        "when": "$.payload.text",
        "thought_id": "{$.runId}:routing",
        "text": "$.payload.text",
    },
    "routing-agent-end": {
        "event": "routing.decided",
        "agent_id": "$.payload.primitiveId|none",
        "agent_name": "$.payload.primitiveId",
        "reasoning": "$.payload.selectionReason",
    },
    "tool-execution-start": [
        {
            "event": "tool.started",
            "tool_id": "$.payload.args.toolCallId|$.payload.toolCallId",
            "name": "$.payload.args.toolName|$.payload.toolName",
            "running": True,
        },
        {
            "event": "tool.args_replaced",
            "tool_id": "$.payload.args.toolCallId|$.payload.toolCallId",
            "text": "$.payload.args.args|{}",
        },
    ],
    "tool-execution-end": {
        "event": "tool.finished",
        "tool_id": _CALL,
        "name": "$.payload.toolName",
        "output": "$.payload.result",
    },
    "network-execution-event-finish": [
        {
            "event": "text.replaced",
            "when": "$.payload.result",
            "message_id": "{$.runId}:result",
            "text": "$.payload.result",
        },
        {"event": "run.finished", "result": "$.payload.result"},
    ],
    "workflow-step-start": {"event": "phase.started", "phase_id": _STEP, "title": "$.payload.id"},
    "workflow-step-result": {"event": "phase.finished", "phase_id": _STEP, "status": "$.payload.status"},
    "workflow-step-suspended": [
        {
            "event": "interrupt.opened",
            "interrupt_id": _STEP,
            "reason": "suspended",
            "message": "$.payload.suspendPayload.message|$.payload.suspendPayload|$.payload.id",
        },
        _WAITING,
    ],
    "workflow-canceled": {"event": "run.finished", "status": "cancelled"},
    "workflow-finish": {
        "event": "run.finished",
        "status": "$.payload.workflowStatus|completed",
        "result": "$.payload.result",
    },
    "background-task-*": {
        "event": "task.updated",
        "task_id": "$.payload.taskId|$.payload.id|$.payload.toolCallId",
        "title": "$.payload.toolName|$.payload.name",
        "status": lambda body: {"resumed": "running", "suspended": "pending"}.get(
            ending := str(body.get("type", "")).rpartition("-")[2], ending
        ),
    },
    "data-*": {"event": "activity.replaced", "activity_id": "$.id|$name", "kind": "$name", "content": "$.data"},
}
