"""What a dialect is: how to read one vocabulary of events."""

from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import Any, Protocol, runtime_checkable

from sse_widgets.events import Event
from sse_widgets.frame import Frame
from sse_widgets.onward import Asked, Onward


class Fit(IntEnum):
    """How well a frame fits a vocabulary."""

    NO = 0
    MAYBE = 1
    """It could be, and so could it be another: `heartbeat`, `error`, `connection`."""
    YES = 2


class Dialect(Protocol):
    """How to read one vocabulary; an instance per run, so it may remember.

    What it remembers must be small plain data: a checkpoint of the log deep-copies the instance. What grows with the
    run, such as what it knows of each call, belongs into a `Remembered`, of which a copy costs nothing.
    A dialect may also be `Attentive` or `Resumable`.
    """

    @property
    def name(self) -> str:
        """What it is called: a class variable in all but the sniffer."""
        ...

    @property
    def announces_end(self) -> bool:
        """Whether the vocabulary has an event for the end of a run. If so, a stream that stops
        without it is `incomplete`; if not, the run is completed when every message and agent is done.
        """
        ...

    @property
    def has_heartbeats(self) -> bool:
        """Whether the vocabulary has heartbeats of its own, whose absence tells that the wire is dead."""
        ...

    @classmethod
    def fit(cls, name: str, body: Any, headers: Mapping[str, str]) -> Fit:
        """Say how well a frame fits.

        Args:
            name: the event name of the frame, `message` if it had none.
            body: its data as parsed JSON, or None if it is not JSON.
            headers: of the response, names in lower case.
        """
        ...

    def decode(self, frame: Frame) -> Iterable[Event]:
        """Return what one frame says: new events each time, for the log stamps them with place and time.

        Raises:
            Exception: anything; the log keeps the frame, counts it as unreadable and shows why.
        """
        ...


@runtime_checkable
class Attentive(Protocol):
    """A dialect to which it matters what happens to the wire."""

    def noticed(self, frame: Frame) -> Iterable[Event]:
        """Return what an '@' frame means in this vocabulary, before what it means in all.

        After a second `@opened` a server may tell everything once more; an `@closed` may be the only end there is.
        """
        ...


@runtime_checkable
class Resumable(Protocol):
    """A dialect whose protocol has a way of its own to go on with a stream that broke off."""

    def onward(self, asked: Asked) -> Onward | None:
        """Return what to ask for instead of asking the same again, None if there is no way on.

        Nothing that `decode` reads may change here: a recording holds frames only.
        """
        ...
