"""A2A over JSON-RPC and REST, 1.0 and 0.3: its rules, one by one."""

from typing import Any

import pytest

from sse_widgets.dialects import Fit
from sse_widgets.dialects.a2a.a2a import A2a
from sse_widgets.frame import Frame
from sse_widgets.state import RunState
from tests.dialects.reading import fed, framed


def rpc(**result: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": 1, "result": result}


def status(state: str, *texts: str, **more: Any) -> dict[str, Any]:
    message = {"messageId": f"m-{''.join(texts)}", "role": "ROLE_AGENT", "parts": [{"text": each} for each in texts]}
    said = {"message": message} if texts else {}
    return {"taskId": "t", "contextId": "c", "status": {"state": state} | said, **more}


def update(state: str, *texts: str, **more: Any) -> dict[str, Any]:
    return rpc(statusUpdate=status(state, *texts, **more))


def artifact(*texts: str, id: str = "a", name: str = "report.md", **more: Any) -> dict[str, Any]:
    parts = [{"text": text} for text in texts]
    return rpc(artifactUpdate={"taskId": "t", "artifact": {"artifactId": id, "name": name, "parts": parts}, **more})


def task(state: str = "TASK_STATE_WORKING", **more: Any) -> dict[str, Any]:
    return {"id": "t", "contextId": "c", "status": {"state": state}, **more}


def a2a(*said: Any) -> RunState:
    return fed("a2a", *said)


@pytest.mark.parametrize(
    ("body", "fit"),
    [
        (rpc(task=task()), Fit.YES),
        (rpc(message={"messageId": "m", "parts": []}), Fit.YES),
        (update("TASK_STATE_WORKING"), Fit.YES),
        (artifact("x"), Fit.YES),
        (rpc(kind="status-update", status={"state": "working"}, taskId="t"), Fit.YES),
        ({"statusUpdate": status("TASK_STATE_WORKING")}, Fit.YES),
        (rpc(**task()), Fit.YES),
        ({"jsonrpc": "2.0", "id": 1, "error": {"code": -32603, "message": "x"}}, Fit.MAYBE),
        (rpc(content=[]), Fit.NO),
        (rpc(task={"taskId": "t", "status": "working"}), Fit.NO),
        ({"task": "buy milk"}, Fit.NO),
        ([], Fit.NO),
    ],
)
def test_tasks_updates_and_messages_with_parts_tell_it(body: Any, fit: Fit):
    assert A2a.fit("message", body, {}) is fit


@pytest.mark.parametrize("rest", [True, False])
def test_a_message_alone_is_the_whole_answer(rest: bool):
    message = {"messageId": "m", "contextId": "c", "role": "ROLE_AGENT", "parts": [{"text": "Hi"}, {"text": "!"}]}
    state = a2a({"message": message} if rest else rpc(message=message))

    assert ([(it.role, it.text) for it in state.messages], state.status) == ([("assistant", "Hi!")], "completed")


@pytest.mark.parametrize(
    ("word", "run", "of_task"),
    [
        ("TASK_STATE_COMPLETED", "completed", "completed"),
        ("completed", "completed", "completed"),
        ("TASK_STATE_FAILED", "failed", "failed"),
        ("TASK_STATE_CANCELED", "cancelled", "cancelled"),
        ("canceled", "cancelled", "cancelled"),
        ("TASK_STATE_REJECTED", "failed", "failed"),
        ("TASK_STATE_INPUT_REQUIRED", "awaiting_input", "pending"),
        ("auth-required", "awaiting_input", "pending"),
        ("TASK_STATE_WORKING", "incomplete", "incomplete"),
        ("TASK_STATE_NEVER_HEARD_OF", "incomplete", "pending"),
    ],
)
def test_the_state_of_the_task_says_how_the_run_ended(word: str, run: str, of_task: str):
    state = a2a(
        update("TASK_STATE_WORKING") if word == "TASK_STATE_WORKING" else rpc(task=task("submitted")), update(word)
    )

    assert (state.status, state.tasks[0].status) == (run, of_task)


def test_final_says_nothing():
    """It was false with a question, from a server that had nothing more to send."""
    asked = rpc(kind="status-update", final=False, **status("input-required", "Which city?"))
    state = a2a(asked)

    assert (state.status, [it.message for it in state.interrupts]) == ("awaiting_input", ["Which city?"])


def test_a_piece_of_an_artifact_is_added_only_where_it_says_so():
    """Absent means false."""
    added = a2a(artifact("# A\n"), artifact("b", append=True), artifact("c", append=True, lastChunk=True))
    replaced = a2a(artifact("old"), artifact("new", append=None))

    assert [(it.content, it.version, it.done) for it in added.canvas] == [("# A\nbc", 1, True)]
    assert [(it.content, it.version, it.kind) for it in replaced.canvas] == [("new", 2, "markdown")]


def test_a_snapshot_adds_what_was_missed_and_no_more():
    whole = {"artifactId": "a", "name": "report.md", "parts": [{"text": "# A\n"}, {"text": "bc"}]}
    said = {"messageId": "m-Planning", "role": "ROLE_AGENT", "parts": [{"text": "Planning"}]}
    state = a2a(
        rpc(task=task()),
        update("TASK_STATE_WORKING", "Planning"),
        artifact("# A\n"),
        rpc(task=task(artifacts=[whole], history=[said])),
        artifact("d", append=True),
        update("TASK_STATE_COMPLETED"),
    )

    assert [(it.content, it.version, len(it.earlier)) for it in state.canvas] == [("# A\nbcd", 1, 0)]
    assert [message.text for message in state.messages] == ["Planning"]


def test_a_snapshot_that_says_something_else_wins():
    whole = {"artifactId": "a", "parts": [{"text": "other"}]}
    state = a2a(artifact("text"), rpc(task=task(artifacts=[whole])))

    assert [(it.content, it.version) for it in state.canvas] == [("other", 2)]


def test_files_come_as_addresses_or_bytes_in_either_version():
    old = {"kind": "file", "file": {"bytes": "aGk=", "mimeType": "text/html", "name": "a.html"}}
    parts = [
        {"url": "https://x.example/f.png", "mediaType": "image/png"},
        {"raw": "aGk=", "mediaType": "text/html"},
        old,
    ]
    state = a2a(rpc(artifactUpdate={"taskId": "t", "artifact": {"artifactId": "a", "parts": parts}}))

    assert [(it.id, it.kind, it.url) for it in state.canvas] == [
        ("a", "image", "https://x.example/f.png"),
        ("a/file-2", "web", "data:text/html;base64,aGk="),
        ("a/file-3", "web", "data:text/html;base64,aGk="),
    ]


def test_data_is_an_artifact_of_its_own_or_an_activity():
    data = {"data": {"n": 1}}
    state = a2a(
        rpc(artifactUpdate={"taskId": "t", "artifact": {"artifactId": "a", "parts": [data]}}),
        rpc(message={"messageId": "m", "parts": [data]}),
    )

    assert [(it.kind, it.content) for it in state.canvas] == [("data", '{\n  "n": 1\n}')]
    assert [it.content for it in state.activities] == [{"n": 1}]
    assert len(state.messages) == 0


def test_an_error_instead_of_a_result_fails_the_run():
    """An executor that raised leaves its task in the midst of its work."""
    error = {"jsonrpc": "2.0", "id": 1, "error": {"code": -32603, "message": "Internal error"}}

    for said in (error, ("error", {"error": error["error"]})):
        state = a2a(rpc(task=task()), said)
        assert (state.status, state.errors[0].message, state.errors[0].kind) == ("failed", "Internal error", "-32603")


def test_times_are_those_of_the_server():
    (*_, told) = A2a().decode(
        framed(rpc(task={**task(), "status": {"state": "working", "timestamp": "2026-11-21T01:41:00Z"}}))
    )

    assert told.server_time == 1795225260.0


def test_a_result_that_it_does_not_know_is_counted_and_no_object_refused():
    assert dict(a2a(rpc(hologram=1)).unknown) == {"hologram": 1}
    with pytest.raises(ValueError, match="expected a JSON object"):
        A2a().decode(Frame(data="[]"))
