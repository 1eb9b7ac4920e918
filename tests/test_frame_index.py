"""What is known of every frame without reading it again."""

from collections import Counter

from sse_widgets import recording
from sse_widgets.events import (
    AgentStarted,
    ErrorReported,
    FrameUnknown,
    FrameUnreadable,
    MessageStarted,
    TextAdded,
    ToolArgsAdded,
    ToolFinished,
    ToolStarted,
)
from sse_widgets.frame_index import FrameIndex
from sse_widgets.log import Log


def index(*events) -> FrameIndex:
    """Return an index of these events, one a frame."""
    made = FrameIndex()
    for n, event in enumerate(events, 1):
        object.__setattr__(event, "frame", n)
        made.add(1, [event])
    return made


def test_a_frame_is_about_all_of_its_events():
    made = FrameIndex()
    made.add(3, [MessageStarted("m", agent="ann", frame=2), TextAdded("m", "hello", frame=2)])

    assert made.of(2).types == ("message.started", "text.added")
    assert made.of(2).agents == ("ann",)
    assert made.of(1) == made.of(3) == ((), (), ())


def test_what_names_no_agent_is_about_the_one_it_belongs_to():
    made = index(ToolStarted("t", "search", agent="r1"), ToolArgsAdded("t", "{"), ToolFinished("t"), ToolFinished("x"))

    assert [made.of(n).agents for n in (1, 2, 3, 4)] == [("r1",), ("r1",), ("r1",), ()]


def test_an_agent_goes_by_its_id_and_by_its_name():
    made = index(MessageStarted("m", agent="r1"), AgentStarted("r1", "Researcher"), TextAdded("m", "hello"))

    assert made.of(3).agents == ("r1", "Researcher")
    assert made.agents == Counter({"Researcher": 3})


def test_errors_and_what_was_not_understood_are_flagged():
    made = index(ErrorReported("no"), FrameUnknown("x"), FrameUnreadable("x", "why"), ToolFinished("t", error="no"))

    assert [made.of(n).flags for n in (1, 2, 3, 4)] == [("error",), ("unknown",), ("error", "unreadable"), ("error",)]


def test_one_finds_the_next_and_the_previous_beginning():
    made = index(
        ToolStarted("t"),
        ToolFinished("t"),
        TextAdded("m", "a"),
        TextAdded("m", "b"),
        ToolStarted("u"),
        ErrorReported("no"),
    )

    assert [made.next("tool", n) for n in (0, 1, 4, 5)] == [1, 5, 5, None]
    assert [made.previous("tool", n) for n in (1, 5, 6)] == [None, 1, 5]
    assert (made.next("message", 0), made.next("message", 3)) == (3, None)
    assert made.next("error", 0) == 6


def test_the_index_agrees_with_reading_again():
    """Whatever is fed together: the same facts as the events of each frame, read once more."""
    for name in recording.shipped():
        held = recording.read(recording.find(name))
        log, made = Log(held.dialect or None, held.headers), FrameIndex()
        frames = list(held.frames)
        while frames:
            some, frames = frames[:7], frames[7:]
            made.add(len(some), log.feed(*some))
        types: dict[int, list[str]] = {}
        for event in log.events():
            types.setdefault(event.frame, []).append(event.type)

        assert len(made) == len(held.frames)
        for n in range(1, len(made) + 1):
            assert made.of(n).types == tuple(dict.fromkeys(types.get(n, [])))
        assert sum(made.types.values()) == sum(map(len, types.values()))
