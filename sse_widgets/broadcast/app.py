"""The ASGI application: every endpoint behind one gate."""

import asyncio
import math
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp

from sse_widgets.broadcast.auth import Authenticator
from sse_widgets.broadcast.cleaning import keep_clean
from sse_widgets.broadcast.gate import Gate
from sse_widgets.broadcast.hub import Hub
from sse_widgets.broadcast.publishing import Publishing
from sse_widgets.broadcast.watching import Watching
from sse_widgets.errors import BroadcastError


def create_app(hub: Hub, check: Authenticator | None = None, hosts: Collection[str] | None = None) -> ASGIApp:
    """Return the application.

    Args:
        hub: what it serves.
        check: how users are told from tokens; None if they are not.
        hosts: names by which it may be asked for, without port; None for any.
    """
    watching = Watching(hub, check)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with running(hub):
            yield

    app = Starlette(
        routes=[*watching.routes(), *Publishing(hub, check).routes()],
        exception_handlers={BroadcastError: _refused},
        lifespan=lifespan,
    )
    hosts = hub.config.allow_hosts if hub.config.allow_hosts is not None else hosts
    return Gate(app, hub.config.allow_origins, hosts)


@asynccontextmanager
async def running(hub: Hub) -> AsyncIterator[None]:
    """Keep a hub going on the loop that runs."""
    await hub.start()
    cleaning = asyncio.create_task(keep_clean(hub))
    try:
        yield
    finally:
        cleaning.cancel()
        await asyncio.gather(cleaning, return_exceptions=True)
        await hub.stop()


def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, BroadcastError)
    headers = {}
    if error.retry_after is not None:
        headers["retry-after"] = str(max(1, math.ceil(error.retry_after)))
    if error.status == 401:
        headers["www-authenticate"] = 'Bearer realm="sse_widgets"'
    if error.status == 413:
        headers["connection"] = "close"
    return JSONResponse({"error": str(error)}, error.status, headers)
