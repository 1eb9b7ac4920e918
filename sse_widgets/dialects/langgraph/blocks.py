"""A message of the thread event protocol, block by block: text, reasoning, calls, files."""

from collections.abc import Iterator
from typing import Any

from sse_widgets import events as e
from sse_widgets.dialects.calls import as_text
from sse_widgets.dialects.langgraph.content import annotations_in
from sse_widgets.dialects.langgraph.wire import Usage
from sse_widgets.dialects.media import data_url, kind_of
from sse_widgets.dialects.stop_reasons import finished
from sse_widgets.dialects.wire import check
from sse_widgets.events import Event

_ROLES = {"human": "user", "ai": "assistant"}
_FILES = frozenset({"image", "video", "audio", "file"})


class Blocks:
    """Reads one message; blocks may come side by side, and what a block ends with wins."""

    def __init__(self, message: str, agent: str) -> None:
        self.message, self._agent = message, agent
        self._calls: dict[str, str] = {}
        """The call of each block that is one."""
        self._texts: dict[str, str | None] = {}
        """What each block of text ended with, None while it has not."""
        self._thoughts: dict[str, str | None] = {}

    def begin(self, data: dict[str, Any]) -> Iterator[Event]:
        """Yield that the message began."""
        role = str(data.get("role") or "ai")
        yield e.MessageStarted(self.message, _ROLES.get(role, role), self._agent)
        if model := _dict(data.get("metadata")).get("model"):
            yield e.MessageUpdated(self.message, model=str(model))

    def read(self, data: dict[str, Any]) -> Iterator[Event]:
        """Yield what one event of the message says."""
        index = str(data.get("index", 0))
        match data.get("event"):
            case "content-block-delta":
                yield from self._delta(index, _dict(data.get("delta")))
            case "content-block-start":
                yield from self._start(index, _dict(data.get("content")))
            case "content-block-finish":
                yield from self._finish(index, _dict(data.get("content")))
            case "message-finish":
                yield from self._end(data)
            case "error":
                message = str(data.get("message") or "the message broke off")
                yield e.ErrorReported(message, str(data.get("code") or ""), message_id=self.message)
            case other:
                yield e.FrameUnknown(f"messages {other}")

    def _start(self, index: str, block: dict[str, Any]) -> Iterator[Event]:
        match block.get("type"):
            case "text":
                self._texts[index] = None
                if text := block.get("text"):
                    yield e.TextAdded(self.message, str(text))
            case "reasoning":
                yield from self._think(index, str(block.get("reasoning") or ""))
            case "tool_call_chunk" | "server_tool_call_chunk" | "tool_call" | "server_tool_call" as kind:
                if id := block.get("id"):
                    yield self._call(index, str(id), block)
                    if kind.endswith("chunk") and (args := block.get("args")):
                        yield e.ToolArgsAdded(str(id), str(args))

    def _delta(self, index: str, delta: dict[str, Any]) -> Iterator[Event]:
        match delta.get("type"):
            case "text-delta":
                self._texts.setdefault(index, None)
                yield e.TextAdded(self.message, str(delta.get("text", "")))
            case "reasoning-delta":
                yield from self._think(index, str(delta.get("reasoning", "")))
            case "tool-call-delta":
                if index in self._calls:
                    yield e.ToolArgsAdded(self._calls[index], str(delta.get("args", "")))
            case "block-delta":
                yield from self._start(index, _dict(delta.get("fields")))
            case "data-delta":
                return  # the block comes whole at its end
            case other:
                yield e.FrameUnknown(f"content-block-delta {other}")

    def _finish(self, index: str, block: dict[str, Any]) -> Iterator[Event]:
        match block.get("type"):
            case "text":
                before = sum(len(text or "") for text in self._texts.values())
                self._texts[index] = str(block.get("text", ""))
                if None not in self._texts.values():
                    yield e.TextReplaced(self.message, "".join(filter(None, self._texts.values())))
                yield from annotations_in(block, self.message, before)
            case "reasoning":
                yield from self._think(index, "")
                self._thoughts[index] = str(block.get("reasoning") or "")
                if None not in self._thoughts.values():
                    yield e.ThoughtReplaced(self._thought, "".join(filter(None, self._thoughts.values())))
                    yield e.ThoughtFinished(self._thought)
            case "tool_call" | "server_tool_call" | "invalid_tool_call" as kind:
                id = str(block.get("id") or self._calls.get(index) or f"{self.message}/call-{index}")
                yield self._call(index, id, block)
                yield e.ToolArgsReplaced(id, as_text(block.get("args")))
                yield e.ToolArgsFinished(id)
                if kind == "invalid_tool_call":
                    yield e.ToolFinished(id, error=str(block.get("error") or "its arguments are not valid"))
            case "server_tool_result":
                output, failed = block.get("output"), block.get("status") == "error"
                error = (str(output or "") or "the tool failed") if failed else ""
                yield e.ToolFinished(str(block.get("tool_call_id", "")), output=output, error=error)
            case str(type) if type in _FILES:
                mime, base64 = str(block.get("mime_type") or ""), block.get("base64")
                url = data_url(mime, base64) if isinstance(base64, str) else str(block.get("url") or "")
                kind = "image" if type == "image" else kind_of(mime)
                place = f"{self.message}/{type}-{index}"
                yield e.ArtifactOpened(place, kind, version=1, url=url, mime=mime, message_id=self.message)

    def _end(self, data: dict[str, Any]) -> Iterator[Event]:
        about = _dict(data.get("metadata"))
        model = str(about.get("model_name") or about.get("model") or "")
        if isinstance(data.get("usage"), dict):
            yield check(Usage, data["usage"]).report(self.message, model)
        if model:
            yield e.MessageUpdated(self.message, model=model)
        word = data.get("reason") or about.get("finish_reason") or about.get("stop_reason")
        yield from finished(self.message, str(word or ""))

    @property
    def _thought(self) -> str:
        return f"{self.message}/thought"

    def _think(self, index: str, text: str) -> Iterator[Event]:
        if index not in self._thoughts:
            self._thoughts[index] = None
            yield e.ThoughtStarted(self._thought, message_id=self.message, agent=self._agent)
        if text:
            yield e.ThoughtAdded(self._thought, text)

    def _call(self, index: str, id: str, block: dict[str, Any]) -> Event:
        self._calls[index] = id
        kind = "server" if str(block.get("type")).startswith("server") else ""
        return e.ToolStarted(id, str(block.get("name") or ""), self._agent, self.message, kind=kind)


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
