"""What may be written down: an address without secrets, headers by allowlist, text that holds no secret."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import quote, urlsplit

SAFE_HEADERS: Final = frozenset(
    {
        "cache-control",
        "content-type",
        "date",
        "retry-after",
        "server",
        "transfer-encoding",
        "x-sse-widgets-actions",
        "x-vercel-ai-ui-message-stream",
    }
)
"""The only response headers whose values are kept: a list of what is forbidden would always be one name short."""

_URL: Final = re.compile(r"[a-z]+://[^\s\"'<>`]+", re.IGNORECASE)


def redact_url(url: str) -> str:
    """Return scheme, host, port and path of `url`; "" if it cannot be read. User info, query and fragment are gone."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if not host:
        return parts.path.rpartition("@")[2]
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}{'' if port is None else f':{port}'}{parts.path}"


def redact_urls(text: str) -> str:
    """Return a text in which every address has lost what `redact_url` takes away."""
    return _URL.sub(lambda found: redact_url(found[0]), text)


def safe_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers that are on the allowlist, their names in lower case."""
    return {name.lower(): value for name, value in headers.items() if name.lower() in SAFE_HEADERS}


class Secrets:
    """Texts that must not be written, in any of the spellings that JSON and URLs give them."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        spellings: set[str] = set()
        for secret in filter(None, secrets):
            spellings |= {secret, quote(secret, safe=""), quote(secret)}
            escaped = {json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}
            spellings |= escaped | {json.dumps(text)[1:-1] for text in escaped}
        self._spellings = tuple(spellings)

    def found_in(self, *texts: str) -> bool:
        """Return whether a secret stands in one of the texts."""
        return any(spelling in text for spelling in self._spellings for text in texts)

    def __repr__(self) -> str:
        return "Secrets(...)"
