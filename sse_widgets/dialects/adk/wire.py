"""The wire of Google ADK: an event as `/run_sse` sends it, in camelCase or, from other languages, snake_case."""

from typing import Any

from pydantic import Field

from sse_widgets.dialects.grounding import Citations, Grounding
from sse_widgets.dialects.wire import Wire


class FunctionCall(Wire):
    id: str = ""
    name: str = ""
    args: dict[str, Any] = Field(default_factory=dict)


class FunctionResponse(Wire):
    id: str = ""
    name: str = ""
    response: Any = None


class Blob(Wire):
    data: str = ""
    mime_type: str = ""
    display_name: str = ""


class FileData(Wire):
    file_uri: str = ""
    mime_type: str = ""
    display_name: str = ""


class ExecutableCode(Wire):
    id: str = ""
    code: str = ""
    language: str = ""


class ServerCall(Wire):
    """A tool that runs where the model runs."""

    id: str = ""
    tool_type: str = ""
    args: dict[str, Any] | None = None


class ServerResponse(Wire):
    id: str = ""
    tool_type: str = ""
    response: Any = None


class CodeResult(Wire):
    id: str = ""
    outcome: str = ""
    output: str = ""


class Part(Wire):
    text: str | None = None
    thought: bool | None = None
    function_call: FunctionCall | None = None
    function_response: FunctionResponse | None = None
    inline_data: Blob | None = None
    file_data: FileData | None = None
    executable_code: ExecutableCode | None = None
    code_execution_result: CodeResult | None = None
    tool_call: ServerCall | None = None
    tool_response: ServerResponse | None = None


class Content(Wire):
    role: str | None = None
    parts: list[Part] | None = None


class Actions(Wire):
    state_delta: dict[str, Any] | None = None
    artifact_delta: dict[str, Any] | None = None
    transfer_to_agent: str | None = None
    transfer_reason: str | None = None
    end_of_agent: bool | None = None
    skip_summarization: bool | None = None
    requested_tool_confirmations: dict[str, Any] | None = None
    requested_auth_configs: dict[str, Any] | None = None
    render_ui_widgets: list[dict[str, Any]] | None = None
    compaction: dict[str, Any] | None = None
    set_model_response: Any = None


class Usage(Wire):
    prompt_token_count: int | None = None
    candidates_token_count: int | None = None
    thoughts_token_count: int | None = None
    cached_content_token_count: int | None = None
    total_token_count: int | None = None


class NodeInfo(Wire):
    path: str | None = None


NOTHING = Actions()
NOWHERE = NodeInfo()


class AdkEvent(Wire):
    id: str = ""
    invocation_id: str = ""
    author: str = ""
    timestamp: Any = None
    content: Content | None = None
    partial: bool | None = None
    finish_reason: str | None = None
    error_code: str | None = None
    error_message: str | None = None
    model_version: str | None = None
    usage_metadata: Usage | None = None
    grounding_metadata: Grounding | None = None
    citation_metadata: Citations | None = None
    actions: Actions = NOTHING
    long_running_tool_ids: list[str] | None = None
    branch: str | None = None
    node_info: NodeInfo = NOWHERE
    output: Any = None
