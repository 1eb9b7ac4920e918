"""The ASGI application: every endpoint behind one gate."""

import asyncio
import math
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp

from sse_widgets.broadcast.acting import Acting
from sse_widgets.broadcast.auth import Authenticator
from sse_widgets.broadcast.cleaning import keep_clean
from sse_widgets.broadcast.executions import Executions
from sse_widgets.broadcast.gate import Gate
from sse_widgets.broadcast.hub import Hub
from sse_widgets.broadcast.proxy import Proxy
from sse_widgets.broadcast.publishing import Publishing
from sse_widgets.broadcast.running import Running
from sse_widgets.broadcast.telling import Telling
from sse_widgets.broadcast.watching import Watching
from sse_widgets.errors import BroadcastError


def create_app(
    hub: Hub,
    executions: Executions,
    alive: Callable[[], AbstractAsyncContextManager[None]],
    check: Authenticator | None = None,
    hosts: Collection[str] | None = None,
) -> ASGIApp:
    """Return the application.

    Args:
        hub: what it serves.
        executions: what it lets the agent do.
        alive: keeps both going for as long as the application is served.
        check: how users are told from tokens; None if they are not.
        hosts: names by which it may be asked for, without port; None for any.
    """
    watching = Watching(hub, check, lambda: executions.agent is not None)
    rooms = (
        watching,
        Publishing(hub, check),
        Acting(executions, check, hub.config.max_event_bytes),
        Running(hub, executions, watching, check),
        Proxy(watching, check, hub.config.upstream),
        Telling(hub, check),
    )

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with alive():
            yield

    def refused(_: Request, error: Exception) -> Response:
        hub.counters["refused"] += 1
        return _refused(error)

    app = Starlette(
        routes=[route for room in rooms for route in room.routes()],
        exception_handlers={BroadcastError: refused},
        lifespan=lifespan,
    )
    hosts = hub.config.allow_hosts if hub.config.allow_hosts is not None else hosts
    return Gate(app, hub.config.allow_origins, hosts)


@asynccontextmanager
async def going(hub: Hub, executions: Executions) -> AsyncIterator[None]:
    """Keep a hub going on the loop that runs."""
    await hub.start()
    cleaning = asyncio.create_task(keep_clean(hub))
    try:
        yield
    finally:
        cleaning.cancel()
        await asyncio.gather(cleaning, return_exceptions=True)
        await executions.stop()
        await hub.stop()


def _refused(error: Exception) -> Response:
    assert isinstance(error, BroadcastError)
    headers = {}
    if error.retry_after is not None:
        headers["retry-after"] = str(max(1, math.ceil(error.retry_after)))
    if error.status == 401:
        headers["www-authenticate"] = 'Bearer realm="sse_widgets"'
    if error.status == 413:
        headers["connection"] = "close"
    return JSONResponse({"error": str(error)}, error.status, headers)
