"""The rules of agno that need no memory."""

from typing import Final

from sse_widgets.dialects.tables.table import Rules

_TOOL = "$.tool.tool_call_id|{$.run_id}-{$.tool.tool_name}"
_STEP = "$.step_id|$.step_name|$.step_index"
_BEGUN: Rules = {"event": "phase.started", "phase_id": _STEP, "title": "$.step_name", "parent": "$.parent_step_id"}
_DONE: Rules = {"event": "phase.finished", "phase_id": _STEP, "title": "$.step_name"}
_ASKED: Rules = {"event": "interrupt.opened", "interrupt_id": _STEP, "reason": "$name", "message": "$.step_name"}
SOURCES: Rules = {
    "event": "source.found",
    "each": "$.citations.urls",
    "when": "$.url",
    "source_id": "$.url",
    "url": "$.url",
    "title": "$.title",
    "message_id": "$$.run_id",
}
IMAGES: Rules = {
    "event": "artifact.opened",
    "each": "$.images",
    "artifact_id": "$.id|$.url|image",
    "kind": "image",
    "url": "$.url",
    "mime": "$.mime_type",
    "message_id": "$$.run_id",
}
_STAGES: Final = (
    "PreHook PostHook MemoryUpdate SessionSummary ParserModelResponse OutputModelResponse Compression Compaction "
    "Followups"
)
_UNTOLD: Final = [
    *(
        [
            "catch_up",
            "replay",
            "subscribed",
            "queued",
            "ModelRequestStarted",
            "WorkflowAgentStarted",
            "WorkflowAgentCompleted",
        ]
    ),
    *(f"{stage}{when}" for stage in _STAGES.split() for when in ("Started", "Completed")),
]
"""Events that say nothing of what people look for."""

RULES: Rules = {
    "RunIntermediateContent": {
        "event": "text.added",
        "when": "$.content",
        "message_id": "{$.run_id}:intermediate",
        "text": "$.content",
        "agent": "$.agent_id|$.team_id",
    },
    "RunContentCompleted": {"event": "message.finished", "message_id": "$.run_id"},
    "ToolCallStarted": [
        {
            "event": "tool.started",
            "tool_id": _TOOL,
            "name": "$.tool.tool_name",
            "agent": "$.agent_id|$.team_id",
            "message_id": "$.run_id",
            "running": True,
        },
        {"event": "tool.args_replaced", "tool_id": _TOOL, "text": "$.tool.tool_args|{}"},
        {"event": "tool.args_finished", "tool_id": _TOOL},
    ],
    "ToolCallCompleted": [
        {
            "event": "tool.finished",
            "when": {"$.tool.tool_call_error": False},
            "tool_id": _TOOL,
            "name": "$.tool.tool_name",
            "output": "$.tool.result|$.content",
            "duration": "$.tool.metrics.duration",
        },
        {
            "event": "tool.finished",
            "when": {"$.tool.tool_call_error": True},
            "tool_id": _TOOL,
            "name": "$.tool.tool_name",
            "error": "$.tool.result|$.content|the call failed",
            "duration": "$.tool.metrics.duration",
        },
        IMAGES,
    ],
    "ToolCallError": {
        "event": "tool.finished",
        "tool_id": _TOOL,
        "name": "$.tool.tool_name",
        "error": "$.error|$.tool.result|the call failed",
    },
    "ReasoningStarted": {
        "event": "thought.started",
        "thought_id": "{$.run_id}:thinking",
        "message_id": "$.run_id",
        "agent": "$.agent_id|$.team_id",
    },
    "ReasoningCompleted": {"event": "thought.finished", "thought_id": "{$.run_id}:thinking"},
    "TeamTaskCreated": {
        "event": "task.updated",
        "task_id": "$.task_id",
        "title": "$.title",
        "status": "$.status|pending",
        "agent": "$.assignee",
    },
    "TeamTaskUpdated": {
        "event": "task.updated",
        "task_id": "$.task_id",
        "title": "$.title",
        "status": "$.status",
        "agent": "$.assignee",
    },
    "TeamTaskStateUpdated": {
        "event": "task.updated",
        "each": "$.tasks",
        "task_id": "$.id",
        "title": "$.title",
        "status": "$.status",
        "agent": "$.assignee",
    },
    "TeamTaskIterationStarted": {
        "event": "phase.started",
        "phase_id": "{$.run_id}:iteration-{$.iteration}",
        "title": "Iteration {$.iteration}",
    },
    "TeamTaskIterationCompleted": {"event": "phase.finished", "phase_id": "{$.run_id}:iteration-{$.iteration}"},
    "StepStarted": _BEGUN,
    "StepCompleted": _DONE,
    "StepError": {**_DONE, "status": "failed", "error": "$.error"},
    "StepProgress": {"event": "log.added", "when": "$.content", "message": "$.content", "logger": "$.step_name"},
    "StepOutput": [],
    "StepPaused": _ASKED,
    "StepExecutorPaused": _ASKED,
    "StepOutputReview": _ASKED,
    "RouterPaused": _ASKED,
    "ConditionPaused": _ASKED,
    "StepContinued": {"event": "interrupt.resolved", "interrupt_id": _STEP},
    "StepExecutorContinued": {"event": "interrupt.resolved", "interrupt_id": _STEP},
    **{f"{kind}ExecutionStarted": _BEGUN for kind in ("Loop", "Parallel", "Condition", "Router", "Steps")},
    **{f"{kind}ExecutionCompleted": _DONE for kind in ("Loop", "Parallel", "Condition", "Router", "Steps")},
    "LoopIterationStarted": {
        "event": "phase.started",
        "phase_id": "{$.step_id}:{$.iteration}|{$.step_name}:{$.iteration}",
        "title": "Iteration {$.iteration}",
        "parent": _STEP,
    },
    "LoopIterationCompleted": {
        "event": "phase.finished",
        "phase_id": "{$.step_id}:{$.iteration}|{$.step_name}:{$.iteration}",
    },
    "CustomEvent": {
        "event": "activity.replaced",
        "activity_id": "$.id|$.name|custom",
        "kind": "$.name|custom",
        "content": "$",
    },
    "error": {"event": "error.reported", "message": "$.error|$.message|the run failed", "fatal": True},
    **dict.fromkeys(_UNTOLD, ()),
}
