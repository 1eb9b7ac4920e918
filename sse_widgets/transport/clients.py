"""The HTTP client of a connection that was given none."""

import ssl
from functools import cache
from typing import Any

# httpx is imported where it is used: only a run with a live stream needs it, and it costs half of our import time.


def new_client(connect_timeout: float) -> Any:
    """Return a client that waits so many seconds for an answer to begin, and for ever for it to go on."""
    import httpx

    return httpx.AsyncClient(timeout=httpx.Timeout(connect_timeout, read=None), verify=_trusted())


@cache
def _trusted() -> ssl.SSLContext:
    """Return whom to trust; made once, because reading all the certificates holds up every stream."""
    import httpx

    return httpx.create_ssl_context()
