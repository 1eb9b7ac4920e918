"""What one Strands agent is saying: messages one after another, in blocks that carry no ids of their own."""

from collections.abc import Iterator
from typing import Any

from sse_widgets import events as e
from sse_widgets.dialects.tables.values import as_int, as_text, objects, said
from sse_widgets.events import Event

_REASONS = {"end_turn": "", "stop_sequence": "", "tool_use": "tool_calls", "max_tokens": "length"}
_REASONS |= {"content_filtered": "content_filter", "guardrail_intervened": "content_filter"}


class Speaker:
    """Reads what an agent says, alone or as the node of a graph."""

    def __init__(self, agent: str) -> None:
        self._agent = agent
        self._count = 0
        self._open = False
        """Whether the message that was counted last goes on."""
        self._said = False
        """Whether anything came of it."""
        self._from_model = False
        """Whether events of the model have come, which the convenient ones repeat."""
        self._thinks = False
        self._calls: dict[str, str] = {}
        """The call in each block of the message."""
        self._sent: dict[str, int] = {}
        """How many characters of the arguments of a call the convenient events have had."""

    @property
    def _id(self) -> str:
        return f"{self._agent}:message-{self._count}" if self._agent else f"message-{self._count}"

    def _begin(self) -> Iterator[Event]:
        if not self._open:
            self._open, self._said = True, False
            self._count += 1
            self._calls.clear()
            yield e.MessageStarted(self._id, agent=self._agent)

    def _end(self, reason: str = "") -> Iterator[Event]:
        if self._open:
            self._open = False
            yield from self._thought_over()
            yield e.MessageFinished(self._id, reason)

    def _thought_over(self) -> Iterator[Event]:
        if self._thinks:
            self._thinks = False
            yield e.ThoughtFinished(f"{self._id}:thinking")

    def _thought(self, text: str) -> Iterator[Event]:
        id = f"{self._id}:thinking"
        if not self._thinks:
            self._thinks = True
            yield e.ThoughtStarted(id, message_id=self._id, agent=self._agent)
        if text:
            yield e.ThoughtAdded(id, text)

    def _call(self, use: Any) -> Iterator[Event]:
        yield e.ToolStarted(said(use, "toolUseId"), said(use, "name"), self._agent, self._id)

    def read(self, event: dict[str, Any]) -> Iterator[Event]:
        """Yield what an event of the model says (Bedrock ConverseStream)."""
        self._from_model = True
        for name, told in event.items():
            match name, told:
                case "messageStart", _:
                    if self._said:
                        yield from self._end()
                    yield from self._begin()
                case "contentBlockStart", {"start": {"toolUse": dict(use)}}:
                    yield from self._begin()
                    self._said = True
                    self._calls[_block(told)] = said(use, "toolUseId")
                    yield from self._call(use)
                case "contentBlockDelta", {"delta": dict(delta)}:
                    yield from self._begin()
                    self._said = True
                    yield from self._delta(delta, _block(told))
                case "contentBlockStop", _:
                    if call := self._calls.pop(_block(told), ""):
                        yield e.ToolArgsFinished(call)
                    yield from self._thought_over()
                case "messageStop", _:
                    reason = said(told, "stopReason")
                    yield from self._end(_REASONS.get(reason, reason))
                case "metadata", {"usage": dict(usage)}:
                    yield self._used(usage)

    def _delta(self, delta: dict[str, Any], block: str) -> Iterator[Event]:
        match delta:
            case {"text": str(text)} if text:
                yield e.TextAdded(self._id, text, self._agent)
            case {"reasoningContent": dict(reasoning)} if "signature" not in reasoning:
                yield from self._thought(said(reasoning, "text") or said(reasoning.get("reasoningText"), "text"))
            case {"toolUse": dict(use)}:
                if (call := self._calls.get(block)) and (text := said(use, "input")):
                    yield e.ToolArgsAdded(call, text)
            case {"citation": dict(citation)}:
                yield from self._cited(citation)

    def _cited(self, citation: dict[str, Any]) -> Iterator[Event]:
        location = citation.get("location")
        web = location.get("web") if isinstance(location, dict) else None
        url, title = said(web, "url"), said(citation, "title", "source")
        quoted = citation.get("sourceContent")
        first = quoted[0] if isinstance(quoted, list) and quoted else None
        if url or title:
            yield e.SourceFound(url or title, url, title, message_id=self._id)
            yield e.CitationAdded(self._id, url or title, text=said(first, "text"))

    def _used(self, usage: dict[str, Any]) -> Event:
        return e.UsageReported(
            key=self._id,
            agent=self._agent,
            input_tokens=as_int(usage.get("inputTokens")),
            output_tokens=as_int(usage.get("outputTokens")),
            total_tokens=as_int(usage.get("totalTokens")),
            cached_tokens=as_int(usage.get("cacheReadInputTokens")),
            cache_write_tokens=as_int(usage.get("cacheWriteInputTokens")),
        )

    def convenient(self, text: str, thought: bool = False) -> Iterator[Event]:
        """Yield what a convenient event says, unless the model has said it already."""
        if text and not self._from_model:
            yield from self._begin()
            yield from self._thought(text) if thought else (e.TextAdded(self._id, text, self._agent),)

    def convenient_call(self, use: Any) -> Iterator[Event]:
        """Yield what a convenient event says of a call: its arguments as far as they have come."""
        id = said(use, "toolUseId")
        if self._from_model or not id:
            return
        yield from self._begin()
        if id not in self._sent:
            yield from self._call(use)
        text = as_text(use.get("input")) or ""
        if len(text) > self._sent.get(id, 0) or id not in self._sent:
            self._sent[id] = len(text)
            yield e.ToolArgsReplaced(id, text)

    def whole(self, message: dict[str, Any]) -> Iterator[Event]:
        """Yield what a complete message says; it wins over what was streamed."""
        blocks = objects(message.get("content"))
        if message.get("role") == "user":
            for block in blocks:
                if isinstance(result := block.get("toolResult"), dict):
                    yield _returned(result)
            return
        if self._count == 0 or not (self._open or self._from_model):
            yield from self._begin()
        if text := "".join(said(block, "text") for block in blocks):
            yield e.TextReplaced(self._id, text, "assistant", self._agent)
        for block in blocks:
            reasoning = block.get("reasoningContent")
            if isinstance(reasoning, dict) and (thought := said(reasoning.get("reasoningText"), "text")):
                yield e.ThoughtStarted(f"{self._id}:thinking", message_id=self._id, agent=self._agent)
                yield e.ThoughtReplaced(f"{self._id}:thinking", thought)
                yield e.ThoughtFinished(f"{self._id}:thinking")
            if isinstance(use := block.get("toolUse"), dict):
                yield from self._call(use)
                yield e.ToolArgsReplaced(said(use, "toolUseId"), as_text(use.get("input") or {}) or "{}")
                yield e.ToolArgsFinished(said(use, "toolUseId"))
        metadata = message.get("metadata")
        if isinstance(metadata, dict) and isinstance(usage := metadata.get("usage"), dict):
            yield self._used(usage)
        self._open, self._thinks = False, False
        yield e.MessageFinished(self._id)


def _block(told: Any) -> str:
    """Return which block it is of; some producers leave that out, for their blocks follow one another."""
    return said(told, "contentBlockIndex")


def _returned(result: dict[str, Any]) -> Event:
    values = [part.get("json", part.get("text", part)) for part in objects(result.get("content"))]
    output = values[0] if len(values) == 1 else values
    if result.get("status") == "error":
        return e.ToolFinished(said(result, "toolUseId"), error=as_text(output) or "the call failed")
    return e.ToolFinished(said(result, "toolUseId"), output=output)
