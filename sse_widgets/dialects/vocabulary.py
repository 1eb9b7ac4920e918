"""Vocabulary: the shape that named JSON events have in common."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar, Literal

from sse_widgets.dialects.dialect import Fit
from sse_widgets.dialects.wire import Wire, check_strictly, epoch, name_of, unwrap
from sse_widgets.events import ConnectionIdentified, ErrorReported, Event, FrameUnknown, Logged, RunFinished
from sse_widgets.frame import Frame

AMBIGUOUS = frozenset(
    {"message", "error", "heartbeat", "keepalive", "ping", "connection", "status_update", "completed", "thinking"}
)
"""Event names so common that they say nothing of who sent them."""

_CLOCKS = ("timestamp", "serverTime", "startedAt", "server_time", "started_at")
_BESIDES = frozenset({*_CLOCKS, "sessionId", "session_id", "userId", "user_id"})


class Connection(Wire):
    """The server greets, or takes its leave."""

    status: Literal["connected", "disconnected", "error"]
    session_id: str = ""
    user_id: str = ""
    authenticated: bool | None = None
    message: str = ""


class Vocabulary:
    """A dialect of named JSON events: one wire model an event name, and `read` to say what each means.

    What any message may say besides is read here: whom the server serves (`sessionId`, `userId`), told
    once and again when it changes, and when the message was sent (`timestamp` and its synonyms).
    """

    name: ClassVar[str]
    announces_end: ClassVar[bool] = False
    has_heartbeats: ClassVar[bool] = False
    models: ClassVar[Mapping[str, type[Wire]]]
    named_by: ClassVar[tuple[str, ...]] = ("type", "event")
    """The keys of the JSON that name the event where the frame does not, the surest first."""

    session: str = ""
    user: str = ""

    @classmethod
    def fit(cls, name: str, body: Any, headers: Mapping[str, str]) -> Fit:
        """A name of our own is proof; one that everybody uses is a maybe. A frame without JSON is never ours."""
        if not isinstance(body, dict) or (name := name_of(name, body, cls.named_by)) not in cls.models:
            return Fit.NO
        return Fit.MAYBE if name in AMBIGUOUS else Fit.YES

    def decode(self, frame: Frame) -> Iterable[Event]:
        """Return what the frame says; the envelope is taken off and the fields are checked first."""
        name, body = unwrap(frame, self.named_by)
        model = self.models.get(name)
        if model is None:
            return (FrameUnknown(name),)
        wire = check_strictly(model, body)
        if _BESIDES.isdisjoint(body):  # as in most messages: a token says nothing else
            return self.read(wire)
        events = [*self._met(body, wire), *self.read(wire)]
        sent = next((time for key in _CLOCKS if (time := epoch(body.get(key))) is not None), None)
        if sent is not None:
            for event in events:
                object.__setattr__(event, "server_time", sent)
        return events

    def read(self, wire: Any) -> Iterable[Event]:
        """Return what one checked wire message says."""
        raise NotImplementedError

    def _met(self, body: Mapping[str, Any], wire: Wire) -> Iterator[Event]:
        session = _text(body.get("sessionId") or body.get("session_id")) or self.session
        user = _text(body.get("userId") or body.get("user_id")) or self.user
        news = (session, user) != (self.session, self.user)
        self.session, self.user = session, user
        if news and not isinstance(wire, Connection):
            yield ConnectionIdentified(session, user)


def greeted(wire: Connection) -> Iterator[Event]:
    """Return what a connection message says; `disconnected` ends the run as far as it got."""
    yield ConnectionIdentified(wire.session_id, wire.user_id, wire.authenticated)
    if wire.status == "error":
        kind = "auth" if wire.authenticated is False else "server"
        yield ErrorReported(wire.message or "the server reports an error of the connection", kind)
    elif wire.message:
        yield Logged(wire.message)
    if wire.status == "disconnected":
        yield RunFinished(status=None)


def _text(value: Any) -> str:
    return str(value) if type(value) in (str, int) else ""
