"""Messages of LangChain read as events: chunks are added, what is whole wins, and said again says nothing."""

import json
from collections.abc import Iterator
from typing import Any
from zlib import crc32

from sse_widgets import events as e
from sse_widgets.dialects.calls import Calls, as_text
from sse_widgets.dialects.langgraph.content import citations_in, reasoning_of, text_of
from sse_widgets.dialects.langgraph.wire import LangMessage, ToolCallChunk, Usage, is_message, kind_of_message
from sse_widgets.dialects.search_results import sources_in
from sse_widgets.dialects.stop_reasons import finished
from sse_widgets.dialects.wire import check
from sse_widgets.events import Event
from sse_widgets.structures.remembered import Remembered

_ROLES = {"human": "user", "ai": "assistant"}


class Messages:
    """Reads the messages of a stream, which come as chunks, as a whole, and again in every state."""

    def __init__(self) -> None:
        self.open: list[str] = []
        """Messages that chunks came for, and not the last one."""
        self.streamed: list[str] = []
        """Messages that chunks came for."""
        self.tells_last = False
        """Whether the server says which chunk is the last."""
        self._calls: dict[str, dict[str, str]] = {}
        self._ids = Calls()
        self._used: dict[str, Usage] = {}
        self._wholes: Remembered[int] = Remembered()
        """A checksum of every whole message: states repeat them all, every time."""

    def chunk(self, fields: dict[str, Any], agent: str) -> Iterator[Event]:
        """Yield what a piece of a message says, or a message that came in one piece."""
        if not str(fields.get("type", "")).endswith("Chunk") or kind_of_message(fields["type"]) != "ai":
            yield from self.whole(fields, agent)
            return
        message = check(LangMessage, fields)
        id = message.id or (self.open[-1] if self.open else "message")
        self.tells_last = self.tells_last or "chunk_position" in fields
        if id not in self.open:
            if id not in self.streamed:
                self.streamed.append(id)
                yield e.MessageStarted(id, agent=agent or message.name or "")
            self.open.append(id)
        if thought := reasoning_of(message):
            yield e.ThoughtStarted(f"{id}/thought", message_id=id, agent=agent)
            yield e.ThoughtAdded(f"{id}/thought", thought)
        if text := text_of(message.content):
            yield e.TextAdded(id, text)
        for piece in message.tool_call_chunks or ():
            yield from self._piece(id, piece, agent)
        if isinstance(message.content, list):
            yield from citations_in(message.content, id)
        if message.usage_metadata:
            used = self._used.get(id, Usage()).plus(message.usage_metadata)
            self._used[id] = used
            yield used.report(id, message.model)
        if message.chunk_position == "last" or (message.ended and not self.tells_last):
            yield from self._finish(id, message)

    def _piece(self, id: str, piece: ToolCallChunk, agent: str) -> Iterator[Event]:
        calls = self._calls.setdefault(id, {})
        place = piece.index or "0"
        call = calls.get(place, "")
        if (piece.id and piece.id != call) or not call:
            call = calls[place] = self._ids.open(piece.id, id) if piece.id else f"{id}/call-{place}"
            yield e.ToolStarted(call, piece.name or "", agent, id)
        if piece.args:
            yield e.ToolArgsAdded(call, piece.args)

    def _finish(self, id: str, message: LangMessage) -> Iterator[Event]:
        for call in self._calls.pop(id, {}).values():
            yield e.ToolArgsFinished(call)
        if id in self.open:
            self.open.remove(id)
        if message.model:
            yield e.MessageUpdated(id, model=message.model)
        yield from finished(id, message.ended)

    def row(self, rows: list[dict[str, Any]], agent: str) -> Iterator[Event]:
        """Yield what a row of whole messages says; those told of late take their place before those known."""
        ids = [self._id(fields) for fields in rows]
        known = [id in self._wholes or id in self.streamed for id in ids]
        for place, fields in enumerate(rows):
            later = next((id for id, met in zip(ids[place:], known[place:], strict=True) if met), "")
            if later and not known[place] and (kind := kind_of_message(_type(fields))) in _ROLES:
                yield e.MessageStarted(ids[place], _ROLES[kind], before=later)
            yield from self.whole(fields, agent)

    def whole(self, fields: dict[str, Any], agent: str = "", *, final: bool = True) -> Iterator[Event]:
        """Yield what a message says that came as a whole; it wins over its chunks.

        Args:
            fields: of the message.
            agent: who wrote it.
            final: whether nothing more will be added to it.
        """
        id = self._id(fields)
        mark = hash((repr(fields), final))
        if self._wholes.get(id) == mark:
            return
        self._wholes[id] = mark
        message = check(LangMessage, fields)
        match message.kind:
            case "remove":
                yield from self._remove(id)
            case "tool":
                yield from _returned(message, self._ids.find(message.tool_call_id or ""))
            case "ai":
                yield from self._written(id, message, agent or message.name or "", final)
            case kind:
                yield e.TextReplaced(id, text_of(message.content), _ROLES.get(kind, kind))
                yield e.MessageFinished(id)

    def _id(self, fields: dict[str, Any]) -> str:
        id = fields.get("id")
        if not isinstance(id, str) or not id:
            return f"message-{crc32(json.dumps(fields, sort_keys=True).encode()):08x}"
        # What a model wrote at once has its place among the answers at its end, its chunks have not.
        short = id.removesuffix("-0")
        return short if short in self.streamed else id

    def _written(self, id: str, message: LangMessage, agent: str, final: bool) -> Iterator[Event]:
        yield e.MessageStarted(id, agent=agent)
        if thought := reasoning_of(message):
            yield e.ThoughtStarted(f"{id}/thought", message_id=id, agent=agent)
            yield e.ThoughtReplaced(f"{id}/thought", thought)
            if final:
                yield e.ThoughtFinished(f"{id}/thought")
        if text := text_of(message.content):
            yield e.TextReplaced(id, text)
        yield from citations_in(message.content, id)
        for number, call in enumerate(message.tool_calls or ()):
            place = self._ids.open(call.id, id) if call.id else f"{id}/call-{number}"
            yield e.ToolStarted(place, call.name or "", agent, id)
            yield e.ToolArgsReplaced(place, as_text(call.args))
            if final:
                yield e.ToolArgsFinished(place)
        for call in (message.invalid_tool_calls or ()) if final else ():
            if call.id:
                yield e.ToolStarted(call.id, call.name or "", agent, id)
                yield e.ToolArgsReplaced(call.id, as_text(call.args))
                yield e.ToolFinished(call.id, error=call.error or "its arguments are not valid")
        if message.usage_metadata:
            yield message.usage_metadata.report(id, message.model)
        if final:
            yield from self._finish(id, message)
        elif id not in self.open:
            self.open.append(id)

    def _remove(self, id: str) -> Iterator[Event]:
        gone = [each for each in self._wholes if each != id] if id == "__remove_all__" else [id]
        for each in gone:
            self._wholes.pop(each, None)
            yield e.MessageRemoved(each)

    def take_back(self) -> Iterator[Event]:
        """Yield that what was streamed counts no more: the server tries once more."""
        for id in self.streamed:
            self._wholes.pop(id, None)
            yield e.MessageRemoved(id, with_parts=True)
        self.open, self.streamed, self._calls, self._used = [], [], {}, {}


def _type(fields: dict[str, Any]) -> str:
    return str(fields.get("type") or fields.get("role") or "")


def messages_in(value: Any) -> list[dict[str, Any]] | None:
    """Return the messages that a value of a state is, None if it is something else."""
    if is_message(value):
        return [value]
    return value if isinstance(value, list) and value and all(map(is_message, value)) else None


def _returned(message: LangMessage, call: str) -> Iterator[Event]:
    content = message.content
    text = content if isinstance(content, str) else text_of(content) or as_text(content)
    failed = message.status == "error"
    yield e.ToolFinished(call, message.name or "", text, (text or "the tool failed") if failed else "")
    yield from sources_in(message.artifact if isinstance(message.artifact, list) else text)
