"""The wire: one HTTP exchange, when to try again, and the connection that lasts for a run."""

from sse_widgets.transport.connection import Connection
from sse_widgets.transport.options import Options
from sse_widgets.transport.request import Request
from sse_widgets.transport.retry import Retry

__all__ = ["Connection", "Options", "Request", "Retry"]
