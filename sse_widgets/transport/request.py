"""What is asked of a server; secrets are held here and shown by nobody."""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

from sse_widgets.recording import redact_url

T = TypeVar("T")
Given: TypeAlias = T | Callable[[], T | Awaitable[T]]
"""A value, or a callable or async callable that is asked for it on every attempt."""


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

    @property
    def repeatable(self) -> bool:
        """Whether asking again is harmless: a POST would run the agent twice."""
        return self.method == "GET"

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
    """Return a given value, calling and awaiting it where it is a callable."""
    value = given() if callable(given) else given
    return await value if inspect.isawaitable(value) else value


async def request_headers(request: Request, last_event_id: str) -> dict[str, str | bytes]:
    """Return the headers of one attempt; the caller's own win over ours.

    `Last-Event-ID` goes out as UTF-8 (WHATWG HTML 9.2.4), and not at all when the id is empty.
    """
    headers: dict[str, str | bytes] = {
        "accept": "text/event-stream",
        "cache-control": "no-cache",
        "accept-encoding": "identity",
    }
    if last_event_id:
        headers["last-event-id"] = last_event_id.strip().encode()
    token = await ask(request.token) if request.token is not None else None
    if token:
        headers["authorization"] = f"Bearer {token}"
    cookies: Mapping[str, str] = await ask(request.cookies)
    if cookies:
        headers["cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    own: Mapping[str, str] = await ask(request.headers)
    return headers | {name.lower(): value for name, value in own.items()}
