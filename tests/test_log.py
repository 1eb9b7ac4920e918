"""Whatever comes is kept, counted and explained; and every moment can be gone back to, exactly."""

import json
import re
import threading
import tracemalloc
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sse_widgets import checkpoints, recording
from sse_widgets import events as e
from sse_widgets.dialects import Fit, find, names
from sse_widgets.errors import HorizonError, UnknownDialect
from sse_widgets.events import Event
from sse_widgets.frame import CLOSED, GAP, LIFECYCLE, OPENED, RETRYING, Frame
from sse_widgets.frames import BLOCK
from sse_widgets.lifecycle import note
from sse_widgets.log import Log
from sse_widgets.patches import apply, diff, document
from sse_widgets.recording import Recording
from sse_widgets.state import RunState
from tests.strategies import JSON

CAPTURES = sorted((Path(__file__).parent / "captures").glob("*.sse"))
SOURCES = {name: recording.find(name) for name in recording.shipped()} | {path.stem: path for path in CAPTURES}

each = pytest.mark.parametrize("path", SOURCES.values(), ids=SOURCES)
FEW = 7


def fed(frames: Iterable[Frame], dialect: Any = None, headers: Mapping[str, str] | None = None) -> Log:
    log = Log(dialect, headers)
    for frame in frames:
        log.feed(frame)
    return log


def fed_from(read: Recording, count: int | None = None) -> Log:
    return fed(read.frames[:count], read.dialect or None, read.headers)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch):
    """Checkpoints so near to one another that several are crossed."""
    monkeypatch.setattr(checkpoints, "EVERY", FEW)


# --------------------------------------------------------------- time travel


@each
@pytest.mark.usefixtures("few")
def test_every_moment_equals_a_fresh_replay(path: Path):
    read = recording.read(path)
    log, fresh = fed_from(read), Log(read.dialect or None, read.headers)

    assert len(log._checkpoints._kept) == len(read.frames) // FEW + 1
    for n in range(len(read.frames) + 1):
        assert log.at(n) == fresh.state
        if n < len(read.frames):
            fresh.feed(read.frames[n])


@each
@pytest.mark.usefixtures("few")
def test_moments_can_be_asked_for_in_any_order_and_while_more_comes(path: Path):
    """What a checkpoint remembers must not be spoiled by whoever starts from it."""
    read = recording.read(path)
    log, half = Log(read.dialect or None, read.headers), len(read.frames) // 2
    moments = [log.state]
    for frame in read.frames:
        log.feed(frame)
        moments.append(log.state)
        log.at(len(log.frames) // 2)

    for n in [half, 0, len(read.frames), half + 1, half, 1, len(read.frames) - 1]:
        assert log.at(n) == moments[n]


@each
@pytest.mark.usefixtures("few")
def test_events_are_slices_of_all_events(path: Path):
    read = recording.read(path)
    log = Log(read.dialect or None, read.headers)
    said = [log.feed(frame) for frame in read.frames]
    end = len(said)
    stops = sorted({0, 1, FEW - 1, FEW, FEW + 1, end // 2, end - 1, end})

    assert list(log.events()) == [event for events in said for event in events]
    for start in stops:
        assert list(log.events(start)) == [event for events in said[start:] for event in events]
        for stop in [*stops, end + 9]:
            assert list(log.events(start, stop)) == [event for events in said[start:stop] for event in events]


@each
def test_a_document_is_led_from_frame_to_frame_by_its_diffs(path: Path):
    read = recording.read(path)
    log = Log(read.dialect or None, read.headers)
    before, shown = log.state, document(log.state)
    for frame in read.frames:
        log.feed(frame)
        shown = apply(shown, diff(before, log.state))
        before = log.state

        assert shown == document(before)


@pytest.mark.parametrize("n", [-1, 4, 10**9])
def test_a_moment_that_was_not_received_is_a_clear_error(n: int):
    log = fed([Frame(data="a"), Frame(data="b"), Frame(data="c")])

    with pytest.raises(HorizonError, match=f"there is no frame {n}: 3 were received; give 0 to 3"):
        log.at(n)
    assert [log.at(n) for n in (3, 0)] == [log.state, RunState()]


def test_a_moment_asked_for_while_its_frame_is_being_read_is_whole():
    """The frame is there, the state is not yet: a view on another thread must not see the moment before."""
    asked: list[RunState] = []

    class Curious(Lines):
        def decode(self, frame: Frame) -> Iterator[Event]:
            yield from super().decode(frame)
            if frame.data == "b" and not asked:
                asked.append(RunState())  # only once: asking reads the frame again
                asked[0] = log.at(2)

    log = Log(Curious)
    log.feed(Frame(data="a"))
    log.feed(Frame(data="b"))

    assert [line.message for line in asked[0].logs] == ["a", "b"]


@pytest.mark.usefixtures("few")
def test_a_heavy_frame_has_a_checkpoint_of_its_own(monkeypatch: pytest.MonkeyPatch):
    """Otherwise a moment after some frames of megabytes would take as long to go back to as they all."""
    monkeypatch.setattr(checkpoints, "HEAVY", 100)
    log = fed([Frame(data="x" * size) for size in (1, 200, 1, 60, 60, 1)], Lines)

    assert [checkpoint.n for checkpoint in log._checkpoints._kept] == [0, 2, 5]
    assert [log.bytes(n) for n in range(7)] == [0, 1, 201, 202, 262, 322, 323]
    assert [len(log.at(n).logs) for n in range(7)] == list(range(7))


# ----------------------------------------------------------- bounded history


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("history", [0, 1, FEW, 3 * FEW + 2, 1000])
def test_with_bounded_history_the_last_moments_are_exact_and_the_others_a_clear_error(history: int):
    read = recording.read(SOURCES["literature_review"])
    log, whole = Log(history=history), fed_from(read)
    for received, frame in enumerate(read.frames, 1):
        log.feed(frame)
        horizon = max(received - history, 0)

        assert (log.horizon, len(log.frames)) == (horizon, received)
        for n in {horizon, (horizon + received) // 2, received}:
            assert log.at(n) == whole.at(n)
            assert (log.when(n), log.bytes(n)) == (whole.when(n), whole.bytes(n))
        assert list(log.events()) == list(whole.events(horizon, received))
        if horizon:
            with pytest.raises(HorizonError, match=f"frame {horizon - 1} was let go.*give a larger history="):
                log.at(horizon - 1)


def test_with_bounded_history_what_is_held_is_bounded():
    log = Log("plain", history=1000)
    for n in range(20 * BLOCK):
        log.feed(Frame(data=str(n)))

    assert sum(block is not None for block in log._frames._blocks) <= 1000 // BLOCK + 2
    assert len(log._checkpoints._kept) <= 1000 // checkpoints.EVERY + 2
    assert log.emptied()._history == 1000


def test_a_history_that_is_none_is_refused():
    with pytest.raises(ValueError, match="0 or more, not -1; None keeps all"):
        Log(history=-1)


# ------------------------------------------------- dialects that remember


class Lines:
    """Says every frame as a line, numbered by its own memory."""

    name: ClassVar[str] = "lines"
    announces_end: ClassVar[bool] = False

    def __init__(self) -> None:
        self.seen: list[str] = []

    @classmethod
    def fit(cls, name: str, body: Any, headers: Mapping[str, str]) -> Fit:
        return Fit.NO

    def decode(self, frame: Frame) -> Iterator[Event]:
        self.seen.append(frame.data)
        yield e.Logged(frame.data, logger=str(len(self.seen)))


@pytest.mark.usefixtures("few")
def test_the_memory_of_a_dialect_is_not_shared_between_checkpoints():
    log = fed([Frame(data=str(n)) for n in range(3 * FEW)], Lines)

    for n in (2 * FEW + 1, FEW, 1, 3 * FEW, 2 * FEW + 1, FEW + 3):
        assert [line.logger for line in log.at(n).logs] == [str(k + 1) for k in range(n)]
    assert [len(checkpoint.dialect.seen) for checkpoint in log._checkpoints._kept] == [0, FEW, 2 * FEW, 3 * FEW]


def test_frames_and_events_are_stamped_with_place_and_time():
    log = fed([Frame(data="a", at=0.5), Frame(data="b", at=1.5), Frame(data="c", at=1.5)], Lines)

    assert [(event.frame, event.at) for event in log.events()] == [(1, 0.5), (2, 1.5), (3, 1.5)]
    assert [log.when(n) for n in range(4)] == [0.0, 0.5, 1.5, 1.5]
    assert [log.bytes(n) for n in range(4)] == [0, 1, 2, 3]


def test_a_forced_dialect_reads_every_frame_and_an_unknown_one_is_refused():
    assert fed([Frame("execution:start", "{}")], "plain").dialect == "plain"
    assert (Log("plain").forced, Log(Lines).forced, Log().forced) == (find("plain"), Lines, None)
    assert (Log().dialect, Log(Lines).dialect) == (None, "lines")
    with pytest.raises(UnknownDialect, match="did you mean 'plain'"):
        Log("plian")


def test_headers_that_come_before_the_first_frame_count():
    seen: list[Mapping[str, str]] = []
    log = Log(headers={"a": "1"})
    log.meet({"b": "2"})
    log.feed(Frame(data="x"))
    log.meet({"c": "3"})
    seen.append(log.headers)

    assert seen == [{"a": "1", "b": "2", "c": "3"}]
    assert log.at(1) == log.state


# --------------------------------------------------------- frames of any kind

HUGE = "x" * 5_000_000
RUBBISH = {
    "nothing": "",
    "no JSON": "hello",
    "half a JSON": '{"type": "TEXT_MESSAGE_CONTENT", "messageId"',
    "a list": "[1, 2]",
    "a number": "7",
    "a text": '"x"',
    "null": "null",
    "true": "true",
    "NaN": '{"type": "STATE_SNAPSHOT", "snapshot": NaN}',
    "infinity": '{"type": "STATE_SNAPSHOT", "snapshot": 1e999}',
    "a number too long": '{"type": "STATE_SNAPSHOT", "snapshot": ' + "1" * 5000 + "}",
    "binary": "\x00\x01\x02\x7f\x80\xff\ufffe\uffff",
    "an escaped half of an emoji": '{"type": "TEXT_MESSAGE_CONTENT", "messageId": "m", "delta": "\\ud83d"}',
    "half an emoji": '{"type": "TEXT_MESSAGE_CONTENT", "messageId": "m", "delta": "\ud83d"}',
    "half an emoji in plain text": "\udc00\ud83d",
    "five megabytes": HUGE,
    "five megabytes of JSON": json.dumps({"type": "STATE_SNAPSHOT", "snapshot": HUGE}),
    "deep lists": "[" * 10_000 + "]" * 10_000,
    "deep lists that never close": "[" * 10_000,
    "deep objects": '{"type": "STATE_SNAPSHOT", "snapshot": ' + '{"a":' * 10_000 + "1" + "}" * 10_001,
    "deep and with half an emoji": '{"a": "\\ud83d", "b": ' + "[" * 10_000 + "]" * 10_000 + "}",
    "an unknown type": '{"type": "SOMETHING_NEW"}',
    "a type that is no text": '{"type": ["RUN_STARTED"]}',
    "a type that is null": '{"type": null}',
    "a field missing": '{"type": "TEXT_MESSAGE_CONTENT"}',
    "fields of the wrong type": '{"type": "TEXT_MESSAGE_CONTENT", "messageId": {}, "delta": []}',
    "a wrong type deep inside": '{"type": "MESSAGES_SNAPSHOT", "messages": [{"id": "m", "role": 7, "toolCalls": [3]}]}',
}


@pytest.mark.parametrize("dialect", [None, *names()])
@pytest.mark.parametrize("data", RUBBISH.values(), ids=RUBBISH)
def test_no_frame_stops_the_stream_and_every_frame_is_kept(dialect: str | None, data: str):
    frames = [Frame(OPENED, "{}"), Frame("message", data), Frame("heartbeat", data), Frame("error", data)]
    log = fed(frames, dialect)
    log.feed(Frame(CLOSED, "{}"))

    assert log.frames == [*frames, Frame(CLOSED, "{}")]
    assert log.state.connection.state == "closed"
    assert log.at(4) == fed(frames, dialect).state
    assert log.state.counters.unreadable == len([it for it in log.state.errors if it.kind == "frame_unreadable"])
    sent = json.dumps(document(log.state), allow_nan=False, ensure_ascii=False)
    if "\ud83d" not in data:  # no bytes decode to that: a frame made by hand may be as it is
        sent.encode()


@pytest.mark.parametrize(
    ("frame", "told"),
    [
        (Frame("message", "{"), r"frame 2 \(message\) cannot be read: EOF while parsing an object at line 1 column 1"),
        (Frame("message", "[]"), r"frame 2 \(message\) cannot be read: expected a JSON object"),
        (
            Frame("message", '{"type":"TEXT_MESSAGE_CONTENT","delta":"secret"}'),
            r"frame 2 \(message\) cannot be read: messageId: Field required",
        ),
        (
            Frame("message", '{"type":"MESSAGES_SNAPSHOT","messages":[{"role":"user"},{"role":[]}]}'),
            r"frame 2 \(message\) cannot be read: messages\.1\.role: Input should be a valid string",
        ),
    ],
)
def test_the_message_says_where_and_what_and_not_the_content(frame: Frame, told: str):
    state = fed([Frame(OPENED, "{}"), frame], "ag_ui").state
    (failure,) = state.errors

    assert re.match(told, failure.message)
    assert (failure.kind, failure.frame, failure.fatal) == ("frame_unreadable", 2, False)
    assert "secret" not in failure.message


def test_a_name_that_is_not_known_is_counted_under_its_name():
    log = fed([Frame("message", '{"type": "NEW"}'), Frame("odd", "{}"), Frame("message", '{"type": "NEW"}')], "ag_ui")

    assert log.state.unknown == (("NEW", 2), ("odd", 1))
    assert not log.state.errors


WELL_KNOWN = st.sampled_from(
    [
        *LIFECYCLE,
        *("message", "heartbeat", "error", "connection", "thinking", "message_token", "agent_update", "completed"),
        *("execution:start", "routing_decision", "TEXT_MESSAGE_CONTENT"),
    ]
)
DATA = st.one_of(
    st.binary(max_size=60).map(lambda raw: raw.decode("latin-1")),
    st.binary(max_size=60).map(lambda raw: raw.decode("utf-8", "replace")),
    JSON.map(json.dumps),
    st.dictionaries(st.sampled_from(["type", "event", "data", "messageId", "delta", "status", "x"]), JSON).map(
        json.dumps
    ),
)
FRAMES = st.builds(Frame, WELL_KNOWN | st.text(max_size=8), DATA, at=st.floats(0, 9))


@given(st.lists(FRAMES, max_size=30), st.sampled_from([None, *names()]), st.integers(0, 30))
def test_any_bytes_in_any_order_are_taken_and_any_moment_can_be_gone_back_to(
    frames: list[Frame], dialect: str | None, n: int
):
    log = fed(frames, dialect)
    moment = min(n, len(frames))

    assert log.frames == frames
    assert repr(log.at(moment)) == repr(fed(frames[:moment], dialect).state)
    assert 0.0 <= log.state.progress <= 1.0
    json.dumps(document(log.state), allow_nan=False).encode()
    assert apply({}, diff({}, document(log.state))) == document(log.state)


@settings(max_examples=50)
@given(st.lists(st.sampled_from(sorted(SOURCES)), min_size=1, max_size=3), st.randoms(use_true_random=False))
def test_frames_of_several_streams_shuffled_together_are_taken(chosen: list[str], random: Any):
    frames = [frame for name in chosen for frame in recording.read(SOURCES[name]).frames]
    random.shuffle(frames)
    log = fed(frames[:120])

    assert len(log.frames) == min(len(frames), 120)
    json.dumps(document(log.state), allow_nan=False)


# ------------------------------------------------------- dialects of any kind


class Unspeakable(Exception):
    def __str__(self) -> str:
        raise RuntimeError("even its message fails")


def broken(action: Callable[[Frame], Any]) -> type[Any]:
    class Broken(Lines):
        def decode(self, frame: Frame) -> Any:
            return action(frame)

    return Broken


def raising(error: BaseException) -> Callable[[Frame], Any]:
    def action(frame: Frame) -> Any:
        raise error

    return action


def recursing(frame: Frame) -> Any:
    return recursing(frame)


def late(frame: Frame) -> Iterator[Any]:
    yield e.Logged("before")
    raise KeyError("after")


@pytest.mark.parametrize(
    ("action", "reason"),
    [
        (raising(ValueError("plain words")), "plain words"),
        (raising(ValueError()), "ValueError"),
        (raising(KeyError("x")), "KeyError: 'x'"),
        (raising(RecursionError("too deep")), "RecursionError: too deep"),
        (raising(MemoryError()), "MemoryError"),
        (raising(AssertionError("no")), "AssertionError: no"),
        (raising(StopIteration()), "StopIteration"),
        (raising(Unspeakable()), "Unspeakable"),
        (recursing, "RecursionError"),
        (late, "KeyError: 'after'"),
        (lambda frame: None, "TypeError"),
        (lambda frame: 7, "TypeError"),
    ],
    ids=lambda it: it if isinstance(it, str) else "",
)
def test_whatever_a_dialect_raises_costs_only_its_frame(action: Any, reason: str):
    log = fed([Frame("odd", "1"), Frame("odd", "2"), Frame(CLOSED, "{}")], broken(action))

    assert log.state.counters.unreadable == 2
    assert log.state.errors[1].message.startswith(f"frame 2 (odd) cannot be read: {reason}")
    assert log.state.connection.state == "closed"
    assert len(log.frames) == 3


def test_what_a_dialect_said_before_it_failed_counts():
    state = fed([Frame("odd", "1")], broken(late)).state

    assert ([line.message for line in state.logs], state.counters.unreadable) == (["before"], 1)


class Stranger:
    """Takes the stamps like an event, and is none."""

    type = "stranger.met"


class Foreign(e.BaseEvent):
    type = "foreign.made"


@pytest.mark.parametrize(
    "thing",
    [None, 7, "text", {"type": "text.added"}, e.TextAdded, Frame(), Stranger(), Foreign(), e.BaseEvent(), object()],
    ids=lambda it: type(it).__name__,
)
def test_what_is_no_event_is_refused_and_told(thing: Any):
    log = Log(broken(lambda frame: [e.Logged("before"), thing, e.Logged("after")]))
    events = log.feed(Frame("odd", "1"))

    assert [event.type for event in events] == ["log.added", "frame.unreadable"]
    assert log.state.errors[0].message.startswith("frame 1 (odd) cannot be read: ")
    assert log.at(0) == RunState()


@pytest.mark.parametrize(
    "event",
    [
        e.TextAdded("m", 7),
        e.TextAdded([], "x"),
        e.TextAdded("m", None),
        e.SourceFound("s", claims=None),
        e.PlanCreated(phases=("p",)),
        e.RunProgressed("half"),
        e.UsageReported("k", input_tokens="many"),
        e.DocumentPatched(None),
    ],
    ids=repr,
)
def test_an_event_with_a_field_of_the_wrong_type_stops_nothing(event: Any):
    """Only a dialect of somebody else's makes one; the frames after it must still be shown."""

    def action(frame: Frame) -> Any:
        return [event] if frame.data == "bad" else [e.Logged(frame.data)]

    log = fed([Frame(data="bad"), Frame(data="good"), Frame(CLOSED, "{}")], broken(action))

    assert [line.message for line in log.state.logs] == ["good"]
    assert [error.frame for error in log.state.errors] == [1]
    assert log.state.connection.state == "closed"
    assert log.at(2) == fed(log.frames[:2], broken(action)).state


# ------------------------------------------------------------------ '@' frames


def test_notes_are_read_the_same_in_every_dialect():
    frames = [
        note(OPENED, 0.0, url="http://example.org/x", status=200),
        note(RETRYING, 1.0, attempt=1, delay=0.5, reason="reset"),
        note(GAP, 2.0, reason="forgotten"),
        note(CLOSED, 3.0, reason="gone", kind="network"),
    ]
    states = [fed(frames, dialect).state for dialect in (None, *names())]

    assert all(state == states[0] for state in states)
    assert states[0].connection.url == "http://example.org/x"
    assert [error.kind for error in states[0].errors] == ["gap", "network"]


@pytest.mark.parametrize("name", sorted(LIFECYCLE))
@pytest.mark.parametrize("data", ["", "x", "[]", "7", "null", '{"attempt": "x", "delay": {}}', '{"delay": NaN}'])
def test_a_note_made_by_hand_and_wrongly_stops_nothing(name: str, data: str):
    log = fed([Frame(name, data), Frame(data="x")])

    assert len(log.frames) == 2
    assert log.state.counters.unreadable <= 1
    json.dumps(document(log.state), allow_nan=False)


def test_a_name_with_an_at_sign_that_we_do_not_know_says_nothing():
    assert fed([Frame("@new", "{}")]).state == RunState()


# ----------------------------------------------------------- documents that grow


def test_a_document_can_be_patched_deeper_and_deeper_and_still_be_shown():
    """Every frame is sane, what they make together is not; the patch must fail, not the view."""
    step = "/a" * 50
    value: Any = {}
    for _ in range(50):
        value = {"a": value}
    frames = [Frame(data=json.dumps({"type": "STATE_SNAPSHOT", "snapshot": {"a": {}}}))]
    for n in range(1, 30):
        delta = [{"op": "add", "path": step * n, "value": value}]
        frames.append(Frame(data=json.dumps({"type": "STATE_DELTA", "delta": delta})))
    before = Log("ag_ui")
    for frame in frames:
        old = before.state
        before.feed(frame)
        diff(old, before.state)

    json.dumps(document(before.state))


def test_moments_can_be_asked_for_from_other_threads_while_frames_come():
    frames = [Frame(data=str(n)) for n in range(400)]
    log, wrong, stop = Log(Lines), [], threading.Event()

    def ask():
        while not stop.is_set():
            n = len(log.frames)
            if len(log.at(n).logs) != n:
                wrong.append(n)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for frame in frames:
        log.feed(frame)
    stop.set()
    for thread in threads:
        thread.join()

    assert wrong == []


class Watchful:
    """A vocabulary that reads what happens to the wire."""

    name = "watchful"
    announces_end = False
    has_heartbeats = False

    @classmethod
    def fit(cls, name: str, body: object, headers: object) -> Fit:
        return Fit.YES

    def decode(self, frame: Frame) -> list[e.Event]:
        return [e.Logged(frame.data)]

    def noticed(self, frame: Frame) -> list[e.Event]:
        return [e.Logged(frame.event)]


def test_a_dialect_that_wants_to_know_hears_what_happens_to_the_wire_first():
    log = Log(Watchful)
    said = log.feed(Frame(OPENED, "{}"), Frame(data="x"), Frame(CLOSED, "{}"))

    assert [(it.type, getattr(it, "message", "")) for it in said] == [
        ("log.added", OPENED),
        ("connection.opened", ""),
        ("log.added", "x"),
        ("log.added", CLOSED),
        ("connection.closed", ""),
    ]


def test_what_a_dialect_remembers_is_not_held_once_for_each_checkpoint():
    """A run of 100,000 calls weighed 15 gigabytes, and to go back in it took a quarter of a second."""
    log = Log("ag_ui")
    tracemalloc.start()
    try:
        for n in range(8000):
            call = f"call-{n}"
            start = {"type": "TOOL_CALL_START", "toolCallId": call, "toolCallName": "look"}
            result = {"type": "TOOL_CALL_RESULT", "toolCallId": call, "messageId": f"r-{n}", "content": "x"}
            log.feed(Frame("message", json.dumps(start)), Frame("message", json.dumps(result)))
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert held / 16_000 < 800, "bytes a frame"
    assert len(log.at(8000).tools) == 4000


@pytest.mark.parametrize("n", [-1, 4])
def test_when_a_frame_came_that_never_did_is_refused_in_a_sentence(n: int):
    log = fed(Frame("message", "{}", at=float(place)) for place in range(3))

    assert [log.when(known) for known in range(4)] == [0.0, 0.0, 1.0, 2.0]
    with pytest.raises(HorizonError, match=f"there is no frame {n}: 3 were received; give 0 to 3"):
        log.when(n)
