"""The broadcast server: agents publish, any number of notebooks watch, on one machine or many."""

from typing import TYPE_CHECKING, Any

from sse_widgets.broadcast.auth import StaticTokens, User
from sse_widgets.broadcast.broadcaster import Broadcaster
from sse_widgets.broadcast.config import BroadcasterConfig
from sse_widgets.broadcast.emitting import (
    Emitter,
    EventBuilder,
    EventsLost,
    ProgressTracker,
    Sent,
    ThoughtProcessTracker,
)
from sse_widgets.broadcast.entry import Entry
from sse_widgets.broadcast.execution import Execution
from sse_widgets.broadcast.subscriber import Subscriber
from sse_widgets.broadcast.tokens import JWT

if TYPE_CHECKING:
    from sse_widgets.broadcast.redis_streams import RedisStreams

__all__ = [
    "JWT",
    "Broadcaster",
    "BroadcasterConfig",
    "Emitter",
    "Entry",
    "EventBuilder",
    "EventsLost",
    "Execution",
    "ProgressTracker",
    "RedisStreams",
    "Sent",
    "StaticTokens",
    "Subscriber",
    "ThoughtProcessTracker",
    "User",
]


def __getattr__(name: str) -> Any:
    if name == "RedisStreams":  # what it needs is not installed with the rest
        from sse_widgets.broadcast.redis_streams import RedisStreams

        return RedisStreams
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
