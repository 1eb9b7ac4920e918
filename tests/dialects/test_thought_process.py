from typing import Any

import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_widgets import events as e
from sse_widgets.dialects.dialect import Fit
from sse_widgets.dialects.thought_process import ThoughtProcess
from sse_widgets.frame import Frame
from tests.dialects.reading import forms, messages, read, swallow

DOCUMENTED: list[tuple[str, dict[str, Any], list[e.Event]]] = [
    ("message", {"content": "Hi"}, [e.TextReplaced("message-1", "Hi", "assistant"), e.MessageFinished("message-1")]),
    (
        "message",
        {"content": "Hi", "messageId": "m1", "role": "user"},
        [e.TextReplaced("m1", "Hi", "user"), e.MessageFinished("m1")],
    ),
    (
        "message_regenerating",
        {"messageId": "m2", "taskId": "t1", "originalMessageId": "m1", "userQuery": "Shorter?", "message": "Starting"},
        [
            e.MessageUpdated("m2", "regenerating", 0.0, "Starting", "m1"),
            e.TaskUpdated("t1", "Shorter?", "running", 0.0),
        ],
    ),
    (
        "message_regenerating",
        {"messageId": "m1", "originalMessageId": "m1"},
        [e.MessageUpdated("m1", "regenerating", 0.0)],
    ),
    (
        "regeneration_progress",
        {"messageId": "m2", "taskId": "t1", "progress": 25.0, "message": "25%", "partialContent": "So far"},
        [
            e.TextReplaced("m2", "So far"),
            e.MessageUpdated("m2", "regenerating", 0.25, "25%"),
            e.TaskUpdated("t1", "", "running", 0.25),
        ],
    ),
    (
        "regeneration_progress",
        {"messageId": "m2", "progress": 10},
        [e.MessageUpdated("m2", "regenerating", 0.1)],
    ),
    (
        "message_regenerated",
        {"messageId": "m2", "sessionId": "s1", "taskId": "t1", "content": "All", "timestamp": "2026-10-05T09:30:00"},
        [
            e.ConnectionIdentified("s1", server_time=1791192600.0),
            e.TextReplaced("m2", "All", server_time=1791192600.0),
            e.MessageFinished("m2", server_time=1791192600.0),
            e.TaskUpdated("t1", "", "completed", 1.0, server_time=1791192600.0),
        ],
    ),
    (
        "regeneration_error",
        {"messageId": "m2", "taskId": "t1", "error": "too long"},
        [
            e.MessageUpdated("m2", "failed", note="too long"),
            e.ErrorReported("too long", "regeneration", message_id="m2"),
            e.TaskUpdated("t1", "", "failed"),
        ],
    ),
    (
        "message_edited",
        {"messageId": "m1", "content": "Hello"},
        [e.TextReplaced("m1", "Hello", edited=True), e.MessageFinished("m1")],
    ),
    (
        "message_edited",
        {"messageId": "m1", "newContent": "Hello", "role": "user"},
        [e.TextReplaced("m1", "Hello", "user", edited=True), e.MessageFinished("m1")],
    ),
    (
        "message_deleted",
        {"deletedMessageIds": ["m1", "m2"]},
        [e.MessageRemoved("m1"), e.MessageRemoved("m2")],
    ),
    (
        "thought_process_start",
        {"messageId": "m1", "taskId": "t1", "thinkingAbout": "Why?"},
        [e.ThoughtStarted("t1", "Why?", "m1")],
    ),
    ("thought_process_start", {"thinkingAbout": "Why?"}, [e.ThoughtStarted("thought", "Why?")]),
    (
        "thought_process_step",
        {"messageId": "m1", "step": "Look", "reasoning": "It may be there"},
        [
            e.ThoughtStarted("step-1", "Look", "m1", kind="step"),
            e.ThoughtAdded("step-1", "It may be there"),
            e.ThoughtFinished("step-1"),
        ],
    ),
    ("thought_process_complete", {"taskId": "t1", "conclusion": "So"}, [e.ThoughtFinished("t1", "So")]),
    ("status_update", {"status": "searching", "message": "3 of 9"}, [e.RunProgressed(message="searching: 3 of 9")]),
    ("status_update", {"status": "searching", "progress": 30}, [e.RunProgressed(0.3, "searching")]),
    ("keepalive", {"timestamp": "2026-10-05T09:30:00"}, [e.HeartbeatReceived(server_time=1791192600.0)]),
    (
        "connection",
        {"status": "connected", "sessionId": "s1", "userId": 7},
        [e.ConnectionIdentified("s1", "7")],
    ),
    (
        "connection",
        {"status": "disconnected", "sessionId": "s1"},
        [e.ConnectionIdentified("s1"), e.RunFinished(status=None)],
    ),
    ("error", {"message": "Stream error occurred"}, [e.ErrorReported("Stream error occurred")]),
    (
        "error",
        {"message": "Failed to send update", "originalEvent": "message_edited"},
        [e.ErrorReported("Failed to send update", detail="while sending 'message_edited'")],
    ),
]


@pytest.mark.parametrize(("name", "fields", "events"), DOCUMENTED)
def test_every_documented_message_is_read_in_every_envelope(name: str, fields: dict[str, Any], events: list[e.Event]):
    said = [list(ThoughtProcess().decode(frame)) for frame in forms(name, fields)]

    assert said == [events] * 5


def test_steps_belong_to_the_thought_of_their_task():
    dialect = ThoughtProcess()
    read(dialect, "thought_process_start", taskId="t1", messageId="m1", thinkingAbout="One")
    read(dialect, "thought_process_start", taskId="t2", messageId="m2", thinkingAbout="Two")
    steps = [read(dialect, "thought_process_step", step="S", taskId=task)[0] for task in ("t1", "t1", "t2")]

    assert steps == [
        e.ThoughtStarted("t1/step-1", "S", kind="step", parent="t1"),
        e.ThoughtStarted("t1/step-2", "S", kind="step", parent="t1"),
        e.ThoughtStarted("t2/step-1", "S", kind="step", parent="t2"),
    ]


def test_a_step_that_names_nothing_belongs_to_the_newest_open_thought():
    dialect = ThoughtProcess()
    read(dialect, "thought_process_start", taskId="t1", thinkingAbout="One")
    read(dialect, "thought_process_start", taskId="t2", thinkingAbout="Two")
    read(dialect, "thought_process_complete", taskId="t2")
    step, *_ = read(dialect, "thought_process_step", step="S")

    assert step == e.ThoughtStarted("t1/step-1", "S", kind="step", parent="t1")


def test_a_task_that_thinks_twice_has_two_thoughts():
    dialect = ThoughtProcess()
    read(dialect, "thought_process_start", taskId="t1", thinkingAbout="One")
    read(dialect, "thought_process_complete", taskId="t1")
    again = read(dialect, "thought_process_start", taskId="t1", thinkingAbout="Two")

    assert again == [e.ThoughtStarted("t1-2", "Two")]


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("message", {}),
        ("message", {"content": {"text": "x"}}),
        ("message_regenerating", {}),
        ("regeneration_progress", {"messageId": "m"}),
        ("regeneration_progress", {"messageId": "m", "progress": "half"}),
        ("message_regenerated", {"messageId": "m"}),
        ("regeneration_error", {"messageId": "m"}),
        ("message_edited", {"messageId": "m"}),
        ("message_deleted", {"deletedMessageIds": "m"}),
        ("thought_process_start", {"taskId": "t"}),
        ("thought_process_step", {"reasoning": "r"}),
        ("connection", {}),
        ("error", {}),
    ],
)
def test_a_message_with_a_wrong_or_missing_field_is_refused(name: str, fields: dict[str, Any]):
    with pytest.raises(pydantic.ValidationError):
        read(ThoughtProcess(), name, **fields)


@pytest.mark.parametrize(
    ("body", "fit"),
    [
        ({"content": "Hi"}, Fit.MAYBE),
        ({"type": "message", "data": {"content": "Hi"}}, Fit.MAYBE),
        ({"type": "thought_process_step"}, Fit.YES),
        ({"type": "keepalive"}, Fit.MAYBE),
        ({"choices": []}, Fit.NO),
        ({"content": ["Hi"]}, Fit.NO),
        ("Hi", Fit.NO),
        (None, Fit.NO),
    ],
)
def test_an_unnamed_frame_is_only_maybe_a_message_and_only_if_it_reads_as_one(body: Any, fit: Fit):
    assert ThoughtProcess.fit("message", body, {}) is fit


@given(st.lists(messages(ThoughtProcess), max_size=3))
def test_whatever_comes_is_read_or_refused(frames: list[Frame]):
    swallow(ThoughtProcess(), frames)
