"""The OpenAI Agents SDK: what its captures do not show."""

import copy
from typing import Any

import pytest
from hypothesis import given

from sse_widgets.dialects.dialect import Fit
from sse_widgets.dialects.openai.agents import OpenAiAgents
from sse_widgets.frame import CLOSED, Frame
from sse_widgets.log import Log
from sse_widgets.state import RunState
from tests.dialects.reading import anything, fed, framed, swallow


def raw(type: str, **fields: Any) -> dict[str, Any]:
    return {"type": "raw_response_event", "data": {"type": f"response.{type}", **fields}}


def item(raw: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "run_item_stream_event", "name": "x", "item": {"type": "x_item", "raw_item": raw, **more}}


def agent(name: Any) -> dict[str, Any]:
    return {"type": "agent_updated_stream_event", "new_agent": name}


MESSAGE = {"id": "m1", "type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "hi"}]}
CALL = {"id": "fc1", "type": "function_call", "call_id": "c1", "name": "f", "arguments": "{}"}


def state(*events: Any, closed: bool = True) -> RunState:
    after = fed("openai_agents", *events, closed=closed)
    assert after.counters.unreadable == 0
    return after


def test_the_end_of_a_response_is_not_that_of_the_run():
    completed = raw("completed", response={"id": "r1", "status": "completed", "output": [MESSAGE]})
    going_on, after = state(agent({"name": "A"}), completed, closed=False), state(agent({"name": "A"}), completed)

    assert (going_on.status, after.status) == ("running", "completed")
    assert [(it.text, it.agent) for it in after.messages] == [("hi", "A")]


def test_items_are_enough_where_the_events_of_the_model_are_not_served():
    output = {"type": "function_call_output", "call_id": "c1", "output": "21"}
    after = state(agent("A"), item(CALL), item(output), item(MESSAGE))

    assert [it.text for it in after.messages] == ["hi"]
    assert [(tool.id, tool.output, tool.status) for tool in after.tools] == [("c1", "21", "completed")]


def test_what_was_told_by_the_model_is_not_told_again_by_the_item():
    after = state(agent("A"), raw("output_text.delta", item_id="m1", delta="hi"), item(MESSAGE), item(MESSAGE))

    assert [it.text for it in after.messages] == ["hi"]


def test_the_output_of_a_tool_may_be_beside_its_item():
    output = {"type": "function_call_output", "call_id": "c1"}

    assert [it.output for it in state(item(CALL), item(output, output={"t": 21})).tools] == [{"t": 21}]


def test_the_agent_that_hands_over_has_finished():
    after = state(agent("A"), agent("A"), agent("B"), closed=False)

    assert [(it.name, it.status) for it in after.agents] == [("A", "completed"), ("B", "working")]


def test_a_call_that_a_person_must_allow_waits():
    asked = {"id": "ar1", "type": "mcp_approval_request", "server_label": "docs", "name": "ask", "arguments": "{}"}

    assert state(agent("A"), item(asked)).status == "awaiting_input"


def test_an_error_fails_the_run_and_stays():
    after = state(agent("A"), raw("output_text.delta", item_id="m1", delta="half"), {"error": "no"}, "[DONE]")

    assert (after.status, after.messages[0].status) == ("failed", "incomplete")


def test_the_kind_of_an_event_may_be_the_name_of_its_frame():
    log = Log()
    log.feed(framed(("agent_updated_stream_event", {"new_agent": {"name": "A"}})), Frame(CLOSED, "{}"))

    assert (log.dialect, [it.name for it in log.state.agents]) == ("openai_agents", ["A"])


def test_its_frames_are_known_by_their_type():
    assert OpenAiAgents.fit("message", agent("A"), {}) is Fit.YES
    assert OpenAiAgents.fit("message", {"type": "response.created"}, {}) is Fit.NO
    assert OpenAiAgents.fit("message", None, {}) is Fit.NO


@pytest.mark.parametrize("wrong", [{"type": "run_item_stream_event", "item": "x"}, [], None])
def test_what_cannot_be_read_is_counted(wrong: Any):
    assert fed("openai_agents", agent("A"), wrong).counters.unreadable == 1


@given(anything(OpenAiAgents, ["raw_response_event", "run_item_stream_event", "agent_updated_stream_event"]))
def test_nothing_that_it_is_sent_breaks_it(frames: list[Frame]):
    dialect = OpenAiAgents()
    swallow(dialect, frames)
    copy.deepcopy(dialect)
