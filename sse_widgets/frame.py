"""Frame: one server-sent event as received, and the '@' names for what happens around it."""

from typing import Final, NamedTuple

OPENED: Final = "@opened"
RETRYING: Final = "@retrying"
GAP: Final = "@gap"
CLOSED: Final = "@closed"
STUCK: Final = "@stuck"
COMMENT: Final = "@comment"
SENT: Final = "@sent"
REFUSED: Final = "@refused"

LIFECYCLE: Final = frozenset({OPENED, RETRYING, GAP, CLOSED, STUCK, COMMENT, SENT, REFUSED})
"""Names that no server can send as an event of its own: they are made on our side of the wire."""


class Frame(NamedTuple):
    """One server-sent event as received (WHATWG HTML 9.2.6), or one '@' note about the connection.

    A named tuple and not a dataclass: a run holds one for every event it ever received,
    and this is the cheapest record Python has, to make and to keep.
    """

    event: str = "message"
    """The event type; `message` when the server named none."""
    data: str = ""
    """The data lines joined with LF; for an '@' frame a JSON object, for `@comment` its text."""
    id: str = ""
    """The last event id in force after this event."""
    retry: int | None = None
    """The reconnection time sent inside this event's block, in milliseconds."""
    at: float = 0.0
    """Seconds since the stream opened, stamped by whoever feeds the decoder."""


def size(frame: Frame) -> int:
    """Return how many bytes the data of a frame had as UTF-8."""
    return len(frame.data) if frame.data.isascii() else len(frame.data.encode("utf-8", "replace"))
