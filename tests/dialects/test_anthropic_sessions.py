"""Sessions of Managed Agents: the rules one by one."""

import copy
from itertools import count
from typing import Any

import pytest
from hypothesis import given

from sse_widgets.dialects.anthropic.sessions import AnthropicSessions
from sse_widgets.dialects.dialect import Fit
from sse_widgets.frame import Frame
from sse_widgets.state import RunState
from tests.dialects.reading import anything, fed, swallow

_IDS = count()


def event(type: str, **fields: Any) -> dict[str, Any]:
    return {"type": type, "id": f"sevt_{next(_IDS)}", "processed_at": "2026-11-25T12:00:00Z", **fields}


def texts(*values: str) -> list[dict[str, Any]]:
    return [{"type": "text", "text": value} for value in values]


def idle(reason: str, **more: Any) -> dict[str, Any]:
    return event("session.status_idle", stop_reason={"type": reason, **more})


RUNNING = event("session.status_running")
END = idle("end_turn")


def state(*events: Any, closed: bool = True) -> RunState:
    after = fed("anthropic_sessions", *events, closed=closed)
    assert after.counters.unreadable == 0
    return after


@pytest.mark.parametrize(
    ("last", "status"),
    [
        (idle("end_turn"), "completed"),
        (idle("requires_action", event_ids=["t1"]), "awaiting_input"),
        (idle("retries_exhausted"), "failed"),
        (idle("budget_reached"), "incomplete"),
        (idle("refusal"), "completed"),
        (event("session.status_terminated"), "completed"),
        (event("session.deleted"), "completed"),
        (
            event(
                "session.error", error={"type": "billing_error", "message": "no", "retry_status": {"type": "terminal"}}
            ),
            "failed",
        ),
        (event("session.status_rescheduled"), "incomplete"),
    ],
)
def test_the_status_of_the_session_says_how_it_ended(last: dict[str, Any], status: str):
    assert state(RUNNING, event("agent.message", content=texts("hi")), last).status == status


def test_a_session_that_works_again_is_running_again():
    again = state(
        RUNNING, END, event("user.message", content=texts("more")), event("session.status_running"), closed=False
    )

    assert again.status == "running"
    assert [(it.role, it.text) for it in again.messages] == [("user", "more")]


def test_a_message_is_previewed_and_then_whole():
    piece = {"type": "content_delta", "content": {"type": "text", "text": "Hel"}}
    preview = [
        {"type": "event_start", "event": {"id": "m1", "type": "agent.message"}},
        {"type": "event_delta", "event_id": "m1", "delta": piece},
    ]
    begun = state(RUNNING, *preview, closed=False)
    after = state(RUNNING, *preview, event("agent.message", content=texts("Hel", "lo")) | {"id": "m1"}, preview[1], END)

    assert [(it.text, it.status) for it in begun.messages] == [("Hel", "streaming")]
    assert [(it.text, it.status) for it in after.messages] == [("Hello", "done")]


def test_an_event_that_is_told_again_counts_once():
    """As after a reconnection, when the list of events is read."""
    request = event("span.model_request_end", model_request_start_id="s", model_usage={"input_tokens": 5})
    tool = event("agent.tool_use", name="bash", input={})
    after = state(RUNNING, tool, request, tool, request, END)

    assert (len(after.tools), after.usage.input_tokens) == (1, 5)


def test_thinking_is_a_signal_without_words():
    after = state(RUNNING, event("agent.thinking"), END)

    assert [(it.kind, it.text, it.done) for it in after.thoughts] == [("redacted", "", True)]


@pytest.mark.parametrize(
    ("use", "result", "key", "kind"),
    [
        ("agent.tool_use", "agent.tool_result", "tool_use_id", "server"),
        ("agent.mcp_tool_use", "agent.mcp_tool_result", "mcp_tool_use_id", "mcp"),
        ("agent.custom_tool_use", "user.custom_tool_result", "custom_tool_use_id", ""),
        ("agent.tool_use", "user.tool_result", "tool_use_id", "server"),
    ],
)
@pytest.mark.parametrize(("failed", "status"), [(None, "completed"), (True, "failed")])
def test_calls_have_results(use: str, result: str, key: str, kind: str, failed: bool | None, status: str):
    called = event(use, name="f", input={"a": 1}, mcp_server_name="docs" if "mcp" in use else "")
    answered = event(result, content=texts("21"), is_error=failed, **{key: called["id"]})
    (tool,) = state(RUNNING, called, answered, END).tools

    assert (tool.name, tool.kind, tool.args, tool.output, tool.status) == ("f", kind, {"a": 1}, "21", status)
    assert tool.title == ("docs: f" if kind == "mcp" else "")


def test_a_call_that_a_person_must_allow_waits():
    called = event("agent.tool_use", name="bash", input={}, evaluated_permission="ask")
    wait = idle("requires_action", event_ids=[called["id"]])
    denied = event("user.tool_confirmation", tool_use_id=called["id"], result="deny", deny_message="no")
    waiting, after = state(RUNNING, called, wait), state(RUNNING, called, wait, denied, END)

    assert ([it.status for it in waiting.interrupts], waiting.tools[0].status) == (["open"], "awaiting_approval")
    assert [(it.status, it.answer) for it in after.interrupts] == [("resolved", "deny")]
    assert (after.tools[0].status, after.tools[0].error) == ("denied", "no")


def test_threads_are_agents_and_workflows_have_phases():
    def thread(type: str, **more: Any) -> dict[str, Any]:
        return event(f"session.thread_{type}", session_thread_id="sthr_1", agent_name="Reader", **more)

    def run(type: str, **more: Any) -> dict[str, Any]:
        return event(f"workflow_run.{type}", workflow_run_id="w1", **more)

    phases = [{"id": "p1", "name": "Gather"}, {"id": "p2", "name": "Write", "description": "all of it"}]
    events = [
        RUNNING,
        run("created", name="Review", description="Review the field", phases=phases),
        run("status_running"),
        run("phase_started", workflow_run_phase_id="p1"),
        thread("created", workflow_run_id="w1"),
        thread("status_running"),
        event("agent.tool_use", name="bash", input={}, session_thread_id="sthr_1"),
        thread("status_idle", stop_reason={"type": "end_turn"}),
        run("phase_ended", workflow_run_phase_id="p1", phase_started_id="x"),
    ]
    after = state(*events, closed=False)

    assert [(it.id, it.name, it.status) for it in after.agents] == [("sthr_1", "Reader", "completed")]
    assert after.tools[0].agent == "sthr_1"
    assert [(it.title, it.status) for it in after.plan.phases] == [("Gather", "completed"), ("Write", "pending")]
    assert [(it.title, it.status) for it in after.tasks] == [("Review", "running")]


@pytest.mark.parametrize(
    ("result", "status"),
    [
        ({"type": "completed"}, "completed"),
        ({"type": "stopped"}, "cancelled"),
        ({"type": "error", "error": {"type": "timeout_error", "message": "too long"}}, "failed"),
    ],
)
def test_a_workflow_ends_as_it_says(result: dict[str, Any], status: str):
    created = event("workflow_run.created", workflow_run_id="w1", name="Review", phases=[])
    after = state(RUNNING, created, event("workflow_run.status_ended", workflow_run_id="w1", result=result), END)

    assert [it.status for it in after.tasks] == [status]
    assert [it.message for it in after.errors] == (["too long"] if status == "failed" else [])


def test_an_error_that_is_retried_ends_nothing():
    error = {"type": "model_overloaded_error", "message": "busy", "retry_status": {"type": "retrying"}}
    after = state(RUNNING, event("session.error", error=error), END)

    assert (after.status, [(it.kind, it.fatal) for it in after.errors]) == (
        "completed",
        [("model_overloaded_error", False)],
    )


def test_usage_adds_up_over_the_requests():
    def request(start: str) -> dict[str, Any]:
        usage = {"input_tokens": 5, "output_tokens": 2, "cache_read_input_tokens": 1, "cache_creation_input_tokens": 3}
        return event("span.model_request_end", model_request_start_id=start, model_usage=usage)

    after = state(RUNNING, request("a"), request("b"), event("session.usage", usage={"input_tokens": 10}), END)

    assert (after.usage.input_tokens, after.usage.output_tokens, after.usage.cache_write_tokens) == (10, 4, 6)


def test_the_clock_of_the_server_is_read():
    dialect = AnthropicSessions()
    (said,) = dialect.decode(
        Frame(data='{"type":"session.status_running","id":"a","processed_at":"1970-01-01T00:00:05Z"}')
    )

    assert said.server_time == 5.0


def test_what_is_not_known_is_counted_and_stops_nothing():
    after = state(RUNNING, event("session.surprise"), event("agent.message", content=texts("hi")), END)

    assert (after.status, after.unknown) == ("completed", (("session.surprise", 1),))


@pytest.mark.parametrize(
    ("body", "fit"),
    [
        (RUNNING, Fit.YES),
        ({"type": "event_delta", "event_id": "x"}, Fit.YES),
        ({"type": "agent.message"}, Fit.NO),
        ({"type": "agent_start", "id": "x"}, Fit.NO),
        (None, Fit.NO),
    ],
)
def test_its_frames_are_known_by_their_type(body: Any, fit: Fit):
    assert AnthropicSessions.fit("message", body, {}) is fit


KINDS = [
    "session.status_idle",
    "agent.message",
    "agent.tool_use",
    "workflow_run.created",
    "event_delta",
    "session.error",
]


@given(anything(AnthropicSessions, KINDS))
def test_nothing_that_it_is_sent_breaks_it(frames: list[Frame]):
    dialect = AnthropicSessions()
    swallow(dialect, frames)
    copy.deepcopy(dialect)


def test_a_session_that_is_terminated_after_an_error_has_failed():
    trouble = event(
        "session.error", error={"type": "overloaded", "message": "busy", "retry_status": {"type": "exhausted"}}
    )

    assert state(RUNNING, trouble, event("session.status_terminated")).status == "failed"
    assert (
        state(RUNNING, trouble, event("session.status_running"), event("session.status_terminated")).status
        == "completed"
    )
