"""The places in a notebook where a run is displayed, and the static faces that it leaves there."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from uuid import uuid4

if TYPE_CHECKING:
    from sse_widgets.widgets import View

D = TypeVar("D")

WIDGET = "application/vnd.jupyter.widget-view+json"


class Displays(Generic[D]):
    """Cell outputs that show a run; each holds the widget, and beside it what to show where none can live."""

    def __init__(self, faces: Callable[[D], dict[str, str]]) -> None:
        """Start with no output.

        Args:
            faces: returns what to show where no widget can live, by media type.
        """
        self._faces = faces
        self._places: dict[str, View] = {}

    def show(self, view: "View", document: D) -> None:
        """Display a view in the cell that is being executed."""
        from IPython.display import display

        place = uuid4().hex
        self._places[place] = view
        display(self._bundle(document, view), raw=True, display_id=place)  # type: ignore[no-untyped-call]

    def renew(self, document: D) -> None:
        """Bring the static faces up to date; the widgets beside them stay."""
        self._update({place: self._bundle(document, view) for place, view in list(self._places.items())})

    def freeze(self, document: D, player: str = "") -> None:
        """Replace every widget by its static face, for good, and the first by the HTML of a player if there is one."""
        bundles = {place: self._bundle(document) for place in self._places}
        if player and bundles:
            next(iter(bundles.values()))["text/html"] = player
        self._update(bundles)
        self._places.clear()

    def _update(self, bundles: dict[str, dict[str, Any]]) -> None:
        if not bundles:
            return
        from IPython.display import update_display

        for place, bundle in bundles.items():
            update_display(bundle, display_id=place, raw=True)  # type: ignore[no-untyped-call]

    def _bundle(self, document: D, view: "View | None" = None) -> dict[str, Any]:
        bundle: dict[str, Any] = dict(self._faces(document))
        if view is not None:
            bundle[WIDGET] = {"version_major": 2, "version_minor": 0, "model_id": view.model_id}
        return bundle
