"""One published event, with its place in the order of its session."""

import json
import math
from typing import Any, Final, NamedTuple

from sse_widgets.encoder import encode
from sse_widgets.frame import Frame

START: Final = "0-0"
"""The id before every other."""
ENDED: Final = "@ended"
"""The name of the entry after which nothing comes. No publisher can use it, and it never goes over a wire."""

LONGEST_NAME: Final = 256


class Draft(NamedTuple):
    """What somebody wants to publish."""

    event: str
    """The name of the event; `message` goes over the wire as no name."""
    data: str
    ttl: float
    """Seconds for which it is kept."""
    key: str = ""
    """What its publisher knows it by, to publish it once although it is told twice; "" if it is not."""


class Entry(NamedTuple):
    """A published event."""

    id: str
    """`milliseconds-number`, in the order of publishing, for every worker the same."""
    event: str
    data: str
    at: float
    """When it was published, in seconds since 1970."""
    expires: float
    """When it is no longer handed out, in seconds since 1970."""
    wire: bytes
    """As it goes to every subscriber."""


def draft(event: str, data: Any, ttl: float, key: str = "") -> Draft:
    """Return what is to be published.

    Args:
        event: the name of the event, "" or `message` for none.
        data: text, sent as it is; or anything that JSON has.
        ttl: seconds.
        key: what its publisher knows it by.

    Raises:
        ValueError: the data cannot be written as JSON, or `ttl` is not positive.
    """
    if not ttl > 0 or math.isinf(ttl):
        raise ValueError(f"ttl is {ttl!r}; give a number of seconds above 0")
    if not isinstance(data, str):
        try:
            data = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        except (TypeError, ValueError, RecursionError) as error:
            raise ValueError(f"the data of {event or 'message'!r} cannot be sent as JSON: {error}") from None
    if len(event) > LONGEST_NAME:
        raise ValueError(f"the name of an event has at most {LONGEST_NAME} characters")
    event, data = _sendable(event), _sendable(data)
    return Draft("\\" + event if event.startswith("@") else event or "message", data, ttl, key)


def _sendable(text: str) -> str:
    """Return text without halves of surrogate pairs, which UTF-8 cannot carry."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def entry(id: str, said: Draft) -> Entry:
    """Return an event as published under an id."""
    at = order(id)[0] / 1000
    return Entry(id, said.event, said.data, at, at + said.ttl, encode(Frame(said.event, said.data, id)))


def order(id: str) -> tuple[int, int]:
    """Return what ids are compared by."""
    milliseconds, _, number = id.partition("-")
    return int(milliseconds), int(number)
