"""plain: any stream at all, shown as it is.

Every frame is a line of one message, JSON too; but JSON strings are pieces of its text. `[DONE]`, which many
servers send last, ends the run, and so does what is nothing but an error: some servers break off with it before
they have said anything else.
"""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from sse_widgets.dialects.bare_error import bare_error, is_bare_error
from sse_widgets.dialects.dialect import Fit
from sse_widgets.dialects.wire import parse
from sse_widgets.events import Event, MessageFinished, RunFinished, TextAdded
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
        return Fit.MAYBE if is_bare_error(body) else Fit.NO

    def decode(self, frame: Frame) -> Iterable[Event]:
        """Return the data as a line of the message."""
        if frame.data.strip() == "[DONE]":
            return (RunFinished(),)
        if '"error"' in frame.data and is_bare_error(body := _json(frame.data)):
            return (bare_error(body),)
        if frame.data[:1] == '"' and isinstance(token := _json(frame.data), str):  # pieces of text, each a JSON string
            return TextAdded(MESSAGE, token), MessageFinished(MESSAGE)
        # Every line may be the last: nothing tells, so the message is complete after each.
        return TextAdded(MESSAGE, frame.data + "\n"), MessageFinished(MESSAGE)


def _json(data: str) -> Any:
    try:
        return parse(data)
    except ValueError:
        return None
