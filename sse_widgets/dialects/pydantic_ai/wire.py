"""The wire of pydantic-ai's events, which is how its dataclasses look as JSON."""

from typing import Any

from sse_widgets.dialects.wire import Wire


class Part(Wire):
    part_kind: str = ""
    content: Any = None
    tool_name: str | None = None
    tool_call_id: str | None = None
    args: Any = None
    outcome: str | None = None


class PartDelta(Wire):
    part_delta_kind: str = ""
    content_delta: str | None = None
    tool_name_delta: str | None = None
    args_delta: Any = None


class Requests(Wire):
    approvals: list[Part] = []


class Told(Wire):
    """Any event; which fields it has depends on its kind."""

    index: int = 0
    part: Part | None = None
    delta: PartDelta | None = None
    result: Any = None
    requests: Requests | None = None
