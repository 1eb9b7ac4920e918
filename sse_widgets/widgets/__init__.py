"""The widgets: the hidden model of a run, and the views of it."""

from sse_widgets.widgets.assets import asset
from sse_widgets.widgets.compare import Compare
from sse_widgets.widgets.model import RunModel
from sse_widgets.widgets.moves import Moves
from sse_widgets.widgets.rows import Rows
from sse_widgets.widgets.stop_commands import StopCommands
from sse_widgets.widgets.view import View
from sse_widgets.widgets.views import (
    AgentDeck,
    Canvas,
    Composer,
    Connection,
    Console,
    Inspector,
    Messages,
    Plan,
    Sources,
    Timeline,
)

__all__ = [
    "AgentDeck",
    "Canvas",
    "Compare",
    "Composer",
    "Connection",
    "Console",
    "Inspector",
    "Messages",
    "Moves",
    "Plan",
    "Rows",
    "RunModel",
    "Sources",
    "StopCommands",
    "Timeline",
    "View",
    "asset",
]
