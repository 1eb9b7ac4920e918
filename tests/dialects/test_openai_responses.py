"""Responses: the rules one by one."""

import copy
from typing import Any

import pytest
from hypothesis import given

from sse_widgets.dialects.dialect import Fit
from sse_widgets.dialects.openai.responses import OpenAiResponses
from sse_widgets.frame import Frame
from sse_widgets.state import RunState
from tests.dialects.reading import anything, fed, swallow


def event(type: str, **fields: Any) -> dict[str, Any]:
    return {"type": type if type == "error" else f"response.{type}", **fields}


def response(stage: str, *output: Any, status: str | None = None, **more: Any) -> dict[str, Any]:
    told = {"id": "r1", "object": "response", "model": "m", "status": status or stage, "output": list(output), **more}
    return event(stage, response=told)


CREATED = response("created", status="in_progress")


def message(text: str, id: str = "m1", **more: Any) -> dict[str, Any]:
    part = {"type": "output_text", "text": text, "annotations": []}
    return {"id": id, "type": "message", "role": "assistant", "status": "completed", "content": [part], **more}


def call(args: str = "{}", id: str = "fc1", **more: Any) -> dict[str, Any]:
    fixed = {"type": "function_call", "call_id": "c1", "name": "f", "status": "completed"}
    return fixed | {"id": id, "arguments": args} | more


def added(item: dict[str, Any], index: int = 0) -> dict[str, Any]:
    return event("output_item.added", output_index=index, item=item | {"status": "in_progress"})


def done(item: dict[str, Any], index: int = 0) -> dict[str, Any]:
    return event("output_item.done", output_index=index, item=item)


def said(text: str, id: str = "m1", index: int = 0, part: int = 0) -> dict[str, Any]:
    return event("output_text.delta", item_id=id, output_index=index, content_index=part, delta=text)


def state(*events: Any, closed: bool = True) -> RunState:
    after = fed("openai_responses", *events, closed=closed)
    assert after.counters.unreadable == 0
    return after


def texts(after: RunState) -> list[str]:
    return [it.text for it in after.messages]


def tools(after: RunState) -> list[tuple[str, str, Any, str]]:
    return [(tool.id, tool.name, tool.args, tool.status) for tool in after.tools]


# ---------------------------------------------------------------- how it ends


@pytest.mark.parametrize(
    ("last", "status"),
    [
        (response("completed"), "completed"),
        (response("incomplete", incomplete_details={"reason": "max_output_tokens"}), "completed"),
        (response("incomplete", incomplete_details={"reason": "content_filter"}), "completed"),
        (response("incomplete", incomplete_details=None), "incomplete"),
        (response("failed", error={"code": "server_error", "message": "no"}), "failed"),
        (response("completed", status="cancelled"), "cancelled"),
        (response("cancelled"), "cancelled"),
        (event("error", message="no", code="x", param=None, sequence_number=3), "failed"),
        (event("error", error={"message": "no", "type": "x"}), "failed"),
        ({"error": {"message": "no"}}, "failed"),
        (said("more"), "incomplete"),
    ],
)
def test_the_last_event_says_how_it_ended(last: dict[str, Any], status: str):
    assert state(CREATED, said("half"), last).status == status


def test_what_was_cut_off_says_so_on_its_last_message():
    after = state(
        CREATED, done(message("half")), response("incomplete", incomplete_details={"reason": "max_output_tokens"})
    )

    assert (after.messages[0].finish_reason, [line.level for line in after.logs]) == ("length", ["warning"])


def test_done_says_nothing_new():
    assert state(CREATED, response("completed"), "[DONE]").status == "completed"
    assert state(CREATED, "[DONE]").status == "incomplete"


def test_an_error_that_is_told_twice_is_one():
    after = state(CREATED, event("error", message="no"), response("failed", error={"code": "x", "message": "no"}))

    assert [error.message for error in after.errors] == ["no"]


def test_a_whole_response_instead_of_a_stream_is_read():
    body = response("completed", message("hi"), call('{"a":1}'), usage={"input_tokens": 1, "output_tokens": 2})
    after = state(body["response"], closed=False)

    assert (after.status, texts(after), after.usage.output_tokens) == ("completed", ["hi"], 2)
    assert tools(after) == [("c1", "f", {"a": 1}, "pending")]


# ------------------------------------------------------------ delta and whole


@pytest.mark.parametrize(
    "whole",
    [
        event("output_text.done", item_id="m1", output_index=0, content_index=0, text="Hello"),
        done(message("Hello")),
        response("completed", message("Hello")),
    ],
    ids=["text", "item", "response"],
)
@pytest.mark.parametrize("pieces", [["Hel", "lo"], ["Hel"], ["Hel", "Hel", "lo"], []])
def test_the_whole_text_wins_over_what_was_streamed(pieces: list[str], whole: dict[str, Any]):
    after = state(CREATED, added(message("")), *map(said, pieces), whole, closed=False)

    assert texts(after) == ["Hello"]


def test_a_response_that_was_resumed_begins_in_its_middle():
    after = state(
        said("lo", "m7", 2),
        done(message("Hello", "m7"), 2),
        event("function_call_arguments.delta", item_id="fc9", output_index=3, delta='"a":1}'),
        done(call('{"a":1}', "fc9"), 3),
        response("completed", message("Hello", "m7"), call('{"a":1}', "fc9")),
    )

    assert (after.status, texts(after)) == ("completed", ["Hello"])
    assert [(name, args, status) for _, name, args, status in tools(after)] == [("f", {"a": 1}, "pending")]


def test_items_may_overlap_and_never_be_closed():
    listing = {"id": "l1", "type": "mcp_list_tools", "server_label": "s", "tools": []}
    after = state(
        CREATED,
        added(listing, 0),
        added(listing | {"id": "l2"}, 1),
        event("mcp_list_tools.in_progress", item_id="l1", output_index=0),
        added(message(""), 2),
        said("hi", "m1", 2),
        response("completed"),
    )

    assert (after.status, texts(after), len(after.tools)) == ("completed", ["hi"], 2)
    assert {tool.status for tool in after.tools} == {"incomplete"}


def test_ids_that_change_on_the_way_are_found_by_their_place():
    after = state(
        CREATED,
        added(message("", "a")),
        said("Hello", "b"),
        done(message("Hello", "c")),
        response("completed", message("Hello", "d")),
    )

    assert texts(after) == ["Hello"]


def test_a_message_of_several_parts_has_all_of_them():
    item = message("one ")
    item["content"].append({"type": "output_text", "text": "two", "annotations": []})
    after = state(
        CREATED, added(message("")), said("one "), said("two", part=1),
        event("output_text.done", item_id="m1", output_index=0, content_index=0, text="one "),
        event("output_text.done", item_id="m1", output_index=0, content_index=1, text="two"),
        closed=False,
    )  # fmt: skip

    assert texts(after) == ["one two"]
    assert texts(state(CREATED, done(item))) == ["one two"]


def test_a_message_that_comes_whole_and_empty_does_not_delete_what_was_streamed():
    assert texts(state(CREATED, said("Hello"), done(message("")), response("completed"))) == ["Hello"]


def test_a_refusal_is_what_the_message_says():
    part = {"type": "refusal", "refusal": "I won't."}
    after = state(
        CREATED,
        event("refusal.delta", item_id="m1", output_index=0, content_index=0, delta="I "),
        event("refusal.delta", item_id="m1", output_index=0, content_index=0, delta="won't."),
        event("refusal.done", item_id="m1", output_index=0, content_index=0, refusal="I won't."),
        done(message("", content=[part])),
        response("completed"),
    )

    assert (texts(after), after.messages[0].finish_reason) == (["I won't."], "refusal")


# ------------------------------------------------------------------ reasoning


def thought(kind: str, what: str, index: int = 0, **more: Any) -> dict[str, Any]:
    at = {"summary_index": index} if kind == "reasoning_summary_text" else {"content_index": index}
    return event(f"{kind}.{what}", item_id="rs1", output_index=0, **at, **more)


def test_each_part_of_a_summary_is_a_thought():
    item = {"id": "rs1", "type": "reasoning", "summary": [{"type": "summary_text", "text": text} for text in "ab"]}
    after = state(
        CREATED,
        added({"id": "rs1", "type": "reasoning", "summary": []}),
        event("reasoning_summary_part.added", item_id="rs1", output_index=0, summary_index=0, part={}),
        thought("reasoning_summary_text", "delta", delta="a"),
        thought("reasoning_summary_text", "done", text="a"),
        thought("reasoning_summary_text", "delta", 1, delta="?"),
        thought("reasoning_summary_text", "done", 1, text="b"),
        done(item),
        response("completed", item),
    )

    assert [(it.text, it.kind, it.done) for it in after.thoughts if it.text] == [
        ("a", "summary", True),
        ("b", "summary", True),
    ]


def test_raw_reasoning_is_thinking():
    after = state(
        CREATED, thought("reasoning_text", "delta", delta="h"), thought("reasoning_text", "done", text="hm"),
        response("completed"),
    )  # fmt: skip

    assert [(it.text, it.kind) for it in after.thoughts] == [("hm", "thinking")]


def test_reasoning_that_is_only_encrypted_shows_that_something_was_thought():
    item = {"id": "rs1", "type": "reasoning", "summary": [], "encrypted_content": "xyz"}
    going_on = state(CREATED, added(item), closed=False)
    after = state(CREATED, added(item), done(item), response("completed"))

    assert [it.done for it in going_on.thoughts] == [False]
    assert [(it.text, it.kind, it.done) for it in after.thoughts] == [("", "redacted", True)]


# ---------------------------------------------------------------------- calls


def test_arguments_are_of_an_item_and_the_result_of_a_call():
    output = {"id": "o1", "type": "function_call_output", "call_id": "c1", "output": "21"}
    after = state(
        CREATED,
        added(call("")),
        event("function_call_arguments.delta", item_id="fc1", output_index=0, delta='{"a"'),
        event("function_call_arguments.delta", item_id="fc1", output_index=0, delta=":1}"),
        event("function_call_arguments.done", item_id="fc1", output_index=0, arguments='{"a":1}'),
        done(call('{"a":1}')),
        done(output, 1),
    )

    assert tools(after) == [("c1", "f", {"a": 1}, "completed")]
    assert after.tools[0].output == "21"


def test_a_completed_call_of_a_function_has_not_run():
    assert tools(state(CREATED, done(call()), response("completed"))) == [("c1", "f", {}, "pending")]


def test_a_call_that_was_cut_off_is_incomplete():
    cut = call('{"a"', status="incomplete")
    ending = response("incomplete", cut, incomplete_details={"reason": "max_output_tokens"})

    assert tools(state(CREATED, added(call("")), done(cut), ending)) == [("c1", "f", None, "incomplete")]


def test_arguments_that_come_interleaved_go_to_their_calls():
    other = call("", "fc2", call_id="c2", name="g")
    pieces = [("fc2", 1, '{"y"'), ("fc1", 0, '{"x"'), ("fc2", 1, ":2}"), ("fc1", 0, ":1}")]
    after = state(
        CREATED,
        added(call("")),
        added(other, 1),
        *(event("function_call_arguments.delta", item_id=id, output_index=at, delta=text) for id, at, text in pieces),
        response("completed", call('{"x":1}'), other | {"arguments": '{"y":2}'}),
    )

    assert tools(after) == [("c1", "f", {"x": 1}, "pending"), ("c2", "g", {"y": 2}, "pending")]


def test_the_free_text_of_a_custom_tool_is_kept_as_it_is():
    item = {"id": "ct1", "type": "custom_tool_call", "call_id": "c1", "name": "sql", "input": "SELECT 1"}
    after = state(
        CREATED, added(item | {"input": ""}),
        event("custom_tool_call_input.delta", item_id="ct1", output_index=0, delta="SELECT "),
        event("custom_tool_call_input.done", item_id="ct1", output_index=0, input="SELECT 1"),
        done(item), response("completed"),
    )  # fmt: skip

    assert [(tool.args_text, tool.status) for tool in after.tools] == [("SELECT 1", "pending")]


def test_ids_of_calls_that_are_used_again_are_other_calls():
    second = event("created", response={"id": "r2", "status": "in_progress", "output": []})
    after = state(CREATED, done(call('{"a":1}')), response("completed"), second, done(call('{"a":2}', "fc2")))

    assert [tool.args for tool in after.tools] == [{"a": 1}, {"a": 2}]


def test_a_search_finds_sources():
    sources = [{"type": "url", "url": "https://x.org/1"}, {"type": "url", "url": "https://x.org/2"}]
    item = {
        "id": "ws1", "type": "web_search_call", "status": "completed",
        "action": {"type": "search", "query": "aral", "sources": sources},
    }  # fmt: skip
    stages = [
        event(f"web_search_call.{stage}", item_id="ws1", output_index=0) for stage in ("in_progress", "searching")
    ]
    busy = state(CREATED, added({"id": "ws1", "type": "web_search_call"}), *stages, closed=False)
    after = state(CREATED, added({"id": "ws1", "type": "web_search_call"}), *stages, done(item), response("completed"))

    assert [(tool.kind, tool.status, tool.note) for tool in busy.tools] == [("search", "running", "searching")]
    assert [(tool.name, tool.status) for tool in after.tools] == [("web_search", "completed")]
    assert [source.url for source in after.sources] == ["https://x.org/1", "https://x.org/2"]
    assert [search.query for search in after.searches] == ["aral"]


def test_a_search_in_files_finds_sources():
    results = [{"file_id": "f1", "filename": "a.pdf", "score": 0.5, "text": "words"}]
    item = {"id": "fs1", "type": "file_search_call", "status": "completed", "queries": ["q"], "results": results}
    after = state(CREATED, done(item), response("completed"))

    assert [(it.id, it.title, it.snippet, it.confidence) for it in after.sources] == [("f1", "a.pdf", "words", 0.5)]
    assert after.tools[0].args == {"queries": ["q"]}


def test_code_is_a_call_and_on_the_canvas():
    item = {
        "id": "ci1", "type": "code_interpreter_call", "status": "completed", "code": "print(1)",
        "outputs": [{"type": "logs", "logs": "1"}],
    }  # fmt: skip
    code = [
        event("code_interpreter_call_code.delta", item_id="ci1", output_index=0, delta=piece)
        for piece in ("print", "(1)")
    ]
    whole = event("code_interpreter_call_code.done", item_id="ci1", output_index=0, code="print(1)")
    begun = added({"id": "ci1", "type": "code_interpreter_call", "code": ""})
    after = state(CREATED, begun, *code, whole, done(item), response("completed"))
    short = state(CREATED, begun, code[0], whole, response("completed"))

    for each in (after, short, state(CREATED, done(item))):
        assert [(it.kind, it.content, it.language, it.version) for it in each.canvas] == [
            ("code", "print(1)", "python", 1)
        ]
    assert [(tool.name, tool.kind, tool.args, tool.status, tool.output) for tool in after.tools] == [
        ("code_interpreter", "code", {"code": "print(1)"}, "completed", [{"type": "logs", "logs": "1"}])
    ]


def test_a_picture_gets_better_until_it_is_done():
    partial = event(
        "image_generation_call.partial_image",
        item_id="ig1",
        output_index=0,
        partial_image_b64="QQ==",
        partial_image_index=0,
    )
    item = {
        "id": "ig1",
        "type": "image_generation_call",
        "status": "completed",
        "result": "Qg==",
        "output_format": "webp",
    }
    after = state(
        CREATED, added({"id": "ig1", "type": "image_generation_call"}), partial, done(item), response("completed")
    )

    assert [(it.kind, it.url, it.done) for it in after.canvas] == [("image", "data:image/webp;base64,Qg==", True)]


def test_a_call_of_a_server_of_tools_says_which_and_how_it_failed():
    item = {"id": "mc1", "type": "mcp_call", "server_label": "docs", "name": "ask", "arguments": '{"q":1}'}
    item |= {"status": "failed", "error": {"type": "http_error", "message": "gone", "code": 410}}
    after = state(
        CREATED,
        added(item | {"arguments": "", "error": None}),
        event("mcp_call_arguments.delta", item_id="mc1", output_index=0, delta='{"q":1}'),
        event("mcp_call_arguments.done", item_id="mc1", output_index=0, arguments='{"q":1}'),
        event("mcp_call.failed", item_id="mc1", output_index=0),
        done(item),
        response("completed"),
    )

    (tool,) = after.tools
    assert (tool.kind, tool.title, tool.args, tool.status, tool.error) == (
        "mcp",
        "docs: ask",
        {"q": 1},
        "failed",
        "gone",
    )


def test_a_call_that_a_person_must_allow_waits():
    item = {"id": "ar1", "type": "mcp_approval_request", "server_label": "docs", "name": "ask", "arguments": "{}"}
    after = state(CREATED, done(item), response("completed", item))

    assert after.status == "awaiting_input"
    assert [(it.reason, it.tool_id, it.options, it.status) for it in after.interrupts] == [
        ("mcp_approval_request", "ar1", ("approve", "deny"), "open")
    ]
    assert [tool.status for tool in after.tools] == ["awaiting_approval"]


def test_a_shell_prints_as_it_runs():
    item = {"id": "sh1", "type": "shell_call", "call_id": "c1", "status": "completed", "action": {"commands": ["ls"]}}
    output = {"id": "so1", "type": "shell_call_output", "call_id": "c1", "output": [{"stdout": "a b", "stderr": ""}]}
    after = state(
        CREATED,
        added(item | {"action": None}),
        event("shell_call_command.added", output_index=0, command_index=0, command=""),
        event("shell_call_command.delta", output_index=0, command_index=0, delta="l"),
        event("shell_call_command.done", output_index=0, command_index=0, command="ls"),
        event("shell_call_output_content.delta", item_id="sh1", output_index=0, command_index=0, delta={"stdout": "a"}),
        done(item),
        done(output, 1),
        response("completed"),
    )

    assert tools(after) == [("c1", "shell", {"commands": ["ls"]}, "completed")]
    assert after.tools[0].output == [{"stdout": "a b", "stderr": ""}]


def test_a_call_of_a_kind_that_nobody_knows_yet_is_one_of_the_server():
    item = {"id": "x1", "type": "teleport_call", "status": "completed", "arguments": {"to": "Oslo"}}
    after = state(
        CREATED, added(item), event("teleport_call.in_progress", item_id="x1"), done(item), response("completed")
    )

    assert [(tool.name, tool.kind, tool.args, tool.status) for tool in after.tools] == [
        ("teleport", "server", {"to": "Oslo"}, "completed")
    ]
    assert after.unknown == ()


# ------------------------------------------------------------------ citations


def test_annotations_are_sources_and_citations_told_once():
    note = {"type": "url_citation", "url": "https://x.org", "title": "X", "start_index": 0, "end_index": 5}
    item = message("Hello")
    item["content"][0]["annotations"] = [note]
    after = state(
        CREATED, said("Hello"),
        event("output_text.annotation.added", item_id="m1", output_index=0, content_index=0, annotation=note),
        done(item), response("completed", item),
    )  # fmt: skip

    assert [(it.url, it.title, it.message) for it in after.sources] == [("https://x.org", "X", "m1")]
    assert [(it.source_id, it.start, it.end) for it in after.messages[0].citations] == [("https://x.org", 0, 5)]


def test_citations_in_a_later_part_count_in_the_whole_text():
    item = message("12345")
    note = {"type": "file_citation", "file_id": "f1", "filename": "a.pdf", "index": 2}
    item["content"].append({"type": "output_text", "text": "678", "annotations": [note]})
    after = state(CREATED, done(item))

    assert [(it.source_id, it.start) for it in after.messages[0].citations] == [("f1", 7)]
    assert after.sources[0].title == "a.pdf"


@pytest.mark.parametrize("note", [{}, None, {"type": "url_citation"}, {"url": 1}, []])
def test_annotations_of_nothing_are_left_out(note: Any):
    item = message("Hello")
    item["content"][0]["annotations"] = [note]

    assert len(state(CREATED, done(item)).sources) == 0


# ---------------------------------------------------------------- other rules


def test_usage_is_that_of_each_response():
    usage = {
        "input_tokens": 5, "output_tokens": 2, "total_tokens": 7,
        "input_tokens_details": {"cached_tokens": 3}, "output_tokens_details": {"reasoning_tokens": 1},
    }  # fmt: skip
    second = event("completed", response={"id": "r2", "status": "completed", "output": [], "usage": usage})
    after = state(CREATED, response("completed", usage=usage), second)
    counts = after.usage

    assert (counts.total_tokens, counts.cached_tokens, counts.reasoning_tokens) == (14, 6, 2)


def test_a_response_without_an_id_is_not_that_before_it():
    begun = event("created", response={"status": "in_progress", "output": []})
    ended = event("completed", response={"status": "completed", "output": [], "usage": {"input_tokens": 1}})

    assert state(begun, ended, begun, ended).usage.input_tokens == 2


@pytest.mark.parametrize("name", ["response.surprise", "response.surprise.delta", "surprise"])
def test_an_event_that_is_not_known_is_counted_and_stops_nothing(name: str):
    after = state(CREATED, {"type": name}, done(message("hi")), response("completed"))

    assert (after.status, after.unknown) == ("completed", ((name, 1),))


def test_the_name_of_a_frame_is_not_needed_and_times_may_be_fractions():
    """As litellm leaves the name out, and transformers counts."""
    after = fed("openai_responses", response("created", status="in_progress", created_at=1.5), response("completed"))

    assert after.status == "completed"


@pytest.mark.parametrize(
    ("body", "fit"),
    [
        (CREATED, Fit.YES),
        ({"object": "response", "output": []}, Fit.YES),
        ({"type": "error", "message": "x", "sequence_number": 1}, Fit.MAYBE),
        ({"type": "responses"}, Fit.NO),
        (None, Fit.NO),
    ],
)
def test_its_frames_are_known_by_their_type(body: Any, fit: Fit):
    assert OpenAiResponses.fit("message", body, {}) is fit


KINDS = [
    "created", "completed", "failed", "incomplete", "output_item.added", "output_item.done", "output_text.delta",
    "output_text.done", "output_text.annotation.added", "refusal.done", "reasoning_summary_text.delta",
    "reasoning_text.done", "function_call_arguments.delta", "function_call_arguments.done",
    "code_interpreter_call_code.delta", "code_interpreter_call_code.done", "shell_call_output_content.delta",
    "shell_call_output_content.done", "image_generation_call.partial_image", "web_search_call.searching",
    "mcp_call.failed",
]  # fmt: skip


@given(anything(OpenAiResponses, ["error", *(f"response.{kind}" for kind in KINDS)]))
def test_nothing_that_it_is_sent_breaks_it(frames: list[Frame]):
    dialect = OpenAiResponses()
    swallow(dialect, frames)
    copy.deepcopy(dialect)


def test_why_a_call_of_mcp_failed_is_what_the_tool_says():
    error = {"type": "mcp_tool_execution_error", "content": [{"type": "text", "text": "no such city"}]}
    call = {"id": "i", "type": "mcp_call", "name": "w", "server_label": "s", "arguments": "{}", "error": error}
    state = fed("openai_responses", {"type": "response.output_item.done", "output_index": 0, "item": call})

    assert [(tool.status, tool.error) for tool in state.tools] == [("failed", "no such city")]
