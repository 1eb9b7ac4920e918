"""The endpoints that tell of the server itself."""

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route

from sse_widgets.broadcast.access import user_of
from sse_widgets.broadcast.auth import Authenticator
from sse_widgets.broadcast.hub import Hub
from sse_widgets.broadcast.openapi import document
from sse_widgets.broadcast.statistics import metrics, stats
from sse_widgets.errors import Forbidden, NotThere


class Telling:
    """Answers those who look after the server."""

    def __init__(self, hub: Hub, check: Authenticator | None) -> None:
        self._hub, self._check = hub, check

    def routes(self) -> list[Route]:
        """Return the endpoints."""
        return [
            Route("/api/stats", self.stats),
            Route("/metrics", self.metrics),
            Route("/health", self.health),
            Route("/openapi.json", self.openapi),
        ]

    async def stats(self, request: Request) -> JSONResponse:
        """Return the figures of the sessions that are open to the user."""
        user = await user_of(request, self._check)
        return JSONResponse(stats(self._hub, user.scope))

    async def metrics(self, request: Request) -> PlainTextResponse:
        """Return the figures of this process for Prometheus; to an admin, where users are told apart."""
        user = await user_of(request, self._check)
        if not self._hub.config.enable_metrics:
            raise NotThere("metrics are switched off")
        if not user.admin:
            raise Forbidden("metrics tell of all users; they are for an admin")
        return PlainTextResponse(metrics(self._hub), media_type="text/plain; version=0.0.4")

    async def health(self, _: Request) -> JSONResponse:
        """Return whether sessions can be served: 200, or 503 while the store does not answer."""
        await self._hub.backend.count()
        return JSONResponse({"status": "ok"})

    async def openapi(self, _: Request) -> JSONResponse:
        """Return what this server answers, as OpenAPI."""
        return JSONResponse(document())
