"""Compare: two runs side by side in one cell, moved in lock step."""

from typing import Any, Protocol

import ipywidgets

from sse_widgets.widgets.view import RunView
from sse_widgets.widgets.views import Messages


class Aligned(Protocol):
    """A comparison, as far as it is shown."""

    a: Any
    b: Any

    def __len__(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def differences(self) -> tuple[str, ...]: ...
    def told(self, k: int) -> str: ...
    def show(self, k: int) -> None: ...
    def _repr_html_(self) -> str: ...


class Compare(ipywidgets.VBox):  # type: ignore[misc]
    """Two runs side by side; playing and the slider move both, row by row of what they did.

    Example:
        >>> sw.Compare(sw.diff(run_a, run_b))
    """

    def __init__(self, comparison: Aligned, view: type[RunView] = Messages, *, height: str | None = "24rem") -> None:
        """Show a comparison.

        Args:
            comparison: as `sw.diff` returns it.
            view: which view of either run.
            height: a CSS length for both; None for what suits the view.
        """
        if not hasattr(comparison, "show") or not hasattr(comparison, "a"):
            raise TypeError(f"sw.Compare shows what sw.diff returns, not {comparison!r}; use sw.Compare(sw.diff(a, b))")
        last = len(comparison)
        self.play = ipywidgets.Play(value=last, min=0, max=last, interval=700, description="Play both")
        self.slider = ipywidgets.IntSlider(
            value=last, min=0, max=last, description="Row", layout={"min_width": "15rem"}
        )
        ipywidgets.jslink((self.play, "value"), (self.slider, "value"))
        self.row = ipywidgets.Label(comparison.told(last))
        self.slider.observe(self._moved, "value")
        half = {"flex": "1 1 18rem", "padding": "0 4px"}
        columns = []
        for run in (comparison.a, comparison.b):
            title = ipywidgets.Label(run.title)
            columns.append(ipywidgets.VBox([title, view(run, height=height)], layout=half))
        both = ipywidgets.HBox(columns, layout={"flex_flow": "row wrap"})
        self._comparison = comparison
        controls = ipywidgets.HBox([self.play, self.slider, self.row], layout={"flex_flow": "row wrap"})
        phrases = [ipywidgets.Label(phrase) for phrase in comparison.differences]
        differences = ipywidgets.HBox(phrases, layout={"flex_flow": "row wrap", "grid_gap": "0 12px"})
        super().__init__([differences, controls, both])

    def _moved(self, change: dict[str, Any]) -> None:
        self._comparison.show(change["new"])
        self.row.value = self._comparison.told(change["new"])

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        faces = {"text/plain": self._comparison.text, "text/html": self._comparison._repr_html_()}
        return {**super()._repr_mimebundle_(**options), **faces}
