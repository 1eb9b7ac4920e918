"""What one attempt asks for, and what of it nobody may see."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from sse_widgets.redact import Secrets, redact_url

HARMLESS: Final = frozenset(
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
HIDDEN: Final = 8
"""Characters from which what we send is a secret if a server sends it back."""
EXCERPT: Final = 300
"""Characters of a body that is not a stream to show."""


class Asked:
    """What one attempt asks for: where, and what of it nobody may see."""

    def __init__(self, url: str, headers: Mapping[str, str | bytes]) -> None:
        self.shown = redact_url(url)
        values = [value for _, value in parse_qsl(_part(url, "query"))] + [_part(url, "password")]
        for name, value in headers.items():
            if name not in HARMLESS and isinstance(value, str):
                values += [value, *re.split(r"[ ;=]+", value)]
        self._secrets = Secrets(value for value in values if len(value) >= HIDDEN)

    def seen(self, text: str) -> str:
        """Return a text of the server, or nothing if it sends back what is secret."""
        return "" if self._secrets.found_in(text) else text

    def reason(self, error: Exception) -> str:
        """Return what an error says, or what it is when it says nothing that may be seen."""
        said = str(error).partition(": bytearray(")[0]  # h11 quotes whole headers, cookies too
        return self.seen(said) or type(error).__name__


def _part(url: str, name: str) -> str:
    try:
        return getattr(urlsplit(url), name) or ""
    except ValueError:
        return ""


def readable(body: bytes) -> str:
    """Return the beginning of a body, on one line."""
    text = "".join(each if each.isprintable() else " " for each in body.decode("utf-8", "replace"))
    return " ".join(text.split())[:EXCERPT]
