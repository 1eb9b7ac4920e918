"""Resumption: a stream that broke off is gone on with as its protocol has it, not by asking the same again."""

from collections.abc import Mapping
from dataclasses import replace

from sse_widgets.onward import Asked
from sse_widgets.transport.following import same_origin
from sse_widgets.transport.intake import Intake
from sse_widgets.transport.options import Listener
from sse_widgets.transport.request import Request


class Resumption:
    """What is asked for: at first what the user asked for, later what goes on with it."""

    def __init__(self, request: Request, listener: Listener, intake: Intake) -> None:
        """Begin with what the user asked for.

        Args:
            request: the first.
            listener: the run, which knows the protocol.
            intake: what has come so far.
        """
        self.request = request
        self._listener, self._intake = listener, intake
        self._headers: Mapping[str, str] = {}
        self.cause = ""
        """Why the stream broke off that is to be gone on with, empty once that was answered."""

    def opened(self, headers: Mapping[str, str]) -> None:
        """Learn of an answer; it is the first that tells where a run can be found."""
        self._headers = self._headers or headers
        self.cause = ""

    def go_on(self, cause: str) -> bool:
        """Turn to the request that goes on with the stream, and return whether there is one.

        Args:
            cause: why it broke off.
        """
        now, intake = self.request, self._intake
        if not intake.arrived or not isinstance(now.url, str):
            return False
        asked = Asked(now.method, now.url, now.json, self._headers, intake.last_event_id, intake.last)
        onward = self._listener.onward(asked)
        if onward is None or not same_origin(now.url, onward.url):
            return False
        headers = now.headers
        if isinstance(headers, Mapping):
            headers = {**onward.headers, **headers}
        self.cause = cause
        self.request = replace(
            now, url=onward.url, method=onward.method, json=onward.json, content=None, headers=headers, resumes=True
        )
        return True
