"""What an HTTP status means for a connection: the table, and how long a server asks to be left alone."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final, Literal, TypeAlias

from sse_widgets.errors import AuthError, ServerError, SessionExpired, StreamError

Mode: TypeAlias = Literal["resilient", "spec"]
"""`resilient` tries again where that can help; `spec` does what browsers do (WHATWG HTML 9.2.3)."""

BUSY: Final = frozenset({429, 503})
"""Statuses of a server that has too much to do already."""
_PASSING: Final = frozenset({408, 425, 429})
_LASTING: Final = frozenset({501, 505})


def refusal(
    status: int, address: str, excerpt: str = "", *, mode: Mode, resumed: bool, after: str | None = None
) -> StreamError:
    """Return the error for a status that is no stream.

    Args:
        status: of the response.
        address: without query and user name.
        excerpt: the beginning of the body, made readable.
        mode: whose rules apply.
        resumed: whether the request asked to go on from an id.
        after: the `Retry-After` header.
    """
    said = f": {excerpt}" if excerpt else ""
    if status in (401, 403):
        hint = "give it a token=, headers= or cookies=" if status == 401 else "these credentials may not read it"
        return AuthError(f"{address} refused the credentials (HTTP {status}); {hint}", url=address, status=status)
    if status == 410:
        message = f"{address} no longer has this session (HTTP 410); start a new one"
        return SessionExpired(message, url=address, status=status)
    if resumed and status in (412, 416) and mode == "resilient":
        message = f"{address} no longer has the place to go on from (HTTP {status})"
        return SessionExpired(message, url=address, status=status)
    if status == 404:
        return ServerError(f"{address} does not exist there (HTTP 404); check the address", url=address, status=status)
    passing = status in _PASSING or (500 <= status < 600 and status not in _LASTING)
    error = ServerError(
        f"{address} answered HTTP {status}{said}", url=address, status=status, retryable=passing and mode == "resilient"
    )
    error.retry_after = retry_after(after)
    return error


def retry_after(value: str | None, now: datetime | None = None) -> float | None:
    """Return the seconds that a `Retry-After` header asks for (RFC 9110 10.2.3), None if that makes no sense.

    Args:
        value: of the header: a number of seconds, or a date.
        now: what a date is counted from; None for the present.
    """
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:10])
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - (now or datetime.now(UTC))).total_seconds())
