"""The document that browsers show: the state of a run, and where in its stream it stands."""

from dataclasses import field

from sse_widgets.state import ConnectionState, RunState
from sse_widgets.structures.records import Record, record


@record
class Act(Record):
    """Something a person may ask of the back end, and why it cannot be asked now; empty where it can."""

    id: str
    reason: str = ""


@record
class Stream(Record):
    """Where in its stream a run stands. `at` and `clock` are seconds since the stream opened."""

    dialect: str | None = None
    title: str = ""
    received: int = 0
    shown: int = 0
    bytes: int = 0
    at: float = 0.0
    active: bool = False
    """Whether more frames may come."""
    live: bool = True
    """Whether what is shown follows what is received."""
    paused: bool = False
    stopped: str = ""
    """At which breakpoint it stands and where; empty if at none."""
    breakpoints: tuple[str, ...] = ()
    held: int = 0
    """Frames received that a breakpoint holds back."""
    spilled: int = 0
    """Frames of these that are on disk."""
    recorded: bool = False
    """Whether it is played from a recording: nothing is executed."""
    method: str = "GET"
    """How its server is asked."""
    selection: tuple[float, float] | None = None
    """From when to when somebody selected."""
    can: tuple[str, ...] = ()
    """Commands that make sense now."""
    acts: tuple[Act, ...] = ()
    """What may be asked of the back end, whether it makes sense now or not."""
    notes: tuple[str, ...] = ()
    """Sentences for people about this kernel's side: a callback that failed."""


@record
class Document(Record):
    """What browsers show."""

    state: RunState = field(default_factory=RunState)
    stream: Stream = field(default_factory=Stream)

    @property
    def connection(self) -> ConnectionState:
        """The state of the wire, which is `connecting` until it has told us anything."""
        state = self.state.connection.state
        return "connecting" if state == "idle" and self.stream.active else state
