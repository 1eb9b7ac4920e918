"""plain: any stream at all, shown as it is.

Every frame is a line of one message, JSON too. `[DONE]`, which many servers send last, ends the run, and
so does what is nothing but an error: some servers break off with it before they have said anything else.
"""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from sse_widgets.dialects.dialect import Fit
from sse_widgets.dialects.wire import parse
from sse_widgets.events import ErrorReported, Event, MessageFinished, RunFinished, TextAdded
from sse_widgets.frame import Frame

MESSAGE = "stream"


class Plain:
    """Frames of no vocabulary that we know."""

    name: ClassVar[str] = "plain"
    announces_end: ClassVar[bool] = False
    has_heartbeats: ClassVar[bool] = False

    @classmethod
    def fit(cls, name: str, body: Any, headers: Mapping[str, str]) -> Fit:
        """It is what remains; but the error of nobody in particular can wait for somebody who knows it."""
        return Fit.MAYBE if _is_error(body) else Fit.NO

    def decode(self, frame: Frame) -> Iterable[Event]:
        """Return the data as a line of the message."""
        if frame.data.strip() == "[DONE]":
            return (RunFinished(),)
        if '"error"' in frame.data and (told := _error(frame.data)):
            return (told,)
        # Every line may be the last: nothing tells, so the message is complete after each.
        return TextAdded(MESSAGE, frame.data + "\n"), MessageFinished(MESSAGE)


_BESIDES = frozenset(
    {"error", "error_type", "error_details", "message", "code", "status", "type", "detail", "request_id"}
)


def _is_error(body: Any) -> bool:
    return isinstance(body, dict) and bool(body.get("error")) and body.keys() <= _BESIDES


def _error(data: str) -> ErrorReported | None:
    try:
        body = parse(data)
    except ValueError:
        return None
    if not _is_error(body):
        return None
    said = body["error"]
    inner = said if isinstance(said, dict) else {}
    message = inner.get("message") or body.get("message") or said
    kind = inner.get("type") or inner.get("code") or body.get("error_type") or "agent"
    return ErrorReported(str(message), str(kind), fatal=True)
