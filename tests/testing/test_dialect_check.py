"""check_dialect tells its author which rule is broken and where."""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import Any, ClassVar

import pytest

from sse_widgets import events as e
from sse_widgets.dialects import Fit
from sse_widgets.events import Event
from sse_widgets.frame import Frame
from sse_widgets.recording import Recording
from sse_widgets.testing import DialectBroken, check_dialect, left_open
from sse_widgets.testing.dialect_check import RULES

FRAMES = [
    Frame("acme.token", '{"text": "Hel"}'),
    Frame("acme.token", '{"text": "lo"}'),
    Frame("acme.whole", '{"text": "Hello"}'),
    Frame("acme.done", "{}"),
]


class Acme:
    """A dialect without a fault."""

    name: ClassVar[Any] = "acme"
    announces_end: ClassVar[Any] = True
    has_heartbeats: ClassVar[bool] = False

    @classmethod
    def fit(cls, name: str, body: Any, headers: Mapping[str, str]) -> Any:
        return Fit.YES if name.startswith("acme.") else Fit.NO

    def decode(self, frame: Frame) -> Iterable[Event]:
        return list(self.read(frame.event, json.loads(frame.data)))

    def read(self, name: str, body: Any) -> Iterator[Event]:
        match name:
            case "acme.token":
                yield e.TextAdded("m", body["text"])
            case "acme.whole":
                yield e.TextReplaced("m", body["text"])
            case "acme.done":
                yield e.RunFinished()
            case _:
                yield e.FrameUnknown(name)


def broken(kind: type[Any], *rules: str, frames: list[Frame] = FRAMES) -> list[str]:
    """Return what is told of a dialect that breaks these rules and no others."""
    with pytest.raises(DialectBroken) as caught:
        check_dialect(kind, frames)

    assert {problem.rule for problem in caught.value.problems} == set(rules)
    check_dialect(kind, frames, ignore=rules)
    return [str(problem) for problem in caught.value.problems]


def test_a_dialect_without_a_fault_passes():
    check_dialect(Acme, FRAMES)
    check_dialect(Acme, Recording(frames=tuple(FRAMES)))
    check_dialect("agent_network", "literature_review")
    check_dialect({"acme.token": {"event": "text.added", "message_id": "m", "text": "$.text"}}, FRAMES[:2])


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("name", "", "`name` is ''; give the class a name"),
        ("announces_end", "yes", "`announces_end` is 'yes'; say True or False"),
        ("fit", None, "there is no method `fit`"),
    ],
)
def test_what_is_missing_is_told(name: str, value: Any, told: str):
    kind = type("Acme", (Acme,), {name: value})

    with pytest.raises(DialectBroken) as caught:
        check_dialect(kind, FRAMES, ignore=[rule for rule in RULES if rule != "contract"])
    assert told in str(caught.value)


def test_one_that_needs_arguments_is_told():
    class Needy(Acme):
        def __init__(self, url: str) -> None:
            self.url = url

    with pytest.raises(DialectBroken, match="no instance can be made without arguments: TypeError"):
        check_dialect(Needy, FRAMES, ignore=[rule for rule in RULES if rule != "contract"])


def test_one_that_recognises_nothing_is_told():
    class Shy(Acme):
        @classmethod
        def fit(cls, name: str, body: Any, headers: Mapping[str, str]) -> Fit:
            return Fit.MAYBE

    assert broken(Shy, "fit") == ["fit: no frame of the recording fits with YES, so it will never be found by itself"]


def test_one_that_raises_when_asked_is_told_at_which_frame():
    class Nervous(Acme):
        @classmethod
        def fit(cls, name: str, body: Any, headers: Mapping[str, str]) -> Fit:
            return Fit.YES if body["text"] else Fit.NO

    assert "fit, frame 4: fit() raised KeyError: 'text'; it must answer NO instead" in broken(Nervous, "fit")


def test_an_answer_that_is_no_fit_is_told():
    class Vague(Acme):
        @classmethod
        def fit(cls, name: str, body: Any, headers: Mapping[str, str]) -> bool:
            return True

    assert "fit, frame 1: fit() answered True, which is no Fit" in broken(Vague, "fit")


def test_silence_about_what_is_not_known_is_told():
    class Silent(Acme):
        def read(self, name: str, body: Any) -> Iterator[Event]:
            return (event for event in super().read(name, body) if not isinstance(event, e.FrameUnknown))

    assert "passed over in silence; yield FrameUnknown(name)" in broken(Silent, "unknown")[0]


def test_frames_that_cannot_be_read_or_are_not_known_are_told():
    frames = [*FRAMES[:2], Frame("acme.token", "{}"), Frame("acme.new", "{}")]

    assert broken(Acme, "readable", frames=frames) == [
        "readable, frame 3: 'acme.token' cannot be read: KeyError: 'text'",
        "readable, frame 4: 'acme.new' is not known",
    ]


def test_what_is_no_event_is_told():
    class Wordy(Acme):
        def read(self, name: str, body: Any) -> Iterator[Any]:
            yield from super().read(name, body)
            if name == "acme.done":
                yield "done"

    with pytest.raises(DialectBroken, match=r"readable, frame 4: 'acme.done' gives a str, which is no event"):
        check_dialect(Wordy, FRAMES, ignore=("prefixes", "closed"))


def test_a_clock_or_a_counter_that_all_share_is_told():
    class Counting(Acme):
        numbers = count()

        def read(self, name: str, body: Any) -> Iterator[Event]:
            yield e.Logged(str(next(self.numbers)))
            yield from super().read(name, body)

    told = broken(Counting, "pure", "copyable")

    assert told[0].startswith("pure, frame 1: read twice, 'acme.token' says first [Logged(")
    assert any("read this frame differently" in each or "read the rest differently" in each for each in told)


def test_an_event_that_is_given_twice_is_told():
    class Thrifty(Acme):
        def __init__(self) -> None:
            self.note = e.Logged("again")

        def read(self, name: str, body: Any) -> Iterator[Event]:
            yield self.note
            yield from super().read(name, body)

    assert "unshared, frame 2: Logged is the very object that frame 1 gave" in broken(Thrifty, "unshared")


def test_a_whole_that_is_not_what_was_streamed_is_told():
    frames = [*FRAMES[:2], FRAMES[1], *FRAMES[2:]]

    assert broken(Acme, "authoritative", frames=frames) == [
        "authoritative, frame 4: the message of 'm' is 'Hello' as a whole, streamed was 'Hellolo'"
    ]


@pytest.mark.parametrize("what", [e.ThoughtAdded, e.ToolArgsAdded])
def test_so_is_a_whole_thought_and_the_whole_of_arguments(what: type[Any]):
    replaced: Any = e.ThoughtReplaced if what is e.ThoughtAdded else e.ToolArgsReplaced

    class Other(Acme):
        def read(self, name: str, body: Any) -> Iterator[Event]:
            if name in ("acme.token", "acme.whole"):
                yield (what if name == "acme.token" else replaced)("t", body["text"])
            else:
                yield from super().read(name, body)

    check_dialect(Other, FRAMES)

    assert len(broken(Other, "authoritative", frames=FRAMES[1:])) == 1


def test_what_cannot_be_copied_is_told():
    class Lazy(Acme):
        def __init__(self) -> None:
            self.pending = iter([1]).__next__
            self.later = (each for each in "abc")

    with pytest.raises(DialectBroken, match="copyable: it cannot be copied: TypeError"):
        check_dialect(Lazy, FRAMES)


def test_one_that_keeps_every_text_is_told():
    class Hoarder(Acme):
        def __init__(self) -> None:
            self.texts: list[str] = []

        def read(self, name: str, body: Any) -> Iterator[Event]:
            self.texts.append(str(body))
            yield from super().read(name, body)

    long = [Frame("acme.token", json.dumps({"text": "x" * 1000}))] * 100

    assert "small, frame 100: it remembers about " in broken(Hoarder, "small", frames=long)[0]


def test_what_goes_on_after_the_end_is_told():
    class Restless(Acme):
        def read(self, name: str, body: Any) -> Iterator[Event]:
            yield from super().read(name, body)
            if name == "acme.done":
                yield e.AgentStarted("a", "Late")

    frames = [*FRAMES, Frame("acme.done", "{}")]

    check_dialect(Restless, frames)  # the end of the wire closes it


def test_one_whose_stream_breaks_when_it_is_cut_is_told():
    class Greedy(Acme):
        def decode(self, frame: Frame) -> Iterable[Event]:
            if frame.event == "acme.done":
                self.over = True
            return super().decode(frame)

    check_dialect(Greedy, FRAMES)


def test_the_message_has_all_of_it_and_a_rule_that_is_none_is_refused():
    with pytest.raises(DialectBroken) as caught:
        check_dialect(Acme, [Frame("acme.new", "{}")])

    assert str(caught.value).splitlines()[0].startswith("acme breaks 1 rule on [Frame(")
    with pytest.raises(ValueError, match=r"there is no rule 'pur'; did you mean 'pure'\?"):
        check_dialect(Acme, FRAMES, ignore=["pur"])


def test_what_spins_is_listed():
    from sse_widgets.reducer import replay

    state = replay(
        [
            e.TextAdded("m", "x"),
            e.ThoughtAdded("t", "x"),
            e.ToolStarted("c", running=True),
            e.AgentStarted("a"),
            e.TaskUpdated("k", status="running"),
            e.PhaseStarted("p"),
            e.TypingChanged(True),
        ]
    )

    assert left_open(state) == ["message m", "thought t", "tool c", "agent a", "task k", "phase p", "typing assistant"]
