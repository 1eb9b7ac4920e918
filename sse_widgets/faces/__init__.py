"""Static faces: what a run looks like where nothing can run, in a saved notebook, in an e-mail or in a terminal.

Text and HTML are made of the same blocks, and so say the same. The HTML has no script, no style
sheet and nothing to load, because viewers of saved notebooks strip all three, and shows text as text.
"""

from sse_widgets.document import Document
from sse_widgets.faces import as_html, as_text
from sse_widgets.faces.standing import summary
from sse_widgets.faces.views import blocks_of
from sse_widgets.faces.words import mark

__all__ = ["faces", "html", "mark", "summary", "text"]


def faces(document: Document, view: str = "console") -> dict[str, str]:
    """Return a view of a run by media type, for where no widget can live."""
    return {"text/plain": text(document, view), "text/html": html(document, view)}


def text(document: Document, view: str = "console") -> str:
    """Return a view of a run as lines of plain text."""
    return as_text.rendered(blocks_of(document, view))


def html(document: Document, view: str = "console") -> str:
    """Return a view of a run as HTML without scripts."""
    return as_html.rendered(blocks_of(document, view))
