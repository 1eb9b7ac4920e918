"""The blocks of a message of Anthropic: text, thinking, calls, and what came of calls that the server made."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sse_widgets import events as e
from sse_widgets.dialects.anthropic.results import located, outcome, sources
from sse_widgets.dialects.anthropic.wire import Block, Delta
from sse_widgets.dialects.calls import Calls, as_text
from sse_widgets.events import Event

_KINDS = {
    "tool_use": "",
    "mcp_tool_use": "mcp",
    "web_search": "search",
    "web_fetch": "search",
    "tool_search_tool_regex": "search",
    "tool_search_tool_bm25": "search",
    "code_execution": "code",
    "bash_code_execution": "code",
    "text_editor_code_execution": "code",
}


@dataclass
class _Open:
    """A block that goes on."""

    kind: str
    id: str = ""
    given: Any = None
    """What a call was given at its start, where no more of it is streamed."""
    grown: bool = False
    start: int = 0
    """Where its text begins in the text of the message."""
    citations: list[Any] = field(default_factory=list)


class Blocks:
    """The blocks of the messages of one stream."""

    def __init__(self) -> None:
        self._message = ""
        self._open: dict[int, _Open] = {}
        self._length = 0
        """Characters that the message has so far."""
        self._calls = Calls()

    def message(self, id: str) -> Iterator[Event]:
        """Yield the end of what the message before has left open, and begin another."""
        yield from self.close()
        self._message, self._length = id, 0

    def close(self) -> Iterator[Event]:
        """Yield the end of every block that goes on."""
        for index in list(self._open):
            yield from self.stopped(index)

    def started(self, index: int, block: Block) -> Iterator[Event]:
        """Yield that a block begins, with what it says already."""
        place = f"{self._message}:{index}"
        if index in self._open and self._open[index].kind != block.type:
            yield from self.stopped(index)
        match block.type:
            case "text":
                self._open[index] = _Open("text", start=self._length, citations=list(block.citations or ()))
                yield from self._said(block.text)
            case "thinking" | "redacted_thinking":
                self._open[index] = _Open(block.type, place)
                redacted = block.type == "redacted_thinking"
                veil: e.ThoughtKind = "redacted" if redacted else "thinking"
                yield e.ThoughtStarted(place, message_id=self._message, kind=veil)
                if block.thinking:
                    yield e.ThoughtAdded(place, block.thinking)
            case "container_upload":
                id = block.file_id or place
                yield e.ArtifactOpened(id, "file", title=id, origin="agent", message_id=self._message)
                yield e.ArtifactFinished(id)
            case "compaction":
                yield e.Logged("the conversation was compacted")
            case "fallback":
                yield e.Logged("another model goes on with the answer", "warning")
            case "mcp_tool_listing":
                yield e.Logged(f"the tools of {block.mcp_server_name} were listed")
            case kind if kind.endswith("_result"):
                yield from self._result(place, block)
            case kind if kind.endswith("tool_use"):
                yield from self._call(index, place, block)
            case kind:
                yield e.FrameUnknown(kind)

    def _call(self, index: int, place: str, block: Block) -> Iterator[Event]:
        id = self._calls.open(block.id or "", place)
        self._open[index] = _Open("tool", id, given=block.input)
        name = block.name or ""
        kind = _KINDS.get(block.type, _KINDS.get(name, "server"))
        title = f"{block.server_name}: {name}" if block.server_name else ""
        yield e.ToolStarted(id, name, message_id=self._message, kind=kind, title=title)

    def _result(self, place: str, block: Block) -> Iterator[Event]:
        output, error = outcome(block)
        yield e.ToolFinished(self._calls.find(block.tool_use_id or place), output=output, error=error)
        yield from sources(self._message, block.content)

    def _said(self, text: str | None) -> Iterator[Event]:
        if text:
            self._length += len(text)
            yield e.TextAdded(self._message, text)

    def grown(self, index: int, delta: Delta) -> Iterator[Event]:
        """Yield more of a block, which is opened if it was not."""
        match delta.type:
            case "text_delta":
                if index not in self._open:
                    self._open[index] = _Open("text", start=self._length)
                yield from self._said(delta.text)
            case "input_json_delta":
                if index not in self._open:
                    yield from self.started(index, Block(type="tool_use"))
                block = self._open[index]
                if delta.partial_json:
                    block.grown = True
                    yield e.ToolArgsAdded(block.id, delta.partial_json)
            case "thinking_delta":
                if index not in self._open:
                    yield from self.started(index, Block(type="thinking"))
                if delta.thinking:
                    yield e.ThoughtAdded(self._open[index].id, delta.thinking)
            case "citations_delta":
                block = self._open.setdefault(index, _Open("text", start=self._length))
                block.citations.append(delta.citation)
                if found := located(delta.citation, self._message):
                    yield found
            case "signature_delta" | "compaction_delta":
                return
            case kind:
                yield e.FrameUnknown(kind)

    def stopped(self, index: int) -> Iterator[Event]:
        """Yield that a block is complete; told twice, it says nothing more."""
        block = self._open.pop(index, None)
        if block is None:
            return
        match block.kind:
            case "text":
                yield from self._cited(block)
            case "tool":
                if block.given and not block.grown:
                    yield e.ToolArgsReplaced(block.id, as_text(block.given))
                yield e.ToolArgsFinished(block.id)
            case _:
                yield e.ThoughtFinished(block.id)

    def _cited(self, block: _Open) -> Iterator[Event]:
        """A citation is about the block as a whole, whose end is known only now."""
        for citation in block.citations:
            if found := located(citation, self._message):
                text = citation.get("cited_text")
                yield found
                yield e.CitationAdded(
                    self._message,
                    found.source_id,
                    block.start,
                    self._length,
                    text if isinstance(text, str) else "",
                )
