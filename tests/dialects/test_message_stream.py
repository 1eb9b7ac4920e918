from typing import Any

import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_widgets import events as e
from sse_widgets.dialects.message_stream import MessageStream
from sse_widgets.frame import Frame
from tests.dialects.reading import forms, messages, read, swallow

CITED = {"id": "c1", "url": "https://example.org/a", "title": "A", "snippet": "said", "confidence": 0.5}

DOCUMENTED: list[tuple[str, dict[str, Any], list[e.Event]]] = [
    ("message_started", {"messageId": "m1", "agentId": "a1"}, [e.MessageStarted("m1", "assistant", "a1")]),
    ("message_chunk", {"messageId": "m1", "content": "Hi", "isComplete": False}, [e.TextAdded("m1", "Hi")]),
    (
        "message_chunk",
        {
            "messageId": "m1",
            "content": "Hi",
            "isComplete": True,
            "agentId": "a1",
            "metadata": {"tokens": 12, "citations": [CITED, "https://example.org/b", "B", 3, {"id": ""}]},
        },
        [
            e.TextAdded("m1", "Hi", "a1"),
            e.MessageUpdated("m1", tokens=12),
            e.SourceFound("c1", "https://example.org/a", "A", snippet="said", confidence=0.5, message_id="m1"),
            e.SourceFound("https://example.org/b", "https://example.org/b", message_id="m1"),
            e.SourceFound("B", title="B", message_id="m1"),
            e.SourceFound("3", title="3", message_id="m1"),
            e.MessageFinished("m1"),
        ],
    ),
    ("message_chunk", {"messageId": "m1", "content": "Hi", "metadata": {"citations": []}}, [e.TextAdded("m1", "Hi")]),
    (
        "message_completed",
        {"messageId": "m1", "sessionId": "s1", "finalContent": "Hi there"},
        [e.ConnectionIdentified("s1"), e.TextReplaced("m1", "Hi there"), e.MessageFinished("m1")],
    ),
    ("message_completed", {"messageId": "m1"}, [e.MessageFinished("m1")]),
    (
        "agent_started",
        {"agentId": "a1", "agentName": "Scout", "agentType": "researcher", "currentTask": "Look"},
        [e.AgentStarted("a1", "Scout", "researcher", "", "Look")],
    ),
    (
        "agent_progress",
        {
            "agentId": "a1",
            "agentName": "Scout",
            "status": "working",
            "progress": 50,
            "currentTask": "Look",
            "estimatedTimeRemaining": 4000,
        },
        [e.AgentProgressed("a1", "Scout", "working", 0.5, "Look", 4.0)],
    ),
    ("agent_progress", {"agentId": "a1", "status": "idle"}, [e.AgentProgressed("a1", status="idle")]),
    (
        "agent_progress",
        {"agentId": "a1", "status": "completed", "progress": 100, "results": [1]},
        [
            e.AgentProgressed("a1", "", "completed", 1.0, result=[1]),
            e.AgentFinished("a1", "", "completed", result=[1]),
        ],
    ),
    (
        "agent_progress",
        {"agentId": "a1", "status": "error", "error": "no key"},
        [e.AgentProgressed("a1", status="failed"), e.AgentFinished("a1", status="failed", error="no key")],
    ),
    (
        "agent_completed",
        {"agentId": "a1", "duration": 2500, "results": {"n": 3}},
        [e.AgentFinished("a1", duration=2.5, result={"n": 3})],
    ),
    ("agent_completed", {"agentId": "a1", "status": "error"}, [e.AgentFinished("a1", status="failed")]),
    (
        "typing_indicator",
        {"isTyping": True, "agentId": "a1", "estimatedDuration": 1200},
        [e.TypingChanged(True, "a1", 1.2)],
    ),
    ("typing_indicator", {"isTyping": False}, [e.TypingChanged(False)]),
    (
        "thinking_status",
        {"status": "planning", "message": "Two angles", "agentId": "a1"},
        [e.ThoughtStarted("thinking-1", "planning", "", "a1"), e.ThoughtAdded("thinking-1", "Two angles")],
    ),
    (
        "thinking_status",
        {"status": "Comparing prices"},
        [e.ThoughtStarted("thinking-1"), e.ThoughtAdded("thinking-1", "Comparing prices")],
    ),
    ("thinking_status", {"isThinking": False}, []),
    (
        "research_plan",
        {"goal": "Size it", "steps": ["Read", {"id": "w", "title": "Write", "description": "Short"}]},
        [
            e.PlanCreated("Size it", (e.PlannedPhase("step-1", "Read"), e.PlannedPhase("w", "Write", "Short"))),
            e.PhaseStarted("step-1"),
        ],
    ),
    (
        "research_plan",
        {"plan": {"goal": "Size it", "steps": [{"name": "Read"}]}, "queries": ["heat pumps"]},
        [
            e.PlanCreated("Size it", (e.PlannedPhase("step-1", "Read"), e.PlannedPhase("step-2", "heat pumps"))),
            e.PhaseStarted("step-1"),
        ],
    ),
    (
        "research_plan",
        {"plan": ["Read"]},
        [e.PlanCreated("", (e.PlannedPhase("step-1", "Read"),)), e.PhaseStarted("step-1")],
    ),
    ("research_plan", {"plan": "Read it all"}, [e.PlanCreated("Read it all")]),
    (
        "research_results",
        {"query": "heat pumps", "totalResults": 7, "results": [CITED], "queries": ["prices"]},
        [
            e.SearchFinished("heat pumps", 7),
            e.SearchFinished("prices"),
            e.SourceFound("c1", "https://example.org/a", "A", snippet="said", confidence=0.5),
        ],
    ),
    ("research_completed", {"summary": "Done"}, [e.RunProgressed(message="Done")]),
    (
        "error_occurred",
        {"message": "slow", "errorType": "heartbeat_timeout", "agentId": "a1", "details": {"after": 60}},
        [e.ErrorReported("slow", "heartbeat_timeout", agent="a1", detail='{"after": 60}')],
    ),
    (
        "error_event",
        {"error": {"type": "server_error", "message": "HTTP 502", "details": "gateway"}},
        [e.ErrorReported("HTTP 502", "server", detail="gateway")],
    ),
    ("error_event", {"error": "odd"}, [e.ErrorReported("odd", "agent")]),
    (
        "error_event",
        {"error": {"type": "server_error"}},
        [e.ErrorReported("the server does not say what is wrong", "server")],
    ),
    ("heartbeat", {"timestamp": 1_791_192_600_000}, [e.HeartbeatReceived(server_time=1791192600.0)]),
]


@pytest.mark.parametrize(("name", "fields", "events"), DOCUMENTED)
def test_every_documented_message_is_read_in_every_envelope(name: str, fields: dict[str, Any], events: list[e.Event]):
    said = [list(MessageStream().decode(frame)) for frame in forms(name, fields)]

    assert said == [events] * 5


def test_the_envelope_may_name_the_agent_and_the_session():
    body = {"type": "message_chunk", "timestamp": 1_791_192_600_000, "sessionId": "s1", "agentId": "a1"}
    events = read(MessageStream(), "message", **body, data={"messageId": "m", "content": "x", "isComplete": False})

    assert events == [
        e.ConnectionIdentified("s1", server_time=1791192600.0),
        e.TextAdded("m", "x", "a1", server_time=1791192600.0),
    ]


@pytest.mark.parametrize(
    ("type", "kind", "fatal"),
    [
        ("network_error", "network", False),
        ("auth_error", "auth", True),
        ("session_expired", "session_expired", True),
        ("server_error", "server", False),
        ("heartbeat_timeout", "heartbeat_timeout", False),
        ("max_reconnect_reached", "max_reconnect_reached", True),
    ],
)
@pytest.mark.parametrize("place", ["type", "errorType", "code", "error"])
def test_each_of_the_six_errors_is_known_wherever_it_stands(place: str, type: str, kind: str, fatal: bool):
    said = {"error": {"type": type}} if place == "error" else {place: type}
    (error,) = read(MessageStream(), "error_occurred", message="no", **said)

    assert error == e.ErrorReported("no", kind, fatal)


@pytest.mark.parametrize("frame", list(forms("auth_error", {"message": "no"})))
def test_an_error_may_be_named_after_its_type(frame: Frame):
    assert list(MessageStream().decode(frame)) == [e.ErrorReported("no", "auth", True)]


def test_completing_a_message_ends_the_typing_of_its_agent_and_of_nobody_in_particular():
    dialect = MessageStream()
    for agent in ("a1", "a2", ""):
        read(dialect, "typing_indicator", isTyping=True, agentId=agent)
    events = read(dialect, "message_chunk", messageId="m", content="", isComplete=True, agentId="a1")

    assert events[2:] == [e.TypingChanged(False, "a1"), e.TypingChanged(False, "")]
    assert dialect.typing == ["a2"]


def test_a_thought_ends_with_the_next_one_and_with_the_message_it_leads_to():
    dialect = MessageStream()
    read(dialect, "thinking_status", thought="one")
    second = read(dialect, "thinking_status", thought="two")
    chunk = read(dialect, "message_chunk", messageId="m", content="x")

    assert second[0] == e.ThoughtFinished("thinking-1")
    assert chunk == [e.ThoughtFinished("thinking-2"), e.TextAdded("m", "x")]


def test_as_a_step_of_the_research_ends_the_next_begins():
    dialect = MessageStream()
    read(dialect, "research_plan", steps=[{"id": id, "title": id} for id in "abc"])
    events = [read(dialect, "research_results", stepId=id) for id in ("b", "a", "c", "c")]

    assert events == [
        [e.PhaseFinished("b")],
        [e.PhaseFinished("a"), e.PhaseStarted("c")],
        [e.PhaseFinished("c")],
        [],
    ]


def test_completed_research_ends_the_steps_of_its_plan():
    dialect = MessageStream()
    read(dialect, "research_plan", steps=["Read", "Write"])
    events = read(dialect, "research_completed", sources=["https://example.org/a"])

    assert events == [
        e.SourceFound("https://example.org/a", "https://example.org/a"),
        e.PhaseFinished("step-1"),
        e.PhaseFinished("step-2"),
        e.RunProgressed(message="Research completed"),
    ]


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("message_chunk", {"content": "x"}),
        ("message_chunk", {"messageId": "m", "content": {"text": "x"}}),
        ("message_completed", {"finalContent": "x"}),
        ("agent_progress", {"agentId": "a", "progress": "half"}),
        ("agent_progress", {"agentId": "a", "status": "asleep"}),
        ("typing_indicator", {}),
        ("research_plan", {"steps": [{"description": "untitled"}]}),
        ("error_occurred", {}),
        ("error_event", {"error": ["odd"]}),
    ],
)
def test_a_message_with_a_wrong_or_missing_field_is_refused(name: str, fields: dict[str, Any]):
    with pytest.raises(pydantic.ValidationError):
        read(MessageStream(), name, **fields)


@given(st.lists(messages(MessageStream), max_size=3))
def test_whatever_comes_is_read_or_refused(frames: list[Frame]):
    swallow(MessageStream(), frames)
