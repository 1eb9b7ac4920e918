"""The wire: one HTTP exchange, when to try again, and the connection that lasts for a run."""

from sse_widgets.transport.connection import Connection
from sse_widgets.transport.options import Options
from sse_widgets.transport.request import Request, request_url
from sse_widgets.transport.retry import Retry
from sse_widgets.transport.telling import tell

__all__ = ["Connection", "Options", "Request", "Retry", "request_url", "tell"]
