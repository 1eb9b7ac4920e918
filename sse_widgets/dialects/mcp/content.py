"""What a tool of an MCP server returned: text, pictures, sound, and resources, whole or as links."""

from collections.abc import Iterator

from sse_widgets import events as e
from sse_widgets.dialects.mcp.wire import Content, Resource
from sse_widgets.dialects.media import data_url, kind_of, language_of
from sse_widgets.events import Event


def text_of(content: list[Content]) -> str:
    """Return the text of a result, its pieces on lines of their own."""
    return "\n".join(piece.text for piece in content if piece.type == "text")


def read_content(content: list[Content], call: str) -> Iterator[Event]:
    """Yield the sources and files in a result.

    Args:
        content: of the result.
        call: id of the call; the ids of files begin with it.
    """
    for number, piece in enumerate(content):
        place = f"{call}/{piece.type}-{number}"
        if piece.type == "resource_link":
            yield e.SourceFound(piece.uri, piece.uri, piece.title or piece.name, snippet=piece.description)
        elif piece.type == "resource" and piece.resource:
            yield _resource(piece.resource, place)
        elif piece.data:
            url = data_url(piece.mime_type, piece.data)
            yield e.ArtifactOpened(place, kind_of(piece.mime_type), version=1, url=url, mime=piece.mime_type)


def _resource(resource: Resource, place: str) -> Event:
    name = resource.uri.rpartition("/")[2]
    kind, language = kind_of(resource.mime_type, name), language_of(resource.mime_type, name)
    url = data_url(resource.mime_type, resource.blob) if resource.blob else resource.uri
    text = resource.text or ""
    if text and kind == "file":
        kind = "markdown"
    return e.ArtifactOpened(
        resource.uri or place, kind, text, name, language, version=1, url=url, mime=resource.mime_type
    )
