"""Gemini's Interactions: the rules one by one."""

import copy
from typing import Any

import pytest
from hypothesis import given

from sse_widgets.dialects.dialect import Fit
from sse_widgets.dialects.gemini.interactions import GeminiInteractions
from sse_widgets.frame import Frame
from sse_widgets.state import RunState
from tests.dialects.reading import anything, fed, swallow


def event(type: str, **fields: Any) -> dict[str, Any]:
    return {"event_type": type, "event_id": "e", **fields}


def start(index: int, type: str, **fields: Any) -> dict[str, Any]:
    return event("step.start", index=index, step={"type": type, **fields})


def delta(index: int, type: str, **fields: Any) -> dict[str, Any]:
    return event("step.delta", index=index, delta={"type": type, **fields})


def stop(index: int) -> dict[str, Any]:
    return event("step.stop", index=index)


def interaction(type: str, status: str, **more: Any) -> dict[str, Any]:
    return event(f"interaction.{type}", interaction={"id": "i1", "status": status, "model": "m", **more})


CREATED = interaction("created", "in_progress")
DONE = interaction("completed", "completed")


def state(*events: Any, closed: bool = True) -> RunState:
    after = fed("gemini_interactions", *events, closed=closed)
    assert after.counters.unreadable == 0
    return after


def texts(after: RunState) -> list[str]:
    return [it.text for it in after.messages]


def test_an_interaction_is_told_step_by_step():
    usage = {"total_input_tokens": 5, "total_output_tokens": 2, "total_tokens": 9, "total_thought_tokens": 2}
    after = state(
        CREATED,
        event("interaction.status_update", interaction_id="i1", status="in_progress"),
        start(0, "thought"),
        delta(0, "thought_summary", content={"type": "text", "text": "hm"}),
        delta(0, "thought_signature", signature="s"),
        stop(0),
        start(1, "function_call", id="c1", name="f", arguments={}),
        delta(1, "arguments_delta", arguments='{"a"'),
        delta(1, "arguments_delta", arguments=":1}"),
        stop(1),
        start(2, "model_output"),
        delta(2, "text", text="Hel"),
        delta(2, "text", text="lo"),
        stop(2),
        interaction("completed", "completed", steps=[], usage=usage),
    )

    assert (after.status, after.run.id, after.run.model) == ("completed", "i1", "m")
    assert ([it.text for it in after.thoughts], texts(after)) == (["hm"], ["Hello"])
    assert [(tool.id, tool.name, tool.args, tool.status) for tool in after.tools] == [("c1", "f", {"a": 1}, "pending")]
    assert (after.usage.total_tokens, after.usage.reasoning_tokens) == (9, 2)


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("completed", "completed"),
        ("failed", "failed"),
        ("cancelled", "cancelled"),
        ("incomplete", "incomplete"),
        ("budget_exceeded", "incomplete"),
        ("requires_action", "awaiting_input"),
        ("requires_continuation", "awaiting_input"),
    ],
)
def test_its_status_says_how_it_ended(word: str, status: str):
    update = event("interaction.status_update", interaction_id="i1", status=word)

    assert state(CREATED, start(0, "model_output"), update).status == status
    assert state(CREATED, start(0, "model_output"), interaction("completed", word)).status == status


def test_a_stream_without_an_end_is_incomplete():
    assert state(CREATED, delta(0, "text", text="half")).status == "incomplete"


def test_an_error_fails_it():
    after = state(CREATED, delta(0, "text", text="half"), event("error", error={"code": "quota", "message": "no"}))

    assert (after.status, [(it.kind, it.message) for it in after.errors]) == ("failed", [("quota", "no")])


def test_a_delta_to_a_step_that_was_not_announced_opens_it():
    """As after a resumption."""
    after = state(
        delta(0, "thought_summary", content={"text": "hm"}),
        delta(1, "arguments_delta", arguments='{"a":1}'),
        delta(2, "text", text="hi"),
        delta(3, "image", data="QQ==", mime_type="image/png"),
        DONE,
    )

    assert (texts(after), [it.text for it in after.thoughts]) == (["hi", ""], ["hm"])
    assert [tool.args for tool in after.tools] == [{"a": 1}]
    assert [(it.kind, it.url) for it in after.canvas] == [("image", "data:image/png;base64,QQ==")]


def test_the_older_form_says_content_instead_of_step():
    after = state(
        event("interaction.start", interaction={"id": "i1", "model": "m"}),
        event("content.start", index=0, content={"type": "text"}),
        event("content.delta", index=0, delta={"type": "text", "text": "hi"}),
        event("content.stop", index=0),
        event("interaction.complete", interaction={"id": "i1"}),
    )

    assert (after.status, texts(after)) == ("completed", ["hi"])


@pytest.mark.parametrize(
    ("family", "kind", "args", "result"),
    [
        ("google_search", "search", {"queries": ["aral"]}, [{"url": "https://x.org", "title": "X"}]),
        ("url_context", "search", {"urls": ["https://x.org"]}, [{"url": "https://x.org", "status": "success"}]),
        ("code_execution", "code", {"code": "1"}, "1"),
        ("mcp_server_tool", "mcp", {"q": 1}, "yes"),
    ],
)
def test_calls_of_the_server_have_results(family: str, kind: str, args: Any, result: Any):
    after = state(
        CREATED,
        start(0, f"{family}_call", id="c1", arguments={}),
        delta(0, f"{family}_call", arguments=args),
        stop(0),
        start(1, f"{family}_result", call_id="c1"),
        delta(1, f"{family}_result", result=result),
        stop(1),
        DONE,
    )

    assert [(tool.kind, tool.args, tool.status, tool.output) for tool in after.tools] == [
        (kind, args, "completed", result)
    ]
    assert [it.url for it in after.sources] == (["https://x.org"] if kind == "search" else [])


def test_a_call_that_failed_says_so():
    result = start(1, "code_execution_result", call_id="c1", result="NameError", is_error=True)
    (tool,) = state(CREATED, start(0, "code_execution_call", id="c1"), stop(0), result, stop(1), DONE).tools

    assert (tool.status, tool.error) == ("failed", "NameError")


def test_annotations_are_sources_and_citations_that_count_in_bytes():
    note = {"type": "url_citation", "url": "https://x.org", "title": "X", "end_index": 2}
    after = state(
        CREATED, delta(0, "text", text="hi"), delta(0, "text_annotation_delta", annotations=[note, None]), DONE
    )

    assert [(it.url, it.title) for it in after.sources] == [("https://x.org", "X")]
    assert [(it.start, it.end, it.unit) for it in after.messages[0].citations] == [(0, 2, "byte")]


def test_thinking_of_which_nothing_is_shown_is_hidden():
    after = state(CREATED, start(0, "thought", signature="s"), stop(0), DONE)

    assert [(it.kind, it.done) for it in after.thoughts] == [("redacted", True)]


def test_a_whole_interaction_instead_of_a_stream_is_read():
    steps = [
        {"type": "thought", "summary": [{"type": "text", "text": "hm"}]},
        {"type": "function_call", "id": "c1", "name": "f", "arguments": {"a": 1}},
        {"type": "model_output", "content": [{"type": "text", "text": "hi"}]},
    ]
    body = {"object": "interaction", "id": "i1", "status": "completed", "steps": steps}
    after = state(body, closed=False)

    assert (after.status, texts(after), [it.text for it in after.thoughts]) == ("completed", ["hi"], ["hm"])
    assert [tool.args for tool in after.tools] == [{"a": 1}]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (event("surprise"), "surprise"),
        (start(5, "surprise"), "surprise"),
        (delta(0, "surprise"), "surprise"),
    ],
)
def test_what_is_not_known_is_counted_and_stops_nothing(said: dict[str, Any], name: str):
    after = state(CREATED, start(0, "model_output"), said, delta(0, "text", text="hi"), DONE)

    assert (after.status, texts(after), after.unknown) == ("completed", ["hi"], ((name, 1),))


@pytest.mark.parametrize(
    ("body", "fit"),
    [
        (CREATED, Fit.YES),
        (stop(0), Fit.YES),
        ({"object": "interaction"}, Fit.YES),
        (event("error"), Fit.YES),
        (None, Fit.NO),
    ],
)
def test_its_frames_are_known_by_their_type(body: Any, fit: Fit):
    assert GeminiInteractions.fit("message", body, {}) is fit


KINDS = [
    "interaction.created",
    "interaction.completed",
    "step.start",
    "step.delta",
    "step.stop",
    "content.delta",
    "error",
]


@given(anything(GeminiInteractions, KINDS, "event_type"))
def test_nothing_that_it_is_sent_breaks_it(frames: list[Frame]):
    dialect = GeminiInteractions()
    swallow(dialect, frames)
    copy.deepcopy(dialect)
