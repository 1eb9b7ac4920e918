"""The endpoints to publish, and to end or forget a session."""

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from sse_widgets.broadcast.access import read_json, user_of
from sse_widgets.broadcast.auth import Authenticator
from sse_widgets.broadcast.entry import Draft
from sse_widgets.broadcast.hub import Hub
from sse_widgets.broadcast.limits import Rates
from sse_widgets.errors import BadRequest

LONGEST_KEY: Final = 128


class Publishing:
    """Answers those who publish over HTTP."""

    def __init__(self, hub: Hub, check: Authenticator | None) -> None:
        self._hub, self._check = hub, check
        self._rates = Rates(hub.config.max_events_per_second)

    def routes(self) -> list[Route]:
        """Return the endpoints."""
        return [
            Route("/api/sessions/{session_id}/events", self.publish, methods=["POST"]),
            Route("/api/sessions/{session_id}/end", self.end, methods=["POST"]),
            Route("/api/sessions/{session_id}", self.clear, methods=["DELETE"]),
        ]

    async def publish(self, request: Request) -> JSONResponse:
        """Publish one event, or several in order; answer with their ids.

        An event is `{"event": ..., "data": ..., "ttl": seconds, "key": ...}`, of which only `data` is needed; `type` is
        another word for `event`. With `?again=1`, what was kept already under its key is not published once more. An
        admin may publish for a `?user=`, whose a new session will be.
        """
        user = await user_of(request, self._check)
        session = request.path_params["session_id"]
        asked = request.query_params
        await self._hub.enter(session, user.scope, asked.get("vocabulary", ""), user=asked.get("user", ""))
        self._rates.take(user.id, 1)
        body = await read_json(request, self._hub.config.max_event_bytes)
        drafts = [self._draft(each) for each in (body if isinstance(body, list) else [body])]
        self._rates.take(user.id, len(drafts) - 1)
        again = asked.get("again") == "1"
        ids = [await self._hub.publish(session, each, user.scope, again=again) for each in drafts]
        return JSONResponse({"ids": ids}, 201)

    async def end(self, request: Request) -> JSONResponse:
        """Let the streams of a session end after what was published."""
        user = await user_of(request, self._check)
        await self._hub.enter(request.path_params["session_id"], user.scope, create=False)
        await self._hub.end(request.path_params["session_id"], user.scope)
        return JSONResponse({"ended": True})

    async def clear(self, request: Request) -> JSONResponse:
        """End a session and forget its events."""
        user = await user_of(request, self._check)
        await self._hub.clear(request.path_params["session_id"], user.scope)
        return JSONResponse({"cleared": True})

    def _draft(self, body: Any) -> Draft:
        if not isinstance(body, dict) or "data" not in body:
            raise BadRequest('an event is an object with "data", and perhaps "event" and "ttl"')
        event, ttl, key = body.get("event", body.get("type")), body.get("ttl"), body.get("key", "")
        if event is not None and not isinstance(event, str):
            raise BadRequest("event must be text")
        if ttl is not None and (isinstance(ttl, bool) or not isinstance(ttl, int | float)):
            raise BadRequest("ttl must be a number of seconds")
        if not isinstance(key, str) or len(key) > LONGEST_KEY:
            raise BadRequest(f"key must be text of at most {LONGEST_KEY} characters")
        try:
            return self._hub.draft(event or "message", body["data"], ttl, key)
        except ValueError as error:
            raise BadRequest(str(error)) from None
