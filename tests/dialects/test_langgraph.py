"""The runs of a LangGraph server: its rules, one by one."""

from typing import Any

import pytest

from sse_widgets.dialects import Fit
from sse_widgets.dialects.langgraph.runs import LangGraph
from sse_widgets.frame import CLOSED
from sse_widgets.log import Log
from sse_widgets.state import RunState
from tests.dialects.reading import fed, framed

META = ("metadata", {"run_id": "r1", "attempt": 1})


def human(text: str = "hi", id: str | None = "h") -> dict[str, Any]:
    return {"type": "human", "content": text, "id": id}


def ai(content: Any = "", id: str | None = "m", **more: Any) -> dict[str, Any]:
    return {"type": "ai", "content": content, "id": id, "tool_calls": [], "invalid_tool_calls": [], **more}


def tool(call: str = "c", content: Any = "done", **more: Any) -> dict[str, Any]:
    return {"type": "tool", "tool_call_id": call, "content": content, "name": "look", "id": f"t-{call}", **more}


def chunk(content: Any = "", id: str | None = "m", **more: Any) -> tuple[str, Any]:
    fields = {
        "type": "AIMessageChunk",
        "content": content,
        "id": id,
        "chunk_position": None,
        "tool_calls": [{"name": "x"}],
    }
    return "messages", [{**fields, **more}, {"langgraph_node": "agent", "langgraph_checkpoint_ns": "agent:1"}]


def piece(args: str, index: int = 1, id: str | None = None, name: str | None = None) -> dict[str, Any]:
    return {
        "tool_call_chunks": [{"index": index, "id": id, "name": name, "args": args}],
        "invalid_tool_calls": [{"args": "{"}],
    }


def call(id: str = "c", **args: Any) -> dict[str, Any]:
    return {"id": id, "name": "look", "args": args}


def langgraph(*said: Any, closed: bool = True) -> RunState:
    return fed("langgraph", META, *said, closed=closed)


def told(state: RunState) -> list[tuple[str, str]]:
    return [(message.role, message.text) for message in state.messages]


@pytest.mark.parametrize(
    ("name", "body", "headers", "fit"),
    [
        ("metadata", {"run_id": "r"}, {}, Fit.YES),
        ("values", {}, {}, Fit.YES),
        ("updates|write:1", {}, {}, Fit.YES),
        ("messages/partial", [], {}, Fit.YES),
        ("custom", 1, {}, Fit.MAYBE),
        ("custom", 1, {"content-location": "/threads/t/runs/r"}, Fit.YES),
        ("metadata", {}, {}, Fit.MAYBE),
        ("values", None, {}, Fit.NO),
        ("message", {}, {}, Fit.NO),
    ],
)
def test_the_names_of_its_modes_tell_it(name: str, body: Any, headers: dict[str, str], fit: Fit):
    assert LangGraph.fit(name, body, headers) is fit


# -------------------------------------------------------------- chunks and wholes


def test_chunks_are_added_and_what_is_whole_wins():
    state = langgraph(chunk("Hel"), chunk("lo"), ("updates", {"agent": {"messages": [ai("Hello!")]}}))

    assert told(state) == [("assistant", "Hello!")]


def test_accumulated_messages_replace_one_another():
    partial = [("messages/partial", [ai(text)]) for text in ("Hel", "Hello")]
    last = ("messages/partial", [ai("Hello", response_metadata={"finish_reason": "stop", "model_name": "x"})])
    going_on = langgraph(*partial, closed=False)
    done = langgraph(*partial, last, closed=False)

    assert (told(going_on), going_on.messages[0].done) == ([("assistant", "Hello")], False)
    assert (done.messages[0].done, done.messages[0].model) == (True, "x")


def test_an_accumulated_message_that_never_says_why_it_ended_is_done_when_the_stream_is():
    state = langgraph(("messages/partial", [ai("Hello")]), ("messages/partial", [ai("Bye", id="n")]))

    assert (state.status, [message.done for message in state.messages]) == ("completed", [True, True])


def test_updates_may_hold_the_only_text_there_is():
    """After a rejoin the chunks are gone."""
    assert told(langgraph(("updates", {"agent": {"messages": [ai("Hello")]}}))) == [("assistant", "Hello")]


def test_a_message_in_one_piece_is_whole():
    state = langgraph(("messages", [ai("Hello"), {}]), ("messages", [tool(content="x"), {}]))

    assert told(state) == [("assistant", "Hello")]
    assert [(it.id, it.output) for it in state.tools] == [("c", "x")]


def test_arguments_come_in_fragments_by_index_and_fragments_elsewhere_are_nothing():
    state = langgraph(
        chunk(**piece('{"city": ', id="a", name="look")),
        chunk(**piece('{"city": ', 2, id="b", name="look")),
        chunk(**piece('"Oslo"}')),
        chunk(**piece('"Lima"}', 2)),
        chunk(chunk_position="last"),
        closed=False,
    )

    assert [(it.id, it.args, it.status) for it in state.tools] == [
        ("a", {"city": "Oslo"}, "pending"),
        ("b", {"city": "Lima"}, "pending"),
    ]


def test_the_whole_has_the_last_word_on_arguments():
    state = langgraph(
        chunk(**piece('{"ci', id="a", name="look")),
        ("updates", {"agent": {"messages": [ai(tool_calls=[call("a", city="Oslo")])]}}),
    )

    assert [it.args for it in state.tools] == [{"city": "Oslo"}]


@pytest.mark.parametrize(
    "content",
    [
        [{"type": "reasoning", "reasoning": "hm"}, {"type": "text", "text": "Yes"}],
        [{"type": "thinking", "thinking": "hm", "signature": "s"}, {"type": "text", "text": "Yes"}],
        [{"type": "reasoning", "summary": [{"type": "summary_text", "text": "hm"}]}, "Yes"],
        [{"type": "reasoning_content", "reasoning_content": {"text": "hm"}}, {"type": "text", "text": "Yes"}],
    ],
    ids=["langchain", "anthropic", "openai", "bedrock"],
)
def test_reasoning_is_told_in_the_ways_of_the_vendors(content: list[Any]):
    streamed = langgraph(chunk(content), chunk(chunk_position="last"))
    whole = langgraph(("values", {"messages": [ai(content)]}))

    for state in (streamed, whole):
        assert ([it.text for it in state.thoughts], told(state)) == (["hm"], [("assistant", "Yes")])


def test_reasoning_may_be_told_beside_the_content():
    state = langgraph(
        chunk("", additional_kwargs={"reasoning_content": "h"}), chunk("", additional_kwargs={"reasoning_content": "m"})
    )

    assert [it.text for it in state.thoughts] == ["hm"]


def test_annotations_are_citations():
    note = {"type": "citation", "url": "https://a.example", "title": "A", "start_index": 0, "end_index": 2}
    content = ["So: ", {"type": "text", "text": "Yes", "annotations": [note]}]
    state = langgraph(("values", {"messages": [ai(content)]}))

    assert [(it.source_id, it.start, it.end) for it in state.messages[0].citations] == [("https://a.example", 4, 6)]
    assert [it.title for it in state.sources] == ["A"]


def test_the_shares_of_chunks_are_summed_and_the_whole_says_the_same_again():
    into = {"input_tokens": 20, "output_tokens": 0, "total_tokens": 20, "input_token_details": {"cache_read": 5}}
    out = {"input_tokens": 0, "output_tokens": 3, "total_tokens": 3, "output_token_details": {"reasoning": 1}}
    both = {"input_tokens": 20, "output_tokens": 3, "total_tokens": 23, "output_token_details": {"reasoning": 1}}
    streamed = langgraph(chunk("a", usage_metadata=into), chunk("", usage_metadata=out))
    whole = langgraph(
        chunk("a", usage_metadata=into),
        chunk("", usage_metadata=out),
        ("values", {"messages": [ai("a", usage_metadata=both)]}),
    )

    for state in (streamed, whole):
        used = state.usage
        assert (used.input_tokens, used.output_tokens, used.total_tokens, used.reasoning_tokens) == (20, 3, 23, 1)
    assert streamed.usage.cached_tokens == 5


def test_an_answer_that_was_cut_off_by_length_says_so():
    state = langgraph(chunk("a", chunk_position="last", response_metadata={"finish_reason": "length"}))

    assert (state.messages[0].finish_reason, state.status, state.logs[0].level) == ("length", "completed", "warning")


# ------------------------------------------------------------- states and updates


def test_messages_go_together_by_their_ids_however_often_they_come():
    state = langgraph(
        ("values", {"messages": [human(), ai("Hello")]}),
        ("updates", {"write": {"messages": [human(), ai("Hello")]}}),
        ("values|write:1", {"messages": [human(), ai("Hello")]}),
    )

    assert told(state) == [("user", "hi"), ("assistant", "Hello")]


def test_what_is_told_late_of_a_conversation_comes_before_what_is_known():
    state = langgraph(chunk("Hello"), ("updates", {"write": {"messages": [human(), ai("Hello"), ai("Bye", id="n")]}}))

    assert told(state) == [("user", "hi"), ("assistant", "Hello"), ("assistant", "Bye")]


def test_a_model_that_does_not_stream_gives_its_message_the_id_of_the_stream_and_a_number():
    state = langgraph(
        chunk("Hello", id="lc_run--1"), ("updates", {"agent": {"messages": [ai("Hello", id="lc_run--1-0")]}})
    )

    assert told(state) == [("assistant", "Hello")]


def test_messages_may_have_roles_instead_of_types_no_ids_and_another_key():
    said = [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "Hello"}]
    state = langgraph(("updates", {"agent": {"dialogue": said}}), ("values", {"dialogue": said, "n": 1}))

    assert told(state) == [("user", "hi"), ("assistant", "Hello")]
    assert state.document == {"n": 1}


def test_messages_are_removed_one_or_all():
    rows = ("values", {"messages": [human(), ai("Hello")]})
    one = langgraph(rows, ("updates", {"trim": {"messages": [{"type": "remove", "id": "h"}]}}))
    all_but = langgraph(
        rows, ("updates", {"sum": {"messages": [{"type": "remove", "id": "__remove_all__"}, ai("Sum", id="s")]}})
    )

    assert told(one) == [("assistant", "Hello")]
    assert told(all_but) == [("assistant", "Sum")]


def test_tools_answer_by_the_id_of_their_call_and_fail_by_their_status():
    rows = [
        ai(tool_calls=[call("a"), call("b")]),
        tool("a", [{"type": "text", "text": "ok"}]),
        tool("b", "no", status="error"),
    ]
    state = langgraph(("values", {"messages": rows}))

    assert [(it.id, it.status, it.output, it.error) for it in state.tools] == [
        ("a", "completed", "ok", ""),
        ("b", "failed", "no", "no"),
    ]


def test_a_call_whose_arguments_are_not_valid_has_failed():
    bad = {"id": "c", "name": "look", "args": '{"ci', "error": "not JSON"}
    state = langgraph(("values", {"messages": [ai(invalid_tool_calls=[bad])]}))

    assert [(it.args_text, it.status, it.error) for it in state.tools] == [('{"ci', "failed", "not JSON")]


def test_an_id_that_a_later_message_uses_again_is_another_call():
    rows = [
        ai(tool_calls=[call(n=1)], id="m1"),
        tool(content="1"),
        ai(tool_calls=[call(n=2)], id="m2"),
        {**tool(content="2"), "id": "t2"},
    ]
    state = langgraph(("values", {"messages": rows}))

    assert [(it.args, it.output) for it in state.tools] == [({"n": 1}, "1"), ({"n": 2}, "2")]


def test_the_state_is_the_document_without_its_messages_and_updates_are_merged_into_it():
    state = langgraph(
        ("values", {"messages": [human()], "plan": [1], "__interrupt__": []}),
        ("updates", {"a": {"plan": [2]}}),
        ("updates", {"b": [{"x": 1}, {"y": 2}]}),
        ("updates", {"c": None}),
        ("updates|write:1", {"draft": {"inner": True}}),
    )

    assert state.document == {"plan": [2], "x": 1, "y": 2}


# ------------------------------------------------------------- nodes and subgraphs


def test_a_node_is_a_phase_that_begins_with_its_first_chunk_and_ends_with_its_update():
    running = langgraph(chunk("Hel"), closed=False)
    ended = langgraph(chunk("Hel"), ("updates", {"agent": {}}), ("updates", {"write": {}}), closed=False)

    assert [(it.title, it.status) for it in running.plan.phases] == [("agent", "running")]
    assert [(it.title, it.status) for it in ended.plan.phases] == [("agent", "completed"), ("write", "completed")]


def test_tasks_tell_when_nodes_begin_end_and_fail_and_updates_say_the_same():
    state = langgraph(
        ("tasks", {"id": "1", "name": "plan", "input": {}}),
        ("updates", {"plan": {}}),
        ("tasks", {"id": "1", "name": "plan", "result": {}, "error": None, "interrupts": []}),
        ("tasks", {"id": "2", "name": "act", "input": {}}),
        ("tasks", {"id": "2", "name": "act", "result": None, "error": "boom", "interrupts": []}),
    )

    assert [(it.id, it.title, it.status, it.error) for it in state.plan.phases] == [
        ("1", "plan", "completed", ""),
        ("2", "act", "failed", "boom"),
    ]


def test_a_subgraph_is_an_agent_until_its_node_is_done():
    inner = ("updates|team:1|write:2", {"draft": {}})
    running = langgraph(inner, closed=False)
    done = langgraph(inner, ("updates|team:1", {"write": {}}), closed=False)

    assert [(it.id, it.name, it.parent, it.status) for it in running.agents] == [
        ("team:1", "team", "", "working"),
        ("team:1|write:2", "write", "team:1", "working"),
    ]
    assert [it.status for it in done.agents] == ["working", "completed"]
    assert [(it.title, it.agent, it.parent, it.status) for it in done.plan.phases] == [
        ("team", "", "", "running"),
        ("write", "team:1", "1", "completed"),
        ("draft", "team:1|write:2", "2", "completed"),
    ]


def test_an_accumulated_message_belongs_to_the_subgraph_that_its_metadata_tell():
    about = {"m": {"metadata": {"langgraph_checkpoint_ns": "write:1|draft:2"}}}
    state = langgraph(("messages/metadata", about), ("messages/partial", [ai("x")]))

    assert [(it.id, it.agent) for it in state.messages] == [("m", "write:1")]


def test_a_chunk_belongs_to_the_subgraph_that_it_came_from():
    fields = {"type": "AIMessageChunk", "content": "x", "id": "m"}
    state = langgraph(("messages", [fields, {"langgraph_checkpoint_ns": "write:1|draft:2"}]))

    assert [(it.id, it.agent) for it in state.messages] == [("m", "write:1")]
    assert [agent.name for agent in state.agents] == ["write"]


# --------------------------------------------------------------- questions and ends


ONE = {"name": "send", "description": "Send it?"}
REVIEW = {"allowed_decisions": ["approve", "edit", "reject"]}
INBOX = {"action_request": {"action": "send", "args": {}}, "config": {"allow_accept": True, "allow_edit": True}}


@pytest.mark.parametrize(
    ("value", "reason", "message", "options"),
    [
        ("Really?", "interrupt", "Really?", ()),
        ({"question": "Run it?", "options": ["yes", "no"]}, "interrupt", "Run it?", ("yes", "no")),
        ([INBOX], "inbox", "Approve send?", ("accept",)),
        ({"action_requests": [ONE], "review_configs": [REVIEW]}, "review", "Send it?", ("approve", "reject")),
        ({"action_requests": [ONE, ONE], "review_configs": [REVIEW, REVIEW]}, "review", "Send it?", ()),
        ({"n": 1}, "interrupt", '{"n": 1}', ()),
    ],
    ids=["a sentence", "an object", "the agent inbox", "the middleware", "several at once", "anything"],
)
def test_a_question_is_asked_in_whatever_form_it_comes(value: Any, reason: str, message: str, options: tuple[str, ...]):
    state = langgraph(("updates", {"__interrupt__": [{"value": value, "id": "q"}]}))

    assert [(it.id, it.reason, it.message, it.options) for it in state.interrupts] == [("q", reason, message, options)]
    assert state.status == "awaiting_input"


def test_a_state_that_comes_after_a_question_changes_nothing_and_subgraphs_wait():
    asked = [{"value": "Really?", "id": "q"}]
    state = langgraph(
        ("updates|write:1", {"__interrupt__": asked}), ("values", {"messages": [human()], "__interrupt__": asked})
    )

    assert (state.status, len(state.interrupts), state.agents[0].status) == ("awaiting_input", 1, "suspended")


def test_an_error_fails_the_run_whatever_was_said_before():
    state = langgraph(chunk("Half an ans"), ("error", {"error": "ValueError", "message": "boom"}))

    assert (state.status, state.errors[0].kind, state.errors[0].message) == ("failed", "ValueError", "boom")
    assert told(state) == [("assistant", "Half an ans")]
    assert langgraph(("error", "boom")).errors[0].message == "boom"


def test_another_attempt_takes_back_what_the_last_one_streamed():
    again = ("metadata", {"run_id": "r1", "attempt": 2})
    state = langgraph(
        ("values", {"messages": [human()]}),
        chunk("Half", **piece("{}", id="c", name="x")),
        again,
        chunk("Whole", id="n"),
    )

    assert told(state) == [("user", "hi"), ("assistant", "Whole")]
    assert (len(state.tools), len(state.logs)) == (0, 1)


@pytest.mark.parametrize(
    ("last", "kind", "status"),
    [
        (chunk("lo", chunk_position="last"), "", "completed"),
        (chunk("lo"), "", "incomplete"),
        (chunk("lo", chunk_position="last"), "network", "incomplete"),
        (("end", None), "", "completed"),
    ],
    ids=["whole", "without its last chunk", "broken off", "an older server"],
)
def test_the_end_of_the_stream_is_the_end_of_the_run_unless_a_message_was_cut_off(last: Any, kind: str, status: str):
    log = Log("langgraph")
    log.feed(*map(framed, [META, ("values|write:1", {}), last, (CLOSED, {"kind": kind} if kind else {})]))

    assert log.state.status == status


def test_a_server_that_does_not_mark_last_chunks_is_believed_at_its_end():
    fields = {"type": "AIMessageChunk", "content": "Hello", "id": "m"}
    state = langgraph(("messages", [fields, {}]))

    assert (state.status, state.messages[0].done) == ("completed", True)


def test_modes_that_say_the_same_at_great_length_are_quiet_and_others_are_counted():
    state = langgraph(
        ("debug", {"x": 1}), ("events|a:1", {}), ("checkpoints", {}), ("feedback", {}), ("tasks", {}), ("messages", [1])
    )

    assert dict(state.unknown) == {"tasks": 1, "messages": 1}


def test_what_a_node_writes_by_itself_is_an_activity():
    state = langgraph(
        ("custom", {"type": "progress", "n": 1}), ("custom", {"type": "progress", "n": 2}), ("custom|a:1", "text")
    )

    assert [(it.id, it.kind, it.content) for it in state.activities] == [
        ("custom:progress", "progress", {"type": "progress", "n": 2}),
        ("a:1/custom:custom", "custom", "text"),
    ]
