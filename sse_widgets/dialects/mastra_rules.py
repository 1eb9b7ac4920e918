"""The rules of mastra that need no memory."""

from sse_widgets.dialects.table import Rules

_CALL = "$.payload.toolCallId"
_STEP = "{$.runId}:{$.payload.id}"


def _file(body: dict[str, object]) -> str | None:
    payload = body.get("payload")
    if not isinstance(payload, dict) or not isinstance(data := payload.get("base64") or payload.get("data"), str):
        return None
    return data if ":" in data[:8] else f"data:{payload.get('mimeType') or ''};base64,{data}"


def _executed(kind: str) -> Rules:
    """Return the rules for a part of a network that the network starts and waits for."""
    id = f"$.payload.{kind}Id|$.payload.primitiveId|$.payload.name"
    started = {"event": "agent.started", "agent_id": id, "name": "$.payload.name", "kind": kind}
    return {
        f"{kind}-execution-start": {**started, "task": "$.payload.args.task|$.payload.args.prompt"},
        f"{kind}-execution-end": {"event": "agent.finished", "agent_id": id, "result": "$.payload.result"},
    }


RULES: Rules = {
    **_executed("agent"),
    **_executed("workflow"),
    "text-start": [],
    "text-end": [],
    "reasoning-signature": [],
    "response-metadata": [],
    "raw": [],
    "watch": [],
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
    "tool-call-approval": [
        {
            "event": "interrupt.opened",
            "interrupt_id": _CALL,
            "reason": "approval",
            "message": "Approve {$.payload.toolName}({$.payload.args})?|Approve {$.payload.toolName}?",
            "tool_id": _CALL,
            "schema": "$.payload.resumeSchema",
        },
        {"event": "run.finished", "status": "awaiting_input"},
    ],
    "tool-call-suspended": [
        {
            "event": "interrupt.opened",
            "interrupt_id": _CALL,
            "reason": "suspended",
            "message": "$.payload.suspendPayload.message|$.payload.suspendPayload.question|$.payload.suspendPayload",
            "tool_id": _CALL,
            "schema": "$.payload.resumeSchema",
        },
        {"event": "run.finished", "status": "awaiting_input"},
    ],
    "source": {
        "event": "source.found",
        "source_id": "$.payload.url|$.payload.id",
        "url": "$.payload.url",
        "title": "$.payload.title|$.payload.filename",
    },
    "file": [
        {
            "event": "artifact.opened",
            "artifact_id": "{$.runId}:{$.payload.id}|{$.runId}:file",
            "kind": lambda body: "image" if "image/" in str(body.get("payload"))[:200] else "file",
            "url": _file,
            "mime": "$.payload.mimeType",
        },
    ],
    "object": {
        "event": "activity.replaced",
        "activity_id": "{$.runId}:object",
        "kind": "object",
        "content": "$.object|$.payload.object|$.payload",
    },
    "object-result": {
        "event": "activity.replaced",
        "activity_id": "{$.runId}:object",
        "kind": "object",
        "content": "$.object|$.payload.object|$.payload",
    },
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
    "routing-agent-text-start": [],
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
    "network-execution-event-step-finish": [],
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
    "workflow-step-finish": [],
    "workflow-step-waiting": [],
    "workflow-step-suspended": [
        {
            "event": "interrupt.opened",
            "interrupt_id": _STEP,
            "reason": "suspended",
            "message": "$.payload.suspendPayload.message|$.payload.suspendPayload|$.payload.id",
        },
        {"event": "run.finished", "status": "awaiting_input"},
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
        "status": lambda body: str(body.get("type", "")).rpartition("-")[2],
    },
    "data-*": {"event": "activity.replaced", "activity_id": "$.id|$name", "kind": "$name", "content": "$.data"},
}
