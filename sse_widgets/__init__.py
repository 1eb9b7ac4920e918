"""sse_widgets: watch what an AI agent streams, live in a notebook.

    import sse_widgets as sw

    run = sw.replay("literature_review")
    run

Importing the package costs next to nothing: each name is loaded when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sse_widgets.chaos import chaos
    from sse_widgets.comparison import diff
    from sse_widgets.dashboard import Dashboard
    from sse_widgets.errors import (
        AuthError,
        FaultError,
        HeartbeatTimeout,
        HorizonError,
        MaxReconnectReached,
        NetworkError,
        NotAStream,
        RecordingError,
        RunError,
        ServerError,
        SessionExpired,
        SourceError,
        SSEWidgetsError,
        StreamError,
        UnknownDialect,
    )
    from sse_widgets.executing import execute
    from sse_widgets.frame import Frame
    from sse_widgets.mock import MockServer
    from sse_widgets.recording import Recording
    from sse_widgets.run import Run
    from sse_widgets.starting import connect, load, recordings, replay, tap, watch
    from sse_widgets.state import RunState
    from sse_widgets.transport import Retry
    from sse_widgets.widgets import (
        AgentDeck,
        Canvas,
        Compare,
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
    "AuthError",
    "Canvas",
    "Compare",
    "Composer",
    "Connection",
    "Console",
    "Dashboard",
    "FaultError",
    "Frame",
    "HeartbeatTimeout",
    "HorizonError",
    "Inspector",
    "MaxReconnectReached",
    "Messages",
    "MockServer",
    "NetworkError",
    "NotAStream",
    "Plan",
    "Recording",
    "RecordingError",
    "Retry",
    "Run",
    "RunError",
    "RunState",
    "SSEWidgetsError",
    "ServerError",
    "SessionExpired",
    "SourceError",
    "Sources",
    "StreamError",
    "Timeline",
    "UnknownDialect",
    "chaos",
    "connect",
    "diff",
    "execute",
    "load",
    "recordings",
    "replay",
    "tap",
    "watch",
]

_HOMES = {
    "AgentDeck": "widgets",
    "AuthError": "errors",
    "Canvas": "widgets",
    "Compare": "widgets",
    "Composer": "widgets",
    "Connection": "widgets",
    "Console": "widgets",
    "Dashboard": "dashboard",
    "FaultError": "errors",
    "Frame": "frame",
    "HeartbeatTimeout": "errors",
    "HorizonError": "errors",
    "Inspector": "widgets",
    "MaxReconnectReached": "errors",
    "Messages": "widgets",
    "MockServer": "mock",
    "NetworkError": "errors",
    "NotAStream": "errors",
    "Plan": "widgets",
    "Recording": "recording",
    "RecordingError": "errors",
    "Retry": "transport",
    "Run": "run",
    "RunError": "errors",
    "RunState": "state",
    "SSEWidgetsError": "errors",
    "ServerError": "errors",
    "SessionExpired": "errors",
    "SourceError": "errors",
    "Sources": "widgets",
    "StreamError": "errors",
    "Timeline": "widgets",
    "UnknownDialect": "errors",
    "chaos": "chaos",
    "connect": "starting",
    "diff": "comparison",
    "execute": "executing",
    "load": "starting",
    "recordings": "starting",
    "replay": "starting",
    "tap": "starting",
    "watch": "starting",
}
"""The module of each public name."""


def load_ipython_extension(ipython: Any) -> None:
    """Add `%sse` and `%%sse_mock` to a notebook; called by `%load_ext sse_widgets`."""
    from sse_widgets.magics import load_ipython_extension

    load_ipython_extension(ipython)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'sse_widgets' has no attribute {name!r}")
    value = getattr(import_module(f"sse_widgets.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
