"""The wire of AG-UI: one model a shape, and which event types have it."""

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import Field

from sse_widgets.dialects.ag_ui.lanes import Kind
from sse_widgets.dialects.wire import Wire


class Owned(Wire):
    """Most events name the subagent they belong to; none is the agent itself."""

    subagent_run_id: str = ""


class TextMessage(Owned):
    message_id: str
    role: str = "assistant"
    name: str = ""


class TextDelta(Owned):
    message_id: str
    delta: str


class TextChunk(Owned):
    kind: ClassVar[Kind] = "text"
    message_id: str = ""
    role: str = "assistant"
    name: str = ""
    delta: str = ""


class ToolCall(Owned):
    tool_call_id: str
    tool_call_name: str = ""
    parent_message_id: str = ""


class ToolDelta(Owned):
    tool_call_id: str
    delta: str


class ToolChunk(Owned):
    kind: ClassVar[Kind] = "tool"
    tool_call_id: str = ""
    tool_call_name: str = ""
    parent_message_id: str = ""
    delta: str = ""


class ToolResult(Owned):
    message_id: str = ""
    tool_call_id: str
    content: str | list[dict[str, Any]]


class Reasoning(Owned):
    message_id: str = ""
    role: str = ""
    title: str = ""


class ReasoningDelta(Owned):
    message_id: str = ""
    delta: str


class ReasoningChunk(Owned):
    kind: ClassVar[Kind] = "reasoning"
    message_id: str = ""
    delta: str = ""


class Encrypted(Wire):
    subtype: str = ""
    entity_id: str
    encrypted_value: str


class UsageReport(Wire):
    model: str = ""
    provider: str = ""
    input_tokens: int | None = None
    output_tokens: int | None = None
    total_tokens: int | None = None
    reasoning_tokens: int | None = None
    cached_input_tokens: int | None = None
    cache_write_input_tokens: int | None = None


class FunctionCall(Wire):
    name: str = ""
    arguments: str = ""


class SnapshotCall(Wire):
    id: str
    function: FunctionCall = Field(default_factory=FunctionCall)


class SnapshotMessage(Wire):
    id: str = ""
    role: str
    content: Any = None
    name: str = ""
    tool_calls: list[SnapshotCall] = Field(default_factory=list)
    tool_call_id: str = ""
    error: str | None = None
    activity_type: str = ""
    encrypted_value: str = ""
    subagent_run_id: str = ""


class RunInput(Wire):
    messages: list[SnapshotMessage] = Field(default_factory=list)


class RunStarted(Wire):
    run_id: str
    thread_id: str
    input: RunInput | None = None


class AskedInterrupt(Wire):
    id: str
    reason: str = ""
    message: str = ""
    tool_call_id: str = ""
    response_schema: Any = None


class Outcome(Wire):
    type: str
    interrupts: list[AskedInterrupt] = Field(default_factory=list)


class RunFinished(Wire):
    run_id: str = ""
    thread_id: str = ""
    result: Any = None
    outcome: Outcome | None = None
    usage: list[UsageReport] = Field(default_factory=list)


class RunError(Wire):
    message: str
    code: str = ""
    usage: list[UsageReport] = Field(default_factory=list)


class Step(Owned):
    step_name: str


class Subagent(Wire):
    subagent_run_id: str
    name: str = ""
    description: str = ""
    parent_subagent_run_id: str = ""
    parent_tool_call_id: str = ""
    message: str = ""
    result: Any = None
    outcome: Outcome | None = None


class StateSnapshot(Owned):
    snapshot: Any


class StateDelta(Owned):
    delta: list[dict[str, Any]]


class MessagesSnapshot(Wire):
    messages: list[SnapshotMessage]


class Activity(Wire):
    message_id: str
    activity_type: str
    content: Any
    replace: bool = True


class ActivityDelta(Wire):
    message_id: str
    activity_type: str = ""
    patch: list[dict[str, Any]]


class Custom(Owned):
    name: str
    value: Any = None


class Raw(Wire):
    """Somebody else's event, passed on; its meaning comes again in AG-UI's own words."""

    event: Any = None
    source: str = ""


MODELS: Mapping[str, type[Wire]] = {
    "TEXT_MESSAGE_START": TextMessage,
    "TEXT_MESSAGE_CONTENT": TextDelta,
    "TEXT_MESSAGE_END": TextMessage,
    "TEXT_MESSAGE_CHUNK": TextChunk,
    "TOOL_CALL_START": ToolCall,
    "TOOL_CALL_ARGS": ToolDelta,
    "TOOL_CALL_END": ToolCall,
    "TOOL_CALL_CHUNK": ToolChunk,
    "TOOL_CALL_RESULT": ToolResult,
    "REASONING_START": Reasoning,
    "REASONING_END": Reasoning,
    "REASONING_MESSAGE_START": Reasoning,
    "REASONING_MESSAGE_CONTENT": ReasoningDelta,
    "REASONING_MESSAGE_END": Reasoning,
    "REASONING_MESSAGE_CHUNK": ReasoningChunk,
    "REASONING_ENCRYPTED_VALUE": Encrypted,
    "THINKING_START": Reasoning,
    "THINKING_END": Reasoning,
    "THINKING_TEXT_MESSAGE_START": Reasoning,
    "THINKING_TEXT_MESSAGE_CONTENT": ReasoningDelta,
    "THINKING_TEXT_MESSAGE_END": Reasoning,
    "RUN_STARTED": RunStarted,
    "RUN_FINISHED": RunFinished,
    "RUN_ERROR": RunError,
    "STEP_STARTED": Step,
    "STEP_FINISHED": Step,
    "SUBAGENT_STARTED": Subagent,
    "SUBAGENT_FINISHED": Subagent,
    "SUBAGENT_ERROR": Subagent,
    "STATE_SNAPSHOT": StateSnapshot,
    "STATE_DELTA": StateDelta,
    "MESSAGES_SNAPSHOT": MessagesSnapshot,
    "ACTIVITY_SNAPSHOT": Activity,
    "ACTIVITY_DELTA": ActivityDelta,
    "CUSTOM": Custom,
    "RAW": Raw,
}
