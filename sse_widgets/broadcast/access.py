"""What an endpoint asks of a request first: who sends it, and its body as JSON."""

import json
from typing import Any, Final

from starlette.requests import Request

from sse_widgets.broadcast.auth import ANYBODY, Authenticator, User, identify
from sse_widgets.errors import BadRequest, Forbidden, TooLarge, Unauthorized

COOKIE: Final = "auth_token"


def bearer(request: Request) -> str:
    """Return the bearer token of a request, "" if it has none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


async def user_of(request: Request, check: Authenticator | None) -> User:
    """Return who sends a request, by its bearer token.

    Raises:
        Unauthorized: it has none, or one that is not valid.
    """
    if check is None:
        return ANYBODY
    token = bearer(request)
    if not token:
        raise Unauthorized("a bearer token is needed")
    return await identify(check, token)


def cookie_or_bearer(request: Request) -> str:
    """Return the token of a request by a page, which browsers let send cookies, or by anybody else; "" for none.

    Raises:
        Forbidden: it has a cookie and no `Origin`: no browser sends that, so whoever does has stolen it.
    """
    token = bearer(request)
    cookie = request.cookies.get(COOKIE, "")
    if not cookie:
        return token
    if "origin" in request.headers:
        return cookie
    if token:
        return token
    raise Forbidden("a cookie is only taken from a page, which sends its Origin; use a bearer token")


async def read_json(request: Request, most: int) -> Any:
    """Return the body of a request.

    Args:
        request: whose body to read.
        most: bytes.

    Raises:
        TooLarge: it is larger; the rest is not read.
        BadRequest: it is not JSON.
    """
    body = bytearray()
    if _announced(request) > most:
        raise TooLarge(f"a body has at most {most} bytes")
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise TooLarge(f"a body has at most {most} bytes")
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise BadRequest("the body is not JSON") from None


async def read_object(request: Request, most: int) -> dict[str, Any]:
    """Return the body of a request, which must be a JSON object.

    Raises:
        TooLarge: it has more than `most` bytes.
        BadRequest: it is not a JSON object.
    """
    body = await read_json(request, most)
    if not isinstance(body, dict):
        raise BadRequest("the body is not a JSON object")
    return body


def text(body: dict[str, Any], *names: str, default: str | None = None) -> str:
    """Return the field of the first of these names that is there.

    Raises:
        BadRequest: it is no text, or there is none and no `default`.
    """
    for name in names:
        value = body.get(name)
        if isinstance(value, str) and value:
            return value
        if value is not None and not isinstance(value, str):
            raise BadRequest(f"{name} must be text")
    if default is None:
        raise BadRequest(f"{' or '.join(names)} is missing")
    return default


def _announced(request: Request) -> int:
    length = request.headers.get("content-length", "")
    return int(length[:20]) if length.isascii() and length.isdigit() else 0
