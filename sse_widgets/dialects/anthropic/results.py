"""What came of a call that Anthropic's server made: its output, the sources it found, the files it left."""

from collections.abc import Iterator
from typing import Any

from sse_widgets import events as e
from sse_widgets.dialects.anthropic.wire import Block
from sse_widgets.events import Event

_SECRET = {"encrypted_content", "encrypted_index", "encrypted_stdout", "signature"}
"""Fields that only the vendor can read."""


def outcome(block: Block) -> tuple[Any, str]:
    """Return the output of a call, and what went wrong, empty if nothing did."""
    content = block.content
    if isinstance(content, dict) and str(content.get("type", "")).endswith("_error"):
        return None, str(content.get("error_message") or content.get("error_code") or content["type"])
    output = _readable(content)
    if block.is_error:
        return output, text_of(content) or "the call failed"
    if isinstance(content, dict) and content.get("return_code"):
        return output, str(content.get("stderr") or f"exit status {content['return_code']}")
    return output, ""


def text_of(content: Any) -> str:
    """Return the text of content that is a string, a block or a list of blocks."""
    if isinstance(content, list):
        return "".join(text_of(each) for each in content)
    if isinstance(content, dict):
        return text_of(content.get("text"))
    return content if isinstance(content, str) else ""


def _readable(content: Any) -> Any:
    if isinstance(content, list):
        if content and all(isinstance(it, dict) and it.get("type") == "text" for it in content):
            return text_of(content)
        return [_readable(each) for each in content]
    if isinstance(content, dict):
        return {name: _readable(value) for name, value in content.items() if name not in _SECRET}
    return content


def sources(message: str, content: Any) -> Iterator[Event]:
    """Yield the pages that a search or a fetch found, and the files that code has written."""
    for found in content if isinstance(content, list) else [content]:
        if not isinstance(found, dict):
            continue
        url, title = found.get("url"), found.get("title")
        inner = found.get("content")
        if isinstance(url, str) and url:
            if isinstance(inner, dict):
                title = title or inner.get("title")
            age = found.get("page_age")
            yield e.SourceFound(
                url,
                url,
                title if isinstance(title, str) else "",
                published=age if isinstance(age, str) else "",
                message_id=message,
            )
        for file in inner if isinstance(inner, list) else ():
            if isinstance(file, dict) and isinstance(id := file.get("file_id"), str):
                yield e.ArtifactOpened(id, "file", title=id, origin="agent", message_id=message)
                yield e.ArtifactFinished(id)


def located(citation: Any, message: str) -> e.SourceFound | None:
    """Return the source that a citation names, None if it names none."""
    if not isinstance(citation, dict):
        return None
    url = citation.get("url") or citation.get("source")
    url = url if isinstance(url, str) else ""
    title = citation.get("title") or citation.get("document_title")
    title = title if isinstance(title, str) else ""
    index = citation.get("document_index")
    id = url or citation.get("file_id") or title or (f"document-{index}" if isinstance(index, int) else "")
    if not isinstance(id, str) or not id:
        return None
    text = citation.get("cited_text")
    return e.SourceFound(id, url, title, snippet=text if isinstance(text, str) else "", message_id=message)
