"""The wire of MCP over streamable HTTP: what a JSON-RPC message of either era says."""

from typing import Any

from pydantic import Field

from sse_widgets.dialects.wire import Wire


class Progress(Wire):
    progress_token: str
    progress: float
    total: float | None = None
    message: str = ""


class LogMessage(Wire):
    level: str = "info"
    logger: str = ""
    data: Any = None


class TaskStatus(Wire):
    task_id: str
    status: str = ""
    status_message: str = ""


class ElicitationDone(Wire):
    elicitation_id: str


class Question(Wire):
    """What a server asks of the client: `elicitation/create` or `sampling/createMessage`."""

    message: str = ""
    mode: str = ""
    url: str = ""
    elicitation_id: str = ""
    requested_schema: Any = None


class Resource(Wire):
    uri: str = ""
    text: str | None = None
    blob: str | None = None
    mime_type: str = ""


class Content(Wire):
    """One piece of the result of a call."""

    type: str = ""
    text: str = ""
    data: str = ""
    mime_type: str = ""
    uri: str = ""
    name: str = ""
    title: str = ""
    description: str = ""
    resource: Resource | None = None


class ServerInfo(Wire):
    name: str = ""
    title: str = ""
    version: str = ""


class Asked(Wire):
    method: str = ""
    params: dict[str, Any] = Field(default_factory=dict)


class Result(Wire):
    """What a request led to; which fields there are tells which request it was."""

    content: list[Content] | None = None
    structured_content: Any = None
    is_error: bool = False
    result_type: str = "complete"
    input_requests: dict[str, Asked] = Field(default_factory=dict)
    server_info: ServerInfo | None = None
    task: TaskStatus | None = None
