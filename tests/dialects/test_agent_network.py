import copy
from typing import Any

import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_widgets import events as e
from sse_widgets.dialects.agent_network import AgentNetwork
from sse_widgets.dialects.dialect import Fit
from sse_widgets.frame import Frame
from tests.dialects.reading import forms, messages, read, swallow

NINE_THIRTY = "2026-10-05T09:30:00Z"
AT_NINE_THIRTY = 1791192600.0

SOURCE = {
    "shortId": "src-1",
    "title": "Soil moisture from space",
    "url": "https://papers.example.org/soil",
    "domain": "papers.example.org",
    "snippet": "We compare nine sensors.",
    "confidence": 0.92,
    "supportedClaims": [
        {"textSegment": "nine sensors", "confidence": 0.8, "reasoning": "Table 2 lists them."},
        {"textSegment": "since 1978", "confidence": 60},
    ],
    "datePublished": "2025-03-01",
    "author": "The Example Group",
}
CLAIMS = (e.Claim("nine sensors", 0.8, "Table 2 lists them."), e.Claim("since 1978", 0.6))

DOCUMENTED: list[tuple[str, dict[str, Any], list[e.Event]]] = [
    (
        "connection",
        {"status": "connected", "sessionId": "s1", "authenticated": True, "userId": "u1"},
        [e.ConnectionIdentified("s1", "u1", True)],
    ),
    (
        "connection",
        {"status": "connected", "sessionId": "s1", "authenticated": True, "message": "welcome"},
        [e.ConnectionIdentified("s1", "", True), e.Logged("welcome")],
    ),
    (
        "connection",
        {"status": "disconnected", "sessionId": "s1", "authenticated": True},
        [e.ConnectionIdentified("s1", "", True), e.RunFinished(status=None)],
    ),
    (
        "connection",
        {"status": "error", "authenticated": False, "message": "token expired"},
        [e.ConnectionIdentified("", "", False), e.ErrorReported("token expired", "auth")],
    ),
    (
        "connection",
        {"status": "error"},
        [e.ConnectionIdentified(), e.ErrorReported("the server reports an error of the connection", "server")],
    ),
    ("heartbeat", {"timestamp": NINE_THIRTY}, [e.HeartbeatReceived(server_time=AT_NINE_THIRTY)]),
    (
        "heartbeat",
        {"serverTime": NINE_THIRTY, "uptime": 86400},
        [e.HeartbeatReceived(86400.0, server_time=AT_NINE_THIRTY)],
    ),
    (
        "agent_start",
        {"agentId": "a1", "agentName": "Ada", "agentType": "researcher", "status": "active", "parentAgent": "a0"},
        [e.AgentStarted("a1", "Ada", "researcher", "a0")],
    ),
    (
        "agent_start",
        {"agentId": "a1", "agentName": "Ada", "agentType": "coder", "taskDescription": "Sort it", "priority": "high"},
        [e.AgentStarted("a1", "Ada", "coder", "", "Sort it", "high")],
    ),
    (
        "agent_complete",
        {"agentId": "a1", "status": "completed", "executionTime": 1500},
        [e.AgentFinished("a1", duration=1.5)],
    ),
    (
        "agent_complete",
        {
            "agentId": "a1",
            "status": "completed",
            "executionTime": 1500,
            "result": {"papers": 3},
            "metrics": {"tokensUsed": 812, "apiCalls": 4, "computeTime": 250},
        },
        [
            e.AgentFinished("a1", "", "completed", 1.5, {"papers": 3}, "", 812, 4, 0.25),
            e.UsageReported(key="a1", agent="a1", total_tokens=812),
        ],
    ),
    (
        "agent_complete",
        {"agentId": "a1", "status": "failed", "executionTime": 20, "error": "no index"},
        [e.AgentFinished("a1", status="failed", duration=0.02, error="no index")],
    ),
    ("agent_complete", {"agentId": "a1", "status": "cancelled"}, [e.AgentFinished("a1", status="cancelled")]),
    (
        "research_sources",
        {"sources": [SOURCE], "query": "soil moisture", "totalResults": 120},
        [
            e.SearchFinished("soil moisture", 120),
            e.SourceFound(
                "src-1",
                "https://papers.example.org/soil",
                "Soil moisture from space",
                "papers.example.org",
                "We compare nine sensors.",
                0.92,
                "The Example Group",
                "2025-03-01",
                CLAIMS,
            ),
        ],
    ),
    (
        "research_sources",
        {"sources": [{"shortId": "x", "title": "T", "url": "u", "domain": "d", "supportedClaims": None}]},
        [e.SourceFound("x", "u", "T", "d")],
    ),
    ("message_token", {"token": "Hel", "messageId": "m1", "isComplete": False}, [e.TextAdded("m1", "Hel")]),
    (
        "message_token",
        {
            "token": "lo",
            "messageId": "m1",
            "isComplete": True,
            "metadata": {"model": "lark-2", "temperature": 0.3, "tokensRemaining": 900},
        },
        [
            e.TextAdded("m1", "lo"),
            e.MessageUpdated("m1", model="lark-2", tokens_left=900, temperature=0.3),
            e.MessageFinished("m1"),
        ],
    ),
    (
        "task_update",
        {"taskId": "t1", "status": "running", "progress": 40, "description": "Read", "agent": "Ada"},
        [e.TaskUpdated("t1", "Read", "running", 0.4, "Ada")],
    ),
    (
        "task_update",
        {"taskId": "t1", "status": "running", "progress": 0.4, "estimatedCompletion": 2500},
        [e.TaskUpdated("t1", "", "running", 0.4, "", 2.5)],
    ),
    (
        "task_update",
        {"tasks": [{"taskId": "t1", "status": "completed"}, {"id": "t2", "status": "pending", "description": "Write"}]},
        [e.TaskUpdated("t1", "", "completed"), e.TaskUpdated("t2", "Write", "pending")],
    ),
    (
        "canvas_open",
        {"canvasType": "markdown", "content": "# Report", "title": "Report"},
        [e.ArtifactOpened("markdown:Report", "markdown", "# Report", "Report")],
    ),
    (
        "canvas_open",
        {
            "canvasType": "code",
            "content": "x = 1",
            "language": "python",
            "metadata": {"source": "agent", "version": 3},
        },
        [e.ArtifactOpened("code:", "code", "x = 1", "", "python", 3, "agent")],
    ),
    ("canvas_open", {"canvasType": "web", "content": "<p>"}, [e.ArtifactOpened("web:", "web", "<p>")]),
    ("canvas_open", {"canvasType": "sandbox", "content": "<p>"}, [e.ArtifactOpened("sandbox:", "sandbox", "<p>")]),
]


@pytest.mark.parametrize(("name", "fields", "events"), DOCUMENTED)
def test_every_documented_message_is_read_in_every_envelope(name: str, fields: dict[str, Any], events: list[e.Event]):
    said = [list(AgentNetwork().decode(frame)) for frame in forms(name, fields)]

    assert said == [events] * 5


def test_a_time_of_completion_counts_from_the_time_of_the_message():
    fields = {"taskId": "t", "timestamp": NINE_THIRTY, "estimatedCompletion": (AT_NINE_THIRTY + 30) * 1000}
    (task,) = read(AgentNetwork(), "task_update", **fields)

    assert task == e.TaskUpdated("t", time_left=30.0, server_time=AT_NINE_THIRTY)


def test_a_time_of_completion_without_a_time_to_count_from_says_nothing():
    (task,) = read(AgentNetwork(), "task_update", taskId="t", estimatedCompletion="2026-10-05T09:31:00Z")

    assert task == e.TaskUpdated("t")


def test_the_making_of_a_message_is_told_when_it_changes():
    dialect = AgentNetwork()
    made = {"messageId": "m", "token": "a", "metadata": {"model": "lark-2"}}
    first, again = read(dialect, "message_token", **made), read(dialect, "message_token", **made)

    assert [len(first), len(again)] == [2, 1]


def test_a_session_is_told_once():
    dialect = AgentNetwork()
    greeting = read(dialect, "connection", status="connected", sessionId="s1")
    later = read(dialect, "heartbeat", sessionId="s1")
    other = read(dialect, "heartbeat", sessionId="s2", userId=7)

    assert greeting == [e.ConnectionIdentified("s1")]
    assert later == [e.HeartbeatReceived()]
    assert other == [e.ConnectionIdentified("s2", "7"), e.HeartbeatReceived()]


@pytest.mark.parametrize(
    ("name", "fields", "where"),
    [
        ("connection", {"status": "lost"}, "status"),
        ("agent_start", {"agentName": "Ada"}, "agentId"),
        ("agent_complete", {"agentId": "a", "status": "asleep"}, "status"),
        ("research_sources", {"sources": [{"title": "T"}]}, "sources.0.shortId"),
        ("message_token", {"token": "x"}, "messageId"),
        ("message_token", {"messageId": "m", "token": ["x"]}, "token"),
        ("task_update", {"progress": 3}, "tasks.0.taskId"),
        ("canvas_open", {"canvasType": "hologram", "content": ""}, "canvasType"),
    ],
)
def test_a_message_with_a_wrong_or_missing_field_is_refused(name: str, fields: dict[str, Any], where: str):
    with pytest.raises(pydantic.ValidationError) as caught:
        read(AgentNetwork(), name, **fields)

    assert ".".join(map(str, caught.value.errors()[0]["loc"])) == where


def test_an_unknown_name_is_said_to_be_unknown():
    assert read(AgentNetwork(), "agent_pause", agentId="a") == [e.FrameUnknown("agent_pause")]


@pytest.mark.parametrize(
    ("name", "body", "fit"),
    [
        ("agent_start", {}, Fit.YES),
        ("message", {"type": "agent_start"}, Fit.YES),
        ("heartbeat", {}, Fit.MAYBE),
        ("agent_started", {}, Fit.NO),
        ("message", {"type": ["agent_start"]}, Fit.NO),
        ("message", None, Fit.NO),
    ],
)
def test_only_a_name_of_its_own_is_proof(name: str, body: Any, fit: Fit):
    assert AgentNetwork.fit(name, body, {}) is fit


@given(st.lists(messages(AgentNetwork), max_size=3))
def test_whatever_comes_is_read_or_refused(frames: list[Frame]):
    dialect = AgentNetwork()
    swallow(dialect, frames)

    assert vars(copy.deepcopy(dialect)) == vars(dialect)
