"""The endpoints that let the agent do something and stream what comes of it, in one request."""

import asyncio
import secrets
import time
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from sse_widgets.broadcast.access import read_object, text, user_of
from sse_widgets.broadcast.auth import Authenticator, User
from sse_widgets.broadcast.execution import Kind
from sse_widgets.broadcast.executions import Executions
from sse_widgets.broadcast.hub import Hub
from sse_widgets.broadcast.stream import EventStream
from sse_widgets.broadcast.watching import Watching, last_event_id
from sse_widgets.errors import BadRequest, Forbidden, NotThere

SESSIONS = "/apps/{app}/users/{user}/sessions"


class Running:
    """Answers those who ask and listen at once."""

    def __init__(self, hub: Hub, executions: Executions, watching: Watching, check: Authenticator | None) -> None:
        self._hub, self._executions, self._watching, self._check = hub, executions, watching, check
        self._tasks: set[asyncio.Task[None]] = set()

    def routes(self) -> list[Route]:
        """Return the endpoints."""
        return [
            Route("/process/stream", self.process, methods=["POST"]),
            Route("/run_sse", self.run_sse, methods=["POST"]),
            Route(SESSIONS, self.create, methods=["POST"]),
            Route(SESSIONS + "/{session_id}", self.create, methods=["POST"]),
            Route(SESSIONS + "/{session_id}/run", self.run),
        ]

    async def process(self, request: Request) -> EventStream:
        """Let the agent answer a question, and stream the answer until it is whole."""
        user = await user_of(request, self._check)
        body = await read_object(request, self._hub.config.max_event_bytes)
        asked = text(body, "message", "query", "text", "input")
        session = text(body, "sessionId", "session_id", default="") or secrets.token_hex(8)
        return await self._stream("process", session, asked, user, body)

    async def run_sse(self, request: Request) -> EventStream:
        """Do as ADK's `POST /run_sse`: run the agent on a new message, and stream its events without ids."""
        user = await user_of(request, self._check)
        body = await read_object(request, self._hub.config.max_event_bytes)
        session, asked = text(body, "sessionId", "session_id"), _words(body)
        named = text(body, "userId", "user_id", default=user.id)
        if not user.admin and named != user.id:
            raise Forbidden("this is another user's")
        if not (await self._hub.enter(session, user.scope, create=False)).created:
            raise NotThere("Session not found")
        return await self._stream("run", session, asked, user, body)

    async def create(self, request: Request) -> JSONResponse:
        """Make a session as ADK does; one that is there stays as it is."""
        await self._user_of_path(request)
        id = request.path_params.get("session_id") or secrets.token_hex(8)
        owner = request.path_params["user"] if self._check is not None else None
        facts = await self._hub.enter(id, owner)
        told = {
            "id": id,
            "appName": request.path_params["app"],
            "userId": request.path_params["user"],
            "state": {},
            "events": [],
        }
        return JSONResponse(told | {"lastUpdateTime": facts.created or time.time()})

    async def run(self, request: Request) -> Any:
        """Stream a session; with a `query`, let the agent begin with it first.

        A client that comes back with a `Last-Event-ID` is not another request.
        """
        user, session = await self._user_of_path(request), request.path_params["session_id"]
        query = request.query_params.get("query", "")
        if query and not last_event_id(request):
            made = secrets.token_hex(8)
            await self._executions.start("run", session, query, user, message_id=made)
        return await self._watching.stream(session, request, user, "thought_process")

    async def _user_of_path(self, request: Request) -> User:
        user = await user_of(request, self._check)
        if not user.admin and request.path_params["user"] != user.id:
            raise Forbidden("this is another user's")
        return user

    async def _stream(self, kind: Kind, session: str, asked: str, user: User, body: dict[str, Any]) -> EventStream:
        """Subscribe to what is yet to come, begin, and let the stream end with the execution."""
        held = await self._hub.open(session, user.scope)
        await self._hub.backend.catch_up(session)
        subscribing = self._hub.subscribe(session, held.history.last, user.scope)
        _, subscriber = await subscribing.__aenter__()
        try:
            made = secrets.token_hex(8)
            begun = await self._executions.start(kind, session, asked, user, body=body, message_id=made)
        except BaseException as error:
            await subscribing.__aexit__(type(error), error, error.__traceback__)
            raise

        async def end() -> None:
            await self._executions.wait(begun)
            await self._hub.backend.catch_up(session)
            subscriber.finish()

        task = asyncio.create_task(end())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return EventStream(self._hub, held, subscriber, subscribing, None)


def _words(body: dict[str, Any]) -> str:
    match body.get("newMessage", body.get("new_message")):
        case {"parts": list() as parts}:
            found = [part["text"] for part in parts if isinstance(part, dict) and isinstance(part.get("text"), str)]
            if found:
                return "".join(found)
    raise BadRequest("newMessage.parts holds no text")
