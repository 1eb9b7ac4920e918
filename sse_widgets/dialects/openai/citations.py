"""The citations in a response of OpenAI."""

from collections.abc import Iterator
from typing import Any

from sse_widgets import events as e
from sse_widgets.events import Event


def cited(message: str, note: Any, offset: int = 0) -> Iterator[Event]:
    """Yield the source that an annotation names, and the stretch of text that rests on it.

    Args:
        message: whose text is annotated.
        note: the annotation; gateways send empty ones.
        offset: where in the text of the message the annotated part begins.
    """
    if not isinstance(note, dict):
        return
    url, file = _text(note.get("url")), _text(note.get("file_id"))
    id = url or file
    if not id:
        return
    title = _text(note.get("title")) or _text(note.get("filename"))
    yield e.SourceFound(id, url, title, message_id=message)
    start, end = note.get("start_index"), note.get("end_index")
    if not isinstance(start, int):
        start = note.get("index")  # a point in the text, not a stretch of it
    start, end = (at + offset if isinstance(at, int) else None for at in (start, end))
    yield e.CitationAdded(message, id, start, end)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
