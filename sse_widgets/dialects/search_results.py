"""What a search tool returned, read as sources."""

from collections.abc import Iterator
from typing import Any

from sse_widgets.dialects.wire import parse
from sse_widgets.events import SourceFound


def sources_in(output: Any, message_id: str = "") -> Iterator[SourceFound]:
    """Yield the sources in the output of a tool: whatever in a list has an address and a title.

    Args:
        output: of a tool, as it came or as JSON text.
        message_id: of the message that the tool was called for.
    """
    if isinstance(output, str):
        try:
            output = parse(output) if output.startswith("[") else None
        except ValueError:
            return
    for each in output if isinstance(output, list) else ():
        if isinstance(each, dict) and isinstance(url := each.get("url"), str) and isinstance(each.get("title"), str):
            snippet = each.get("snippet") or each.get("content") or ""
            text = snippet if isinstance(snippet, str) else ""
            yield SourceFound(url, url, each["title"], snippet=text, message_id=message_id)
