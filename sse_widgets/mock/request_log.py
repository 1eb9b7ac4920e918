"""What was asked of a mock server, without what nobody should see."""

import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sse_widgets.mock.http import Message

MOST_REQUESTS: Final = 1000
KEPT_HEADERS: Final = frozenset(
    {"accept", "accept-encoding", "cache-control", "content-type", "host", "last-event-id", "origin", "user-agent"}
)


@dataclass(frozen=True)
class Request:
    """One request that a mock server got, and the status it answered with."""

    method: str
    path: str
    """Without the query."""
    headers: Mapping[str, str]
    """Names in lower case; only those that matter, and no credentials."""
    body: bytes
    last_event_id: str
    """What the client asked to resume after; "" for nothing."""
    status: int
    """0 if it got no answer."""
    at: float
    """Seconds since the server started."""


class RequestLog:
    """The last 1000 requests, oldest first."""

    def __init__(self) -> None:
        self.requests: deque[Request] = deque(maxlen=MOST_REQUESTS)
        self._started = 0.0

    def start(self) -> None:
        """Count time from now."""
        self._started = time.monotonic()

    def note(self, message: Message, status: int) -> None:
        """Keep a request, without credentials."""
        headers = {name: value for name, value in message.headers.items() if name in KEPT_HEADERS}
        if "authorization" in message.headers:
            headers["authorization"] = "REDACTED"
        at = time.monotonic() - self._started
        request = Request(message.method, message.path, headers, message.body, message.last_event_id, status, at)
        self.requests.append(request)
