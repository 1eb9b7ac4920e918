"""A server that plays recordings, for tests, demonstrations and offline work."""

from sse_widgets.mock.server import MockServer, Request

__all__ = ["MockServer", "Request"]
