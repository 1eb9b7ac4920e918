"""What Google's models ground an answer in: searches, sources, and which stretch rests on which."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import AliasChoices, Field

from sse_widgets.dialects.wire import Wire
from sse_widgets.events import CitationAdded, Claim, Event, SearchFinished, SourceFound


class Segment(Wire):
    start_index: int = 0
    end_index: int | None = None
    text: str = ""


class Support(Wire):
    segment: Segment = Field(default_factory=Segment)
    grounding_chunk_indices: list[int] = Field(default_factory=list)
    confidence_scores: list[float] = Field(default_factory=list)


class Grounding(Wire):
    """`groundingMetadata`; an empty object on chunks that have none."""

    grounding_chunks: list[dict[str, Any]] = Field(default_factory=list)
    grounding_supports: list[Support] = Field(default_factory=list)
    web_search_queries: list[str] = Field(default_factory=list)


class Cited(Wire):
    start_index: int = 0
    end_index: int | None = None
    uri: str = ""
    title: str = ""


class Citations(Wire):
    """`citationMetadata`: what the model recites."""

    citations: list[Cited] = Field(
        default_factory=list, validation_alias=AliasChoices("citations", "citationSources", "citation_sources")
    )


def read_grounding(grounding: Grounding, message_id: str) -> Iterator[Event]:
    """Yield the searches, sources and citations of a message; offsets count bytes."""
    for query in grounding.web_search_queries:
        yield SearchFinished(query)
    ids = []
    for chunk in grounding.grounding_chunks:
        found = next((each for each in chunk.values() if isinstance(each, dict)), {})
        ids.append(_text(found, "uri") or _text(found, "title"))
        if ids[-1]:
            yield SourceFound(
                ids[-1],
                _text(found, "uri"),
                _text(found, "title"),
                _text(found, "domain"),
                _text(found, "text"),
                message_id=message_id,
            )
    for support in grounding.grounding_supports:
        yield from _supported(support, ids, message_id)


def _supported(support: Support, ids: list[str], message_id: str) -> Iterator[Event]:
    segment = support.segment
    for place, index in enumerate(support.grounding_chunk_indices):
        id = ids[index] if 0 <= index < len(ids) else ""
        if not id:
            continue
        yield CitationAdded(message_id, id, segment.start_index, segment.end_index, unit="byte")
        if segment.text:
            sure = support.confidence_scores[place] if place < len(support.confidence_scores) else None
            yield SourceFound(id, claims=(Claim(segment.text, sure),), message_id=message_id)


def read_citations(citations: Citations, message_id: str) -> Iterator[Event]:
    """Yield the sources that a message recites; offsets count bytes."""
    for cited in citations.citations:
        if id := cited.uri or cited.title:
            yield SourceFound(id, cited.uri, cited.title, message_id=message_id)
            yield CitationAdded(message_id, id, cited.start_index, cited.end_index, unit="byte")


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) else ""
