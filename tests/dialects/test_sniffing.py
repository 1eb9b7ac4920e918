"""Which vocabulary a stream speaks is found from its frames, whatever comes first and whoever is installed."""

import copy
import json
import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_widgets import dialects, recording
from sse_widgets import events as e
from sse_widgets.dialects import Fit, Sniffer, registry
from sse_widgets.dialects.sniffing import FALLBACK, ORDER, PATIENCE, _json, _place
from sse_widgets.errors import UnknownDialect
from sse_widgets.events import Event
from sse_widgets.frame import CLOSED, OPENED, Frame
from sse_widgets.log import Log
from tests.dialects.expectations import capture, captures, expectation

CAPTURES = Path(__file__).parent.parent / "captures"
SPOKEN = {
    "literature_review": "agent_network",
    "market_brief": "message_stream",
    "support_answer": "thought_process",
    "data_cleaning": "execution",
    "question_routing": "routing",
    "ag-ui-2-thinking": "ag_ui",
}
COMMON = {
    "heartbeat": Frame("heartbeat", '{"timestamp": "2026-10-05T09:30:00Z"}'),
    "keepalive": Frame("message", '{"type": "heartbeat"}'),
    "ping": Frame("ping", "{}"),
    "an error": Frame("error", '{"message": "try again"}'),
    "a bare error": Frame("message", '{"error": {"message": "overloaded"}}'),
    "a greeting": Frame("connection", '{"status": "connected", "sessionId": "s1"}'),
    "text": Frame("message", "welcome"),
    "a comment": Frame("@comment", "stream-open"),
    "nothing": Frame("message", ""),
    "a list": Frame("message", "[]"),
    "too deep": Frame("message", "[" * 9999),
}
TOKEN = Frame("message_token", '{"messageId": "m", "token": "x", "isComplete": true}')

spoken = pytest.mark.parametrize(("name", "dialect"), SPOKEN.items(), ids=SPOKEN.values())


def frames_of(name: str) -> list[Frame]:
    path = CAPTURES / f"{name}.sse" if name.startswith("ag-ui") else recording.find(name)
    return list(recording.read(path).frames)


def fed(frames: list[Frame], headers: Mapping[str, str] | None = None) -> Log:
    log = Log(headers=headers)
    for frame in frames:
        log.feed(frame)
    return log


# ------------------------------------------------------ whatever comes first


@spoken
def test_a_vocabulary_is_found(name: str, dialect: str):
    log = fed(frames_of(name))

    assert log.dialect == dialect
    assert log.state.counters.unknown == log.state.counters.unreadable == 0


@spoken
@pytest.mark.parametrize("first", COMMON.values(), ids=COMMON)
def test_a_vocabulary_is_found_whatever_comes_first(first: Frame, name: str, dialect: str):
    frames = frames_of(name)
    log, alone = fed([first, *frames]), fed(frames)

    assert log.dialect == dialect
    assert [message.text for message in alone.state.messages] == [
        message.text for message in log.state.messages if message.id != "stream"
    ]
    assert log.state.tools == alone.state.tools
    assert log.state.agents == alone.state.agents
    assert log.state.status == alone.state.status or first.event == "error"


@spoken
@given(st.lists(st.sampled_from(sorted(COMMON)), max_size=2 * PATIENCE))
def test_a_vocabulary_is_found_after_any_number_of_frames_that_tell_nothing(name: str, dialect: str, first: list[str]):
    telling = next(frame for frame in frames_of(name) if fed([frame]).dialect == dialect)

    assert fed([*(COMMON[each] for each in first), telling]).dialect == dialect


@spoken
def test_a_vocabulary_is_found_when_one_listens_in_late(name: str, dialect: str):
    frames = frames_of(name)

    assert fed(frames[len(frames) // 2 :]).dialect == dialect


# ------------------------------------------------------------- held frames


def test_frames_that_could_be_of_several_are_held_and_read_once_when_one_tells():
    sniffer = Sniffer()
    held = [list(sniffer.decode(COMMON[name])) for name in ("heartbeat", "a greeting", "an error", "heartbeat")]
    said = list(sniffer.decode(TOKEN))

    assert (held, sniffer.name) == ([[]] * 4, "agent_network")
    assert [event.type for event in said] == [
        "heartbeat.received",
        "connection.identified",
        "frame.unknown",
        "heartbeat.received",
        "text.added",
        "message.finished",
    ]
    assert [event.type for event in sniffer.decode(TOKEN)] == ["text.added", "message.finished"]
    assert list(sniffer.settle()) == []


def test_a_held_frame_that_cannot_be_read_takes_none_of_the_others_with_it():
    bad = Frame("connection", '{"status": "no such status"}')
    log = fed([COMMON["heartbeat"], bad, COMMON["heartbeat"], TOKEN])

    assert (log.state.counters.heartbeats, log.state.counters.unreadable) == (2, 1)
    assert [message.text for message in log.state.messages] == ["x"]
    assert (
        "(connection) cannot be read: held back until the vocabulary was known; status: " in log.state.errors[0].message
    )


def test_the_end_of_the_stream_reads_what_is_held():
    log = fed([Frame(OPENED, "{}"), COMMON["heartbeat"], COMMON["a greeting"], Frame(CLOSED, "{}")])

    assert (log.state.counters.heartbeats, log.state.connection.session_id) == (1, "s1")
    assert log.state.connection.state == "closed"
    assert log.at(3).counters.heartbeats == 0


def test_a_stream_of_only_ambiguous_frames_is_not_held_for_ever():
    log = fed([COMMON["heartbeat"]] * (PATIENCE + 1))

    assert log.dialect == FALLBACK
    assert log.state.messages[0].text.count("\n") == PATIENCE + 1
    log.feed(TOKEN)
    assert log.dialect == "agent_network"
    assert log.state.messages[1].text == "x"


def test_a_frame_of_none_is_read_as_plain_at_once_and_the_listening_goes_on():
    log = fed([COMMON["text"], Frame("message", '{"a": 1}')])

    assert (log.dialect, log.state.messages[0].text) == (FALLBACK, 'welcome\n{"a": 1}\n')
    log.feed(TOKEN)
    assert log.dialect == "agent_network"
    log.feed(COMMON["text"])
    assert (log.dialect, log.state.counters.unreadable) == ("agent_network", 1)


def test_frames_that_could_be_of_several_are_held_after_a_plain_one_too_but_not_for_ever():
    """Else the question that opens a conversation would be lost to whoever greets first."""
    question = Frame("message", '{"type": "message", "id": "q", "content": "Why?"}')
    plain = fed([COMMON["text"], COMMON["heartbeat"], Frame(CLOSED, "{}")])
    many = fed([COMMON["text"], *[COMMON["heartbeat"]] * (PATIENCE + 3)])
    sniffer = Sniffer()
    said = [list(sniffer.decode(frame)) for frame in (COMMON["text"], question)]

    assert ([event.type for event in said[0]], said[1]) == (["text.added", "message.finished"], [])
    assert (plain.dialect, plain.state.messages[0].text.count("\n")) == (FALLBACK, 2)
    assert (many.dialect, many.state.messages[0].text.count("\n")) == (FALLBACK, PATIENCE + 4)


def test_an_empty_stream_speaks_nothing():
    log = fed([Frame(OPENED, "{}"), Frame(CLOSED, "{}")])

    assert (log.dialect, log.state.status) == (None, "incomplete")
    assert Sniffer().announces_end is False
    assert Sniffer.fit("message", {}, {}) is Fit.NO


def test_once_found_a_vocabulary_is_spoken_to_the_end():
    log = fed([TOKEN, *frames_of("ag-ui-1-plain")])

    assert log.dialect == "agent_network"
    assert log.state.counters.unknown > 0


def test_the_end_of_a_run_is_announced_as_the_vocabulary_says():
    cut = fed([Frame("message", '{"type": "RUN_STARTED", "runId": "r", "threadId": "t"}'), Frame(CLOSED, "{}")])
    silent = fed([TOKEN, Frame(CLOSED, "{}")])

    assert (cut.state.status, silent.state.status) == ("incomplete", "completed")


@spoken
def test_a_sniffer_that_was_copied_goes_on_by_itself(name: str, dialect: str):
    sniffer = Sniffer()
    list(sniffer.decode(COMMON["heartbeat"]))
    other = copy.deepcopy(sniffer)
    frames = [frame for frame in frames_of(name) if not frame.event.startswith("@")]
    for frame in frames:
        list(sniffer.decode(frame))

    assert (sniffer.name, other.name) == (dialect, "")
    assert next(event.type for event in other.decode(TOKEN)) == "heartbeat.received"


# ------------------------------------------------------ who is heard first


class Greedy:
    """A vocabulary that takes any JSON object for its own."""

    name: ClassVar[str] = "greedy"
    announces_end: ClassVar[bool] = False
    has_heartbeats: ClassVar[bool] = False

    @classmethod
    def fit(cls, name: str, body: Any, headers: Mapping[str, str]) -> Fit:
        return Fit.YES if isinstance(body, dict) else Fit.NO

    def decode(self, frame: Frame) -> Iterator[Event]:
        yield e.Logged(frame.data, logger=self.name)


class Hesitant(Greedy):
    """A vocabulary that may take any JSON object for its own."""

    @classmethod
    def fit(cls, name: str, body: Any, headers: Mapping[str, str]) -> Fit:
        return Fit.MAYBE if isinstance(body, dict) else Fit.NO


def installing(monkeypatch: pytest.MonkeyPatch, **kinds: type[Any]) -> None:
    monkeypatch.setattr(registry, "names", lambda: [*kinds])
    monkeypatch.setattr(registry, "importable", kinds.get)
    monkeypatch.setattr(registry, "find", kinds.__getitem__)


@pytest.mark.parametrize("turn", [1, -1], ids=["forwards", "backwards"])
def test_of_ours_the_one_with_the_more_particular_marks_is_heard_first(monkeypatch: pytest.MonkeyPatch, turn: int):
    kinds = [("vercel", Greedy), ("anthropic", Greedy), ("agent_network", Greedy)]
    installing(monkeypatch, **dict(kinds[::turn]))
    sniffer = Sniffer()
    list(sniffer.decode(Frame(data="{}")))

    assert type(sniffer._spoken) is Greedy
    assert min((name for name, _ in kinds), key=_place) == "vercel"


@pytest.mark.parametrize("turn", [1, -1], ids=["forwards", "backwards"])
def test_what_somebody_installed_on_purpose_is_heard_before_ours(monkeypatch: pytest.MonkeyPatch, turn: int):
    kinds = [("acme", Spoken), ("zebra", Greedy), ("openai_chat", Spoken)]
    installing(monkeypatch, **dict(kinds[::turn]))
    sniffer = Sniffer({"x-spoken": "1"})
    list(sniffer.decode(Frame(data="{}")))

    assert type(sniffer._spoken) is Spoken
    assert min((name for name, _ in kinds), key=_place) == "acme"


@pytest.mark.parametrize("turn", [1, -1], ids=["forwards", "backwards"])
def test_at_the_end_what_is_held_goes_to_whoever_would_take_the_most_of_it(monkeypatch: pytest.MonkeyPatch, turn: int):
    installing(monkeypatch, **dict([("routing", Hesitant), ("execution", Spoken), ("plain", Spoken)][::turn]))
    log = Log()
    log.feed(Frame(data="{}"), Frame(data='{"error": "x"}'), Frame(CLOSED, "{}"))

    assert [line.logger for line in log.state.logs] == ["greedy", "greedy"]


@pytest.mark.parametrize(
    ("data", "message", "kind"),
    [
        ('{"error": {"message": "overloaded", "type": "server_error"}}', "overloaded", "server_error"),
        ('{"error": "ValueError: no", "error_type": "ValueError", "message": "no"}', "no", "ValueError"),
        ('{"error": "no such agent"}', "no such agent", "agent"),
    ],
)
def test_a_stream_of_one_bare_error_has_failed(data: str, message: str, kind: str):
    log = fed([Frame(OPENED, "{}"), Frame(data=data), Frame(CLOSED, "{}")])
    plain = Log("plain")
    plain.feed(Frame(data=data))

    assert log.state.status == plain.state.status == "failed"
    assert log.state.error is not None
    assert log.state.error.message == message
    assert plain.state.error is not None
    assert (plain.state.error.message, plain.state.error.kind) == (message, kind)


def test_all_of_ours_have_a_place():
    assert {name for name, kind in dialects.installed().items() if kind.__module__.startswith("sse_widgets.")} <= set(
        ORDER
    )


# ------------------------------------------------------- who else is installed


class Spoken:
    """A vocabulary of somebody else's: everything that has its header is of it."""

    name: ClassVar[str] = "spoken"
    announces_end: ClassVar[bool] = False

    @classmethod
    def fit(cls, name: str, body: Any, headers: Mapping[str, str]) -> Fit:
        return Fit.YES if headers.get("x-spoken") else Fit.NO

    def decode(self, frame: Frame) -> Iterator[Event]:
        yield e.Logged(frame.data, logger="spoken")


class Blind(Spoken):
    name: ClassVar[str] = "blind"

    @classmethod
    def fit(cls, name: str, body: Any, headers: Mapping[str, str]) -> Fit:
        raise RecursionError("I never see anything")


class Point:
    def __init__(self, name: str, kind: type[Any] | None):
        self.name, self.kind = name, kind

    def load(self) -> type[Any]:
        if self.kind is None:
            raise ImportError("its package needs another one")
        return self.kind


@pytest.fixture
def others(monkeypatch: pytest.MonkeyPatch):
    """Three further dialects: a good one, one that cannot be imported, one that raises when asked."""
    more = {name: Point(name, kind) for name, kind in {"spoken": Spoken, "broken": None, "blind": Blind}.items()}
    both = {**registry._installed(), **more}
    monkeypatch.setattr(registry, "_installed", lambda: both)
    dialects.importable.cache_clear()
    dialects.find.cache_clear()
    yield
    dialects.importable.cache_clear()
    dialects.find.cache_clear()


@spoken
@pytest.mark.usefixtures("others")
def test_a_broken_dialect_does_not_blind_the_rest(name: str, dialect: str):
    assert fed(frames_of(name)).dialect == dialect


@pytest.mark.usefixtures("others")
def test_a_dialect_that_cannot_be_imported_is_logged_and_left_out(caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.ERROR):
        found = dialects.installed()

    assert "broken" in dialects.names()
    assert "broken" not in found
    assert {"spoken", "blind", "ag_ui", "plain"} <= set(found)
    assert "'broken' is installed but cannot be imported" in caplog.text


@pytest.mark.usefixtures("others")
def test_headers_can_tell():
    told = fed([Frame(data="x")], {"x-spoken": "1"})
    met = Log()
    met.meet({"x-spoken": "1"})
    met.feed(Frame(data="x"))

    assert (told.dialect, met.dialect, fed([Frame(data="x")]).dialect) == ("spoken", "spoken", FALLBACK)


@pytest.mark.usefixtures("others")
@pytest.mark.parametrize("name", ["spoken", "blind"])
def test_a_forced_dialect_is_asked_nothing(name: str):
    log = Log(name)
    log.feed(TOKEN)

    assert (log.dialect, [line.logger for line in log.state.logs]) == (name, ["spoken"])


def test_a_forced_dialect_reads_what_is_not_its_own():
    log = Log("execution")
    log.feed(TOKEN)

    assert (log.dialect, log.state.unknown) == ("execution", (("message_token", 1),))


def test_no_dialect_has_that_name():
    with pytest.raises(UnknownDialect, match=r"no dialect is called 'agui'; did you mean 'ag_ui'\?"):
        dialects.find("agui")


def test_the_dialects_that_ship_are_installed_under_their_own_names():
    found = dialects.installed()

    assert set(SPOKEN.values()) | {FALLBACK} <= set(found) == set(dialects.names())
    assert all(kind.name == name for name, kind in found.items())


# --------------------------------------------------------------------- plain


def test_plain_shows_every_frame_as_a_line_and_done_as_the_end():
    log = Log("plain")
    for data in ("Hello", "wörld", '{"a": 1}', "7", "[" * 9999, " [DONE] "):
        log.feed(Frame("note", data))

    assert log.state.messages[0].text == 'Hello\nwörld\n{"a": 1}\n7\n' + "[" * 9999 + "\n"
    assert log.state.messages[0].done
    assert log.state.status == "completed"


def test_a_plain_stream_that_ends_is_completed():
    assert fed([Frame(data="Hello"), Frame(CLOSED, "{}")]).state.status == "completed"
    assert fed([Frame(data=json.dumps({"a": 1})), Frame(CLOSED, "{}")]).state.status == "completed"


# -------------------------------------------------------------- every capture

TOLD = [name for name in captures() if expectation(name)["messages"] or not expectation(name)["errors"]]
"""All but those that are nothing but an error, which could be anybody's."""


@pytest.mark.parametrize("name", TOLD)
def test_every_capture_is_found_without_its_headers_and_whatever_comes_first(name: str):
    frames, spoken = list(capture(name).frames), expectation(name)["dialect"]

    assert fed(frames).dialect == spoken
    assert {first: fed([frame, *frames]).dialect for first, frame in COMMON.items()} == dict.fromkeys(COMMON, spoken)


@pytest.mark.parametrize("name", TOLD)
def test_no_frame_of_a_capture_is_taken_for_somebody_elses(name: str):
    spoken = expectation(name)["dialect"]
    for frame in capture(name).frames:
        body = _json(frame.data)
        sure = [it for it, kind in dialects.installed().items() if kind.fit(frame.event, body, {}) is Fit.YES]

        assert not sure or min(sure, key=_place) == spoken, frame


@pytest.mark.parametrize("name", TOLD)
def test_every_capture_is_found_by_who_listens_in_late(name: str):
    frames, spoken = list(capture(name).frames), expectation(name)["dialect"]
    telling = [n for n, frame in enumerate(frames, 1) if fed([frame]).dialect == spoken]

    assert {fed(frames[n:]).dialect for n in range(max(telling, default=0))} <= {spoken}


@pytest.mark.parametrize(
    ("body", "dialect", "message"),
    [
        (
            {"type": "error", "error": {"type": "overloaded_error", "message": "busy"}, "request_id": "r"},
            "anthropic",
            "busy",
        ),
        (
            {"type": "error", "code": "x", "message": "no", "param": None, "sequence_number": 0},
            "openai_responses",
            "no",
        ),
        ({"type": "error", "errorText": "no"}, "vercel", "no"),
        ({"event_type": "error", "error": {"code": "internal", "message": "bad"}}, "gemini_interactions", "bad"),
        ({"object": "error", "message": "bad", "type": "BadRequestError", "code": 400}, "openai_chat", "bad"),
        ({"error": {"code": None, "message": "oops"}, "status_code": 500, "request_id": "r"}, "openai_chat", "oops"),
    ],
)
def test_a_stream_that_is_one_error_tells_whose_it_is_and_what_it_says(body: Any, dialect: str, message: str):
    log = Log()
    log.feed(Frame("error", json.dumps(body)), Frame(CLOSED, "{}"))

    assert (log.dialect, log.state.status) == (dialect, "failed")
    assert [error.message for error in log.state.errors] == [message]


def test_a_frame_that_says_nothing_but_its_id_is_no_text():
    log = Log()
    log.feed(Frame("message", "", id="e1"), Frame("message", '{"jsonrpc": "2.0", "id": 1, "result": {"content": []}}'))

    assert log.dialect == "mcp"
    assert not log.state.messages


def test_frames_held_back_are_read_as_likely_when_the_stream_says_that_it_is_done():
    log = Log()
    log.feed(Frame(data='{"type": "finish", "finishReason": "stop"}'), Frame(data="[DONE]"), Frame(CLOSED, "{}"))

    assert (log.dialect, log.state.status) == ("vercel", "completed")
    assert not log.state.messages


def test_pieces_of_text_that_are_json_strings_make_one_text():
    log = Log()
    log.feed(Frame(data='"Hello "'), Frame(data='"w\\u00f8rld"'), Frame(CLOSED, "{}"))

    assert [message.text for message in log.state.messages] == ["Hello w\u00f8rld"]


def test_a_greeting_that_nobody_knows_is_no_text_of_the_answer():
    answer = {"id": "c1", "object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": "hi"}}]}
    log = Log()
    log.feed(Frame(data='{"type": "welcome"}'), Frame(data=json.dumps(answer)))

    assert [message.text for message in log.state.messages] == ["hi"]
    assert log.state.unknown == (("welcome", 1),)


def test_objects_that_nobody_knows_are_shown_when_more_of_them_come():
    log = Log()
    log.feed(*(Frame(data=f'{{"n": {n}}}') for n in range(4)))

    assert [message.text.splitlines() for message in log.state.messages] == [[f'{{"n": {n}}}' for n in range(4)]]
