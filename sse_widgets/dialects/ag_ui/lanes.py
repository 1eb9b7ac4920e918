"""The lanes of AG-UI: in each, one stream of chunks goes on until something else begins there.

A chunk without an id goes on with the stream of its lane, else with the only one of its kind anywhere. A new id, or an
explicit event of the same owner, closes the stream that was open in the lane; what concerns the run closes all.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

from sse_widgets import events as e
from sse_widgets.events import Event

Kind: TypeAlias = Literal["text", "tool", "reasoning"]

_FIRST = {
    "text": "messageId: the first chunk of a message has to say which message",
    "tool": "toolCallId: the first chunk of a call has to say which call",
    "reasoning": "messageId: the first chunk of a thought has to say which thought",
}


class Stream(NamedTuple):
    """A stream of chunks in a lane."""

    kind: Kind
    id: str


class Lanes:
    """The stream that is open in each lane; an agent has one, and every subagent."""

    def __init__(self) -> None:
        self._open: dict[str, Stream] = {}

    def goes_on(self, kind: Kind, agent: str, id: str) -> bool:
        """Return whether a chunk goes on with a stream that is open, rather than beginning one."""
        return self._found(kind, agent, id) is not None

    def id(self, kind: Kind, agent: str, id: str) -> str:
        """Return which stream a chunk is of.

        Raises:
            ValueError: it does not say, and there is none to go on with, or more than one.
        """
        found = self._found(kind, agent, id)
        if found is None and not id:
            raise ValueError(_FIRST[kind])
        return found.id if found else id

    def _found(self, kind: Kind, agent: str, id: str) -> Stream | None:
        own = self._open.get(agent)
        if own and own.kind == kind and id in ("", own.id):
            return own
        going = [stream for stream in self._open.values() if stream.kind == kind]
        return going[0] if len(going) == 1 and not id else None

    def begin(self, kind: Kind, agent: str, id: str) -> Iterator[Event]:
        """Yield the end of what was open in a lane, and open this there."""
        yield from self.close(agent)
        self._open[agent] = Stream(kind, id)

    def close(self, agent: str, but: str = "") -> Iterator[Event]:
        """Yield the end of the stream that is open in a lane, unless it is the one called `but`."""
        stream = self._open.get(agent)
        if stream and stream.id != but:
            del self._open[agent]
            yield _end(stream)

    def close_all(self) -> Iterator[Event]:
        """Yield the end of every stream that is open."""
        streams = [*self._open.values()]
        self._open.clear()
        yield from map(_end, streams)


def _end(stream: Stream) -> Event:
    if stream.kind == "text":
        return e.MessageFinished(stream.id)
    return e.ToolArgsFinished(stream.id) if stream.kind == "tool" else e.ThoughtFinished(stream.id)
