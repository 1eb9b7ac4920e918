"""What a dialect makes of frames: the same each time, new each time, and the whole equal to its parts."""

from collections.abc import Iterator, Mapping
from typing import Any

from sse_widgets import events as e
from sse_widgets.dialects import Dialect
from sse_widgets.dialects.wire import reason
from sse_widgets.events import TYPES, Event
from sse_widgets.frame import Frame
from sse_widgets.testing.problem import Problem

_KINDS = frozenset(TYPES.values())


def said(dialect: Dialect, frame: Frame) -> list[Any]:
    """Return what a frame says; if it cannot be read, what was said before and that."""
    events: list[Any] = []
    try:
        events.extend(dialect.decode(frame))
    except Exception as error:
        events.append(e.FrameUnreadable(frame.event, reason(error)))
    return events


def readable(kind: type[Dialect], frames: list[Frame], headers: Mapping[str, str]) -> Iterator[Problem]:
    """It reads and knows every frame of the recording, and makes nothing but events of it."""
    dialect = kind()
    for n, frame in enumerate(frames, 1):
        for event in said(dialect, frame):
            match event:
                case e.FrameUnreadable(reason=why):
                    yield Problem("readable", n, f"{frame.event!r} cannot be read: {why}")
                case e.FrameUnknown(name=name):
                    yield Problem("readable", n, f"{name!r} is not known")
                case _ if type(event) not in _KINDS:
                    yield Problem("readable", n, f"{frame.event!r} gives a {type(event).__name__}, which is no event")


def pure(kind: type[Dialect], frames: list[Frame], headers: Mapping[str, str]) -> Iterator[Problem]:
    """Two instances that read the same frames say the same: no clock, no randomness, nothing shared between them."""
    one, other = kind(), kind()
    for n, frame in enumerate(frames, 1):
        first, second = said(one, frame), said(other, frame)
        if first != second:
            yield Problem("pure", n, f"read twice, {frame.event!r} says first {first} and then {second}")


def unshared(kind: type[Dialect], frames: list[Frame], headers: Mapping[str, str]) -> Iterator[Problem]:
    """Each event is a new object, for it is stamped with the place and the time of its frame."""
    dialect = kind()
    held: dict[int, tuple[Any, int]] = {}
    for n, frame in enumerate(frames, 1):
        for event in said(dialect, frame):
            if id(event) in held:
                _, before = held[id(event)]
                yield Problem("unshared", n, f"{type(event).__name__} is the very object that frame {before} gave")
            held[id(event)] = event, n  # held, else another could come to lie in its place


def authoritative(kind: type[Dialect], frames: list[Frame], headers: Mapping[str, str]) -> Iterator[Problem]:
    """What is told as a whole is what was streamed, unless it was edited; else a piece is lost or doubled."""
    dialect = kind()
    # Of each the first piece is what was told of it as a whole before.
    streamed: dict[tuple[str, str], list[str]] = {}
    for n, frame in enumerate(frames, 1):
        for event in said(dialect, frame):
            yield from _compared(event, n, streamed)


def _compared(event: Event, n: int, streamed: dict[tuple[str, str], list[str]]) -> Iterator[Problem]:
    match event:
        case e.TextAdded(message_id=id, text=text):
            _more(streamed, ("message", id), text)
        case e.ThoughtAdded(thought_id=id, text=text):
            _more(streamed, ("thought", id), text)
        case e.ToolArgsAdded(tool_id=id, text=text):
            _more(streamed, ("arguments", id), text)
        case e.TextReplaced(message_id=id, text=text, edited=edited):
            yield from _same(("message", id), text, n, streamed, edited)
        case e.ThoughtReplaced(thought_id=id, text=text):
            yield from _same(("thought", id), text, n, streamed)
        case e.ToolArgsReplaced(tool_id=id, text=text):
            yield from _same(("arguments", id), text, n, streamed)
        case e.MessageUpdated(message_id=id, status="regenerating"):
            streamed.pop(("message", id), None)


def _more(streamed: dict[tuple[str, str], list[str]], what: tuple[str, str], text: str) -> None:
    streamed.setdefault(what, [""]).append(text)


def _same(
    what: tuple[str, str], text: str, n: int, streamed: dict[tuple[str, str], list[str]], edited: bool = False
) -> Iterator[Problem]:
    pieces = streamed.get(what, [])
    before = "".join(pieces)
    streamed[what] = [text]
    if (
        len(pieces) > 1
        and before
        and not edited
        and "".join(before.split()) != "".join(text.split())
        and not text.startswith(before)
    ):
        kind, id = what
        yield Problem(
            "authoritative", n, f"the {kind} of {id!r} is {_cut(text)} as a whole, streamed was {_cut(before)}"
        )


def _cut(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:28]}…{text[-28:]}")
