"""The broadcast server: agents publish, any number of notebooks watch, on one machine or many."""

from sse_widgets.broadcast.auth import StaticTokens, User
from sse_widgets.broadcast.broadcaster import Broadcaster
from sse_widgets.broadcast.config import BroadcasterConfig
from sse_widgets.broadcast.entry import Entry
from sse_widgets.broadcast.execution import Execution
from sse_widgets.broadcast.subscriber import Subscriber
from sse_widgets.broadcast.tokens import JWT

__all__ = ["JWT", "Broadcaster", "BroadcasterConfig", "Entry", "Execution", "StaticTokens", "Subscriber", "User"]
