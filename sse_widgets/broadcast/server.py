"""A server in a thread of its own, with a loop of its own: a busy kernel does not hold it up."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any, Final

import uvicorn
from starlette.types import ASGIApp

from sse_widgets.broadcast.protocol import Protocol

PATIENCE: Final = 10.0
"""Seconds for the server to start, and to stop."""

MOST_CONNECTIONS: Final = 12_000
"""Connections at a time; one more is answered 503."""


class _Server(uvicorn.Server):
    """One that leaves signals alone: in a kernel, "interrupt" must stop the cell and not the server."""

    def __init__(self, config: uvicorn.Config, up: threading.Event) -> None:
        super().__init__(config)
        self._up = up

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._up.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class ServerThread:
    """Serves an application until it is told to stop."""

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        """Listen at once; what comes is answered after `start()`.

        Raises:
            OSError: that port cannot be had.
        """
        self._socket = socket.create_server((host, port), family=_family(host), backlog=2048)
        self.port: int = self._socket.getsockname()[1]
        self._up = threading.Event()
        self._server = _Server(server_config(app), self._up)
        self._thread = threading.Thread(target=self._run, name="sse_widgets.broadcast", daemon=True)
        self._error: BaseException | None = None
        self._loop = asyncio.new_event_loop()

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()
        if not self._up.wait(PATIENCE) or self._error is not None:
            self.stop()
            raise RuntimeError("the broadcast server did not start") from self._error

    def stop(self) -> None:
        """End every stream and stop; again is no error."""
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join(PATIENCE)
        self._socket.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._server.serve([self._socket]))
        except BaseException as error:  # uvicorn leaves by SystemExit when the application does not start
            self._error = error
        finally:
            self._up.set()
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()


def server_config(app: ASGIApp | str, **more: Any) -> uvicorn.Config:
    """Return how we want to be served."""
    return uvicorn.Config(
        app,
        http=Protocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=2,
        limit_concurrency=MOST_CONNECTIONS,
        **more,
    )


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
