"""One HTTP exchange: ask, follow, check the answer, and hand out its bytes."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from sse_widgets.errors import AuthError, NetworkError, NotAStream, ServerError, SessionExpired, StreamError
from sse_widgets.redact import Secrets, redact_url
from sse_widgets.transport.request import Request, ask, request_headers

REDIRECTS = 10
EXCERPT = 300
"""Characters of a body that is not a stream to show."""
RETRYABLE = frozenset({408, 425, 429, 500, 502, 503, 504})
HARMLESS = frozenset(
    {
        "accept",
        "accept-encoding",
        "cache-control",
        "connection",
        "content-length",
        "content-type",
        "host",
        "last-event-id",
        "user-agent",
    }
)
"""The only headers that follow a redirect to another origin."""
HIDDEN = 8
"""Characters from which what we send is a secret if a server sends it back."""

_SSE_LINE = re.compile(rb"\s*(:|(data|event|id|retry)(:|\r|\n|$))")


class Answer:
    """A response that is an event stream, and what had to be read of it to know."""

    def __init__(self, response: Any, first: bytes, warning: str, asked: "Asked") -> None:
        self.asked = asked
        self.status: int = response.status_code
        self.headers = {name.lower(): value for name, value in response.headers.items()}
        self.warning = warning
        """A sentence for people when the server calls its stream something else."""
        self._response = response
        self._first = first

    def chunks(self) -> AsyncIterator[bytes]:
        """Return the body as it comes; `broken_off` names the errors that it can raise."""
        packed = self.headers.get("content-encoding", "identity") != "identity"
        body: AsyncIterator[bytes] = aiter(self._response.aiter_bytes() if packed else self._response.stream)
        return _after(self._first, body) if self._first else body


async def _after(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for chunk in rest:
        yield chunk


class Asked:
    """What one attempt asks for: where, and what of it nobody may see."""

    def __init__(self, url: str, headers: Mapping[str, str | bytes]) -> None:
        self.shown = redact_url(url)
        values = [value for _, value in parse_qsl(urlsplit(url).query)] + [urlsplit(url).password or ""]
        for name, value in headers.items():
            if name not in HARMLESS and isinstance(value, str):
                values += [value, *re.split(r"[ ;=]+", value)]
        self._secrets = Secrets(value for value in values if len(value) >= HIDDEN)

    def seen(self, text: str) -> str:
        """Return a text of the server, or nothing if it sends back what is secret."""
        return "" if self._secrets.found_in(text) else text

    def reason(self, error: Exception) -> str:
        """Return what an error says, or what it is when it says nothing that may be seen."""
        return self.seen(str(error)) or type(error).__name__


@contextmanager
def broken_off(asked: Asked) -> Iterator[None]:
    """Turn whatever the wire raises while a body is read into ours.

    Raises:
        NetworkError: the wire failed.
    """
    try:
        yield
    except Exception as error:
        if is_transport_error(error):
            message = f"the stream of {asked.shown} broke off: {asked.reason(error)}"
            raise NetworkError(message, url=asked.shown, retryable=True) from None
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
    asked = Asked(url, headers)
    try:
        async with asyncio.timeout(patience if request.repeatable else None):
            response = await _ask_and_follow(client, request, url, headers, asked)
    except TimeoutError as error:
        message = f"{asked.shown} does not answer within {patience:g} s; is the server running?"
        raise NetworkError(message, url=asked.shown, retryable=True) from error
    try:
        yield None if response.status_code == 204 else await _check(response, asked, patience)
    finally:
        await response.aclose()


async def _ask_and_follow(
    client: Any, request: Request, url: str, headers: dict[str, str | bytes], asked: Asked
) -> Any:
    method, body, abroad = request.method, request.json, False
    for _ in range(REDIRECTS):
        try:
            response = await _send(client, method, url, headers, body, abroad)
        except Exception as error:
            raise _unsent(error, url, asked) from None
        if response.status_code not in (301, 302, 303, 307, 308) or "location" not in response.headers:
            return response
        await response.aclose()
        target = urljoin(url, response.headers["location"])
        if response.status_code == 303:
            method, body = "GET", None
        if _origin(target) != _origin(url):
            if urlsplit(url).scheme == "https" and urlsplit(target).scheme != "https":
                raise NetworkError(f"{redact_url(url)} redirects from https to http; refused", url=asked.shown)
            abroad = True
        url = target
    raise NetworkError(f"{redact_url(url)} redirects more than {REDIRECTS} times; check the address", url=asked.shown)


async def _send(client: Any, method: str, url: str, headers: dict[str, str | bytes], body: Any, abroad: bool) -> Any:
    # An agent may think for longer than a client waits for a page.
    extensions = {"timeout": client.timeout.as_dict() | {"read": None}}
    built = client.build_request(method, url, headers=headers, json=body, extensions=extensions)
    if not abroad:
        return await client.send(built, stream=True, follow_redirects=False)
    for name in set(built.headers) - HARMLESS:  # those of the client too
        del built.headers[name]
    return await client.send(built, stream=True, follow_redirects=False, auth=None)


def _unsent(error: Exception, url: str, asked: Asked) -> Exception:
    """Return why there is no answer, as one of our errors if the wire or the request is to blame."""
    shown = redact_url(url)
    if _named(error, "LocalProtocolError", "UnicodeEncodeError"):
        # What these say holds the very value.
        fact = "a header that was given cannot be sent; look for line ends and quotes in token=, headers= and cookies="
        return NetworkError(f"{shown}: {fact}", url=shown)
    if _named(error, "InvalidURL", "UnsupportedProtocol"):
        return NetworkError(f"{shown!r} is not an address: {asked.reason(error)}")
    if is_transport_error(error):
        late = " within the time allowed" if _named(error, "TimeoutException") else ""
        message = f"{shown} does not answer{late} ({asked.reason(error)}); is the server running?"
        return NetworkError(message, url=shown, retryable=True)
    return error


async def _check(response: Any, asked: Asked, patience: float) -> Answer:
    status, shown = response.status_code, asked.shown
    if status != 200:
        raise _refusal(status, shown, asked.seen(await _excerpt(response, patience)))
    kind = response.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind == "text/event-stream":
        return Answer(response, b"", "", asked)
    first = await _first_line(response) if kind in ("text/plain", "") else b""
    if first and _SSE_LINE.match(first.removeprefix(b"\xef\xbb\xbf")):
        warning = f"{shown} calls its stream {kind or 'nothing'!r}, not 'text/event-stream'"
        return Answer(response, first, warning, asked)
    excerpt = asked.seen(_readable(first) or await _excerpt(response, patience))
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


async def _excerpt(response: Any, patience: float) -> str:
    body = b""
    with suppress(Exception):  # the status says enough; and the body may never end
        async with asyncio.timeout(patience):
            async for chunk in response.stream:
                body += chunk
                if len(body) > 4 * EXCERPT:
                    break
    return _readable(body)


def _readable(body: bytes) -> str:
    text = "".join(each if each.isprintable() else " " for each in body.decode("utf-8", "replace"))
    return " ".join(text.split())[:EXCERPT]


def is_transport_error(error: Exception) -> bool:
    """Return whether the wire failed, for `httpx` and `httpx2` alike, which share no classes."""
    return _named(error, "TransportError", "StreamError", "DecodingError") and not _named(error, "UnsupportedProtocol")


def _named(error: Exception, *names: str) -> bool:
    return any(kind.__name__ in names for kind in type(error).__mro__)


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc
