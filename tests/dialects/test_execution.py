from typing import Any

import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_widgets import events as e
from sse_widgets.dialects.execution import Execution
from sse_widgets.frame import Frame
from tests.dialects.reading import forms, messages, read, swallow

PLANNED = e.PlanCreated("A page", (e.PlannedPhase("p1", "Draft", "First words"), e.PlannedPhase("p2", "Polish")))

DOCUMENTED: list[tuple[str, dict[str, Any], list[e.Event]]] = [
    (
        "execution:started",
        {"task": "Create a landing page", "startedAt": "2026-10-05T09:30:00Z"},
        [e.RunStarted(title="Create a landing page", server_time=1791192600.0)],
    ),
    (
        "execution:started",
        {"task": "T", "executionId": "x1", "userId": "u1", "timestamp": 1_791_192_600_000},
        [
            e.ConnectionIdentified("", "u1", server_time=1791192600.0),
            e.RunStarted("x1", title="T", server_time=1791192600.0),
        ],
    ),
    (
        "plan:created",
        {
            "plan": {
                "goal": "A page",
                "phases": [
                    {"id": "p1", "name": "Draft", "description": "First words"},
                    {"phaseId": "p2", "title": "Polish"},
                ],
            }
        },
        [PLANNED],
    ),
    (
        "plan:created",
        {"goal": "A page", "phases": ["Draft", "Polish"]},
        [e.PlanCreated("A page", (e.PlannedPhase("phase-1", "Draft"), e.PlannedPhase("phase-2", "Polish")))],
    ),
    (
        "phase:start",
        {"phaseId": "p1", "phaseName": "Draft", "phaseIndex": 0},
        [e.PhaseStarted("p1", "Draft", 0)],
    ),
    (
        "thinking",
        {"thought": "Planning the page structure...", "iteration": 2},
        [
            e.ThoughtStarted("thinking-1", "Iteration 2"),
            e.ThoughtAdded("thinking-1", "Planning the page structure..."),
            e.ThoughtFinished("thinking-1"),
        ],
    ),
    (
        "tool:start",
        {"toolName": "create_file", "params": {"path": "größe.html"}},
        [
            e.ToolStarted("tool-1", "create_file", running=True),
            e.ToolArgsReplaced("tool-1", '{"path": "größe.html"}'),
        ],
    ),
    ("tool:start", {"toolName": "look"}, [e.ToolStarted("tool-1", "look", running=True)]),
    (
        "tool:complete",
        {"toolName": "create_file", "result": {"bytes": 12}, "duration": 340},
        [e.ToolFinished("tool-1", "create_file", {"bytes": 12}, "", 0.34)],
    ),
    (
        "tool:complete",
        {"toolName": "create_file", "result": None, "error": "disk full"},
        [e.ToolFinished("tool-1", "create_file", None, "disk full")],
    ),
    ("phase:complete", {"phaseId": "p1", "phaseName": "Draft"}, [e.PhaseFinished("p1", "Draft")]),
    (
        "execution:complete",
        {"result": {"ok": True}, "duration": 5200, "tokensUsed": 1834},
        [e.UsageReported(total_tokens=1834), e.RunFinished("completed", {"ok": True}, 5.2)],
    ),
    ("execution:complete", {}, [e.RunFinished("completed")]),
    (
        "execution:error",
        {"error": "no disk", "stack": "at main:1"},
        [e.ErrorReported("no disk", "execution", True, detail="at main:1"), e.RunFinished("failed")],
    ),
    ("heartbeat", {}, [e.HeartbeatReceived()]),
]


@pytest.mark.parametrize(("name", "fields", "events"), DOCUMENTED)
def test_every_documented_message_is_read_in_every_envelope(name: str, fields: dict[str, Any], events: list[e.Event]):
    said = [list(Execution().decode(frame)) for frame in forms(name, fields)]

    assert said == [events] * 5


def test_a_result_belongs_to_the_oldest_open_call_of_its_name():
    dialect = Execution()
    for name in ("read", "write", "read"):
        read(dialect, "tool:start", toolName=name)
    ended = [read(dialect, "tool:complete", toolName=name)[0] for name in ("read", "read", "write", "read")]

    assert [event.tool_id for event in ended if isinstance(event, e.ToolFinished)] == [
        "tool-1",
        "tool-3",
        "tool-2",
        "tool-4",
    ]


def test_a_call_belongs_to_the_phase_that_runs():
    dialect = Execution()
    phases = []
    read(dialect, "phase:start", phaseId="p1")
    phases += read(dialect, "tool:start", toolName="a")
    read(dialect, "phase:complete", phaseId="p1")
    phases += read(dialect, "tool:start", toolName="b")

    assert [event.phase_id for event in phases if isinstance(event, e.ToolStarted)] == ["p1", ""]


@pytest.mark.parametrize(
    ("fields", "id"),
    [
        ({"phaseId": "phase-2", "phaseIndex": 0}, "phase-2"),
        ({"phaseId": "x", "phaseName": "Polish"}, "phase-2"),
        ({"phaseId": "x", "phaseIndex": 1}, "phase-2"),
        ({"phaseId": "x", "phaseIndex": 7}, "x"),
        ({"phaseId": "x", "phaseName": "Publish"}, "x"),
    ],
)
def test_a_phase_planned_by_name_only_is_found_by_id_name_or_index(fields: dict[str, Any], id: str):
    dialect = Execution()
    read(dialect, "plan:created", plan={"phases": ["Draft", "Polish"]})
    (started,) = read(dialect, "phase:start", **fields)
    (ended,) = read(dialect, "phase:complete", phaseId=fields["phaseId"])

    assert (started.phase_id, ended.phase_id) == (id, id)


def test_no_two_phases_of_the_wire_become_one_of_the_plan():
    dialect = Execution()
    read(dialect, "plan:created", plan={"phases": ["Draft", "Polish"]})
    started = [read(dialect, "phase:start", phaseId=id, phaseIndex=0)[0] for id in ("x", "y")]

    assert [event.phase_id for event in started if isinstance(event, e.PhaseStarted)] == ["phase-1", "y"]


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("execution:started", {}),
        ("plan:created", {}),
        ("plan:created", {"plan": {"phases": [{"id": "p"}]}}),
        ("phase:start", {"phaseName": "Draft"}),
        ("thinking", {"thought": 7.5, "iteration": "two"}),
        ("tool:start", {"params": {}}),
        ("tool:complete", {"toolName": "t", "duration": "long"}),
        ("execution:complete", {"tokensUsed": "many"}),
        ("execution:error", {"stack": "s"}),
    ],
)
def test_a_message_with_a_wrong_or_missing_field_is_refused(name: str, fields: dict[str, Any]):
    with pytest.raises(pydantic.ValidationError):
        read(Execution(), name, **fields)


def test_the_end_of_a_run_is_announced():
    assert Execution.announces_end


@given(st.lists(messages(Execution), max_size=3))
def test_whatever_comes_is_read_or_refused(frames: list[Frame]):
    swallow(Execution(), frames)
