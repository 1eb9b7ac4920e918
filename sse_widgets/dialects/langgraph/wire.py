"""Messages of LangChain, whole and in chunks, as LangGraph sends them."""

from collections.abc import Mapping
from typing import Any

from sse_widgets.dialects.wire import Wire
from sse_widgets.events import UsageReported


class ToolCallChunk(Wire):
    index: str | None = None
    id: str | None = None
    name: str | None = None
    args: str | None = None


class ToolCall(Wire):
    id: str | None = None
    name: str | None = None
    args: Any = None
    error: str | None = None


class Usage(Wire):
    input_tokens: int | None = None
    output_tokens: int | None = None
    total_tokens: int | None = None
    input_token_details: dict[str, Any] | None = None
    output_token_details: dict[str, Any] | None = None

    def report(self, key: str, model: str = "") -> UsageReported:
        """Return the tokens that one message cost."""
        into, out = self.input_token_details or {}, self.output_token_details or {}
        return UsageReported(
            key,
            model,
            input_tokens=self.input_tokens,
            output_tokens=self.output_tokens,
            total_tokens=self.total_tokens,
            reasoning_tokens=_count(out, "reasoning"),
            cached_tokens=_count(into, "cache_read"),
            cache_write_tokens=_count(into, "cache_creation"),
        )

    def plus(self, other: "Usage") -> "Usage":
        """Return the sum: the chunks of one message each tell a share."""
        return Usage(
            input_tokens=_sum(self.input_tokens, other.input_tokens),
            output_tokens=_sum(self.output_tokens, other.output_tokens),
            total_tokens=_sum(self.total_tokens, other.total_tokens),
            input_token_details=_sums(self.input_token_details, other.input_token_details),
            output_token_details=_sums(self.output_token_details, other.output_token_details),
        )


class LangMessage(Wire):
    type: str = ""
    role: str = ""
    id: str | None = None
    name: str | None = None
    content: Any = ""
    tool_calls: list[ToolCall] | None = None
    invalid_tool_calls: list[ToolCall] | None = None
    tool_call_chunks: list[ToolCallChunk] | None = None
    tool_call_id: str | None = None
    status: str | None = None
    artifact: Any = None
    usage_metadata: Usage | None = None
    response_metadata: dict[str, Any] | None = None
    additional_kwargs: dict[str, Any] | None = None
    chunk_position: str | None = None

    @property
    def kind(self) -> str:
        """What it is: `ai`, `human`, `tool`, `system`, `remove`, …"""
        return kind_of_message(self.type or self.role)

    @property
    def model(self) -> str:
        """The model that wrote it, empty if it is not said."""
        return self._said("model_name", "model")

    @property
    def ended(self) -> str:
        """The word for why it ended, empty while it has not, or if it is not said."""
        return self._said("finish_reason", "stop_reason", "done_reason")

    def _said(self, *names: str) -> str:
        said = self.response_metadata or {}
        return next((value for name in names if isinstance(value := said.get(name), str)), "")


_KINDS = {"user": "human", "assistant": "ai", "developer": "system", "function": "tool"}


def kind_of_message(type: str) -> str:
    """Return what a message is, by its type or its role: `AIMessageChunk` is `ai`, as is `assistant`."""
    kind = type.lower().removesuffix("chunk").removesuffix("message")
    return _KINDS.get(kind, kind)


def is_message(value: Any) -> bool:
    """Return whether a value is a message, or the removal of one."""
    if not isinstance(value, dict):
        return False
    kind = kind_of_message(str(value.get("type") or value.get("role") or ""))
    return kind == "remove" or (kind in ("ai", "human", "tool", "system") and "content" in value)


def _count(details: Mapping[str, Any], name: str) -> int | None:
    amount = details.get(name)
    return amount if type(amount) is int else None


def _sum(one: int | None, other: int | None) -> int | None:
    return other if one is None else one + (other or 0)


def _sums(one: dict[str, Any] | None, other: dict[str, Any] | None) -> dict[str, Any]:
    one, other = one or {}, other or {}
    return {name: _sum(_count(one, name), _count(other, name)) for name in {**one, **other}}
