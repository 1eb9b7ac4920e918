"""What an answer of Gemini rests on: pages it searched for, and which stretches of text they support."""

from collections.abc import Iterator

from sse_widgets import events as e
from sse_widgets.dialects.gemini_wire import Chunk, Grounding, Quotes, Reference
from sse_widgets.events import Event


def grounded(message: str, grounding: Grounding, searched: list[str]) -> Iterator[Event]:
    """Yield searches, sources and citations; early chunks have none, later ones tell all of them again.

    Args:
        message: that rests on them.
        grounding: as the wire has it; it counts in bytes.
        searched: what was searched for already; what is new is added.
    """
    for query in grounding.web_search_queries or ():
        if query not in searched:
            searched.append(query)
            yield e.SearchFinished(query)
    sources = [_source(chunk) for chunk in grounding.grounding_chunks or ()]
    for source in sources:
        if id := _id(source):
            domain = source.domain or ""
            yield e.SourceFound(id, source.uri or "", source.title or "", domain, source.text or "", message_id=message)
    for support in grounding.grounding_supports or ():
        segment = support.segment
        for index in support.grounding_chunk_indices or ():
            if segment and 0 <= index < len(sources) and (id := _id(sources[index])):
                # Protobuf leaves out a start that is 0.
                yield e.CitationAdded(message, id, segment.start_index or 0, segment.end_index, unit="byte")


def cited(message: str, quotes: Quotes) -> Iterator[Event]:
    """Yield what an answer recites."""
    for quote in quotes.citations or quotes.citation_sources or ():
        if id := quote.uri or quote.title:
            yield e.SourceFound(id, quote.uri or "", quote.title or "", message_id=message)
            yield e.CitationAdded(message, id, quote.start_index or 0, quote.end_index, unit="byte")


def _source(chunk: Chunk) -> Reference:
    return chunk.web or chunk.retrieved_context or chunk.maps or Reference()


def _id(source: Reference) -> str:
    return source.uri or source.title or ""
