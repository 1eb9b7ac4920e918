"""The content of a LangChain message: text, or blocks of text, reasoning and much else."""

from collections.abc import Iterator
from typing import Any

from sse_widgets.dialects.langgraph.wire import LangMessage
from sse_widgets.events import CitationAdded, Event, SourceFound


def text_of(content: Any) -> str:
    """Return the text of a message's content."""
    if isinstance(content, str):
        return content
    blocks = content if isinstance(content, list) else []
    return "".join(block if isinstance(block, str) else _text(block) for block in blocks)


def reasoning_of(message: LangMessage) -> str:
    """Return the reasoning in a message, in whichever of the vendors' ways it is told."""
    if isinstance(message.content, list):
        told = "".join(reasoning_in(block) for block in message.content)
        if told:
            return told
    besides = (message.additional_kwargs or {}).get("reasoning_content")
    return besides if isinstance(besides, str) else ""


def reasoning_in(block: Any) -> str:
    """Return the reasoning in a block: of LangChain, Anthropic, OpenAI or Bedrock."""
    if not isinstance(block, dict):
        return ""
    match block.get("type"):
        case "reasoning":
            parts = block.get("summary")
            summary = "".join(_text(part, any_type=True) for part in parts) if isinstance(parts, list) else ""
            return _str(block, "reasoning") or _str(block, "text") or summary
        case "thinking":
            return _str(block, "thinking")
        case "reasoning_content":
            inner = block.get("reasoning_content")
            return _str(inner, "text") if isinstance(inner, dict) else ""
    return ""


def citations_in(content: Any, message_id: str) -> Iterator[Event]:
    """Yield the sources that the blocks of a message are annotated with, and which stretch rests on them."""
    before = 0
    for block in content if isinstance(content, list) else ():
        yield from annotations_in(block, message_id, before)
        before += len(block if isinstance(block, str) else _text(block))


def annotations_in(block: Any, message_id: str, before: int) -> Iterator[Event]:
    """Yield the citations of one block.

    Args:
        block: of a message.
        message_id: of the message.
        before: characters of the message before the block.
    """
    notes = block.get("annotations") if isinstance(block, dict) else None
    for note in notes if isinstance(notes, list) else ():
        if not isinstance(note, dict) or not (id := _str(note, "url") or _str(note, "id") or _str(note, "title")):
            continue
        yield SourceFound(id, _str(note, "url"), _str(note, "title"), message_id=message_id)
        start, end = note.get("start_index"), note.get("end_index")
        if type(start) is int and type(end) is int:
            yield CitationAdded(message_id, id, start + before, end + before, _str(note, "cited_text"))


def _text(block: Any, *, any_type: bool = False) -> str:
    if not isinstance(block, dict):
        return ""
    return _str(block, "text") if any_type or block.get("type") in ("text", "text_delta", "output_text") else ""


def _str(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) else ""
