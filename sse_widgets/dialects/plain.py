"""plain: any stream at all, shown as it is.

Every frame is a line of one message, JSON too. `[DONE]`, which many servers send last, ends the run.
"""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from sse_widgets.dialects.dialect import Fit
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
        """Never: it is what remains."""
        return Fit.NO

    def decode(self, frame: Frame) -> Iterable[Event]:
        """Return the data as a line of the message."""
        if frame.data.strip() == "[DONE]":
            return (RunFinished(),)
        # Every line may be the last: nothing tells, so the message is complete after each.
        return TextAdded(MESSAGE, frame.data + "\n"), MessageFinished(MESSAGE)
