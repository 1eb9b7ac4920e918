"""HTTP for a server that listens for long: uvicorn's protocol, with bounds and a way to stop."""

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from sse_widgets.broadcast.stream import ABORT

MOST_HEADERS: Final = 16 * 1024
"""Bytes of the address and all headers of a request."""
PATIENCE: Final = 10.0
"""Seconds for a request's headers to arrive."""
GRACE: Final = 0.3
"""Seconds for a client to take the end of its stream when the server stops."""

_TOO_LARGE: Final = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-type: text/plain; charset=utf-8\r\n"
    b"content-length: 27\r\nconnection: close\r\n\r\nThe headers are too large.\n"
)


class Protocol(HttpToolsProtocol):
    """One connection: headers of a bounded size, within a bounded time; streams that end when the server stops."""

    _size = 0
    """Bytes of the headers that are being read."""
    _late: asyncio.TimerHandle | None = None
    _refused = False

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._wait_for_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._wait_no_more()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, unless headers that are not complete take too much already."""
        if self._refused:
            return
        if self._late is not None:
            self._size += len(data)
        super().data_received(data)
        if self._late is not None and self._size > MOST_HEADERS:
            self._refuse()

    def on_message_begin(self) -> None:
        """Begin to read headers."""
        super().on_message_begin()
        if self._late is None:
            self._wait_for_headers()
        self.scope["extensions"] = {ABORT: {"cut": self._cut}}

    def on_headers_complete(self) -> None:
        """Answer, if the headers are of a reasonable size."""
        self._wait_no_more()
        if len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers) > MOST_HEADERS:
            self._refuse()
        else:
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a piece of the body."""
        if not self._refused:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Have the whole request."""
        if not self._refused:
            super().on_message_complete()

    def shutdown(self) -> None:
        """End what streams on this connection, gently and then not."""
        super().shutdown()
        if not self.transport.is_closing():
            self.cycle.message_event.set()
            self.loop.call_later(GRACE, self.transport.abort)

    def _cut(self) -> None:
        """Drop a client that does not take what was written already; any other is told the end."""
        if self.flow.write_paused:
            self.transport.abort()

    def _wait_for_headers(self) -> None:
        self._size = 0
        self._late = self.loop.call_later(PATIENCE, self.transport.abort)

    def _wait_no_more(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _refuse(self) -> None:
        self._wait_no_more()
        self._refused = True
        self.transport.write(_TOO_LARGE)
        self.transport.close()
