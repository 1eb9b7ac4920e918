"""The wire of Responses: events by shape, and the items of which a response consists."""

from typing import Any

from pydantic import Field

from sse_widgets.dialects.wire import Wire


class At(Wire):
    """Where in a response: the item, and the part of it."""

    item_id: str | None = None
    output_index: int | None = None
    content_index: int | None = None
    summary_index: int | None = None
    command_index: int | None = None


class Delta(At):
    delta: Any = None


class Done(At):
    """The authoritative value of what was streamed; each event has one of these."""

    text: str | None = None
    refusal: str | None = None
    arguments: str | None = None
    input: str | None = None
    code: str | None = None
    command: str | None = None
    output: Any = None


class Annotated(At):
    annotation: Any = None


class Picture(At):
    partial_image_b64: str
    partial_image_index: int = 0
    output_format: str | None = None


class Content(Wire):
    """A part of a message or of a reasoning item."""

    type: str = ""
    text: str | None = None
    refusal: str | None = None
    annotations: list[Any] | None = None


class Item(Wire):
    """Something that a response consists of; what it is tells which fields it has."""

    id: str | None = None
    type: str = ""
    call_id: str | None = None
    name: str | None = None
    role: str | None = None
    status: str | None = None
    content: list[Content] | None = None
    summary: list[Content] | None = None
    encrypted_content: str | None = None
    arguments: Any = None
    input: Any = None
    action: Any = None
    actions: Any = None
    operation: Any = None
    queries: list[Any] | None = None
    results: list[Any] | None = None
    code: str | None = None
    outputs: list[Any] | None = None
    output: Any = None
    result: Any = None
    output_format: str | None = None
    revised_prompt: str | None = None
    server_label: str | None = None
    tools: list[Any] | None = None
    execution: str | None = None
    error: Any = None
    approval_request_id: str | None = None
    approve: bool | None = None


class ItemEvent(At):
    item: Item


class Counted(Wire):
    cached_tokens: int | None = None
    cache_write_tokens: int | None = None
    reasoning_tokens: int | None = None


class Spent(Wire):
    input_tokens: int | None = None
    output_tokens: int | None = None
    total_tokens: int | None = None
    input_tokens_details: Counted | None = None
    output_tokens_details: Counted | None = None
    cost: float | None = None


class Incomplete(Wire):
    reason: str | None = None


class Response(Wire):
    id: str | None = None
    model: str | None = None
    status: str | None = None
    output: list[Item] | None = None
    usage: Spent | None = None
    error: Any = None
    incomplete_details: Incomplete | None = None


class ResponseEvent(Wire):
    response: Response = Field(default_factory=Response)


class Mistake(Wire):
    message: str | None = None
    code: str | None = None
    error: Any = None
