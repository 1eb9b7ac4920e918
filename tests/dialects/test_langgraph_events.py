"""The thread event protocol of LangGraph: its rules, one by one."""

from itertools import count
from typing import Any

import pytest

from sse_widgets.dialects import Fit
from sse_widgets.dialects.langgraph.thread_events import REMEMBERED, LangGraphEvents
from sse_widgets.frame import Frame
from sse_widgets.state import RunState
from tests.dialects.reading import fed, framed

_NUMBERS = count(1)


def event(method: str, *namespace: str, event_id: str = "", **data: Any) -> tuple[str, Any]:
    number = next(_NUMBERS)
    params = {"namespace": list(namespace), "timestamp": 1795225405947, "data": data}
    return method, {
        "type": "event",
        "event_id": event_id or f"e{number}",
        "seq": number,
        "method": method,
        "params": params,
    }


def said(kind: str, *namespace: str, **data: Any) -> tuple[str, Any]:
    return event("messages", *namespace, event=kind, **data)


def start(id: str = "m", *namespace: str, role: str = "ai", **more: Any) -> tuple[str, Any]:
    return said("message-start", *namespace, id=f"{id}", role=role, **more)


def block(type: str, index: int = 0, **content: Any) -> tuple[str, Any]:
    return said("content-block-start", index=index, content={"type": type, **content})


def delta(type: str, index: int = 0, **content: Any) -> tuple[str, Any]:
    return said("content-block-delta", index=index, delta={"type": type, **content})


def finish(type: str, index: int = 0, **content: Any) -> tuple[str, Any]:
    return said("content-block-finish", index=index, content={"type": type, **content})


def life(kind: str, *namespace: str, **more: Any) -> tuple[str, Any]:
    return event("lifecycle", *namespace, event=kind, **more)


def thread(*frames: Any, closed: bool = True) -> RunState:
    return fed("langgraph_events", life("running", graph_name="demo"), *frames, closed=closed)


def test_its_envelope_tells_it():
    assert LangGraphEvents.fit("values", event("values")[1], {}) is Fit.YES
    assert LangGraphEvents.fit("values", {"type": "event", "method": "values"}, {}) is Fit.NO
    assert LangGraphEvents.fit("values", {"method": "values", "params": {}}, {}) is Fit.NO


def test_blocks_belong_to_the_message_that_began_last_in_their_namespace():
    state = thread(
        start("a"),
        start("b", "write:1"),
        delta("text-delta", text="A"),
        said("content-block-delta", "write:1", index=0, delta={"type": "text-delta", "text": "B"}),
        delta("text-delta", text="a"),
    )

    assert [(it.id, it.text, it.agent) for it in state.messages] == [("a", "Aa", ""), ("b", "B", "write:1")]


def test_what_a_block_ends_with_wins_and_blocks_are_joined_in_their_order():
    note = {"type": "citation", "url": "https://a.example", "title": "A", "start_index": 0, "end_index": 3}
    state = thread(
        start(),
        block("text"),
        delta("text-delta", text="Hel"),
        finish("text", text="Hello"),
        delta("text-delta", 1, text=", yo"),
        finish("text", 1, text=", you", annotations=[note]),
    )
    (message,) = state.messages

    assert message.text == "Hello, you"
    assert [(it.source_id, it.start, it.end) for it in message.citations] == [("https://a.example", 5, 8)]


def test_reasoning_is_a_thought_of_its_message():
    state = thread(
        start(),
        block("reasoning"),
        delta("reasoning-delta", reasoning="h"),
        finish("reasoning", reasoning="hm"),
        closed=False,
    )

    assert [(it.text, it.done, it.message) for it in state.thoughts] == [("hm", True, "m")]


def test_calls_come_in_fragments_as_a_whole_or_are_not_valid():
    state = thread(
        start(),
        block("tool_call_chunk", 1, id="a", name="look", args=""),
        delta("tool-call-delta", 1, args='{"ci'),
        finish("tool_call", 1, id="a", name="look", args={"city": "Oslo"}),
        block("tool_call_chunk", 2, id=None, name=None, args=None),
        delta("tool-call-delta", 2, args="{"),
        finish("tool_call", 2, id="b", name="look", args={}),
        finish("invalid_tool_call", 3, id="c", name="look", args="{", error="not JSON"),
        block("server_tool_call", 4, id="d", name="search", args={}),
        finish("server_tool_result", 5, tool_call_id="d", status="error", output="no net"),
        closed=False,
    )

    assert [(it.id, it.args, it.status, it.kind) for it in state.tools] == [
        ("a", {"city": "Oslo"}, "pending", ""),
        ("b", {}, "pending", ""),
        ("c", None, "failed", ""),
        ("d", {}, "failed", "server"),
    ]


def test_a_file_is_shown_when_it_is_complete():
    state = thread(start(), delta("data-delta", data="aG"), finish("image", base64="aGk=", mime_type="image/png"))

    assert [(it.kind, it.url, it.message) for it in state.canvas] == [("image", "data:image/png;base64,aGk=", "m")]


def test_the_end_of_a_message_tells_its_tokens_and_why_it_ended():
    usage = {"input_tokens": 2, "output_tokens": 1, "total_tokens": 3, "input_token_details": {"cache_read": 1}}
    state = thread(
        start(), said("message-finish", usage=usage, metadata={"finish_reason": "length", "model_name": "x"})
    )

    assert (state.usage.total_tokens, state.usage.cached_tokens) == (3, 1)
    assert (state.messages[0].finish_reason, state.messages[0].model) == ("length", "x")


def test_a_message_that_breaks_off_says_why():
    state = thread(start(), said("error", message="overloaded", code="busy"), closed=False)

    assert (state.messages[0].status, state.errors[0].kind, state.status) == ("failed", "busy", "running")


def test_tools_run_say_what_they_find_and_end():
    def tool(kind: str, **data: Any) -> tuple[str, Any]:
        return event("tools", event=kind, tool_call_id="c", **data)

    began = [tool("tool-started", tool_name="look", input={"n": 1}), tool("tool-output-delta", delta="a")]
    running = thread(*began, tool("tool-output-delta", delta="b"), closed=False)
    done = thread(*began, tool("tool-finished", output={"type": "tool", "content": "ab", "status": "success"}))
    failed = thread(*began, tool("tool-error", message="boom"))

    assert [(it.name, it.args, it.output, it.status) for it in running.tools] == [("look", {"n": 1}, "ab", "running")]
    assert [(it.output, it.status) for it in done.tools] == [("ab", "completed")]
    assert [(it.error, it.status) for it in failed.tools] == [("boom", "failed")]


@pytest.mark.parametrize(
    ("last", "status"),
    [
        (life("completed"), "completed"),
        (life("failed", error="boom"), "failed"),
        (life("interrupted"), "awaiting_input"),
        (life("completed", "write:1"), "incomplete"),
    ],
    ids=["completed", "failed", "interrupted", "only of a subgraph"],
)
def test_the_lifecycle_of_the_root_is_that_of_the_run(last: tuple[str, Any], status: str):
    state = thread(last)

    assert (state.status, state.run.title) == (status, "demo")


def test_a_state_may_follow_a_question():
    state = thread(
        event("input.requested", interrupt_id="q", payload={"question": "Really?"}),
        life("interrupted"),
        event("values", messages=[{"type": "human", "content": "hi", "id": "h"}]),
    )

    assert (state.status, [it.message for it in state.interrupts]) == ("awaiting_input", ["Really?"])
    assert [message.text for message in state.messages] == ["hi"]


def test_a_question_is_that_of_the_subgraph_which_asks_it_however_it_is_told_again():
    state = thread(
        event("input.requested", "write:1", "draft:2", interrupt_id="q", payload="Really?"),
        event("values", __interrupt__=[{"id": "q", "value": "Really?"}]),
        life("interrupted"),
    )

    assert [(it.id, it.agent) for it in state.interrupts] == [("q", "write:1|draft:2")]


def test_a_run_that_goes_on_after_its_end_is_the_next():
    state = thread(life("interrupted"), life("running", graph_name="demo"), start(), closed=False)

    assert state.status == "running"


def test_subgraphs_are_agents():
    state = thread(
        life("started", "write:1", graph_name="writer", cause={"type": "toolCall", "tool_call_id": "c"}),
        life("started", "write:1", "draft:2"),
        life("failed", "write:1", "draft:2", error="boom"),
        life("interrupted", "write:1"),
        closed=False,
    )

    assert [(it.name, it.parent, it.tool_id, it.status, it.error) for it in state.agents] == [
        ("writer", "", "c", "suspended", ""),
        ("draft", "write:1", "", "failed", "boom"),
    ]


def test_states_updates_tasks_and_what_nodes_write_are_as_in_runs():
    state = thread(
        event("tasks", id="1", name="plan", input={}),
        event("updates", node="plan", values={"n": 1}),
        event("tasks", id="1", name="plan", result={}),
        event("updates", act={"k": 2}),
        event("values", n=3, messages=[]),
        event("custom", name="progress", payload=50),
        event("custom:other", payload=1),
        event("updates", __interrupt__=[{"id": "q", "value": "Really?"}]),
    )

    assert [(it.title, it.status) for it in state.plan.phases] == [("plan", "completed")]
    assert state.document == {"n": 3}
    assert [(it.kind, it.content) for it in state.activities] == [("progress", 50), ("other", 1)]
    assert [it.id for it in state.interrupts] == ["q"]


def test_an_event_that_comes_again_after_a_renewal_is_taken_once():
    hello = said("content-block-delta", index=0, delta={"type": "text-delta", "text": "Hello"})
    state = thread(start(), hello, hello)

    assert [message.text for message in state.messages] == ["Hello"]


def test_only_so_many_ids_are_remembered():
    reader = LangGraphEvents()
    for number in range(3 * REMEMBERED):
        list(reader.decode(framed(event("checkpoints", event_id=f"x{number}"))))

    assert len(reader._seen) == REMEMBERED


def test_what_it_does_not_know_is_counted():
    state = thread(
        event("hologram"),
        life("vanished"),
        said("content-block-start"),
        start(),
        said("twist"),
        event("tools", event="x"),
    )

    assert dict(state.unknown) == {
        "hologram": 1,
        "lifecycle vanished": 1,
        "messages content-block-start before any message": 1,
        "messages twist": 1,
        "tools x": 1,
    }
    with pytest.raises(ValueError, match="expected a JSON object"):
        LangGraphEvents().decode(Frame(data="[]"))
