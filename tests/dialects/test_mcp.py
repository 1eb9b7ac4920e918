"""MCP over streamable HTTP, of both eras: its rules, one by one."""

from typing import Any

import pytest

from sse_widgets.dialects import Fit
from sse_widgets.dialects.mcp.mcp import Mcp
from sse_widgets.frame import Frame
from sse_widgets.state import RunState
from tests.dialects.reading import fed


def notice(method: str, **params: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "method": f"notifications/{method}", "params": params}


def asked(method: str, id: int = 7, **params: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": id, "method": method, "params": params}


def result(**fields: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": 2, "result": fields}


def text(said: str) -> dict[str, Any]:
    return {"type": "text", "text": said}


def mcp(*said: Any, closed: bool = True) -> RunState:
    return fed("mcp", *said, closed=closed)


@pytest.mark.parametrize(
    ("body", "headers", "fit"),
    [
        (notice("progress", progressToken=1, progress=1), {}, Fit.YES),
        (asked("elicitation/create"), {}, Fit.YES),
        (result(content=[]), {}, Fit.YES),
        (result(resultType="complete"), {}, Fit.YES),
        (result(task={"taskId": "t"}), {}, Fit.YES),
        ([result(content=[])], {}, Fit.YES),
        ({"jsonrpc": "2.0", "id": 1, "error": {"code": 1, "message": "x"}}, {}, Fit.MAYBE),
        ({"jsonrpc": "2.0", "id": 1, "error": {"code": 1, "message": "x"}}, {"mcp-session-id": "s"}, Fit.YES),
        (result(task={"id": "t", "status": {}}), {}, Fit.NO),
        (asked("message/send"), {}, Fit.NO),
        ({"method": "notifications/progress"}, {}, Fit.NO),
    ],
)
def test_its_methods_its_results_and_its_session_tell_it(body: Any, headers: dict[str, str], fit: Fit):
    assert Mcp.fit("message", body, headers) is fit


def test_progress_is_that_of_the_call_and_its_result_ends_it():
    steps = [notice("progress", progressToken="p", progress=n, total=4, message=f"step {n}") for n in (1, 2)]
    running = mcp(*steps, closed=False)
    state = mcp(*steps, result(content=[text("done")], isError=False))

    assert [(it.progress, it.note, it.status) for it in running.tools] == [(0.5, "step 2", "running")]
    assert [(it.id, it.output, it.status, it.kind) for it in state.tools] == [("p", "done", "completed", "mcp")]
    assert state.status == "completed"


def test_progress_without_a_total_has_no_share_and_the_total_may_change():
    unknown = mcp(notice("progress", progressToken=3, progress=5), closed=False)
    changed = mcp(*(notice("progress", progressToken=3, progress=5, total=n) for n in (10, 20)), closed=False)

    assert [(it.id, it.progress, it.status) for it in unknown.tools] == [("3", None, "running")]
    assert [it.progress for it in changed.tools] == [0.25]


def test_a_result_without_progress_is_a_call_too_and_its_structure_wins_over_its_text():
    state = mcp(result(content=[text("{}")], structuredContent={"n": 1}))

    assert [(it.id, it.output) for it in state.tools] == [("2", {"n": 1})]


def test_a_tool_that_failed_does_not_fail_the_run_and_an_error_does():
    failed = mcp(result(content=[text("no such file")], isError=True))
    broken = mcp(
        notice("progress", progressToken=1, progress=1),
        {"jsonrpc": "2.0", "id": 2, "error": {"code": -32602, "message": "Unknown tool"}},
    )

    assert (failed.status, failed.tools[0].status, failed.tools[0].error) == ("completed", "failed", "no such file")
    assert (broken.status, broken.errors[0].message, broken.tools[0].status) == ("failed", "Unknown tool", "incomplete")


@pytest.mark.parametrize(
    ("level", "ours"),
    [("debug", "debug"), ("notice", "info"), ("warning", "warning"), ("critical", "error"), ("emergency", "error")],
)
def test_a_log_line_keeps_its_level_and_may_hold_anything(level: str, ours: str):
    state = mcp(notice("message", level=level, logger="x", data={"a": [1]}), notice("message", data="plain"))

    assert [(line.level, line.message) for line in state.logs] == [(ours, '{"a": [1]}'), ("info", "plain")]


def test_a_server_that_asks_a_person_waits_and_a_result_means_it_was_answered():
    question = asked("elicitation/create", message="Which city?", requestedSchema={"type": "object"})
    waits = mcp(question)
    answered = mcp(question, result(content=[text("ok")]))

    assert (waits.status, waits.interrupts[0].message, waits.interrupts[0].schema) == (
        "awaiting_input",
        "Which city?",
        {"type": "object"},
    )
    assert (answered.status, answered.interrupts[0].status) == ("completed", "resolved")


def test_a_question_may_lead_to_a_page_and_be_answered_there():
    question = asked("elicitation/create", mode="url", url="https://x.example", elicitationId="e", message="Log in")
    state = mcp(question, notice("elicitation/complete", elicitationId="e"), closed=False)

    assert [(it.id, it.message, it.status) for it in state.interrupts] == [
        ("e", "Log in\nhttps://x.example", "resolved")
    ]


def test_without_sessions_questions_come_in_place_of_the_result():
    requests = {"q1": {"method": "elicitation/create", "params": {"message": "Which?"}}}
    state = mcp(result(resultType="input_required", inputRequests=requests, requestState="s"))

    assert (state.status, [(it.id, it.message) for it in state.interrupts]) == ("awaiting_input", [("q1", "Which?")])


def test_what_a_tool_returned_besides_text_is_a_source_or_on_the_canvas():
    state = mcp(
        result(
            content=[
                {
                    "type": "resource_link",
                    "uri": "https://x.example/a",
                    "name": "a",
                    "title": "A",
                    "description": "about a",
                },
                {"type": "image", "data": "aGk=", "mimeType": "image/png"},
                {
                    "type": "resource",
                    "resource": {"uri": "file:///notes.md", "text": "# N", "mimeType": "text/markdown"},
                },
                {"type": "hologram"},
            ]
        )
    )

    assert [(it.url, it.title, it.snippet) for it in state.sources] == [("https://x.example/a", "A", "about a")]
    assert [(it.kind, it.title, it.content, it.url) for it in state.canvas] == [
        ("image", "", "", "data:image/png;base64,aGk="),
        ("markdown", "notes.md", "# N", "file:///notes.md"),
    ]


def test_tasks_of_its_own_are_tasks():
    state = mcp(
        notice("tasks/status", taskId="t", status="working", statusMessage="Reading"),
        result(task={"taskId": "t", "status": "completed"}),
    )

    assert [(it.id, it.title, it.status) for it in state.tasks] == [("t", "Reading", "completed")]


def test_what_says_nothing_of_a_run_is_quiet_and_what_it_does_not_know_is_counted():
    state = mcp(
        notice("tools/list_changed"),
        asked("roots/list"),
        asked("ping"),
        notice("cancelled", requestId=1, reason="too late"),
        notice("hologram"),
        "",
        {"jsonrpc": "2.0", "id": 1},
    )

    assert dict(state.unknown) == {"notifications/hologram": 1, "message": 1}
    assert (state.counters.heartbeats, state.logs[0].message) == (
        1,
        "the server took back a request: too late",
    )


def test_a_stream_that_ends_without_its_response_is_incomplete():
    assert mcp(notice("progress", progressToken=1, progress=1)).status == "incomplete"


def test_several_messages_may_come_in_one_frame():
    batch = [notice("progress", progressToken=2, progress=1, total=2), result(content=[text("x")])]

    assert [(it.id, it.output) for it in mcp(batch).tools] == [("2", "x")]
    with pytest.raises(ValueError, match="expected a JSON object"):
        list(Mcp().decode(Frame(data="[1]")))
