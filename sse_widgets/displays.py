"""The places in a notebook where a run is displayed, and the static faces that it leaves there."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from uuid import uuid4

if TYPE_CHECKING:
    from sse_widgets.widgets import View

D = TypeVar("D")

WIDGET = "application/vnd.jupyter.widget-view+json"


class Displays(Generic[D]):
    """Cell outputs that show a run; each holds the widget, and beside it what to show where none can live."""

    def __init__(self, faces: Callable[[D, str], dict[str, str]]) -> None:
        """Start with no output.

        Args:
            faces: returns what to show where no widget can live, by media type, for a kind of view.
        """
        self._faces = faces
        self._places: dict[str, View] = {}

    def show(self, view: "View", document: D) -> None:
        """Display a view in the cell that is being executed."""
        from IPython.display import display

        place = uuid4().hex
        self._places[place] = view
        display(self._faces(document, view.shows) | _widget(view), raw=True, display_id=place)  # type: ignore[no-untyped-call]

    def renew(self, document: D) -> None:
        """Bring the static faces up to date; the widgets beside them stay."""
        places = list(self._places.items())
        self._update({place: self._faces(document, view.shows) | _widget(view) for place, view in places})

    def freeze(self, document: D, player: str = "") -> None:
        """Replace every widget by its static face, for good, and the first by the HTML of a player if there is one."""
        bundles = {place: self._faces(document, view.shows) for place, view in self._places.items()}
        if player and bundles:
            next(iter(bundles.values()))["text/html"] = player
        self._update(bundles)
        self._places.clear()

    def _update(self, bundles: Mapping[str, Mapping[str, Any]]) -> None:
        if not bundles:
            return
        from IPython.display import update_display

        for place, bundle in bundles.items():
            update_display(bundle, display_id=place, raw=True)  # type: ignore[no-untyped-call]


def _widget(view: "View") -> dict[str, Any]:
    return {WIDGET: {"version_major": 2, "version_minor": 0, "model_id": view.model_id}}
