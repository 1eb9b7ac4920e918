"""What came over the wire, and how it is."""

from collections.abc import Iterator

from sse_widgets.document import Document
from sse_widgets.faces.blocks import Block, Code, Listing, Paragraph, Soft, Strong, Title
from sse_widgets.faces.words import amount, dotted

MOST = 200
"""Names of events that are shown."""


def connection(document: Document) -> Iterator[Block]:
    """Yield how the wire is, and what has come over it."""
    wire, stream, counters = document.state.connection, document.stream, document.state.counters
    yield Paragraph((Strong(f"connection: {document.connection}"), wire.reason and f"– {wire.reason}"))
    came = dotted(
        amount(stream.received, "frames"),
        amount(stream.bytes, "bytes"),
        amount(counters.heartbeats or None, "heartbeats"),
        amount(counters.reconnects or None, "reconnects"),
        amount(counters.gaps or None, "gaps"),
        f"attempt {wire.attempt}" if wire.attempt else "",
        f"HTTP {wire.http_status}" if wire.http_status else "",
    )
    yield Paragraph((came,))
    if wire.url:
        yield Paragraph((Code(f"{stream.method} {wire.url}"), stream.dialect or ""))


def received(document: Document) -> Iterator[Block]:
    """Yield how much was received, and what of it was not understood."""
    state, stream = document.state, document.stream
    came = dotted(
        amount(stream.received, "frames"),
        amount(stream.bytes, "bytes"),
        stream.dialect or "",
        f"{state.counters.unreadable} unreadable" if state.counters.unreadable else "",
    )
    yield Paragraph((came,))
    if state.unknown:
        yield Title("Events that were not understood")
        yield Listing(tuple((Code(name), f"{times} times") for name, times in state.unknown[:MOST]))
    yield Paragraph((Soft("The frames are in the kernel, or in a recording: run.save, run.to_html."),))
