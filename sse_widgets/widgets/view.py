"""What every view is: a small widget that asks a hidden model to mount it."""

import inspect
import re
from typing import Any, ClassVar, Protocol, get_args, get_type_hints
from uuid import uuid4

import anywidget
import traitlets

from sse_widgets.errors import suggestion
from sse_widgets.widgets.model import RunModel

_HEIGHT = re.compile(r"\d+(\.\d+)?(px|rem|em|vh|%)")

_MOUNT = """\
export default {
  async render({ model, el, signal, host }) {
    if (!host) {
      el.textContent = "sse_widgets needs anywidget 0.11 or later (in marimo: 0.23.14) where the page is served.";
      return;
    }
    const run = await host.getWidget(model.get("hub"));
    const [kind, options, key] = ["kind", "options", "key"].map((name) => model.get(name));
    run.exports.mount({ kind, options, key, el, signal, host });
  },
};
"""


class Showable(Protocol):
    """A run, as far as a view knows it."""

    @property
    def model(self) -> RunModel: ...

    def _display(self, view: "View") -> None: ...


class View(anywidget.AnyWidget):
    """A widget that a hidden model mounts; a few hundred bytes, whatever it shows."""

    shows: ClassVar[str]

    _esm = _MOUNT
    hub = traitlets.Unicode().tag(sync=True)
    kind = traitlets.Unicode().tag(sync=True)
    key = traitlets.Unicode().tag(sync=True)
    options = traitlets.Dict().tag(sync=True)

    def __new__(cls, *given: Any, **options: Any) -> Any:
        """Make a view, if its options are some that it has.

        Raises:
            TypeError: it has no such option.
            ValueError: an option cannot have that value.
        """
        for name, value in options.items():
            _check(cls, name, value)
        return super().__new__(cls)

    def __init__(self, model: RunModel, **options: Any) -> None:
        """Show what `model` carries; an option that is None is left to the view."""
        given = {name: value for name, value in options.items() if value is not None}
        super().__init__(hub=f"anywidget:{model.model_id}", kind=self.shows, key=uuid4().hex, options=given)


class RunView(View):
    """A widget that shows part of one run."""

    def __init__(self, run: Showable, *, height: str | None = None, **options: Any) -> None:
        """Show part of a run.

        Args:
            run: what to show.
            height: a CSS length such as `"24rem"`; None for the height that suits the view.
            options: what else the view can be told.
        """
        if not hasattr(run, "_display"):
            raise TypeError(f"{type(self).__name__} shows a run, as sw.connect or sw.replay returns it, not {run!r}")
        super().__init__(run.model, height=height, **options)
        self._run = run

    def _ipython_display_(self) -> None:
        self._run._display(self)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._run!r})"


def _check(view: type[View], name: str, value: Any) -> None:
    """Refuse an option that a view does not have, and a value that it cannot have."""
    parameters = inspect.signature(view.__init__).parameters.values()
    known = {each.name for each in parameters if each.kind is not each.VAR_KEYWORD} - {"self"}
    if name not in known:
        raise TypeError(f"{view.__name__} has no option {name!r}; {suggestion(name, sorted(known))}")
    hint = get_type_hints(view.__init__).get(name)
    allowed = [each for choice in (hint, *get_args(hint)) for each in get_args(choice) if isinstance(each, str)]
    if allowed and value is not None and value not in allowed:
        raise ValueError(f"{view.__name__} cannot have {name}={value!r}; {suggestion(str(value), allowed)}")
    if name == "height" and value is not None and not _HEIGHT.fullmatch(str(value)):
        raise ValueError(f"{view.__name__} cannot have height={value!r}; give a CSS length such as '24rem' or '400px'")
