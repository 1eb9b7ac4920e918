"""Who is let in, and to what."""

import hmac
from typing import Final

from sse_widgets.mock.http import Answer, Message, plain

METHODS: Final = ("GET", "HEAD", "OPTIONS", "POST")


def refusal(message: Message, port: int, token: str | None) -> Answer | None:
    """Return what a request gets in place of the stream; None if it gets the stream.

    A page of another origin may reach this machine by giving its own name our address (DNS rebinding):
    the browser then sends that name as Host, or its origin as Origin. Neither is answered.

    Args:
        message: the request.
        port: where this server listens.
        token: the bearer token that requests need; None for none.
    """
    allow = ", ".join(METHODS)
    places = {f"{host}:{port}" for host in ("127.0.0.1", "localhost", "[::1]")}
    origin = message.headers.get("origin")
    if message.headers.get("host", "").lower() not in places:
        return plain(421, "This server answers only to its own name on this machine.")
    if origin is not None and origin.lower() not in {f"http://{place}" for place in places}:
        return plain(403, "This server does not answer to pages of other origins.")
    if token is not None and not _fits(message.headers.get("authorization", ""), token):
        return plain(401, "A bearer token is needed.", www_authenticate='Bearer realm="sse_widgets"')
    if message.method == "OPTIONS":
        return plain(204, allow=allow)
    if message.method not in METHODS:
        return plain(405, "This server knows GET and POST.", allow=allow)
    if message.path == "/favicon.ico":
        return plain(404, "There is no such file; every other path plays the recording.")
    return None


def _fits(authorization: str, token: str) -> bool:
    scheme, _, given = authorization.partition(" ")
    same = hmac.compare_digest(given.strip().encode("latin-1", "replace"), token.encode())
    return same and scheme.lower() == "bearer"
