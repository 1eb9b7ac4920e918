"""What is asked of a server; secrets are held here and shown by nobody."""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias, TypeVar

from sse_widgets import background
from sse_widgets.errors import AuthError, NetworkError, StreamError
from sse_widgets.redact import redact_url, redact_urls

T = TypeVar("T")
Given: TypeAlias = T | Callable[[], T | Awaitable[T]]
"""A value, or a callable or async callable that is asked for it on every attempt."""

LONGEST_ID: Final = 4096
"""Bytes of an id that is sent back; servers refuse longer headers."""


@dataclass(frozen=True, repr=False)
class Request:
    """What is asked of a server."""

    url: Given[str]
    method: str = "GET"
    token: Given[str] | None = None
    """Sent as `Authorization: Bearer …`."""
    headers: Given[Mapping[str, str]] = field(default_factory=dict)
    cookies: Given[Mapping[str, str]] = field(default_factory=dict)
    json: Any = None
    last_event_id: str = ""
    """Where to begin, for a server that can resume."""
    content: bytes | None = None
    """A body as it is, instead of `json`."""
    repeat: bool = False
    """Send it again even if it is no GET, for a server that is known not to mind."""
    resumes: bool = False
    """Whether it is the protocol's own way to go on with a stream: harmless, and nothing is lost."""
    private_redirects: bool = False
    """Whether a server outside may send us on to this machine or its network."""

    @property
    def repeatable(self) -> bool:
        """Whether asking again is harmless: a POST would run the agent twice."""
        return self.method == "GET" or self.repeat or self.resumes

    @property
    def can_renew(self) -> bool:
        """Whether asking for the credentials once more may bring others."""
        return any(callable(given) for given in (self.token, self.headers, self.cookies, self.url))

    @property
    def shown_url(self) -> str:
        """The address without query and user name."""
        return redact_url(self.url) if isinstance(self.url, str) else ""

    @property
    def secrets(self) -> tuple[str, ...]:
        """Values that must never be written anywhere, as far as they are known before asking."""
        given = [self.token]
        for table in (self.headers, self.cookies):
            given += list(table.values()) if isinstance(table, Mapping) else []
        return tuple(value for value in given if isinstance(value, str) and len(value) >= 8)

    def __repr__(self) -> str:
        return f"Request({self.method} {self.shown_url or 'an address asked for on every attempt'})"


async def ask(given: Any) -> Any:
    """Return a given value, calling and awaiting it where it is a callable.

    One that is no coroutine function is called on a thread of its own: it may block, and every stream with it.
    """
    if inspect.iscoroutinefunction(given):
        value = given()
    else:
        value = await background.in_thread(given) if callable(given) else given
    return await value if inspect.isawaitable(value) else value


async def request_url(request: Request) -> str:
    """Return the address of one attempt.

    Raises:
        NetworkError: the callable for it raised.
    """
    return str(await _asked("url", request.url, NetworkError, ""))


async def request_headers(request: Request, last_event_id: str) -> dict[str, str | bytes]:
    """Return the headers of one attempt; the caller's own win over ours.

    `Last-Event-ID` goes out as UTF-8 (WHATWG HTML 9.2.4), and not at all when the id is empty or
    cannot be sent.

    Raises:
        AuthError: a callable for credentials raised.
    """
    headers: dict[str, str | bytes] = {
        "accept": "text/event-stream",
        "cache-control": "no-cache",
        "accept-encoding": "identity",
    }
    if last_event_id and not unsendable(last_event_id):
        headers["last-event-id"] = last_event_id.strip(" ").encode()
    shown = request.shown_url
    token = await _asked("token", request.token, AuthError, shown)
    if token:
        headers["authorization"] = f"Bearer {token}"
    cookies = _table("cookies", await _asked("cookies", request.cookies, AuthError, shown), shown)
    if cookies:
        headers["cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    own = _table("headers", await _asked("headers", request.headers, AuthError, shown), shown)
    return headers | {name.lower(): value for name, value in own.items()}


def _table(name: str, given: Any, shown: str) -> dict[str, str]:
    """Return what is given as texts by name.

    Raises:
        NetworkError: it is something else.
    """
    try:
        table = dict(given or {})
    except (TypeError, ValueError):
        table = {"": None}
    if all(isinstance(text, str) for pair in table.items() for text in pair):
        return table
    message = f"what {name}= gives for {shown} must be texts by name, such as {{'name': 'text'}}"
    raise NetworkError(message, url=shown)


def unsendable(last_event_id: str) -> str:
    """Return why an id cannot be sent back to the server that gave it, "" if it can."""
    if any(ord(each) < 32 or ord(each) == 127 or 0xD800 <= ord(each) < 0xE000 for each in last_event_id):
        return "it holds control characters"
    if len(last_event_id.encode("utf-8", "replace")) > LONGEST_ID:
        return f"it is longer than {LONGEST_ID} bytes"
    return ""


async def _asked(name: str, given: Any, kind: type[StreamError], shown: str) -> Any:
    """Return what is given; a callable that fails is a failed attempt, and named."""
    try:
        return await ask(given)
    except StreamError:
        raise
    except (Exception, SystemExit, KeyboardInterrupt) as error:
        of = f" for {shown}" if shown else ""
        message = f"the callable given as {name}={of} raised {type(error).__name__}: {redact_urls(str(error))}"
        # What cannot be reached now may be reached later; a mistake stays one.
        raise kind(message, url=shown, retryable=isinstance(error, OSError)) from error
