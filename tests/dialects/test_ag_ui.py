"""AG-UI: the rules, one by one."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_widgets import events as e
from sse_widgets.dialects.ag_ui.ag_ui import AgUi
from sse_widgets.dialects.ag_ui.wire import MODELS
from sse_widgets.dialects.dialect import Fit
from sse_widgets.frame import CLOSED, Frame
from sse_widgets.log import Log
from sse_widgets.state import RunState, ToolPart
from tests.strategies import JSON


def frames(*said: dict[str, Any]) -> list[Frame]:
    return [Frame(data=json.dumps(each)) for each in said]


def state_of(*said: dict[str, Any], closed: bool = False) -> RunState:
    log = Log("ag_ui")
    for frame in frames(*said):
        log.feed(frame)
    if closed:
        log.feed(Frame(CLOSED, "{}"))
    return log.state


def run(type: str, **fields: Any) -> dict[str, Any]:
    return {"type": type, **fields}


START = run("RUN_STARTED", runId="r1", threadId="t1")
END = run("RUN_FINISHED", runId="r1", threadId="t1")


# ------------------------------------------------------------ chunks and lanes


def text_chunk(delta: str | None, id: str | None = None, **more: Any) -> dict[str, Any]:
    return run("TEXT_MESSAGE_CHUNK", **({"messageId": id} if id else {}), delta=delta, **more)


def call_chunk(delta: str | None, id: str | None = None, **more: Any) -> dict[str, Any]:
    return run("TOOL_CALL_CHUNK", **({"toolCallId": id} if id else {}), delta=delta, **more)


def test_chunks_without_an_id_go_on_and_a_new_id_closes_what_went_before():
    state = state_of(START, text_chunk("Hel", "m1", role="user", name="Ada"), text_chunk("lo"), text_chunk("b", "m2"))

    assert [(it.id, it.text, it.role, it.agent, it.status) for it in state.messages] == [
        ("m1", "Hello", "user", "Ada", "done"),
        ("m2", "b", "assistant", "", "streaming"),
    ]


def test_chunks_of_calls_go_on_likewise():
    state = state_of(
        START,
        call_chunk('{"a"', "c1", toolCallName="look", parentMessageId="m1"),
        call_chunk(":1}"),
        call_chunk(None, "c2", toolCallName="wait"),
        END,
    )

    assert [(it.id, it.name, it.args, it.status, it.message) for it in state.tools] == [
        ("c1", "look", {"a": 1}, "pending", "m1"),
        ("c2", "wait", {}, "pending", ""),
    ]


def test_chunks_of_subagents_keep_to_their_lanes():
    state = state_of(
        START,
        text_chunk("a", "m1"),
        text_chunk("x", "m2", subagentRunId="s"),
        text_chunk("b"),
        text_chunk("y", subagentRunId="s"),
        END,
    )

    assert [(it.id, it.text, it.agent, it.status) for it in state.messages] == [
        ("m1", "ab", "", "done"),
        ("m2", "xy", "s", "done"),
    ]


def test_a_chunk_without_an_id_in_a_lane_without_a_stream_goes_on_with_the_only_one_there_is():
    one = state_of(START, text_chunk("a", "m1", subagentRunId="s"), text_chunk("b"))
    two = state_of(
        START,
        text_chunk("a", "m1", subagentRunId="s"),
        text_chunk("x", "m2", subagentRunId="t"),
        text_chunk("b"),
    )

    assert [(it.id, it.text) for it in one.messages] == [("m1", "ab")]
    assert [(it.id, it.text) for it in two.messages] == [("m1", "a"), ("m2", "x")]
    assert "the first chunk of a message has to say which message" in two.errors[0].message


@pytest.mark.parametrize("type", ["TEXT_MESSAGE_CHUNK", "TOOL_CALL_CHUNK"])
def test_a_first_chunk_without_an_id_is_told_and_costs_only_itself(type: str):
    state = state_of(START, run(type, delta="x"), text_chunk("a", "m1"))

    assert state.counters.unreadable == 1
    assert [message.text for message in state.messages] == ["a"]


def test_an_announced_message_closes_the_chunked_one_of_its_lane_and_no_other():
    state = state_of(
        START,
        text_chunk("a", "m1"),
        text_chunk("x", "m2", subagentRunId="s"),
        call_chunk("{}", "c1"),
        run("TEXT_MESSAGE_START", messageId="m3"),
        run("TOOL_CALL_START", toolCallId="c2", toolCallName="n"),
    )

    assert [(it.id, it.status) for it in state.messages] == [("m1", "done"), ("m2", "streaming"), ("m3", "streaming")]
    assert [(it.id, it.status) for it in state.tools] == [("c1", "pending"), ("c2", "streaming")]


def test_reasoning_chunks_go_on_and_end_with_the_run():
    state = state_of(
        START,
        run("REASONING_MESSAGE_CHUNK", messageId="h1", delta="on one "),
        run("REASONING_MESSAGE_CHUNK", delta="hand"),
        run("REASONING_MESSAGE_CHUNK", messageId="h2", delta="on the other", subagentRunId="s"),
        END,
    )

    assert [(it.id, it.text, it.done, it.agent) for it in state.thoughts] == [
        ("h1", "on one hand", True, ""),
        ("h2", "on the other", True, "s"),
    ]


def test_the_chunks_of_a_run_do_not_go_on_into_the_next():
    state = state_of(
        START, text_chunk("a", "m1"), run("RUN_ERROR", message="boom"), run("RUN_STARTED", runId="r2", threadId="t1"),
        text_chunk("b"),
    )  # fmt: skip

    assert [message.text for message in state.messages] == ["a"]
    assert state.counters.unreadable == 1


# --------------------------------------------------- subagents, steps, thinking


def test_subagents_start_fail_rest_and_finish():
    state = state_of(
        START,
        run("SUBAGENT_STARTED", subagentRunId="a", name="Scout", description="look around", parentToolCallId="c1"),
        run("SUBAGENT_STARTED", subagentRunId="b", name="Quill", parentSubagentRunId="a"),
        run("SUBAGENT_STARTED", subagentRunId="c", name="Late"),
        run("TEXT_MESSAGE_CONTENT", messageId="m", delta="hi", subagentRunId="a"),
        run("SUBAGENT_FINISHED", subagentRunId="a", result={"n": 1}, outcome={"type": "success"}),
        run("SUBAGENT_ERROR", subagentRunId="b", message="no ink"),
        run("SUBAGENT_FINISHED", subagentRunId="c", outcome={"type": "suspended", "interruptIds": ["i"]}),
    )

    assert [(it.id, it.name, it.parent, it.task, it.tool_id, it.status, it.error) for it in state.agents] == [
        ("a", "Scout", "", "look around", "c1", "completed", ""),
        ("b", "Quill", "a", "", "", "failed", "no ink"),
        ("c", "Late", "", "", "", "suspended", ""),
    ]
    assert state.agents[0].result == {"n": 1}
    assert state.messages[0].agent == "a"


def test_steps_whose_names_repeat_are_steps_of_their_own_and_the_latest_ends_first():
    state = state_of(
        START,
        run("STEP_STARTED", stepName="think"),
        run("STEP_STARTED", stepName="think"),
        run("STEP_STARTED", stepName="think", subagentRunId="s"),
        run("STEP_FINISHED", stepName="think"),
        run("STEP_FINISHED", stepName="never began"),
    )

    assert [(it.title, it.status, it.agent) for it in state.plan.phases] == [
        ("think", "running", ""),
        ("think", "completed", ""),
        ("think", "running", "s"),
        ("never began", "completed", ""),
    ]


def test_the_older_thinking_events_have_no_ids_and_are_thoughts_one_after_another():
    def thinking(*texts: str) -> list[dict[str, Any]]:
        return [
            run("THINKING_START", title="Weighing"),
            run("THINKING_TEXT_MESSAGE_START"),
            *(run("THINKING_TEXT_MESSAGE_CONTENT", delta=text) for text in texts),
            run("THINKING_TEXT_MESSAGE_END"),
            run("THINKING_END"),
        ]

    state = state_of(START, *thinking("on one ", "hand"), *thinking("on the other"))

    assert [(it.text, it.title, it.done) for it in state.thoughts] == [
        ("on one hand", "Weighing", True),
        ("on the other", "Weighing", True),
    ]


# --------------------------------------------------------------- the snapshot


def snapshot(*messages: dict[str, Any]) -> dict[str, Any]:
    return run("MESSAGES_SNAPSHOT", messages=list(messages))


def call(id: str, name: str, arguments: str) -> dict[str, Any]:
    return {"id": id, "type": "function", "function": {"name": name, "arguments": arguments}}


def test_a_snapshot_wins_over_what_was_streamed():
    """ag-ui-langgraph loses the arguments that come with the name of a call; its snapshot has them whole."""
    state = state_of(
        START,
        run("TEXT_MESSAGE_CONTENT", messageId="m1", delta="Hel"),
        run("TOOL_CALL_START", toolCallId="c1", toolCallName="look", parentMessageId="m1"),
        run("TOOL_CALL_ARGS", toolCallId="c1", delta='ty": "Oslo"}'),
        run("TOOL_CALL_END", toolCallId="c1"),
        run("TOOL_CALL_RESULT", messageId="streamed-id", toolCallId="c1", content="21 °C"),
        snapshot(
            {
                "id": "u1",
                "role": "user",
                "content": [{"type": "text", "text": "Weather"}, {"type": "text", "text": "?"}],
            },
            {
                "id": "m1",
                "role": "assistant",
                "content": "Hello",
                "toolCalls": [call("c1", "look", '{"city": "Oslo"}')],
            },
            {"id": "other-id", "role": "tool", "toolCallId": "c1", "content": "21 °C"},
            {"id": "m2", "role": "assistant", "content": "It is warm."},
        ),
        END,
    )

    assert [(it.id, it.role, it.text, it.status) for it in state.messages] == [
        ("m1", "assistant", "Hello", "done"),
        ("u1", "user", "Weather?", "done"),
        ("m2", "assistant", "It is warm.", "done"),
    ]
    assert [(it.id, it.args, it.status, it.output) for it in state.tools] == [
        ("c1", {"city": "Oslo"}, "completed", "21 °C")
    ]
    assert [part for part in state.messages[0].parts if isinstance(part, ToolPart)] == [ToolPart("c1")]


def test_a_tool_that_failed_may_say_so_only_in_the_snapshot():
    state = state_of(
        START,
        run("TOOL_CALL_START", toolCallId="c1", toolCallName="look"),
        snapshot({"id": "x", "role": "tool", "toolCallId": "c1", "content": "", "error": "no network"}),
    )

    assert [(it.status, it.error) for it in state.tools] == [("failed", "no network")]


def test_a_call_that_failed_stays_failed_though_the_snapshot_does_not_say_so():
    outcome = json.dumps({"pydantic_ai": {"outcome": "failed"}})
    state = state_of(
        START,
        run("TOOL_CALL_RESULT", messageId="m", toolCallId="c1", content="oh no"),
        run("REASONING_ENCRYPTED_VALUE", entityId="m", encryptedValue=outcome),
        snapshot({"id": "m", "role": "tool", "toolCallId": "c1", "content": "oh no"}),
    )

    assert [(it.status, it.error, it.output) for it in state.tools] == [("failed", "the call failed", "oh no")]


def test_reasoning_is_told_once_though_its_ids_differ_between_stream_and_snapshot():
    reasoning = {"id": "other", "role": "reasoning", "content": "hm"}
    streamed = state_of(START, run("REASONING_MESSAGE_CONTENT", messageId="h1", delta="hm"), snapshot(reasoning))
    unseen = state_of(START, snapshot(reasoning))

    assert [thought.text for thought in streamed.thoughts] == ["hm"]
    assert [(thought.text, thought.done) for thought in unseen.thoughts] == [("hm", True)]


def test_the_history_that_a_run_was_given_is_told_and_activities_are_too():
    given = [
        {"id": "u1", "role": "user", "content": "Hi"},
        {"id": "a1", "role": "activity", "activityType": "PLAN", "content": {"n": 1}},
        {"id": "r1", "role": "reasoning", "content": "of an earlier run"},
    ]
    state = state_of({**START, "input": {"messages": given, "runId": "r1"}})

    assert [(it.role, it.text) for it in state.messages] == [("user", "Hi")]
    assert [(it.id, it.kind, it.content) for it in state.activities] == [("a1", "PLAN", {"n": 1})]
    assert not state.thoughts


def test_what_a_call_returned_in_several_parts_is_their_text_unless_some_are_of_another_kind():
    texts = [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]
    parts = [{"type": "text", "text": "a"}, {"type": "image", "source": {"type": "url", "value": "x"}}]
    results = [
        run("TOOL_CALL_RESULT", messageId=id, toolCallId=id, content=it) for id, it in {"c": texts, "d": parts}.items()
    ]
    state = state_of(START, *results)

    assert [tool.output for tool in state.tools] == ["ab", parts]


# -------------------------------------------------- interrupts, ends, and runs


def test_questions_of_the_older_kind_make_a_run_without_outcome_wait():
    state = state_of(
        START,
        run("CUSTOM", name="on_interrupt", value='{"question": "Delete \\u00e9?"}'),
        run("CUSTOM", name="on_interrupt", value='"And the rest?"'),
        run("CUSTOM", name="on_interrupt", value="Plainly?"),
        run("CUSTOM", name="on_interrupt", value={"options": [1]}),
        run("RUN_FINISHED", runId="r1", threadId="t1", outcome=None, result=None),
    )

    assert state.status == "awaiting_input"
    assert [asked.message for asked in state.interrupts] == [
        '{"question": "Delete é?"}',
        "And the rest?",
        "Plainly?",
        '{"options": [1]}',
    ]
    assert {asked.reason for asked in state.interrupts} == {"on_interrupt"}


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (None, "completed"),
        ({"type": "success"}, "completed"),
        ({"type": "success", "pendingToolCallIds": ["c"]}, "completed"),
        ({"type": "cancelled"}, "cancelled"),
        ({"type": "interrupt", "interrupts": [{"id": "i", "reason": "ask"}]}, "awaiting_input"),
        ({"type": "something new"}, "completed"),
    ],
)
def test_the_outcome_says_how_the_run_ended(outcome: Any, status: str):
    state = state_of(START, {**END, "outcome": outcome, "result": {"n": 1}})

    assert (state.status, state.run.result) == (status, {"n": 1})


def test_several_runs_in_one_stream_are_one_conversation():
    state = state_of(
        START,
        run("TEXT_MESSAGE_CONTENT", messageId="m1", delta="a"),
        {
            **END,
            "outcome": {"type": "interrupt", "interrupts": [{"id": "i"}]},
            "usage": [{"model": "m", "inputTokens": 1, "cachedInputTokens": 4}],
        },
        run("RUN_STARTED", runId="r2", threadId="t1"),
        run("TEXT_MESSAGE_CONTENT", messageId="m2", delta="b"),
        run(
            "RUN_FINISHED",
            runId="r2",
            threadId="t1",
            usage=[{"model": "m", "provider": "p", "inputTokens": 2}, {"model": "n", "inputTokens": 3}],
        ),
    )

    assert (state.status, state.run.id) == ("completed", "r2")
    assert [(it.text, it.status) for it in state.messages] == [("a", "done"), ("b", "done")]
    assert [asked.status for asked in state.interrupts] == ["resolved"]
    assert (state.usage.input_tokens, state.usage.cached_tokens) == (6, 4)
    assert [entry.id for entry in state.usage.entries] == ["r1//m", "r2/p/m", "r2//n"]


def test_a_stream_that_is_cut_is_incomplete_and_so_is_what_was_open():
    said = [START, run("TEXT_MESSAGE_CONTENT", messageId="m", delta="x"), run("TOOL_CALL_START", toolCallId="c")]
    cut, ended = state_of(*said, closed=True), state_of(*said, END, closed=True)

    assert (cut.status, cut.messages[0].status, cut.tools[0].status) == ("incomplete",) * 3
    assert (ended.status, ended.messages[0].status, ended.tools[0].status) == ("completed", "done", "incomplete")


def test_an_error_ends_the_run_with_its_usage():
    state = state_of(START, run("RUN_ERROR", message="boom", code="E7", usage=[{"model": "m", "totalTokens": 9}]))

    assert (state.status, state.usage.total_tokens) == ("failed", 9)
    assert [(it.message, it.kind, it.fatal) for it in state.errors] == [("boom", "E7", True)]


# ----------------------------------------------------------- what is odd in it


@pytest.mark.parametrize(
    "value", ["not json", "{}", '{"pydantic_ai": 7}', "[" * 9999, '{"pydantic_ai": {"outcome": []}}']
)
def test_what_is_encrypted_says_nothing(value: str):
    result = run("TOOL_CALL_RESULT", messageId="m", toolCallId="c", content="x")
    state = state_of(START, result, run("REASONING_ENCRYPTED_VALUE", entityId="m", encryptedValue=value))

    assert ([(it.status, it.output) for it in state.tools], state.counters.unreadable) == ([("completed", "x")], 0)


@pytest.mark.parametrize(
    "content", ["[1, null, {}]", "[" * 9999, "[not json", '[{"url": 7, "title": "t"}]', '[{"url": "u"}]']
)
def test_a_result_that_only_looks_like_sources_is_a_result(content: str):
    state = state_of(START, run("TOOL_CALL_RESULT", messageId="m", toolCallId="c", content=content))

    assert (state.tools[0].output, list(state.sources), state.counters.unreadable) == (content, [], 0)


def test_half_an_emoji_in_a_source_can_still_be_sent():
    content = json.dumps([{"url": "https://example.org", "title": "\ud83d", "content": "c"}])
    (source,) = state_of(START, run("TOOL_CALL_RESULT", messageId="m", toolCallId="c", content=content)).sources

    assert (source.title, source.snippet) == ("\ufffd", "c")


def test_null_counts_as_absent():
    state = state_of(
        START,
        run("TEXT_MESSAGE_START", messageId="m", role=None, name=None, rawEvent=None),
        run("TOOL_CALL_START", toolCallId="c", toolCallName="n", parentMessageId=None, subagentRunId=None),
        run(
            "CUSTOM",
            name="artifact",
            value={"kind": "code", "content": "x", "id": None, "title": None, "language": None},
        ),
        run("RUN_FINISHED", runId="r1", threadId="t1", outcome=None, result=None, usage=None),
    )

    assert (state.messages[0].role, state.tools[0].message, state.status) == ("assistant", "", "completed")
    assert [(it.id, it.title, it.language) for it in state.canvas] == [("artifact", "artifact", "")]
    assert state.counters.unreadable == 0


@pytest.mark.parametrize(
    "value",
    [None, 7, "x", [], {"kind": ["code"], "content": "x"}, {"kind": "code", "content": 7}, {"kind": "new"}],
    ids=str,
)
def test_a_custom_event_that_is_no_artifact_is_an_activity(value: Any):
    state = state_of(START, run("CUSTOM", name="mine", value=value))

    assert [(it.id, it.kind, it.content) for it in state.activities] == [("custom:mine", "mine", value)]
    assert (len(state.canvas), state.counters.unreadable) == (0, 0)


def test_an_unknown_type_is_counted_and_a_raw_one_says_nothing():
    state = state_of(START, run("BRAND_NEW", x=1), run("RAW", event={"a": 1}, source="x"), run("BRAND_NEW"))

    assert state.unknown == (("BRAND_NEW", 2),)
    assert not state.errors


def test_a_patch_that_does_not_fit_leaves_the_document():
    state = state_of(
        START,
        run("STATE_SNAPSHOT", snapshot={"a": 1}),
        run("STATE_DELTA", delta=[{"op": "remove", "path": "/b"}]),
        run("STATE_DELTA", delta=[{"op": "add", "path": "/b", "value": 2}]),
        run("ACTIVITY_SNAPSHOT", messageId="p", activityType="PLAN", content={"n": 0}),
        run("ACTIVITY_DELTA", messageId="p", activityType="PLAN", patch=[{"op": "replace", "path": "/n", "value": 1}]),
    )

    assert state.document == {"a": 1, "b": 2}
    assert [(error.kind, error.frame) for error in state.errors] == [("patch", 3)]
    assert [it.content for it in state.activities] == [{"n": 1}]


@pytest.mark.parametrize("kind", MODELS)
def test_every_type_is_recognised(kind: str):
    assert AgUi.fit("message", {"type": kind}, {}) is Fit.YES


@pytest.mark.parametrize(
    "body", [None, [], {}, {"type": 7}, {"type": "run_started"}, {"type": "OTHER"}, {"type": "RUN-X"}]
)
def test_what_is_none_of_it_is_not_recognised(body: Any):
    assert AgUi.fit("message", body, {}) is Fit.NO


FIELDS = [
    "messageId",
    "delta",
    "toolCallId",
    "content",
    "value",
    "name",
    "messages",
    "usage",
    "outcome",
    "runId",
    "threadId",
]
FIELDS += ["subagentRunId", "snapshot", "patch", "stepName", "encryptedValue", "entityId", "input", "message"]


@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(MODELS)), st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=8)),
        max_size=8,
    )
)
def test_any_json_in_any_field_is_taken(said: list[tuple[str, dict[str, Any]]]):
    for frame in frames(*({"type": kind, **fields} for kind, fields in said)):
        dialect = AgUi()
        try:
            events = list(dialect.decode(frame))
        except ValueError:
            continue
        assert all(isinstance(event, e.BaseEvent) for event in events)


# --------------------------------------------------- lanes, thoughts, ids again


def thoughts_of(*said: dict[str, Any]) -> list[tuple[str, str, str, bool]]:
    return [(it.id, it.title, it.text, it.done) for it in state_of(START, *said).thoughts]


def test_whatever_begins_in_a_lane_ends_what_went_on_there():
    others = [
        call_chunk("{}", "c1"),
        run("REASONING_MESSAGE_CHUNK", messageId="h", delta="x"),
        run("STEP_STARTED", stepName="s"),
        run("STATE_SNAPSHOT", snapshot={}),
        run("CUSTOM", name="n", value=1),
        run("TOOL_CALL_RESULT", messageId="r", toolCallId="c", content=""),
        run("MESSAGES_SNAPSHOT", messages=[]),
    ]
    ended = [state_of(START, text_chunk("a", "m1"), other).messages[0].status for other in others]
    going = [
        state_of(START, text_chunk("a", "m1"), {**it, "subagentRunId": "s"}).messages[0].status for it in others[:6]
    ]

    assert ended == ["done"] * len(others)
    assert going == ["streaming"] * 6


def test_some_events_end_nothing():
    others = [
        run("RAW", event={}),
        run("ACTIVITY_SNAPSHOT", messageId="a", activityType="T", content={}),
        run("REASONING_ENCRYPTED_VALUE", subtype="message", entityId="x", encryptedValue="y"),
        run("SUBAGENT_STARTED", subagentRunId="s", name="n"),
        run("TEXT_MESSAGE_CONTENT", messageId="m1", delta="b"),
    ]

    assert [state_of(START, text_chunk("a", "m1"), other).messages[0].status for other in others] == ["streaming"] * 5


def test_a_subagent_ends_with_what_it_was_saying():
    state = state_of(
        START,
        run("SUBAGENT_STARTED", subagentRunId="s", name="Reader", parentToolCallId="c1", description="reads"),
        text_chunk("x", "m2", subagentRunId="s"),
        run("SUBAGENT_FINISHED", subagentRunId="s", result="done"),
    )
    (agent,) = state.agents

    assert (agent.name, agent.task, agent.tool_id, agent.status, agent.result) == (
        "Reader",
        "reads",
        "c1",
        "completed",
        "done",
    )
    assert [(it.text, it.agent, it.status) for it in state.messages] == [("x", "s", "done")]


def test_the_state_of_a_subagent_is_its_own():
    patch = [{"op": "replace", "path": "/n", "value": 2}]
    state = state_of(
        START,
        run("STATE_SNAPSHOT", snapshot={"n": 0}),
        run("STATE_SNAPSHOT", snapshot={"n": 1}, subagentRunId="s"),
        run("STATE_DELTA", delta=patch, subagentRunId="s"),
    )

    assert state.document == {"n": 0}
    assert [(it.id, it.content) for it in state.activities] == [("s:state", {"n": 2})]


def test_an_activity_that_is_not_to_be_replaced_stays():
    def told(n: int, **more: Any) -> dict[str, Any]:
        return run("ACTIVITY_SNAPSHOT", messageId="a", activityType="T", content={"n": n}, **more)

    first = state_of(START, told(1, replace=False), told(2, replace=False))
    second = state_of(START, told(1), told(2, replace=None))

    assert [it.content for it in (*first.activities, *second.activities)] == [{"n": 1}, {"n": 2}]


def test_older_thoughts_have_no_ids_and_stay_apart():
    bracketed = [
        run("THINKING_START", title="Plan"),
        run("THINKING_TEXT_MESSAGE_START"),
        run("THINKING_TEXT_MESSAGE_CONTENT", delta="a"),
        run("THINKING_TEXT_MESSAGE_END"),
        run("THINKING_END"),
    ]

    assert thoughts_of(*bracketed, *bracketed) == [("thinking-1", "Plan", "a", True), ("thinking-2", "Plan", "a", True)]
    assert thoughts_of(*bracketed[1:4], *bracketed[1:4]) == [
        ("thinking-1", "", "a", True),
        ("thinking-2", "", "a", True),
    ]


def test_a_thought_that_is_only_encrypted_is_there_and_says_nothing():
    hidden = run("REASONING_ENCRYPTED_VALUE", subtype="message", entityId="h", encryptedValue="Zm9v")
    clear = run("REASONING_MESSAGE_CONTENT", messageId="h", delta="a")
    state = state_of(START, run("REASONING_START", messageId="h"), hidden, run("REASONING_END", messageId="h"), END)

    assert [(it.kind, it.text, it.done) for it in state.thoughts] == [("redacted", "", True)]
    assert [it.kind for it in state_of(START, clear, hidden).thoughts] == ["thinking"]


def test_a_snapshot_tells_the_streamed_thoughts_again_under_other_ids():
    def thought(id: str, content: str) -> dict[str, Any]:
        return {"id": id, "role": "reasoning", "content": content}

    def streamed(id: str, text: str) -> list[dict[str, Any]]:
        return [
            run("REASONING_MESSAGE_START", messageId=id),
            run("REASONING_MESSAGE_CONTENT", messageId=id, delta=text),
        ]

    told = [*streamed("h1", "one"), *streamed("h2", "tw")]
    snapshot = run("MESSAGES_SNAPSHOT", messages=[thought("x", "one"), thought("y", "two"), thought("z", "three")])

    assert thoughts_of(*told, snapshot) == thoughts_of(*told, snapshot, snapshot)
    assert [it[2:] for it in thoughts_of(*told, snapshot)] == [("one", True), ("two", True), ("three", True)]
    assert [it[2:] for it in thoughts_of(snapshot)] == [("one", True), ("two", True), ("three", True)]


def test_an_id_that_comes_again_once_its_call_has_returned_is_of_another_call():
    def call(output: str) -> list[dict[str, Any]]:
        return [
            run("TOOL_CALL_START", toolCallId="c", toolCallName="look"),
            run("TOOL_CALL_ARGS", toolCallId="c", delta="{}"),
            run("TOOL_CALL_RESULT", messageId=f"r{output}", toolCallId="c", content=output),
        ]

    assert [(it.args_text, it.output) for it in state_of(START, *call("1"), *call("2")).tools] == [
        ("{}", "1"),
        ("{}", "2"),
    ]


def test_an_id_that_comes_again_in_a_later_run_is_of_another_message():
    def said(text: str) -> list[dict[str, Any]]:
        return [run("TEXT_MESSAGE_START", messageId="m"), run("TEXT_MESSAGE_CONTENT", messageId="m", delta=text)]

    second = run("RUN_STARTED", runId="r2", threadId="t1")
    state = state_of(START, *said("a"), END, second, *said("b"), END)

    assert [it.text for it in state.messages] == ["a", "b"]
    assert [it.text for it in state_of(START, *said("a"), START, *said("b")).messages] == ["ab"]


def test_a_call_of_a_snapshot_has_the_arguments_that_were_lost_in_the_stream():
    call = {"id": "c", "type": "function", "function": {"name": "look", "arguments": '{"city": "Oslo"}'}}
    state = state_of(
        START,
        run("TOOL_CALL_START", toolCallId="c", toolCallName="look"),
        run("TOOL_CALL_ARGS", toolCallId="c", delta='ty": "Oslo"}'),
        run("MESSAGES_SNAPSHOT", messages=[{"id": "m", "role": "assistant", "toolCalls": [call]}]),
    )

    assert state.tools[0].args == {"city": "Oslo"}
