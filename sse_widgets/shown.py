"""Traits that show the state of a run: they can be read, observed and followed, not set."""

from collections.abc import Callable
from typing import Any

import traitlets

from sse_widgets.document import Document


class Shown(traitlets.TraitType[Any, Any]):
    """A trait whose value is always that of the document shown now, whatever observers are doing."""

    read_only = True

    def __init__(self, read: Callable[[Document], Any], help: str) -> None:
        super().__init__(help=help)
        self.read = read

    def get(self, obj: Any, cls: Any = None) -> Any:
        """Return what is shown now."""
        return self.read(obj.document)

    def __set__(self, obj: Any, value: Any) -> None:
        raise traitlets.TraitError(
            f"run.{self.name} shows what was received and cannot be set; "
            f"to follow it use traitlets.dlink((run, {self.name!r}), (widget, 'value')), not link"
        )


def state(name: str, help: str) -> Shown:
    """Return a trait that shows a part of the state."""
    return Shown(lambda document: getattr(document.state, name), help)
