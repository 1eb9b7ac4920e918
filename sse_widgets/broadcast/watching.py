"""The endpoints to watch a session: as a stream in each vocabulary's manner, and by asking again and again."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sse_widgets.actions.broadcast import HEADER
from sse_widgets.broadcast.access import user_of
from sse_widgets.broadcast.auth import Authenticator, User
from sse_widgets.broadcast.entry import Entry
from sse_widgets.broadcast.hub import Hub
from sse_widgets.broadcast.manners import MANNERS, SILENT, Voice
from sse_widgets.broadcast.stream import EventStream
from sse_widgets.errors import BadRequest
from sse_widgets.frame import Frame
from sse_widgets.mock.polling import as_event, as_update

FRESH: Final = {"cache-control": "no-store"}
MOST: Final = 1000
"""Events of one answer to a poll."""


class Watching:
    """Answers those who watch."""

    def __init__(self, hub: Hub, check: Authenticator | None, acts: Callable[[], bool]) -> None:
        """Prepare.

        Args:
            hub: where the sessions are.
            check: how users are told from tokens; None if they are not.
            acts: tells whether there is an agent who can be told what to do.
        """
        self._hub, self._check, self._acts = hub, check, acts

    def routes(self) -> list[Route]:
        """Return the endpoints."""
        return [
            Route("/agent_network_sse/{session_id}", self.agent_network),
            Route("/sse/{session_id}", self.thought_process),
            Route("/api/sessions/{session_id}/events", self.events),
            Route("/api/sessions/{session_id}/updates", self.updates),
        ]

    async def agent_network(self, request: Request) -> Any:
        """Stream a session, in the manner of the agent network document unless it speaks otherwise."""
        user = await user_of(request, self._check)
        return await self.stream(request.path_params["session_id"], request, user, "agent_network")

    async def thought_process(self, request: Request) -> Any:
        """Stream a session, in the manner of the broadcaster document unless it speaks otherwise."""
        user = await user_of(request, self._check)
        return await self.stream(request.path_params["session_id"], request, user, "thought_process")

    async def stream(self, id: str, request: Request, user: User, manner: str) -> Response | EventStream:
        """Return a session as a stream; 204 to a client that has all of one that is over.

        Args:
            id: of the session.
            request: of the client.
            user: who asks.
            manner: the vocabulary whose manners are used while that of the session is not known, and the client names
                none with `?vocabulary=`.
        """
        last = last_event_id(request)
        subscribing = self._hub.subscribe(id, last, user.scope)
        session, subscriber = await subscribing.__aenter__()
        if last and session.ended and session.history.after(last) in (session.history.end, session.history.end - 1):
            await subscribing.__aexit__(None, None, None)
            return Response(status_code=204)
        spoken = session.vocabulary or request.query_params.get("vocabulary", manner)
        manners = MANNERS.get(spoken, SILENT)
        voice = Voice(manners, id, user.id, authenticated=self._check is not None)
        announced = {HEADER: f"{_way_up(request)}; session={quote(id, safe='')}"} if self._acts() else {}
        return EventStream(self._hub, session, subscriber, subscribing, voice, announced)

    async def events(self, request: Request) -> JSONResponse:
        """Return what is new, as the wire would say it."""
        entries, done = await self._new(request)
        return JSONResponse({"events": [as_event(_frame(entry)) for entry in entries], "done": done}, headers=FRESH)

    async def updates(self, request: Request) -> JSONResponse:
        """Return what is new, as it is meant."""
        entries, _ = await self._new(request)
        session = request.path_params["session_id"]
        return JSONResponse([_update(entry, session) for entry in entries], headers=FRESH)

    async def _new(self, request: Request) -> tuple[list[Entry], bool]:
        user = await user_of(request, self._check)
        return await self._hub.news(
            request.path_params["session_id"], last_event_id(request), number(request, "limit", MOST), user.scope
        )


def last_event_id(request: Request) -> str:
    """Return the id to go on from: the header's, else that of the query; "" if there is none."""
    header = request.headers.get("last-event-id", "").encode("latin-1").decode("utf-8", "replace")
    return header or request.query_params.get("lastEventId", "")


def number(request: Request, name: str, most: int) -> int:
    """Return a number of the query from 1 to `most`, which is also the default.

    Raises:
        BadRequest: it is none.
    """
    given = request.query_params.get(name)
    if given is None:
        return most
    if not (given.isascii() and given.isdigit() and 1 <= int(given[:9]) <= most):
        raise BadRequest(f"{name} must be a number from 1 to {most}")
    return int(given)


def _way_up(request: Request) -> str:
    """Return the way from a stream to its server: relative, for a proxy may have put it below some other path."""
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    return "/".join([".."] * (path.count("/") - 1)) or "."


def _frame(entry: Entry) -> Frame:
    return Frame(entry.event, entry.data, entry.id)


def _update(entry: Entry, session: str) -> dict[str, Any]:
    return {"id": entry.id} | as_update(_frame(entry), session, datetime.fromtimestamp(entry.at, UTC))
