"""The wire of the UI message stream of the Vercel AI SDK: one model a shape, and which chunks have it."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from sse_widgets.dialects.wire import Wire


class Start(Wire):
    message_id: str = ""
    message_metadata: Any = None


class Metadata(Wire):
    message_metadata: Any = None


class Finish(Wire):
    finish_reason: str = ""
    message_metadata: Any = None


class StartStep(Wire):
    pass


class FinishStep(Wire):
    pass


class ResetStep(Wire):
    pass


class Abort(Wire):
    reason: str = ""


class Failed(Wire):
    error_text: str


class TextStart(Wire):
    id: str


class TextDelta(Wire):
    id: str
    delta: str


class CitedSource(Wire):
    id: str
    url: str = ""
    title: str = ""
    filename: str = ""


class Citation(Wire):
    source: CitedSource
    start_index: int | None = None
    end_index: int | None = None
    cited_text: str = ""


class TextEnd(Wire):
    id: str
    citations: list[Citation] = Field(default_factory=list)


class ReasoningStart(Wire):
    id: str


class ReasoningDelta(Wire):
    id: str
    delta: str


class ReasoningEnd(Wire):
    id: str


class ToolInput(Wire):
    """A call, at whatever stage of its arguments."""

    tool_call_id: str
    tool_name: str = ""
    title: str = ""
    dynamic: bool = False
    provider_executed: bool = False
    input: Any = None
    error_text: str = ""


class ToolInputStart(ToolInput):
    pass


class ToolInputAvailable(ToolInput):
    pass


class ToolInputError(ToolInput):
    pass


class ToolInputDelta(Wire):
    tool_call_id: str
    input_text_delta: str


class ToolOutput(Wire):
    tool_call_id: str
    output: Any = None
    preliminary: bool = False


class ToolOutputError(Wire):
    tool_call_id: str
    error_text: str


class ToolOutputDenied(Wire):
    tool_call_id: str


class ApprovalRequest(Wire):
    approval_id: str
    tool_call_id: str
    reason: str = ""
    is_automatic: bool = False


class ApprovalResponse(Wire):
    approval_id: str
    approved: bool
    reason: str = ""


class SourceUrl(Wire):
    source_id: str
    url: str
    title: str = ""


class SourceDocument(Wire):
    source_id: str
    media_type: str = ""
    title: str = ""
    filename: str = ""


class File(Wire):
    url: str
    media_type: str = ""
    filename: str = ""


class Steering(Wire):
    id: str
    parts: list[dict[str, Any]]


class Custom(Wire):
    kind: str


class Data(Wire):
    type: str
    id: str = ""
    data: Any = None
    transient: bool = False


MODELS: Mapping[str, type[Wire]] = {
    "start": Start,
    "finish": Finish,
    "start-step": StartStep,
    "finish-step": FinishStep,
    "reset-step": ResetStep,
    "abort": Abort,
    "error": Failed,
    "message-metadata": Metadata,
    "text-start": TextStart,
    "text-delta": TextDelta,
    "text-end": TextEnd,
    "reasoning-start": ReasoningStart,
    "reasoning-delta": ReasoningDelta,
    "reasoning-end": ReasoningEnd,
    "tool-input-start": ToolInputStart,
    "tool-input-delta": ToolInputDelta,
    "tool-input-available": ToolInputAvailable,
    "tool-input-error": ToolInputError,
    "tool-output-available": ToolOutput,
    "tool-output-error": ToolOutputError,
    "tool-output-denied": ToolOutputDenied,
    "tool-approval-request": ApprovalRequest,
    "tool-approval-response": ApprovalResponse,
    "source-url": SourceUrl,
    "source-document": SourceDocument,
    "file": File,
    "reasoning-file": File,
    "steering-message": Steering,
    "custom": Custom,
}
