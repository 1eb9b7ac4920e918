"""How to go on with a stream that broke off: what was asked for, and what its protocol would have asked now."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sse_widgets.frame import Frame


class Asked(NamedTuple):
    """What was asked for, and what had come when the stream broke off."""

    method: str
    url: str
    json: Any = None
    """The body of a POST."""
    headers: Mapping[str, str] = {}
    """Of the first response, names in lower case."""
    last_event_id: str = ""
    last: Frame | None = None
    """The last event that came."""


class Onward(NamedTuple):
    """What to ask for now: it brings what is missing, or everything in a way that is told once."""

    url: str
    """On the same origin; the credentials of the first request go with it."""
    method: str = "GET"
    json: Any = None
    headers: Mapping[str, str] = {}
    """Further ones."""
