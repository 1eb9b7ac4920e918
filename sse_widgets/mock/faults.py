"""Everything a mock server can do wrong, as plain values. Each says here what it does, and does nothing itself."""

import math
from dataclasses import dataclass
from typing import Literal

from sse_widgets.mock.fault_checks import check
from sse_widgets.mock.places import Place


@dataclass(frozen=True, kw_only=True)
class _Fault:
    at: Place | None = None
    """Where it strikes; None for the start of the response."""
    times: float = 1
    """How many responses it strikes, of all that the server gives; `math.inf` for every one."""

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True)
class Status(_Fault):
    """Answer with this status instead."""

    code: int = 503
    retry_after: float | Literal["date"] | None = None
    """Seconds, or `"date"` for a date two seconds ahead."""


@dataclass(frozen=True)
class Redirect(_Fault):
    """Send the client to another address."""

    to: str = "/elsewhere"
    code: int = 307


@dataclass(frozen=True)
class End204(_Fault):
    """Answer 204: there is no more, do not come back."""


@dataclass(frozen=True)
class NoAnswer(_Fault):
    """Take the request, say nothing, and hang up after so many seconds."""

    seconds: float = math.inf


@dataclass(frozen=True)
class WrongMime(_Fault):
    """Call the stream something else."""

    type: str = "text/html"


@dataclass(frozen=True)
class Gzip(_Fault):
    """Compress the body, every event whole as it leaves."""


@dataclass(frozen=True)
class Bomb(_Fault):
    """Compress the body, and insert an event of this size, which on the wire is a thousandth of it."""

    size: int = 2**30


@dataclass(frozen=True)
class Oversize(_Fault):
    """Insert an event of this size, without an id."""

    size: int = 17 * 2**20


@dataclass(frozen=True)
class EndlessLine(_Fault):
    """Go on with one line of this size, and end in the midst of it."""

    size: float = math.inf


@dataclass(frozen=True)
class HeartbeatOnly(_Fault):
    """Send a comment every second for so long, and no event; those that were due follow after."""

    seconds: float = math.inf


@dataclass(frozen=True)
class Bom(_Fault):
    """Insert a byte-order mark."""


@dataclass(frozen=True)
class RetryTime(_Fault):
    """Insert a block that sets the reconnection time."""

    ms: int = 3000


@dataclass(frozen=True)
class Malformed(_Fault):
    """Cut the data of an event to half."""


@dataclass(frozen=True)
class Corrupt(_Fault):
    """Put bytes that are not UTF-8 somewhere into the data of an event."""


@dataclass(frozen=True)
class Dup(_Fault):
    """After an event, send the last so many again."""

    n: int = 1


@dataclass(frozen=True)
class Reorder(_Fault):
    """Send this and the following events, so many together, in another order."""

    n: int = 2


@dataclass(frozen=True)
class DropId(_Fault):
    """Send events without their ids, from here on."""


@dataclass(frozen=True)
class NoHeartbeat(_Fault):
    """Send no comments, from here on."""


@dataclass(frozen=True)
class Cr(_Fault):
    """End lines with CR, from here on."""


@dataclass(frozen=True)
class CrLf(_Fault):
    """End lines with CR and LF, from here on."""


@dataclass(frozen=True)
class Drop(_Fault):
    """Close the connection (FIN); the body has not ended."""


@dataclass(frozen=True)
class Reset(_Fault):
    """Break the connection off (RST)."""


@dataclass(frozen=True)
class TruncateChunk(_Fault):
    """Close the connection inside a chunk."""

    inside: Literal["header", "body"] = "body"


@dataclass(frozen=True)
class Stall(_Fault):
    """Send nothing for so many seconds, not even a heartbeat."""

    seconds: float = math.inf


@dataclass(frozen=True)
class Slow(_Fault):
    """Send no more than so many bytes per second, from here on."""

    bytes_per_second: float = 100


@dataclass(frozen=True)
class Split(_Fault):
    """Cut events into several chunks, from here on.

    With neither `every` nor `inside` it is cut once: at its place, or in the middle of the event there.
    """

    every: int | None = None
    """Bytes in a chunk."""
    inside: Literal["utf8", "crlf", "random"] | None = None
    """Cut inside every character of several bytes, between every CR and LF, or anywhere."""


Answering = Status | Redirect | End204 | NoAnswer
"""In place of the stream."""
Heading = WrongMime | Gzip
"""For a whole response, from its headers on."""
Inserted = Bom | HeartbeatOnly | RetryTime | Oversize | Bomb | EndlessLine
"""Before an event."""
Altered = Malformed | Corrupt | Dup
"""At an event."""
Styled = DropId | NoHeartbeat | Cr | CrLf
"""At every event from here on."""
Wired = Drop | Reset | TruncateChunk | Stall | Slow | Split
"""At the bytes of the body, whatever they mean."""
Fault = Answering | Heading | Inserted | Altered | Reorder | Styled | Wired


def lasts(fault: Fault) -> bool:
    """Return whether a fault goes on from its place to the end of the response."""
    if isinstance(fault, Split):
        return fault.every is not None or fault.inside is not None
    return isinstance(fault, Styled | Slow)


def is_random(fault: Fault) -> bool:
    """Return whether what a fault does depends on a seed."""
    return isinstance(fault, Reorder | Corrupt) or (isinstance(fault, Split) and fault.inside == "random")
