"""What the libraries raise, turned into errors of ours: `httpx` and `httpx2` share no classes."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from sse_widgets.errors import NetworkError, SSEWidgetsError
from sse_widgets.redact import redact_url
from sse_widgets.transport.asked import Asked


@contextmanager
def broken_off(asked: Asked) -> Iterator[None]:
    """Turn whatever the wire raises while a body is read into ours.

    Raises:
        NetworkError: the wire failed.
    """
    try:
        yield
    except Exception as error:
        if is_transport_error(error):
            message = f"the stream of {asked.shown} broke off: {asked.reason(error)}"
            raise NetworkError(message, url=asked.shown, retryable=True) from None
        raise


def unsent(error: Exception, url: str, asked: Asked) -> Exception:
    """Return why there is no answer, as one of our errors if the wire or the request is to blame."""
    shown = redact_url(url)
    if _named(error, "LocalProtocolError", "UnicodeEncodeError"):
        # What these say holds the very value.
        fact = "a header that was given cannot be sent; look for line ends and quotes in token=, headers= and cookies="
        return NetworkError(f"{shown}: {fact}", url=shown)
    if _named(error, "InvalidURL", "UnsupportedProtocol", "IDNAError"):
        return NetworkError(f"{shown!r} is not an address: {asked.reason(error)}")
    if _refused_certificate(error):
        fact = "its certificate is not accepted"
        hint = "check the address, or give a client= that trusts it"
        return NetworkError(f"{shown}: {fact} ({asked.reason(error)}); {hint}", url=shown)
    if is_transport_error(error):
        late = " within the time allowed" if _named(error, "TimeoutException") else ""
        message = f"{shown} does not answer{late} ({asked.reason(error)}); is the server running?"
        return NetworkError(message, url=shown, retryable=True)
    return error


def is_transport_error(error: Exception) -> bool:
    """Return whether the wire failed."""
    if isinstance(error, SSEWidgetsError):
        return False
    return _named(error, "TransportError", "StreamError", "DecodingError") and not _named(error, "UnsupportedProtocol")


def _refused_certificate(error: BaseException | None) -> bool:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        if isinstance(error, ssl.SSLCertVerificationError) or "CERTIFICATE_VERIFY_FAILED" in str(error):
            return True
        seen.add(id(error))
        error = error.__cause__ or error.__context__
    return False


def _named(error: Exception, *names: str) -> bool:
    return any(kind.__name__ in names for kind in type(error).__mro__)
