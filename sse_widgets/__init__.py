"""sse_widgets: watch what an AI agent streams, live in a notebook.

import sse_widgets as sw

run = sw.replay("literature_review")
run
"""

from sse_widgets.errors import (
    AuthError,
    HorizonError,
    NetworkError,
    RecordingError,
    RunError,
    ServerError,
    SSEWidgetsError,
    StreamError,
    UnknownDialect,
)
from sse_widgets.frame import Frame
from sse_widgets.mock import MockServer
from sse_widgets.recording import Recording
from sse_widgets.run import Run
from sse_widgets.starting import connect, load, recordings, replay, watch
from sse_widgets.state import RunState
from sse_widgets.transport import Retry
from sse_widgets.widgets import AgentDeck, Canvas, Connection, Console, Inspector, Messages, Plan, Sources

__all__ = [
    "AgentDeck",
    "AuthError",
    "Canvas",
    "Connection",
    "Console",
    "Frame",
    "HorizonError",
    "Inspector",
    "Messages",
    "MockServer",
    "NetworkError",
    "Plan",
    "Recording",
    "RecordingError",
    "Retry",
    "Run",
    "RunError",
    "RunState",
    "SSEWidgetsError",
    "ServerError",
    "Sources",
    "StreamError",
    "UnknownDialect",
    "connect",
    "load",
    "recordings",
    "replay",
    "watch",
]
