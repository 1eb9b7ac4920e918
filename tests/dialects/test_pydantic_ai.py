"""pydantic-ai: what its captures do not show."""

import copy
from typing import Any

import pytest
from hypothesis import given

from sse_widgets.dialects.dialect import Fit
from sse_widgets.dialects.pydantic_ai.events import PydanticAi
from sse_widgets.frame import Frame
from sse_widgets.state import RunState
from tests.dialects.reading import anything, fed, swallow


def event(kind: str, **fields: Any) -> dict[str, Any]:
    return {"event_kind": kind, **fields}


def start(index: int, kind: str, **fields: Any) -> dict[str, Any]:
    return event("part_start", index=index, part={"part_kind": kind, **fields})


def delta(index: int, kind: str, **fields: Any) -> dict[str, Any]:
    return event("part_delta", index=index, delta={"part_delta_kind": kind, **fields})


def state(*events: Any, closed: bool = True) -> RunState:
    after = fed("pydantic_ai", *events, closed=closed)
    assert after.counters.unreadable == 0
    return after


RESULT = event("agent_run_result", result={"output": "done"})


def test_a_run_without_its_result_is_incomplete():
    events = [start(0, "text", content="hi")]

    assert state(*events).status == "incomplete"
    assert (state(*events, RESULT).status, state(*events, RESULT).run.result) == ("completed", "done")


def test_an_answer_ends_when_the_agent_makes_its_calls():
    call = {"part_kind": "tool-call", "tool_name": "f", "tool_call_id": "c1", "args": {"a": 1}}
    events = [event("part_start", index=0, part=call), event("function_tool_call", part=call)]
    after = state(*events, start(0, "text", content="x"), closed=False)

    assert [(it.text, it.done) for it in after.messages] == [("", True), ("x", False)]
    assert [(tool.args, tool.status) for tool in after.tools] == [({"a": 1}, "running")]


def test_arguments_may_come_as_text_or_as_an_object():
    text = delta(0, "tool_call", args_delta='{"a":1}', tool_call_id="c1")
    whole = delta(1, "tool_call", args_delta={"b": 2}, tool_call_id="c2")
    after = state(
        start(0, "tool-call", tool_name="f", tool_call_id="c1"), text,
        start(1, "tool-call", tool_name="g", tool_call_id="c2"), whole, RESULT,
    )  # fmt: skip

    assert [tool.args for tool in after.tools] == [{"a": 1}, {"b": 2}]


def test_tools_that_the_model_ran_have_their_results_among_the_parts():
    after = state(
        start(0, "builtin-tool-call", tool_name="web_search", tool_call_id="c1", args={"query": "x"}),
        start(1, "builtin-tool-return", tool_name="web_search", tool_call_id="c1", content=["found"]),
        start(2, "text", content="hi"),
        RESULT,
    )

    assert [(tool.kind, tool.output, tool.status) for tool in after.tools] == [("server", ["found"], "completed")]
    assert [it.text for it in after.messages] == ["hi"]


@pytest.mark.parametrize(("outcome", "status"), [("success", "completed"), ("failed", "failed"), ("denied", "denied")])
def test_a_result_says_how_the_call_went(outcome: str, status: str):
    part = {"part_kind": "tool-return", "tool_name": "f", "tool_call_id": "c1", "content": "x", "outcome": outcome}

    assert [tool.status for tool in state(event("function_tool_result", part=part), RESULT).tools] == [status]


def test_what_an_older_version_calls_the_result_is_read():
    part = {"part_kind": "retry-prompt", "tool_name": "f", "tool_call_id": "c1", "content": "try again"}
    (tool,) = state(event("function_tool_result", result=part), RESULT).tools

    assert (tool.status, tool.error) == ("failed", "try again")


def test_calls_that_a_person_must_allow_wait():
    asked = {"calls": [], "approvals": [{"part_kind": "tool-call", "tool_name": "rm", "tool_call_id": "c1"}]}
    after = state(
        start(0, "tool-call", tool_name="rm", tool_call_id="c1", args={}),
        event("deferred_tool_requests", requests=asked),
        RESULT,
    )

    assert (after.status, [it.tool_id for it in after.interrupts]) == ("awaiting_input", ["c1"])


def test_an_error_fails_the_run():
    assert state(start(0, "text", content="half"), {"error": "no"}).status == "failed"


@pytest.mark.parametrize("said", [event("surprise"), start(1, "surprise"), delta(0, "surprise")])
def test_what_is_not_known_is_counted_and_stops_nothing(said: dict[str, Any]):
    after = state(start(0, "text", content="hi"), said, RESULT)

    assert (after.status, after.unknown) == ("completed", (("surprise", 1),))


def test_its_frames_are_known_by_their_kind():
    assert PydanticAi.fit("message", RESULT, {}) is Fit.YES
    assert PydanticAi.fit("message", {"event_kind": 1}, {}) is Fit.NO
    assert PydanticAi.fit("message", None, {}) is Fit.NO


KINDS = ["part_start", "part_delta", "part_end", "function_tool_call", "function_tool_result", "agent_run_result"]


@given(anything(PydanticAi, KINDS, "event_kind"))
def test_nothing_that_it_is_sent_breaks_it(frames: list[Frame]):
    dialect = PydanticAi()
    swallow(dialect, frames)
    copy.deepcopy(dialect)
