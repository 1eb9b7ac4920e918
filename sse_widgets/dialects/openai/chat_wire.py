"""The wire of Chat Completions, with what other vendors add to it; nearly every field may be null."""

from typing import Any

from pydantic import AliasChoices, Field

from sse_widgets.dialects.wire import Wire

_WRITTEN = AliasChoices("cache_write_tokens", "cache_creation_tokens")


class Function(Wire):
    name: str | None = None
    arguments: Any = None
    input: Any = None


class CallPart(Wire):
    index: int | None = None
    id: str | None = None
    function: Function | None = None
    custom: Function | None = None


class Said(Wire):
    """What a choice says: a `delta` while it streams, a `message` as a whole."""

    role: str | None = None
    content: str | list[Any] | None = None
    refusal: str | None = None
    reasoning_content: str | None = None
    reasoning: Any = None
    reasoning_details: list[Any] | None = None
    tool_calls: list[CallPart] | None = None
    function_call: Function | None = None
    annotations: list[Any] | None = None
    executed_tools: list[Any] | None = None
    images: list[Any] | None = None
    audio: Any = None


class Choice(Wire):
    index: int | None = None
    delta: Said | None = None
    message: Said | None = None
    text: str | None = None
    finish_reason: str | None = None
    error: Any = None


class Details(Wire):
    cached_tokens: int | None = None
    cache_write_tokens: int | None = Field(None, validation_alias=_WRITTEN)
    reasoning_tokens: int | None = None


class Spent(Wire):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    total_tokens: int | None = None
    prompt_tokens_details: Details | None = None
    completion_tokens_details: Details | None = None
    prompt_cache_hit_tokens: int | None = None
    cost: float | None = None


class Groq(Wire):
    usage: Spent | None = None
    error: Any = None


class Chunk(Wire):
    id: str | None = None
    object: str | None = None
    model: str | None = None
    choices: list[Choice] | None = None
    usage: Spent | None = None
    x_groq: Groq | None = None
    error: Any = None
    citations: list[Any] | None = None
    search_results: list[Any] | None = None
    web_search: list[Any] | None = None
