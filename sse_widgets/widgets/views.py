"""The views: small widgets that ask the hidden model of a run to mount them."""

from typing import Any, ClassVar, Protocol
from uuid import uuid4

import anywidget
import traitlets

from sse_widgets.widgets.model import RunModel

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

    def __init__(self, model: RunModel, height: str | None = None) -> None:
        """Show what `model` carries.

        Args:
            model: the hidden model.
            height: a CSS length such as `"24rem"`; None for the height that suits the view.
        """
        options: dict[str, Any] = {} if height is None else {"height": height}
        super().__init__(hub=f"anywidget:{model.model_id}", kind=self.shows, key=uuid4().hex, options=options)


class RunView(View):
    """A widget that shows part of one run."""

    def __init__(self, run: Showable, *, height: str | None = None) -> None:
        """Show part of a run.

        Args:
            run: what to show.
            height: a CSS length such as `"24rem"`; None for the height that suits the view.
        """
        if not hasattr(run, "_display"):
            raise TypeError(f"{type(self).__name__} shows a run, as sw.connect or sw.replay returns it, not {run!r}")
        super().__init__(run.model, height)
        self._run = run

    def _ipython_display_(self) -> None:
        self._run._display(self)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._run!r})"


class Console(RunView):
    """Everything about a run: a header with its state, and the other views in tabs.

    Example:
        >>> sw.Console(sw.replay("literature_review"))
    """

    shows = "console"


class Messages(RunView):
    """The messages of a run as they are written, with the thoughts and tool calls where they came.

    Example:
        >>> sw.Messages(sw.replay("support_answer"))
    """

    shows = "messages"


class AgentDeck(RunView):
    """The agents of a run as cards: who works for whom, on what, how far, how long.

    Example:
        >>> sw.AgentDeck(sw.replay("literature_review"))
    """

    shows = "agents"


class Plan(RunView):
    """The goal, the phases done, running and still to come, and the routing decision with its reasons.

    Example:
        >>> sw.Plan(sw.replay("data_cleaning"))
    """

    shows = "plan"


class Sources(RunView):
    """What was read, and the claims that it supports, with confidence.

    Example:
        >>> sw.Sources(sw.replay("literature_review"))
    """

    shows = "sources"


class Canvas(RunView):
    """What the agents made: text, code, and web pages in a frame that runs nothing and loads nothing.

    Example:
        >>> sw.Canvas(sw.replay("literature_review"))
    """

    shows = "canvas"


class Connection(RunView):
    """The wire: its state in a sentence, what has come over it, and buttons to stop and to reconnect.

    Example:
        >>> sw.Connection(sw.replay("market_brief"))
    """

    shows = "connection"


class Composer(RunView):
    """Where you talk back: answer a question, say more, have an answer written again, end the run.

    Nothing is sent but by your click or Enter, and only where the back end can be told: see `run.can`.

    Example:
        >>> sw.Composer(sw.connect("http://localhost:8000/agent", method="POST", json=question))
    """

    shows = "composer"


class Inspector(RunView):
    """Every frame as it was received, what it was read as, and what it changed.

    Example:
        >>> sw.Inspector(sw.replay("question_routing"))
    """

    shows = "inspector"


class Timeline(RunView):
    """What happened when: phases, agents, tools, thoughts, messages and errors as lanes over time.

    A click goes to that moment in every view; a drag selects a stretch of time, `run.selection`.

    Example:
        >>> sw.Timeline(sw.replay("literature_review"))
    """

    shows = "timeline"
