"""The wire of Anthropic's Managed Agents: one shape with what any event may say."""

from typing import Any

from sse_widgets.dialects.wire import Wire


class Reason(Wire):
    type: str = ""
    event_ids: list[str] = []


class Retry(Wire):
    type: str = ""


class Trouble(Wire):
    type: str = ""
    message: str = ""
    retry_status: Retry | None = None


class Ending(Wire):
    type: str = ""
    error: Trouble | None = None


class Phase(Wire):
    id: str
    name: str = ""
    description: str | None = None


class Spent(Wire):
    input_tokens: int | None = None
    output_tokens: int | None = None
    cache_read_input_tokens: int | None = None
    cache_creation_input_tokens: int | None = None


class Previewed(Wire):
    id: str
    type: str = ""


class Piece(Wire):
    """A piece of a message that is still being written."""

    index: int | None = None
    content: Any = None


class SessionEvent(Wire):
    """Any event of a session; its type tells which of these it has."""

    id: str = ""
    type: str = ""
    content: Any = None
    name: str = ""
    input: Any = None
    mcp_server_name: str = ""
    evaluated_permission: str | None = None
    is_error: bool | None = None
    tool_use_id: str = ""
    mcp_tool_use_id: str = ""
    custom_tool_use_id: str = ""
    result: Any = None
    deny_message: str | None = None
    agent_name: str = ""
    session_thread_id: str = ""
    workflow_run_id: str = ""
    workflow_run_phase_id: str = ""
    description: str | None = None
    phases: list[Phase] = []
    stop_reason: Reason | None = None
    error: Trouble | None = None
    model_usage: Spent | None = None
    model_request_start_id: str = ""
    event: Previewed | None = None
    event_id: str = ""
    delta: Piece | None = None
    to_agent_name: str | None = None
    from_agent_name: str | None = None
    title: str | None = None
    explanation: str | None = None
    iteration: int | None = None
