"""Who is let in, and to what."""

import hmac
from collections.abc import Collection
from typing import Final

from sse_widgets.mock.http import Answer, Message, plain

METHODS: Final = ("GET", "HEAD", "OPTIONS", "POST")


def refusal(
    message: Message, port: int, tokens: Collection[str] | None, forbidden: Collection[str] = ()
) -> Answer | None:
    """Return what a request gets in place of the stream; None if it gets the stream.

    A page of another origin may reach this machine by giving its own name our address (DNS rebinding):
    the browser then sends that name as Host, or its origin as Origin. Neither is answered.

    Args:
        message: the request.
        port: where this server listens.
        tokens: the bearer tokens that let in; None if none is needed.
        forbidden: those that are known and not let in.
    """
    allow = ", ".join(METHODS)
    places = {f"{host}:{port}" for host in ("127.0.0.1", "localhost", "[::1]")}
    origin = message.headers.get("origin")
    if message.headers.get("host", "").lower() not in places:
        return plain(421, "This server answers only to its own name on this machine.")
    if origin is not None and origin.lower() not in {f"http://{place}" for place in places}:
        return plain(403, "This server does not answer to pages of other origins.")
    given = message.headers.get("authorization", "")
    if _fits(given, forbidden):
        return plain(403, "This bearer token is known, and not let in.")
    if tokens is not None and not _fits(given, tokens):
        return plain(401, "A bearer token is needed.", www_authenticate='Bearer realm="sse_widgets"')
    if message.method == "OPTIONS":
        return plain(204, allow=allow)
    if message.method not in METHODS:
        return plain(405, "This server knows GET and POST.", allow=allow)
    if message.path == "/favicon.ico":
        return plain(404, "There is no such file; every other path plays the recording.")
    return None


def _fits(authorization: str, tokens: Collection[str]) -> bool:
    scheme, _, given = authorization.partition(" ")
    sent = given.strip().encode("latin-1", "replace")
    same = [hmac.compare_digest(sent, token.encode()) for token in tuple(tokens)]
    return any(same) and scheme.lower() == "bearer"
