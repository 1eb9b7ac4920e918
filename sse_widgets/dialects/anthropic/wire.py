"""The wire of Anthropic Messages: events, and the blocks of which a message consists."""

from typing import Any

from pydantic import Field

from sse_widgets.dialects.wire import Wire


class Thinking(Wire):
    thinking_tokens: int | None = None


class Spent(Wire):
    input_tokens: int | None = None
    output_tokens: int | None = None
    cache_read_input_tokens: int | None = None
    cache_creation_input_tokens: int | None = None
    output_tokens_details: Thinking | None = None


class Block(Wire):
    """A block of a message; what it is tells which fields it has."""

    type: str = ""
    text: str | None = None
    citations: list[Any] | None = None
    thinking: str | None = None
    id: str | None = None
    name: str | None = None
    input: Any = None
    server_name: str | None = None
    tool_use_id: str | None = None
    content: Any = None
    is_error: bool | None = None
    file_id: str | None = None
    mcp_server_name: str | None = None


class Message(Wire):
    id: str | None = None
    role: str | None = None
    model: str | None = None
    content: list[Block] | None = None
    stop_reason: str | None = None
    usage: Spent | None = None


class MessageStart(Wire):
    message: Message = Field(default_factory=Message)


class BlockStart(Wire):
    index: int = 0
    content_block: Block


class Delta(Wire):
    type: str = ""
    text: str | None = None
    partial_json: str | None = None
    thinking: str | None = None
    citation: Any = None
    stop_reason: str | None = None


class BlockDelta(Wire):
    index: int = 0
    delta: Delta


class BlockStop(Wire):
    index: int = 0


class MessageDelta(Wire):
    delta: Delta = Field(default_factory=Delta)
    usage: Spent | None = None
