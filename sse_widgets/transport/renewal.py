"""Renewal: what was given with a callable is asked for once more when the server refuses it."""

from sse_widgets.errors import AuthError, SessionExpired, StreamError
from sse_widgets.transport.request import Request
from sse_widgets.transport.statuses import Mode


class Renewal:
    """Whether another attempt may go better because it asks with something else; once until it has."""

    def __init__(self, request: Request, mode: Mode) -> None:
        self._request = request
        self._possible = mode == "resilient" and request.repeatable
        self._tried = False

    def opened(self) -> None:
        """Learn that the server took what it was given."""
        self._tried = False

    def helps(self, error: StreamError, resumed: bool) -> bool:
        """Return whether to ask once more at once; the second time in a row it is not.

        Args:
            error: why the last attempt failed.
            resumed: whether it asked to go on from an id.
        """
        if self._tried or not self._possible or error.status is None:
            return False
        if isinstance(error, AuthError):
            self._tried = self._request.can_renew
        elif self.begins_anew(error):
            self._tried = resumed or callable(self._request.url)
        return self._tried

    def begins_anew(self, error: StreamError) -> bool:
        """Return whether the place to go on from is lost."""
        return isinstance(error, SessionExpired)
