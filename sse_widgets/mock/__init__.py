"""A server that plays recordings, and breaks them off, for tests, demonstrations and offline work."""

from sse_widgets.mock.fault_script import FaultScript
from sse_widgets.mock.request_log import Request
from sse_widgets.mock.server import MockServer

__all__ = ["FaultScript", "MockServer", "Request"]
