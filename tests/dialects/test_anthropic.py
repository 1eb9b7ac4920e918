"""Anthropic Messages: the rules one by one."""

import copy
from typing import Any

import pytest
from hypothesis import given

from sse_widgets.dialects.anthropic.messages import Anthropic
from sse_widgets.dialects.dialect import Fit
from sse_widgets.frame import Frame
from sse_widgets.state import RunState
from tests.dialects.reading import anything, fed, swallow


def start(id: str = "m1", **more: Any) -> dict[str, Any]:
    usage = {"input_tokens": 5, "output_tokens": 1}
    return {"type": "message_start", "message": {"id": id, "role": "assistant", "model": "m", "usage": usage, **more}}


def block(index: int, type: str, **fields: Any) -> dict[str, Any]:
    return {"type": "content_block_start", "index": index, "content_block": {"type": type, **fields}}


def delta(index: int, type: str, **fields: Any) -> dict[str, Any]:
    return {"type": "content_block_delta", "index": index, "delta": {"type": type, **fields}}


def stop(index: int) -> dict[str, Any]:
    return {"type": "content_block_stop", "index": index}


def text(index: int, *pieces: str) -> list[dict[str, Any]]:
    return [block(index, "text", text=""), *(delta(index, "text_delta", text=it) for it in pieces), stop(index)]


def ended(reason: str | None = "end_turn", **usage: Any) -> list[dict[str, Any]]:
    told = {"type": "message_delta", "delta": {"stop_reason": reason}, "usage": {"output_tokens": 2, **usage}}
    return [told, {"type": "message_stop"}]


def state(*events: Any, closed: bool = True) -> RunState:
    after = fed("anthropic", *events, closed=closed)
    assert after.counters.unreadable == 0
    return after


def texts(after: RunState) -> list[str]:
    return [it.text for it in after.messages]


# ---------------------------------------------------------------- how it ends


@pytest.mark.parametrize(
    ("word", "status", "reason", "warned"),
    [
        ("end_turn", "completed", "", False),
        ("stop_sequence", "completed", "", False),
        ("max_tokens", "completed", "length", True),
        ("model_context_window_exceeded", "completed", "length", True),
        ("tool_use", "completed", "tool_calls", False),
        ("refusal", "completed", "refusal", True),
        ("pause_turn", "awaiting_input", "pause_turn", False),
        ("surprise", "completed", "surprise", False),
    ],
)
def test_the_stop_reason_says_how_it_ended(word: str, status: str, reason: str, warned: bool):
    after = state(start(), *text(0, "hi"), *ended(word))

    assert (after.status, after.messages[0].finish_reason) == (status, reason)
    assert [line.level for line in after.logs] == ["warning"] * warned


def test_a_paused_turn_asks_to_be_sent_again():
    (asked,) = state(start(), *ended("pause_turn")).interrupts

    assert (asked.reason, asked.status) == ("pause_turn", "open")


@pytest.mark.parametrize("events", [[start(), *text(0, "half")], [start(), *text(0, "half"), ended()[0]]])
def test_a_stream_without_message_stop_is_incomplete(events: list[Any]):
    assert state(*events).status == "incomplete"


@pytest.mark.parametrize(
    ("error", "message", "kind"),
    [
        (
            {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}},
            "Overloaded",
            "overloaded_error",
        ),
        ({"error": {"message": "no", "type": "api_error"}}, "no", "api_error"),
    ],
)
def test_an_error_in_the_stream_fails_the_run(error: dict[str, Any], message: str, kind: str):
    after = state(start(), block(0, "text", text=""), delta(0, "text_delta", text="half"), error)

    assert (after.status, texts(after), after.messages[0].status) == ("failed", ["half"], "incomplete")
    assert [(it.message, it.kind, it.fatal) for it in after.errors] == [(message, kind, True)]


def test_a_whole_message_instead_of_a_stream_is_read():
    body = {
        "id": "m1", "type": "message", "role": "assistant", "model": "m", "stop_reason": "tool_use",
        "content": [
            {"type": "thinking", "thinking": "hm", "signature": "s"},
            {"type": "text", "text": "hi"},
            {"type": "tool_use", "id": "t1", "name": "f", "input": {"a": 1}},
        ],
        "usage": {"input_tokens": 3, "output_tokens": 4},
    }  # fmt: skip
    after = state(body, closed=False)

    assert (after.status, texts(after), [it.text for it in after.thoughts]) == ("completed", ["hi"], ["hm"])
    assert [(tool.args, tool.status) for tool in after.tools] == [({"a": 1}, "pending")]
    assert after.usage.output_tokens == 4


# --------------------------------------------------------------------- blocks


def test_text_that_is_split_into_many_blocks_is_one_message():
    after = state(start(), *text(0, "one "), *text(1, "two "), *text(2, "three"), *ended())

    assert texts(after) == ["one two three"]
    assert len(after.messages[0].parts) == 1


def test_blocks_may_overlap():
    after = state(
        start(),
        block(0, "tool_use", id="a", name="f", input={}),
        block(1, "tool_use", id="b", name="g", input={}),
        delta(1, "input_json_delta", partial_json='{"y"'),
        delta(0, "input_json_delta", partial_json='{"x":1}'),
        delta(1, "input_json_delta", partial_json=":2}"),
        stop(1),
        stop(0),
        *ended("tool_use"),
    )

    assert [(tool.id, tool.args, tool.status) for tool in after.tools] == [
        ("a", {"x": 1}, "pending"),
        ("b", {"y": 2}, "pending"),
    ]


@pytest.mark.parametrize(
    ("pieces", "given", "args"),
    [
        (["", '{"a":', "1}"], {}, {"a": 1}),
        ([""], {}, {}),
        ([], {}, {}),
        ([], {"a": 1}, {"a": 1}),
        (['{"a"'], {}, None),
    ],
    ids=["empty first", "only empty", "none", "at once", "cut off"],
)
def test_arguments_may_come_in_pieces_at_once_or_not_at_all(pieces: list[str], given: Any, args: Any):
    grown = [delta(0, "input_json_delta", partial_json=piece) for piece in pieces]
    after = state(start(), block(0, "tool_use", id="t", name="f", input=given), *grown, stop(0), *ended("tool_use"))

    assert [tool.args for tool in after.tools] == [args]


def test_a_delta_to_a_block_that_was_not_announced_opens_it():
    after = state(
        start(),
        delta(0, "thinking_delta", thinking="hm"),
        delta(1, "text_delta", text="hi"),
        delta(2, "input_json_delta", partial_json='{"a":1}'),
        *ended(),
    )

    assert (texts(after), [it.text for it in after.thoughts]) == (["hi"], ["hm"])
    assert [tool.args for tool in after.tools] == [{"a": 1}]


def test_a_block_that_is_not_stopped_ends_with_its_message():
    begun = [start(), block(0, "thinking", thinking="hm"), block(1, "tool_use", id="t", name="f")]
    after = state(*begun, *ended("tool_use"), closed=False)

    assert ([it.done for it in after.thoughts], [tool.status for tool in after.tools]) == ([True], ["pending"])


def test_thinking_may_be_hidden_or_only_signed():
    after = state(
        start(),
        block(0, "redacted_thinking", data="xyz"),
        stop(0),
        block(1, "thinking", thinking=""),
        delta(1, "thinking_delta", thinking="", estimated_tokens=9),
        delta(1, "signature_delta", signature="s"),
        stop(1),
        *ended(),
    )

    assert [(it.kind, it.text, it.done) for it in after.thoughts] == [("redacted", "", True), ("thinking", "", True)]
    assert after.unknown == ()


def test_ids_of_calls_that_are_used_again_are_other_calls():
    def turn(id: str, n: int) -> list[Any]:
        call = block(0, "tool_use", id="toolu_0", name="f", input={"n": n})
        return [start(id), call, stop(0), *ended("tool_use")]

    after = state(*turn("m1", 1), *turn("m2", 2))

    assert ([tool.args for tool in after.tools], len(after.messages)) == ([{"n": 1}, {"n": 2}], 2)


# ----------------------------------------------------- what the server called


def test_a_search_of_the_server_has_an_output_and_finds_sources():
    found = {
        "type": "web_search_result",
        "url": "https://x.org",
        "title": "X",
        "page_age": "2 days",
        "encrypted_content": "z",
    }
    after = state(
        start(),
        block(0, "server_tool_use", id="s1", name="web_search", input={}),
        delta(0, "input_json_delta", partial_json='{"query":"aral"}'),
        stop(0),
        block(1, "web_search_tool_result", tool_use_id="s1", content=[found]),
        stop(1),
        *text(2, "found"),
        *ended(),
    )

    (tool,) = after.tools
    assert (tool.name, tool.kind, tool.args, tool.status) == ("web_search", "search", {"query": "aral"}, "completed")
    assert "encrypted_content" not in tool.output[0]
    assert [(it.url, it.title, it.published, it.message) for it in after.sources] == [
        ("https://x.org", "X", "2 days", "m1")
    ]


@pytest.mark.parametrize(
    ("result", "error"),
    [
        (
            {
                "type": "web_search_tool_result",
                "content": {"type": "web_search_tool_result_error", "error_code": "max_uses_exceeded"},
            },
            "max_uses_exceeded",
        ),
        ({"type": "mcp_tool_result", "is_error": True, "content": [{"type": "text", "text": "no"}]}, "no"),
        (
            {
                "type": "bash_code_execution_tool_result",
                "content": {
                    "type": "bash_code_execution_result",
                    "stdout": "",
                    "stderr": "bad",
                    "return_code": 2,
                    "content": [],
                },
            },
            "bad",
        ),
    ],
)
def test_a_call_of_the_server_may_fail(result: dict[str, Any], error: str):
    called = block(0, "server_tool_use", id="s1", name="x", input={"a": 1})
    after = state(start(), called, stop(0), block(1, tool_use_id="s1", **result), stop(1), *ended())

    assert [(tool.status, tool.error) for tool in after.tools] == [("failed", error)]


def test_a_call_of_a_server_of_tools_says_which():
    called = block(0, "mcp_tool_use", id="s1", name="ask", server_name="docs", input={"q": 1})
    answered = block(1, "mcp_tool_result", tool_use_id="s1", is_error=False, content=[{"type": "text", "text": "yes"}])
    (tool,) = state(start(), called, stop(0), answered, stop(1), *ended()).tools

    assert (tool.kind, tool.title, tool.output, tool.status) == ("mcp", "docs: ask", "yes", "completed")


def test_files_that_code_has_written_are_on_the_canvas():
    result = {
        "type": "code_execution_result",
        "stdout": "1",
        "stderr": "",
        "return_code": 0,
        "content": [{"type": "code_execution_output", "file_id": "f1"}],
    }
    called = block(0, "server_tool_use", id="s1", name="code_execution", input={"code": "1"})
    answered = block(1, "code_execution_tool_result", tool_use_id="s1", content=result)
    after = state(
        start(), called, stop(0), answered, stop(1), block(2, "container_upload", file_id="f2"), stop(2), *ended()
    )

    assert [(it.id, it.kind, it.done) for it in after.canvas] == [("f1", "file", True), ("f2", "file", True)]
    assert [(tool.kind, tool.status) for tool in after.tools] == [("code", "completed")]


# ------------------------------------------------------------------ citations


def test_a_citation_is_about_its_block_whatever_place_in_the_source_it_names():
    page = {"type": "web_search_result_location", "url": "https://x.org", "title": "X", "cited_text": "as it says"}
    document = {
        "type": "char_location",
        "document_index": 0,
        "document_title": "Report",
        "cited_text": "so",
        "start_char_index": 900,
        "end_char_index": 902,
    }
    after = state(
        start(),
        *text(0, "It is "),
        block(1, "text", text=""),
        delta(1, "citations_delta", citation=page),
        delta(1, "text_delta", text="warm"),
        delta(1, "citations_delta", citation=document),
        stop(1),
        *ended(),
    )

    assert texts(after) == ["It is warm"]
    assert [(it.source_id, it.start, it.end, it.text) for it in after.messages[0].citations] == [
        ("https://x.org", 6, 10, "as it says"),
        ("Report", 6, 10, "so"),
    ]
    assert [(it.url, it.title) for it in after.sources] == [("https://x.org", "X"), ("", "Report")]


@pytest.mark.parametrize("citation", [None, {}, {"type": "char_location"}, {"url": 1}, []])
def test_a_citation_of_nothing_is_left_out(citation: Any):
    grown = [delta(0, "text_delta", text="a"), delta(0, "citations_delta", citation=citation)]

    assert len(state(start(), block(0, "text", text=""), *grown, stop(0), *ended()).sources) == 0


# ---------------------------------------------------------------------- usage


def test_usage_is_cumulative_and_what_is_not_repeated_stays():
    after = state(start(), *ended(cache_read_input_tokens=3, input_tokens=31772))
    partly = state(start(), *ended())

    assert (after.usage.input_tokens, after.usage.output_tokens, after.usage.cached_tokens) == (31772, 2, 3)
    assert (partly.usage.input_tokens, partly.usage.output_tokens) == (5, 2)


def test_usage_of_several_messages_adds_up():
    after = state(start(), *ended(), start("m2"), *ended())

    assert (after.usage.input_tokens, after.usage.output_tokens) == (10, 4)


# ------------------------------------------------------------ what is unknown


def test_a_ping_may_come_between_any_two_events():
    events = [start(), *text(0, "a", "b"), *ended()]
    pinged = [each for event in events for each in ({"type": "ping"}, event)]
    after = state(*pinged)

    assert (after.status, texts(after), after.unknown) == ("completed", ["ab"], ())
    assert after.counters.heartbeats == len(events)


def test_spaces_around_the_json_and_names_that_are_missing_do_not_matter():
    frame = Frame("message", ' {"type":"message_start","message":{"id":"m1"}  }  ')

    assert (
        state(frame, ("content_block_delta", {"index": 0, "delta": {"type": "text_delta", "text": "a"}})).run.id == "m1"
    )


@pytest.mark.parametrize(
    ("event", "name"),
    [
        ({"type": "surprise"}, "surprise"),
        (block(3, "surprise"), "surprise"),
        (delta(0, "surprise_delta"), "surprise_delta"),
    ],
)
def test_what_is_not_known_is_counted_and_stops_nothing(event: dict[str, Any], name: str):
    after = state(start(), *text(0, "a"), event, *ended())

    assert (after.status, texts(after), after.unknown) == ("completed", ["a"], ((name, 1),))


def test_events_of_the_stream_helper_say_nothing_twice():
    helper = {"type": "text", "text": "a", "snapshot": "a"}
    after = state(start(), block(0, "text", text=""), delta(0, "text_delta", text="a"), helper, stop(0), *ended())

    assert (texts(after), after.unknown) == (["a"], ())


@pytest.mark.parametrize(
    ("body", "fit"),
    [
        (start(), Fit.YES),
        ({"type": "message", "content": [], "stop_reason": None}, Fit.YES),
        ({"type": "ping"}, Fit.MAYBE),
        ({"type": "error", "error": {}}, Fit.MAYBE),
        ({"type": "message", "content": "hi"}, Fit.NO),
        (None, Fit.NO),
    ],
)
def test_its_frames_are_known_by_their_type(body: Any, fit: Fit):
    assert Anthropic.fit("message", body, {}) is fit


KINDS = [
    "message_start",
    "message_delta",
    "message_stop",
    "content_block_start",
    "content_block_delta",
    "message",
    "error",
]


@given(anything(Anthropic, [*KINDS, "content_block_stop"]))
def test_nothing_that_it_is_sent_breaks_it(frames: list[Frame]):
    dialect = Anthropic()
    swallow(dialect, frames)
    copy.deepcopy(dialect)
