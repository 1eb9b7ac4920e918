from typing import Any

import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_widgets import events as e
from sse_widgets.dialects.dialect import Fit
from sse_widgets.dialects.routing import Routing
from sse_widgets.frame import Frame
from tests.dialects.reading import forms, messages, read, swallow

PARTS = [{"kind": "text", "text": "The answer "}, {"kind": "data", "data": {}}, {"type": "text", "text": "is 4"}]

DOCUMENTED: list[tuple[str, dict[str, Any], list[e.Event]]] = [
    ("routing_started", {}, [e.RoutingStarted()]),
    (
        "routing_completed",
        {
            "agent_id": "a2a-math",
            "agent_name": "Math Agent",
            "protocol": "a2a",
            "confidence": 0.95,
            "reasoning": "User asked for arithmetic, math agent is perfect for this.",
        },
        [
            e.RoutingDecided(
                "a2a-math",
                "Math Agent",
                0.95,
                "User asked for arithmetic, math agent is perfect for this.",
                "a2a",
            )
        ],
    ),
    ("routing_completed", {"agent": "math", "confidence": 95}, [e.RoutingDecided("math", confidence=0.95)]),
    (
        "agent_execution_started",
        {"agent_id": "a2a-math", "agent_name": "Math Agent", "protocol": "a2a"},
        [e.AgentStarted("a2a-math", "Math Agent", "a2a")],
    ),
    ("agent_execution_started", {}, [e.AgentStarted("agent")]),
    ("response_chunk", {"text": "The"}, [e.TextAdded("answer-1", "The")]),
    (
        "response_chunk",
        {
            "response_data": {"raw_response": {"parts": [{"kind": "text", "text": "The answer is "}]}},
            "protocol": "a2a",
        },
        [e.TextAdded("answer-1", "The answer is ")],
    ),
    (
        "completed",
        {"agent_id": "a2a-math", "protocol": "a2a", "response_data": {"raw_response": {"parts": PARTS}}},
        [
            e.TextReplaced("answer-1", "The answer is 4", agent="a2a-math"),
            e.MessageFinished("answer-1"),
            e.RunFinished("completed"),
        ],
    ),
    ("completed", {}, [e.RunFinished("completed")]),
    ("completed", {"response_data": {"took": 3}}, [e.RunFinished("completed", {"took": 3})]),
    (
        "completed",
        {"response_data": {"status": "completed", "task": "t1"}},
        [e.RunFinished("completed", {"status": "completed", "task": "t1"})],
    ),
    ("error", {"error": "no agent fits"}, [e.ErrorReported("no agent fits", "agent", True), e.RunFinished("failed")]),
    (
        "error",
        {"error": {"code": -32001, "message": "no such task", "data": "t1"}, "agent_id": "a2a-math"},
        [e.ErrorReported("no such task", "-32001", True, "a2a-math", detail="t1"), e.RunFinished("failed")],
    ),
    (
        "error",
        {"message": "no agent fits", "code": "no_route", "details": "3 asked"},
        [e.ErrorReported("no agent fits", "no_route", True, detail="3 asked"), e.RunFinished("failed")],
    ),
]


@pytest.mark.parametrize(("name", "fields", "events"), DOCUMENTED)
def test_every_documented_message_is_read_in_every_envelope(name: str, fields: dict[str, Any], events: list[e.Event]):
    said = [list(Routing().decode(frame)) for frame in forms(name, fields)]

    assert said == [events] * 5


@pytest.mark.parametrize(
    "response",
    [
        {"raw_response": {"parts": PARTS}},
        {"parts": [{"root": part} for part in PARTS]},
        {"raw_response": {"kind": "message", "role": "agent", "parts": PARTS}},
        {"raw_response": {"message": {"parts": PARTS}}},
        {"raw_response": {"kind": "status-update", "status": {"state": "working", "message": {"parts": PARTS}}}},
        {"raw_response": {"kind": "artifact-update", "artifact": {"artifactId": "a", "parts": PARTS}}},
        {"raw_response": {"jsonrpc": "2.0", "id": 1, "result": {"artifacts": [{"parts": PARTS}], "id": "t1"}}},
        {"result": {"statusUpdate": {"status": {"message": {"parts": PARTS}}}}},
        {"raw_response": "The answer is 4"},
        "The answer is 4",
        {"text": "The answer is 4"},
        {"status": "working", "message": "", "content": [{"parts": PARTS}, 7]},
        {"raw_response": {"parts": [*PARTS, "no part"]}},
    ],
)
def test_text_is_found_wherever_a_protocol_puts_it(response: Any):
    assert read(Routing(), "response_chunk", response_data=response) == [e.TextAdded("answer-1", "The answer is 4")]


def test_the_chunks_are_one_message_by_the_agent_that_was_chosen():
    dialect = Routing()
    events = [
        *read(dialect, "message", event="routing_completed", agent="math"),
        *read(dialect, "message", event="agent_execution_started"),
        *read(dialect, "message", event="response_chunk", text="4"),
        *read(dialect, "message", event="response_chunk", text="2"),
        *read(dialect, "message", event="completed"),
    ]

    assert events[1:] == [
        e.AgentStarted("math"),
        e.TextAdded("answer-1", "4", "math"),
        e.TextAdded("answer-1", "2", "math"),
        e.MessageFinished("answer-1"),
        e.AgentFinished("math"),
        e.RunFinished("completed"),
    ]


def test_the_next_question_has_an_answer_of_its_own():
    dialect = Routing()
    read(dialect, "response_chunk", text="4")
    read(dialect, "completed")

    assert read(dialect, "response_chunk", text="2") == [e.TextAdded("answer-2", "2")]


def test_an_error_ends_the_agent_and_leaves_its_answer_unfinished():
    dialect = Routing()
    read(dialect, "agent_execution_started", agent_id="math")
    read(dialect, "response_chunk", text="4")

    assert read(dialect, "error", message="overflow") == [
        e.ErrorReported("overflow", "agent", True, "math"),
        e.AgentFinished("math", status="failed", error="overflow"),
        e.RunFinished("failed"),
    ]


def test_the_event_key_names_the_event_whatever_the_type_says():
    assert read(Routing(), "message", event="routing_started", type="progress") == [e.RoutingStarted()]
    assert Routing.fit("message", {"event": "routing_started", "type": "progress"}, {}) is Fit.YES


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("routing_completed", {"confidence": 0.9}),
        ("routing_completed", {"agent": "math", "confidence": "sure"}),
        ("response_chunk", {}),
        ("response_chunk", {"text": ["4"]}),
        ("error", {}),
        ("error", {"error": {"code": 1}}),
    ],
)
def test_a_message_with_a_wrong_or_missing_field_is_refused(name: str, fields: dict[str, Any]):
    with pytest.raises(pydantic.ValidationError):
        read(Routing(), name, **fields)


@given(st.lists(messages(Routing), max_size=3))
def test_whatever_comes_is_read_or_refused(frames: list[Frame]):
    swallow(Routing(), frames)
