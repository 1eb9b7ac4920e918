"""Every error that sse_widgets raises or shows.

    SSEWidgetsError
    ├── UnknownDialect          no dialect has that name
    ├── RecordingError          a recording is missing, damaged or not one
    ├── FaultError              a text that should tell faults cannot be read
    ├── RunError                a run cannot do that now
    │   └── HorizonError        that frame was not received, or is no longer held
    ├── BroadcastError          a broadcaster refuses; `status` is what its server answers
    │   ├── BadRequest          the request makes no sense
    │   ├── Unauthorized        nobody knows who asks
    │   ├── Forbidden           it is not for whoever asks
    │   ├── NotThere            there is no such thing
    │   ├── SessionOver         nothing will come any more
    │   ├── PlaceLost           what came after that event id is no longer held
    │   ├── TooLarge            more bytes than allowed
    │   ├── LimitReached        more than allowed
    │   └── BackendDown         the store of the events does not answer
    └── StreamError             frames stopped coming; `kind` is for programs
        ├── NetworkError        network
        ├── AuthError           auth
        ├── SessionExpired      session_expired
        ├── ServerError         server
        ├── NotAStream          not_a_stream
        ├── SourceError         source
        ├── HeartbeatTimeout    heartbeat_timeout
        └── MaxReconnectReached max_reconnect_reached

A message says where, what, and what to do. None holds a token, a cookie or the query of a URL.
"""

import logging
from difflib import get_close_matches
from operator import index
from typing import Any

# A library is silent unless asked: without this, Python prints what nobody handles into the running cell.
logging.getLogger("sse_widgets").addHandler(logging.NullHandler())


class SSEWidgetsError(Exception):
    """Anything that went wrong in sse_widgets."""


class UnknownDialect(SSEWidgetsError, LookupError):
    """No dialect has that name."""

    def __init__(self, name: str, known: list[str], *, recorded: bool = False) -> None:
        if recorded:
            way_out = "give your class or table as dialect=, or install what has it"
            super().__init__(f"this was recorded with a dialect called {name!r}, which is not here; {way_out}")
        else:
            super().__init__(f"no dialect is called {name!r}; {suggestion(name, known)}")
        self.name = name


class RecordingError(SSEWidgetsError, ValueError):
    """A recording is missing, damaged or not one. `path` and `line` (from 1, or None) say where."""

    def __init__(self, path: str, fact: str, line: int | None = None) -> None:
        place = path if line is None else f"{path}, line {line}"
        super().__init__(f"{place}: {fact}")
        self.path = path
        self.line = line


class FaultError(SSEWidgetsError, ValueError):
    """A text that should tell faults cannot be read. `place` is the character (from 0) that was not understood."""

    def __init__(self, text: str, place: int, fact: str) -> None:
        super().__init__(f"faults, at character {place + 1}, {text[place:][:20] or 'the end'!r}: {fact}")
        self.text = text
        self.place = place


class RunError(SSEWidgetsError, RuntimeError):
    """A run cannot do that now."""


class HorizonError(RunError, IndexError):
    """That frame was not received, or is no longer held."""


class BroadcastError(SSEWidgetsError):
    """A broadcaster refuses."""

    status = 400
    """What its server answers."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        """Seconds after which it may go better."""


class BadRequest(BroadcastError, ValueError):
    """The request makes no sense."""


class Unauthorized(BroadcastError):
    """Nobody knows who asks."""

    status = 401


class Forbidden(BroadcastError):
    """It is not for whoever asks."""

    status = 403


class NotThere(BroadcastError, LookupError):
    """There is no such thing."""

    status = 404


class SessionOver(BroadcastError):
    """Nothing will come any more."""

    status = 409


class PlaceLost(BroadcastError):
    """What came after that event id is no longer held."""

    status = 412


class TooLarge(BroadcastError, ValueError):
    """More bytes than allowed."""

    status = 413


class LimitReached(BroadcastError):
    """More than allowed."""

    status = 429


class BackendDown(BroadcastError):
    """The store of the events does not answer."""

    status = 503


class StreamError(SSEWidgetsError, ConnectionError):
    """Frames stopped coming. `status` is the HTTP status, if there was an answer."""

    kind = "stream"
    retry_after: float | None = None
    """Seconds for which the server asked to be left alone."""

    def __init__(self, message: str, *, url: str = "", status: int | None = None, retryable: bool = False) -> None:
        super().__init__(message)
        self.url = url
        self.status = status
        self.retryable = retryable


class NetworkError(StreamError):
    """The server could not be reached, or the wire broke."""

    kind = "network"


class AuthError(StreamError):
    """The server refused the credentials (HTTP 401 or 403)."""

    kind = "auth"


class SessionExpired(StreamError):
    """The server no longer knows the session or the place to resume from (HTTP 410)."""

    kind = "session_expired"


class ServerError(StreamError):
    """The server answered with an error status."""

    kind = "server"


class NotAStream(StreamError):
    """The server answered with something that is not an event stream."""

    kind = "not_a_stream"


class SourceError(StreamError):
    """The iterator that a run watches raised."""

    kind = "source"


class HeartbeatTimeout(StreamError):
    """Nothing came for too long, not even a heartbeat."""

    kind = "heartbeat_timeout"


class MaxReconnectReached(StreamError):
    """As many attempts as allowed brought nothing new."""

    kind = "max_reconnect_reached"


def whole(value: Any, what: str) -> int:
    """Return a number that has to be whole, as an int; numbers of numpy and pandas are whole too.

    Args:
        value: what was given.
        what: begins the sentence that refuses it.

    Raises:
        TypeError: it is something else.
    """
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise TypeError(f"{what}, a whole one, not {value!r}")
    return index(value)


def suggestion(name: object, known: list[str]) -> str:
    """Return "did you mean 'x'?" if a known name is close, else the list of those there are."""
    close = get_close_matches(str(name), known, n=1)
    return f"did you mean {close[0]!r}?" if close else f"there are: {', '.join(sorted(known))}"
