"""The places in a notebook where a run is displayed, and the static faces that it leaves there."""

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sse_widgets import export
from sse_widgets.document import Document

if TYPE_CHECKING:
    from sse_widgets.widgets import View

WIDGET = "application/vnd.jupyter.widget-view+json"


class Displays:
    """Cell outputs that show a run; each holds the widget, and beside it what to show where none can live."""

    def __init__(self) -> None:
        self._places: dict[str, View] = {}

    def show(self, view: "View", document: Document) -> None:
        """Display a view in the cell that is being executed."""
        from IPython.display import display

        place = uuid4().hex
        self._places[place] = view
        display(_bundle(document, view), raw=True, display_id=place)  # type: ignore[no-untyped-call]

    def renew(self, document: Document) -> None:
        """Bring the static faces up to date; the widgets beside them stay."""
        self._update({place: _bundle(document, view) for place, view in list(self._places.items())})

    def freeze(self, document: Document) -> None:
        """Replace every widget by its static face, for good."""
        self._update({place: _bundle(document) for place in self._places})
        self._places.clear()

    def _update(self, bundles: dict[str, dict[str, Any]]) -> None:
        if not bundles:
            return
        from IPython.display import update_display

        for place, bundle in bundles.items():
            update_display(bundle, display_id=place, raw=True)  # type: ignore[no-untyped-call]


def _bundle(document: Document, view: "View | None" = None) -> dict[str, Any]:
    bundle: dict[str, Any] = {"text/plain": export.text(document), "text/html": export.html(document)}
    if view is not None:
        bundle[WIDGET] = {"version_major": 2, "version_minor": 0, "model_id": view.model_id}
    return bundle
