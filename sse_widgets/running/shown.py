"""Traits that show the state of a run: they can be read, observed and followed, not set."""

from collections.abc import Callable
from typing import Any

import traitlets

from sse_widgets.document import Document
from sse_widgets.running.selected import Selected


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


def _state(name: str, help: str) -> Shown:
    return Shown(lambda document: getattr(document.state, name), help)


class ShownState(traitlets.HasTraits):
    """The state of a run as traits."""

    connection = Shown(lambda it: it.connection, help="idle, connecting, open, retrying, polling, closed or failed")
    status = _state("status", "pending, running, awaiting_input, completed, failed, cancelled or incomplete")
    progress = _state("progress", "0.0 to 1.0")
    plan = _state("plan", "the goal and the phases, those to come too")
    routing = _state("routing", "which agent was chosen, how sure, and why; None if nobody chose")
    agents = _state("agents", "who works")
    tasks = _state("tasks", "what there is to do")
    messages = _state("messages", "what was said")
    thoughts = _state("thoughts", "pieces of reasoning, those inside messages too")
    tools = _state("tools", "tool calls")
    sources = _state("sources", "what was read, with the claims that it supports")
    canvas = _state("canvas", "what was made")
    usage = _state("usage", "tokens used")
    interrupts = _state("interrupts", "questions to a person")
    logs = _state("logs", "lines for people")
    errors = _state("errors", "what went wrong")
    error = _state("error", "what ended the run or the connection, or None")
    cursor = Shown(lambda it: it.stream.shown, help="how many frames are shown")
    selection = Selected(help="a stretch of time, (from, to) in seconds, as dragged in a Timeline; settable; or None")

    @property
    def document(self) -> Document:
        """What is shown now."""
        raise NotImplementedError

    def look_again(self) -> None:
        """Show what has been changed by hand."""
        raise NotImplementedError

    def tell(self, before: Document, now: Document) -> None:
        """Notify the observers of every trait whose value is another."""
        for name, trait in self.traits().items():
            if isinstance(trait, Shown):
                old, new = trait.read(before), trait.read(now)
                if old is not new and old != new:
                    self.notify_change(traitlets.Bunch(name=name, old=old, new=new, owner=self, type="change"))
