"""One HTTP exchange: ask, follow, check the answer, and hand out its bytes."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any
from urllib.parse import urljoin, urlsplit

from sse_widgets.errors import AuthError, NetworkError, NotAStream, ServerError, SessionExpired, StreamError
from sse_widgets.recording import redact_url
from sse_widgets.transport.request import Request, ask, request_headers

REDIRECTS = 10
EXCERPT = 300
"""Characters of a body that is not a stream to show."""
RETRYABLE = frozenset({408, 425, 429, 500, 502, 503, 504})

_SSE_LINE = re.compile(rb"\s*(:|(data|event|id|retry)(:|\r|\n|$))")


class Answer:
    """A response that is an event stream, and what had to be read of it to know."""

    def __init__(self, response: Any, first: bytes, warning: str) -> None:
        self.status: int = response.status_code
        self.headers = {name.lower(): value for name, value in response.headers.items()}
        self.warning = warning
        """A sentence for people when the server calls its stream something else."""
        self._response = response
        self._first = first

    def chunks(self) -> AsyncIterator[bytes]:
        """Return the body as it comes; `broken_off` names the errors that it can raise."""
        body: AsyncIterator[bytes] = aiter(self._response.stream)
        return _after(self._first, body) if self._first else body


async def _after(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for chunk in rest:
        yield chunk


@contextmanager
def broken_off() -> Iterator[None]:
    """Turn whatever the wire raises while a body is read into ours.

    Raises:
        NetworkError: the wire failed.
    """
    try:
        yield
    except Exception as error:
        if is_transport_error(error):
            raise NetworkError(f"the stream broke off: {reason_of(error)}", retryable=True) from error
        raise


@asynccontextmanager
async def exchange(client: Any, request: Request, last_event_id: str, patience: float) -> AsyncIterator[Answer | None]:
    """Ask once and yield the answer; None if the server says that nothing will come (204).

    Args:
        client: an `httpx.AsyncClient` or an `httpx2.AsyncClient`.
        request: what to ask for.
        last_event_id: where to go on, empty for the beginning.
        patience: seconds for the answer to a GET to begin; a POST may think as long as it likes.

    Raises:
        StreamError: of the kind that fits; `retryable` says whether it may go away by itself.
    """
    url = str(await ask(request.url))
    headers = await request_headers(request, last_event_id)
    try:
        async with asyncio.timeout(patience if request.repeatable else None):
            response = await _ask_and_follow(client, request, url, headers)
    except TimeoutError as error:
        message = f"{redact_url(url)} does not answer within {patience:g} s; is the server running?"
        raise NetworkError(message, url=redact_url(url), retryable=True) from error
    try:
        yield None if response.status_code == 204 else await _check(response, url)
    finally:
        await response.aclose()


async def _ask_and_follow(client: Any, request: Request, url: str, headers: dict[str, str | bytes]) -> Any:
    method, body = request.method, request.json
    for _ in range(REDIRECTS):
        try:
            built = client.build_request(method, url, headers=headers, json=body)
            response = await client.send(built, stream=True, follow_redirects=False)
        except Exception as error:
            if is_transport_error(error):
                raise NetworkError(_unreachable(url, error), url=redact_url(url), retryable=True) from error
            if _named(error, "InvalidURL", "UnsupportedProtocol"):
                raise NetworkError(f"{redact_url(url)!r} is not an address: {error}") from error
            raise
        if response.status_code not in (301, 302, 303, 307, 308) or "location" not in response.headers:
            return response
        await response.aclose()
        target = urljoin(url, response.headers["location"])
        if response.status_code == 303:
            method, body = "GET", None
        if _origin(target) != _origin(url):
            if urlsplit(url).scheme == "https" and urlsplit(target).scheme != "https":
                raise NetworkError(f"{redact_url(url)} redirects from https to http; refused")
            headers = {name: value for name, value in headers.items() if name in ("accept", "cache-control")}
        url = target
    raise NetworkError(f"{redact_url(url)} redirects more than {REDIRECTS} times")


async def _check(response: Any, url: str) -> Answer:
    status, shown = response.status_code, redact_url(url)
    if status != 200:
        raise _refusal(status, shown, await _excerpt(response))
    kind = response.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind == "text/event-stream":
        return Answer(response, b"", "")
    first = await _first_line(response) if kind in ("text/plain", "") else b""
    if first and _SSE_LINE.match(first.removeprefix(b"\xef\xbb\xbf")):
        return Answer(response, first, f"{shown} calls its stream {kind or 'nothing'!r}, not 'text/event-stream'")
    excerpt = _readable(first) or await _excerpt(response)
    said = f"; it begins: {excerpt}" if excerpt else ""
    raise NotAStream(f"{shown} answered with {kind or 'no content type'}, not an event stream{said}", url=shown)


def _refusal(status: int, shown: str, excerpt: str) -> StreamError:
    said = f": {excerpt}" if excerpt else ""
    if status in (401, 403):
        hint = "give it a token=, headers= or cookies=" if status == 401 else "these credentials may not read it"
        return AuthError(f"{shown} refused the credentials (HTTP {status}); {hint}", url=shown, status=status)
    if status == 410:
        message = f"{shown} no longer has this session (HTTP 410); start a new one"
        return SessionExpired(message, url=shown, status=status)
    if status == 404:
        return ServerError(f"{shown} does not exist there (HTTP 404); check the address", url=shown, status=status)
    retryable = status in RETRYABLE
    return ServerError(f"{shown} answered HTTP {status}{said}", url=shown, status=status, retryable=retryable)


async def _first_line(response: Any) -> bytes:
    first = b""
    async for chunk in response.stream:
        first += chunk
        if b"\n" in first.lstrip() or b"\r" in first.lstrip() or len(first) > 4096:
            break
    return first


async def _excerpt(response: Any) -> str:
    body = b""
    try:
        async for chunk in response.stream:
            body += chunk
            if len(body) > 4 * EXCERPT:
                break
    except Exception:
        return ""  # the status says enough
    return _readable(body)


def _readable(body: bytes) -> str:
    text = "".join(each if each.isprintable() else " " for each in body.decode("utf-8", "replace"))
    return " ".join(text.split())[:EXCERPT]


def is_transport_error(error: Exception) -> bool:
    """Return whether the wire failed, for `httpx` and `httpx2` alike, which share no classes."""
    return _named(error, "TransportError", "StreamError") and not _named(error, "UnsupportedProtocol")


def _named(error: Exception, *names: str) -> bool:
    return any(kind.__name__ in names for kind in type(error).__mro__)


def reason_of(error: Exception) -> str:
    """Return what an error says, or what it is when it says nothing."""
    return str(error) or type(error).__name__


def _unreachable(url: str, error: Exception) -> str:
    late = " within the time allowed" if _named(error, "TimeoutException") else ""
    return f"{redact_url(url)} does not answer{late} ({reason_of(error)}); is the server running?"


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc
