"""Redirects, followed by ourselves: what is secret stays with the origin that it was meant for."""

from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from sse_widgets.errors import NetworkError
from sse_widgets.redact import redact_url
from sse_widgets.transport.asked import HARMLESS, Asked
from sse_widgets.transport.discretion import discreet
from sse_widgets.transport.failures import unsent
from sse_widgets.transport.inside import leads_inside
from sse_widgets.transport.request import Request

REDIRECTS: Final = 10
_STATUSES: Final = frozenset({301, 302, 303, 307, 308})
_PORTS: Final = {"http": 80, "https": 443}


async def send_and_follow(
    client: Any, request: Request, url: str, headers: dict[str, str | bytes], asked: Asked
) -> Any:
    """Return the response, its body unread, that a request leads to in the end.

    Raises:
        NetworkError: there is none, or the way to it is not to be gone.
    """
    method, body, content, abroad = request.method, request.json, request.content, False
    if getattr(client, "is_closed", False):
        raise NetworkError("the client= that was given is closed; keep it open as long as the run", url=asked.shown)
    for _ in range(REDIRECTS):
        if not _has_port(url):
            raise NetworkError(
                f"{redact_url(url) or 'what is given'} is not an address: its port is none", url=asked.shown
            )
        try:
            with discreet():
                response = await _send(client, method, url, headers, body, content, abroad)
        except Exception as error:
            raise unsent(error, url, asked) from None
        if response.status_code not in _STATUSES or not response.headers.get("location"):
            return response
        await response.aclose()
        target = _target(url, response.headers["location"], asked)
        if response.status_code == 303:
            method, body, content = "GET", None, None
        if urlsplit(url).scheme == "https" and urlsplit(target).scheme != "https":
            raise NetworkError(f"{redact_url(url)} redirects from https to http; refused", url=asked.shown)
        if not request.private_redirects and await leads_inside(url, target):
            fact = f"redirects into your own network, to {redact_url(target)}; refused"
            hint = "if you trust it, give private_redirects=True"
            raise NetworkError(f"{redact_url(url)} {fact}; {hint}", url=asked.shown)
        abroad = abroad or not same_origin(url, target)
        url = target
    raise NetworkError(f"{redact_url(url)} redirects more than {REDIRECTS} times; check the address", url=asked.shown)


async def _send(
    client: Any,
    method: str,
    url: str,
    headers: dict[str, str | bytes],
    body: Any,
    content: bytes | None,
    abroad: bool,
) -> Any:
    # An agent may think for longer than a client waits for a page.
    extensions = {"timeout": client.timeout.as_dict() | {"read": None}}
    built = client.build_request(method, url, headers=headers, json=body, content=content, extensions=extensions)
    if abroad:
        for name in set(built.headers) - HARMLESS:  # those of the client too
            del built.headers[name]
    # Else what the address holds of credentials would win over those that were given, or follow us abroad.
    own = {"auth": _as_it_is} if abroad or "authorization" in headers else {}
    return await client.send(built, stream=True, follow_redirects=False, **own)


def _as_it_is(request: Any) -> Any:
    return request


def _target(url: str, location: str, asked: Asked) -> str:
    try:
        target = urljoin(url, location)
        urlsplit(target)
    except ValueError:
        message = f"{redact_url(url)} redirects to what is not an address"
        raise NetworkError(message, url=asked.shown) from None
    return target


def _has_port(url: str) -> bool:
    """Return whether the port of an address is one, or left out; the libraries only find out when they connect."""
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


def same_origin(url: str, target: str) -> bool:
    """Return whether credentials for one address may go to another: of its origin, or the same made safer."""
    here, there = _origin(url), _origin(target)
    return here == there or (
        here[1] == there[1] and (here[0], here[2]) == ("http", 80) and (there[0], there[2]) == ("https", 443)
    )


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = None
    return parts.scheme, (parts.hostname or "").lower(), port or _PORTS.get(parts.scheme)
