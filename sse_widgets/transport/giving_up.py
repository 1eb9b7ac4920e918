"""Why a connection is not tried again, in sentences."""

from sse_widgets.errors import MaxReconnectReached, NetworkError, StreamError
from sse_widgets.transport.request import Request


def not_again(error: StreamError, request: Request) -> StreamError:
    """Return an error with the reason why what could pass is not waited for."""
    if not error.retryable:
        return error
    if not request.repeatable:
        why = f"a {request.method} is not sent again by itself: it would run the agent twice"
    else:
        why = "the server gives no ids to go on from"
    return NetworkError(f"{error}; {why}", url=error.url, status=error.status)


def not_resumed(error: StreamError, cause: str) -> StreamError:
    """Return an error with the reason why a stream that broke off could not be gone on with."""
    return NetworkError(f"{cause}; it cannot be gone on with: {error}", url=error.url, status=error.status)


def often_enough(error: StreamError, attempts: int) -> StreamError:
    """Return what to raise after as many attempts in a row as are allowed."""
    if attempts == 0:
        return error
    tried = f"tried {attempts} times in a row without success; run.reconnect() tries again"
    return MaxReconnectReached(f"{error} ({tried})", url=error.url, status=error.status)
