"""What libraries yield, as frames."""

import dataclasses
import json
from types import SimpleNamespace
from typing import NamedTuple

import httpx_sse
import pydantic
import pytest

from sse_widgets.frame import Frame
from sse_widgets.sources.sdk_items import as_json, framed


class Part(NamedTuple):
    """What LangGraph's client yields."""

    event: str
    data: dict
    id: str | None = None


class Chunk(pydantic.BaseModel):
    text: str
    snapshot: str = ""
    nothing: int | None = None


@dataclasses.dataclass
class Raw:
    data: Chunk
    type: str = "raw_response_event"


@dataclasses.dataclass
class Updated:
    new_agent: object
    type: str = "agent_updated_stream_event"


@dataclasses.dataclass
class RunItem:
    item: object
    name: str = "tool_output"
    type: str = "run_item_stream_event"


class Said(pydantic.BaseModel):
    """As LangChain's messages are."""

    content: str


Said.__module__ = "langchain_core.messages.ai"

AGENT = SimpleNamespace(name="Triage", tools=[print], instructions="a secret of the company")


@pytest.mark.parametrize(
    ("item", "event", "said"),
    [
        (Part("updates", {"n": 1}, "7"), "updates", {"n": 1}),
        (("values", {"n": 1}), "values", {"n": 1}),
        ((("a:1", "b:2"), "updates", {"n": 1}), "updates|a:1|b:2", {"n": 1}),
        (((), "updates", {"n": 1}), "updates", {"n": 1}),
        ((Chunk(text="a"), {"langgraph_node": "model"}), "messages", None),
        ({"type": "custom", "ns": ("a:1",), "data": {"n": 1}}, "custom|a:1", {"n": 1}),
        ({"messages": [Said(content="a")]}, "values", {"messages": [{"content": "a"}]}),
        ({"model": {"messages": [Said(content="a")]}}, "updates", None),
        ({"__interrupt__": ["why"]}, "updates", None),
        ({"messages": [{"content": "a"}], "model": {"messages": []}}, "message", None),
        (Raw(Chunk(text="a")), "message", None),
        (Updated(AGENT), "message", {"type": "agent_updated_stream_event", "new_agent": {"name": "Triage"}}),
    ],
)
def test_the_name_of_an_event_stays_its_name(item, event, said):
    frame = framed(item, 2.0)

    assert (frame.event, frame.at) == (event, 2.0)
    assert said is None or json.loads(frame.data) == said


def test_an_event_that_holds_an_agent_tells_only_its_name():
    item = SimpleNamespace(type="tool_call_output_item", raw_item={"call_id": "c"}, output="21", agent=AGENT)
    body = json.loads(framed(RunItem(item), 0.0).data)

    assert body["item"] == {
        "type": "tool_call_output_item",
        "raw_item": {"call_id": "c"},
        "output": "21",
        "agent": {"name": "Triage"},
    }


class Result:
    output = "done"
    conversation = "a long one"

    def usage(self):
        return {"input_tokens": 1}


@pytest.mark.parametrize("result", [Result(), SimpleNamespace(output="done", usage={"input_tokens": 1}, state="long")])
def test_the_end_of_an_agent_of_pydantic_ai_leaves_out_the_conversation(result):
    body = json.loads(framed(SimpleNamespace(event_kind="agent_run_result", result=result), 0.0).data)

    assert body == {"event_kind": "agent_run_result", "result": {"output": "done", "usage": {"input_tokens": 1}}}


def test_what_stream_helpers_repeat_in_every_event_is_left_out():
    assert as_json(Chunk(text="c", snapshot="abc")) == '{"text":"c"}'


def test_events_are_frames():
    event = httpx_sse.ServerSentEvent("a", "x", "7", 5)

    assert framed(event, 1.0) == Frame("a", "x", "7", 5, 1.0)


class Broken:
    def model_dump_json(self, **_):
        raise RuntimeError("no")


class Circle:
    def __init__(self):
        self.again = self


@pytest.mark.parametrize(
    "item",
    [Broken(), Circle(), {"\ud800": 1}, float("nan"), {1, 2}, b"\xff", print, [Circle()], {("a", "b"): 1}, Chunk],
)
def test_anything_at_all_becomes_json(item):
    json.loads(as_json(item))


def test_half_a_character_costs_itself_and_not_the_item():
    assert json.loads(as_json({"text": "half \ud83d of it"})) == {"text": "half \ufffd of it"}
