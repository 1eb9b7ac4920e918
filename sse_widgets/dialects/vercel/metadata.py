"""What the metadata of a Vercel UI message says of models and tokens: a custom of many servers, no rule."""

from collections.abc import Iterator, Mapping
from typing import Any

from sse_widgets.events import UsageReported


def model_in(metadata: Any) -> str:
    """Return the model that metadata names, empty if it names none."""
    named = metadata.get("model") if isinstance(metadata, dict) else None
    return named if isinstance(named, str) else ""


def usage_in(metadata: Any) -> Iterator[UsageReported]:
    """Yield the tokens that metadata tells of, in the words of `ai` 5 (flat) and 7 (with details)."""
    said = metadata if isinstance(metadata, dict) else {}
    usage = said.get("totalUsage") or said.get("usage")
    if not isinstance(usage, dict):
        return
    into, out = _details(usage, "inputTokenDetails"), _details(usage, "outputTokenDetails")
    report = UsageReported(
        model=model_in(metadata),
        input_tokens=_count(usage, "inputTokens"),
        output_tokens=_count(usage, "outputTokens"),
        total_tokens=_count(usage, "totalTokens"),
        reasoning_tokens=_count({**usage, **out}, "reasoningTokens"),
        cached_tokens=_count({"cacheReadTokens": usage.get("cachedInputTokens"), **into}, "cacheReadTokens"),
        cache_write_tokens=_count(into, "cacheWriteTokens"),
    )
    if report != UsageReported(model=report.model):
        yield report


def _details(usage: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    details = usage.get(name)
    return details if isinstance(details, dict) else {}


def _count(usage: Mapping[str, Any], name: str) -> int | None:
    amount = usage.get(name)
    return amount if type(amount) is int else None
