"""The audience of a run: observers of its traits, browsers, and the outputs of cells."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from sse_widgets.displays import Displays
from sse_widgets.document import Document

if TYPE_CHECKING:  # a run that nobody looks at, as in a script, needs no widgets
    from sse_widgets.widgets import RunModel, View


class Audience:
    """Whoever is to be told when what is shown changes."""

    def __init__(self, read: Callable[[], Document], tell: Callable[[Document, Document], None]) -> None:
        """Start with nobody.

        Args:
            read: returns what is to be shown now.
            tell: told what was shown before and is now, for observers of traits.
        """
        self._read = read
        self._tell = tell
        self._displays = Displays()
        self.model: RunModel | None = None
        """The hidden model that carries the front end, once somebody looks."""
        self.told = Document()

    def open(
        self, clock: Callable[[], float | None], commands: Callable[[], Mapping[str, Callable[..., Any]]]
    ) -> "RunModel":
        """Return the hidden model; made now if there was none.

        Args:
            clock: returns seconds since the stream opened, None when it is over.
            commands: returns what a browser may ask for, by name.
        """
        from sse_widgets.widgets import RunModel

        if self.model is None:
            self.model = RunModel(self._read, clock)
            self.model.commands = commands()
        return self.model

    def flush(self) -> float | None:
        """Take what is new to observers and browsers; return seconds until the next look, None for no need."""
        before, self.told = self.told, self._read()
        self._tell(before, self.told)
        return self.model.flush() if self.model else None

    def store(self) -> None:
        """Bring up to date what is saved with the notebook."""
        if self.model is not None:
            self.model.store()
        self._displays.renew(self.told)

    def show(self, view: "View") -> None:
        """Display a view in the cell that is being executed."""
        self._displays.show(view, self._read())

    def freeze(self) -> None:
        """Replace every widget by its static face, for good."""
        self._displays.freeze(self._read())
