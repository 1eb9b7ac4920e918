"""The wire of Gemini's Interactions: events, the steps of an interaction, and what is added to them."""

from typing import Any

from sse_widgets.dialects.wire import Wire


class Said(Wire):
    """A step, a delta to one, or a piece of content; its type tells which of these it has."""

    type: str = ""
    id: str | None = None
    call_id: str | None = None
    name: str | None = None
    server_name: str | None = None
    text: str | None = None
    content: Any = None
    summary: list[Any] | None = None
    arguments: Any = None
    result: Any = None
    is_error: bool | None = None
    signature: str | None = None
    annotations: list[Any] | None = None
    data: str | None = None
    uri: str | None = None
    mime_type: str | None = None
    error: Any = None


class StepEvent(Wire):
    index: int = 0
    step: Said | None = None
    content: Said | None = None
    delta: Said | None = None


class Spent(Wire):
    total_input_tokens: int | None = None
    total_output_tokens: int | None = None
    total_thought_tokens: int | None = None
    total_cached_tokens: int | None = None
    total_tokens: int | None = None


class Interaction(Wire):
    id: str | None = None
    model: str | None = None
    agent: str | None = None
    status: str | None = None
    steps: list[Said] | None = None
    outputs: list[Said] | None = None
    usage: Spent | None = None
    error: Any = None


class Update(Wire):
    interaction: Interaction | None = None
    interaction_id: str | None = None
    status: str | None = None
    usage: Spent | None = None
