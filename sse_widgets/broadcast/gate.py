"""The gate: which hosts, origins and addresses are answered at all, and what pages of other origins are told."""

from collections.abc import Collection
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
SECRETS: Final = frozenset(
    {"token", "access_token", "auth_token", "id_token", "authorization", "bearer", "jwt", "api_key", "apikey"}
)
"""Names in a query that would write a secret into every log on the way."""
ELSEWHERE: Final = frozenset({"cross-site", "same-site"})
"""What browsers say of a picture in another page, for which they send no Origin. Nobody could read the answer, but a
GET that lets the agent begin would have been enough."""
PREFLIGHT: Final = {
    "access-control-allow-methods": "GET, POST, DELETE, OPTIONS",
    "access-control-allow-headers": "Authorization, Content-Type, Last-Event-ID, Cache-Control",
    "access-control-max-age": "86400",
}


class Gate:
    """Refuses before anything is read: a page of another origin, a host that is not ours, a token in an address.

    A page can reach this machine by giving its own name our address (DNS rebinding); the browser then sends that
    name as Host.
    """

    def __init__(self, app: ASGIApp, origins: Collection[str], hosts: Collection[str] | None) -> None:
        """Guard an application.

        Args:
            app: what is behind.
            origins: of the pages that may read, besides our own.
            hosts: names by which we may be asked for, without port; None for any.
        """
        self._app, self._origins = app, frozenset(origins)
        self._hosts = None if hosts is None else frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let the application answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        refused = self._refusal(scope, headers, origin)
        if refused is not None:
            await refused(scope, receive, send)
        elif scope["method"] == "OPTIONS":
            assert origin is not None
            await Response(headers=PREFLIGHT | _allowed(origin))(scope, receive, send)
        else:
            await self._app(scope, receive, _telling(send, origin))

    def _refusal(self, scope: Scope, headers: Headers, origin: str | None) -> Response | None:
        host = headers.get("host", "")
        if self._hosts is not None and _name(host) not in self._hosts:
            return PlainTextResponse("This server answers only to its own name.", 421)
        strange = origin is not None and origin not in self._origins and origin != f"{scope['scheme']}://{host}"
        if strange or (origin is None and scope["method"] == "OPTIONS"):
            return PlainTextResponse("Origin not allowed", 403, {"vary": "Origin"})
        if origin is None and headers.get("sec-fetch-site") in ELSEWHERE:
            return PlainTextResponse("Origin not allowed", 403, {"vary": "Origin, Sec-Fetch-Site"})
        query = scope["query_string"].decode("latin-1")
        if any(name.lower() in SECRETS for name, _ in parse_qsl(query, keep_blank_values=True)):
            return PlainTextResponse("A token does not belong into an address; send it as a header", 400)
        return None


def _name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _allowed(origin: str) -> dict[str, str]:
    return {"access-control-allow-origin": origin, "access-control-allow-credentials": "true", "vary": "Origin"}


def _telling(send: Send, origin: str | None) -> Send:
    async def tell(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.add_vary_header("Origin")
            if origin is not None:
                headers.update(_allowed(origin))
            headers["x-content-type-options"] = "nosniff"
        await send(message)

    return tell
