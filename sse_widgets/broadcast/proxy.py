"""The secure proxy: `GET /api/sse?sessionId=`, for pages, whose token is in a cookie that no script can read."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from typing import Any, Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from sse_widgets.broadcast.access import cookie_or_bearer
from sse_widgets.broadcast.auth import ANYBODY, Authenticator, User, identify
from sse_widgets.broadcast.stream import HEADERS
from sse_widgets.broadcast.watching import Watching, last_event_id
from sse_widgets.errors import BadRequest, StreamError, Unauthorized
from sse_widgets.transport import request as upstream
from sse_widgets.transport.answer import Answer
from sse_widgets.transport.clients import new_client
from sse_widgets.transport.exchange import exchange

PATIENCE: Final = 10.0
"""Seconds for the upstream to answer."""


class Proxy:
    """Checks the token, and only then opens the stream behind, with the token as a header."""

    def __init__(self, watching: Watching, check: Authenticator | None, address: str | None) -> None:
        """Prepare.

        Args:
            watching: streams the sessions of this server.
            check: how users are told from tokens; None if they are not.
            address: where the streams are, if not here; the id of the session is added to it.
        """
        self._watching, self._check, self._address = watching, check, address

    def routes(self) -> list[Route]:
        """Return the endpoint."""
        return [Route("/api/sse", self.sse)]

    async def sse(self, request: Request) -> Any:
        """Stream a session to a page."""
        session = request.query_params.get("sessionId", "")
        if not session:
            raise BadRequest("Session ID required")
        token = cookie_or_bearer(request)
        user = await self._user(token)
        if self._address is None:
            return await self._watching.stream(session, request, user, "message_stream")
        return await self._relay(session, request, token)

    async def _user(self, token: str) -> User:
        if self._check is None:
            return ANYBODY
        if not token:
            raise Unauthorized("Unauthorized")
        return await identify(self._check, token)

    async def _relay(self, session: str, request: Request, token: str) -> Response:
        asked = upstream.Request(f"{(self._address or '').rstrip('/')}/{quote(session, safe='')}", token=token or None)
        async with AsyncExitStack() as stack:
            try:
                client = await stack.enter_async_context(new_client(PATIENCE))
                answer: Answer | None = await stack.enter_async_context(
                    exchange(client, asked, last_event_id(request), PATIENCE)
                )
            except StreamError:
                return JSONResponse({"error": "Backend connection failed"}, 502)
            if answer is None:
                return Response(status_code=204)
            return StreamingResponse(_passed_on(answer, stack.pop_all()), headers=HEADERS)


async def _passed_on(answer: Answer, stack: AsyncExitStack) -> AsyncGenerator[bytes, None]:
    async with stack:
        async for chunk in answer.chunks():
            yield chunk
