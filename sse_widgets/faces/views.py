"""Which blocks the face of each view has."""

from collections.abc import Callable, Iterator

from sse_widgets.document import Document
from sse_widgets.faces.blocks import Block, Paragraph, Soft
from sse_widgets.faces.findings import canvas, claims, gallery, log, sources
from sse_widgets.faces.standing import standing
from sse_widgets.faces.talk import transcript, usage
from sse_widgets.faces.when import timeline
from sse_widgets.faces.wire import connection, received
from sse_widgets.faces.work import agents, plan

Section = Callable[[Document], Iterator[Block]]

_CONSOLE: tuple[Section, ...] = (plan, agents, transcript, sources, claims, canvas, usage, log)
_VIEWS: dict[str, tuple[Section, ...]] = {
    "messages": (transcript, usage),
    "agents": (agents, usage),
    "plan": (plan,),
    "sources": (sources, claims),
    "canvas": (gallery,),
    "connection": (connection,),
    "inspector": (received, log),
    "timeline": (timeline,),
    "composer": (transcript,),
}
"""What a view shows besides where the run stands; what is not here shows everything."""


_NOTHING = {
    "messages": "Nothing was said.",
    "agents": "No agent was told of.",
    "plan": "No plan was told of.",
    "sources": "Nothing was read.",
    "canvas": "Nothing was made.",
    "timeline": "Nothing happened.",
}


def blocks_of(document: Document, view: str) -> Iterator[Block]:
    """Yield the blocks of a view: where the run stands, and then what the view is for."""
    yield from standing(document)
    blocks = [block for section in _VIEWS.get(view, _CONSOLE) for block in section(document)]
    if not blocks and view in _NOTHING:
        yield Paragraph((Soft(_NOTHING[view]),))
    yield from blocks
