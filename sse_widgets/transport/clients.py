"""The HTTP client of a connection that was given none."""

import ssl
from functools import cache
from typing import Any, Final

from sse_widgets.errors import NetworkError

LOOPBACK: Final = ("127.0.0.1", "[::1]", "localhost", "*.localhost")

# httpx is imported where it is used: only a run with a live stream needs it, and it costs half of our import time.


def new_client(connect_timeout: float) -> Any:
    """Return a client that waits so many seconds for an answer to begin, and for ever for it to go on.

    It goes through the proxy that the environment names, but not to this machine itself.

    Raises:
        NetworkError: the environment names a proxy that cannot be used.
    """
    import httpx

    timeout = httpx.Timeout(connect_timeout, read=None)
    straight = {f"all://{host}": None for host in LOOPBACK}
    try:
        return httpx.AsyncClient(timeout=timeout, verify=_trusted(), mounts=straight)
    except Exception as error:  # whose text may hold the password of the proxy
        names = "HTTP_PROXY, HTTPS_PROXY, ALL_PROXY or NO_PROXY"
        message = f"what {names} says cannot be used ({type(error).__name__}); mend it, or give a client="
        raise NetworkError(message) from None


@cache
def _trusted() -> ssl.SSLContext:
    """Return whom to trust; made once, because reading all the certificates holds up every stream."""
    import httpx

    return httpx.create_ssl_context()
