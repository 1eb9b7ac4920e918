"""Chat Completions: the rules, and the ways of each vendor, one by one."""

import copy
from typing import Any

import pytest
from hypothesis import given

from sse_widgets import events as e
from sse_widgets.dialects.dialect import Fit
from sse_widgets.dialects.openai.chat import OpenAiChat
from sse_widgets.frame import CLOSED, Frame
from sse_widgets.log import Log
from sse_widgets.state import RunState
from tests.dialects.reading import anything, fed, swallow

DONE = "[DONE]"


def chunk(
    delta: dict[str, Any] | None = None, finish: str | None = None, index: int = 0, **more: Any
) -> dict[str, Any]:
    choices = [] if delta is None else [{"index": index, "delta": delta, "finish_reason": finish}]
    return {"id": "c1", "object": "chat.completion.chunk", "model": "m", "choices": choices} | more


def calls(*parts: dict[str, Any], **more: Any) -> dict[str, Any]:
    return chunk({"tool_calls": list(parts)}, **more)


def state(*chunks: Any, closed: bool = True) -> RunState:
    return fed("openai_chat", *chunks, closed=closed)


def told(state: RunState) -> tuple[str, list[str], list[str]]:
    assert state.counters.unreadable == 0
    return state.status, [message.text for message in state.messages], [thought.text for thought in state.thoughts]


# ---------------------------------------------------------------- how it ends


def test_done_is_a_hint_and_not_needed_when_an_answer_said_why_it_ended():
    """As the server of transformers leaves it out."""
    assert state(chunk({"content": "hi"}), chunk({}, "stop")).status == "completed"
    assert state(chunk({"content": "hi"}), DONE).status == "completed"


def test_a_stream_with_neither_reason_nor_done_is_incomplete():
    """As Snowflake never says a reason."""
    after = state(chunk({"content": "hi"}))

    assert (after.status, after.messages[0].status) == ("incomplete", "incomplete")


def test_a_stream_is_not_over_while_one_of_several_choices_goes_on():
    chunks = [chunk({"content": "a"}), chunk({"content": "b"}, index=1), chunk({}, "stop")]

    assert state(*chunks).status == "incomplete"
    assert state(*chunks, chunk({}, "stop", index=1)).status == "completed"


@pytest.mark.parametrize(
    ("word", "reason", "warned"),
    [
        ("stop", "", False),
        ("length", "length", True),
        ("content_filter", "content_filter", True),
        ("tool_calls", "tool_calls", False),
        ("function_call", "tool_calls", False),
        ("eos", "eos", False),
    ],
)
def test_why_an_answer_ended_is_told_and_warned_of_where_it_is_not_whole(word: str, reason: str, warned: bool):
    after = state(chunk({"content": "hi"}), chunk({}, word), DONE)

    assert (after.status, after.messages[0].finish_reason) == ("completed", reason)
    assert [line.level for line in after.logs] == ["warning"] * warned


def test_a_whole_completion_instead_of_a_stream_is_read():
    body = {
        "id": "c1",
        "object": "chat.completion",
        "model": "m",
        "choices": [
            {
                "index": 0,
                "finish_reason": "tool_calls",
                "message": {
                    "role": "assistant",
                    "content": "hi",
                    "refusal": None,
                    "tool_calls": [{"id": "t1", "type": "function", "function": {"name": "f", "arguments": '{"a":1}'}}],
                },
            }
        ],
        "usage": {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3},
    }
    after = state(body, closed=False)

    assert told(after) == ("completed", ["hi"], [])
    assert [(tool.id, tool.args, tool.status) for tool in after.tools] == [("t1", {"a": 1}, "pending")]
    assert after.usage.total_tokens == 3


# --------------------------------------------------------------------- errors


@pytest.mark.parametrize(
    ("frame", "message", "kind"),
    [
        ({"error": {"message": "overloaded", "type": "server_error", "code": 503}}, "overloaded", "server_error"),
        (
            {"error": {"message": "slow down", "code": "rate_limit_exceeded", "type": "t"}},
            "slow down",
            "rate_limit_exceeded",
        ),
        ({"error": "no such model"}, "no such model", "agent"),
        ({"error": {"message": "m", "type": None, "param": None, "code": "500"}}, "m", "500"),
        ({"error": {"error": {"message": "nested", "type": "x"}}}, "nested", "x"),
        ({"error": {"code": 429}}, "the server reported an error", "429"),
    ],
)
def test_a_bare_error_after_a_good_beginning_fails_the_run(frame: dict[str, Any], message: str, kind: str):
    after = state(chunk({"content": "half"}), frame, DONE)

    assert told(after) == ("failed", ["half"], [])
    assert after.error is not None
    assert (after.error.message, after.error.kind) == (message, kind)


def test_an_error_event_of_groq_fails_the_run():
    log = Log()
    log.feed(Frame(data='{"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"a"}}]}'))
    log.feed(Frame("error", '{"error":{"message":"too long","type":"invalid_request_error"}}'), Frame(CLOSED, "{}"))

    assert (log.dialect, log.state.status) == ("openai_chat", "failed")


def test_an_error_beside_the_choices_fails_the_run():
    """As OpenRouter tells one in the middle of a stream."""
    after = state(
        chunk({"content": "half"}),
        chunk({"content": ""}, "error", error={"code": 502, "message": "Provider disconnected"}),
        DONE,
    )

    assert told(after) == ("failed", ["half"], [])
    assert after.messages[0].status == "incomplete"
    assert [(error.message, error.kind) for error in after.errors] == [("Provider disconnected", "502")]


def test_a_traceback_is_kept_out_of_the_message():
    text = "It failed\nTraceback (most recent call last):\n  File x.py"
    (error,) = state({"error": {"message": text}}).errors

    assert error.message == "It failed"
    assert error.detail == "Traceback (most recent call last):\n  File x.py"


# ------------------------------------------------------------------ reasoning


@pytest.mark.parametrize(
    "delta",
    [
        {"reasoning_content": "hm", "content": None},
        {"reasoning": "hm", "content": ""},
        {"reasoning": "hm", "channel": "analysis"},
        {"reasoning": "hm", "reasoning_details": [{"type": "reasoning.text", "text": "hm"}]},
        {"reasoning_details": [{"type": "reasoning.text", "text": "hm", "signature": None}]},
        {"reasoning_content": "hm", "reasoning": "hm"},
        {"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}]},
    ],
    ids=["deepseek", "openrouter", "groq", "openrouter-both", "snowflake", "vllm", "mistral"],
)
def test_reasoning_is_told_once_wherever_a_vendor_puts_it(delta: dict[str, Any]):
    after = state(
        chunk({"role": "assistant"}), chunk(delta), chunk(delta), chunk({"content": "yes"}), chunk({}, "stop")
    )

    assert told(after) == ("completed", ["yes"], ["hmhm"])
    assert [part.kind for part in after.messages[0].parts] == ["thought", "text"]


def test_reasoning_is_over_when_the_answer_begins():
    after = state(chunk({"reasoning": "hm"}), chunk({"content": "yes"}), closed=False)

    assert after.thoughts[0].done


def test_reasoning_after_an_answer_is_another_thought():
    after = state(chunk({"reasoning": "a"}), chunk({"content": "b"}), chunk({"reasoning": "c"}), chunk({}, "stop"))

    assert [thought.text for thought in after.thoughts] == ["a", "c"]


def test_a_summary_and_encrypted_reasoning_are_told_as_such():
    summary = state(chunk({"reasoning_details": [{"type": "reasoning.summary", "summary": "in short"}]}))
    hidden = state(chunk({"reasoning_details": [{"type": "reasoning.encrypted", "data": "xyz"}]}))

    assert [(thought.kind, thought.text) for thought in summary.thoughts] == [("summary", "in short")]
    assert [(thought.kind, thought.text) for thought in hidden.thoughts] == [("redacted", "")]


def test_content_that_is_a_list_of_parts_is_split():
    parts = [
        {"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]},
        {"type": "text", "text": "yes"},
        {"type": "reference", "reference_ids": [1]},
        "!",
    ]

    assert told(state(chunk({"content": parts}), DONE)) == ("completed", ["yes!"], ["hm"])


# ---------------------------------------------------------------------- calls


def call(index: int | None = 0, id: str | None = None, name: str | None = None, args: Any = None) -> dict[str, Any]:
    said = {"index": index, "id": id, "type": "function", "function": {"name": name, "arguments": args}}
    return {key: value for key, value in said.items() if value is not None}


def told_calls(*chunks: Any) -> list[tuple[str, str, Any, str]]:
    after = state(*chunks, chunk({}, "tool_calls"), DONE)
    assert after.counters.unreadable == 0
    return [(tool.id, tool.name, tool.args, tool.status) for tool in after.tools]


def test_arguments_that_come_interleaved_go_to_their_calls():
    assert told_calls(
        calls(call(0, "a", "f", ""), call(1, "b", "g", "")),
        calls(call(1, args='{"y"')),
        calls(call(0, args='{"x"')),
        calls(call(1, args=":2}"), call(0, args=":1}")),
    ) == [("a", "f", {"x": 1}, "pending"), ("b", "g", {"y": 2}, "pending")]


def test_a_missing_index_is_0_and_a_new_id_a_new_call():
    assert told_calls(
        calls(call(None, "a", "f", '{"x":1}')), calls(call(None, "b", "f", '{"x"')), calls(call(None, "b", args=":2}"))
    ) == [("a", "f", {"x": 1}, "pending"), ("b", "f", {"x": 2}, "pending")]


def test_calls_without_index_and_id_begin_with_their_names():
    found = told_calls(calls(call(None, name="f", args='{"x":1}')), calls(call(None, name="f", args='{"x":2}')))

    assert [args for _, _, args, _ in found] == [{"x": 1}, {"x": 2}]
    assert len({id for id, _, _, _ in found}) == 2


@pytest.mark.parametrize("repeated", [{"id": "a", "name": "f"}, {"id": "", "name": ""}, {"id": "a"}])
def test_an_id_and_a_name_may_be_repeated_in_every_fragment(repeated: dict[str, str]):
    assert told_calls(calls(call(0, "a", "f", '{"x"')), calls(call(0, args=":1}", **repeated))) == [
        ("a", "f", {"x": 1}, "pending")
    ]


def test_a_call_without_arguments_has_none_and_one_that_was_cut_off_is_unreadable():
    assert told_calls(calls(call(0, "a", "f", ""))) == [("a", "f", {}, "pending")]
    assert told_calls(calls(call(0, "a", "f", '{"x"'))) == [("a", "f", None, "pending")]


def test_arguments_may_be_an_object():
    assert told_calls(calls(call(0, "a", "f", {"x": 1}))) == [("a", "f", {"x": 1}, "pending")]


def test_the_older_function_call_is_a_call():
    after = state(
        chunk({"function_call": {"name": "f", "arguments": ""}}),
        chunk({"function_call": {"arguments": '{"x":1}'}}),
        chunk({}, "function_call"),
        DONE,
    )

    assert [(tool.name, tool.args, tool.status) for tool in after.tools] == [("f", {"x": 1}, "pending")]


def test_the_free_text_of_a_custom_tool_is_kept_as_it_is():
    part = {"index": 0, "id": "a", "type": "custom", "custom": {"name": "sql", "input": "SELECT 1"}}
    (tool,) = state(calls(part), chunk({}, "tool_calls")).tools

    assert (tool.name, tool.args_text, tool.args) == ("sql", "SELECT 1", None)


def test_ids_of_calls_that_are_used_again_are_other_calls():
    after = state(
        calls(call(0, "call_0", "f", '{"x":1}')),
        chunk({}, "tool_calls"),
        DONE,
        calls(call(0, "call_0", "f", '{"x":2}'), id="c2"),
        chunk({}, "tool_calls", id="c2"),
        DONE,
    )

    assert [tool.args for tool in after.tools] == [{"x": 1}, {"x": 2}]
    assert len(after.messages) == 2


def test_calls_of_one_message_with_the_same_id_are_told_apart():
    after = state(calls(call(0, "x", "f", "{}"), call(1, "x", "g", "{}")), chunk({}, "tool_calls"))

    assert [tool.name for tool in after.tools] == ["f", "g"]


# ------------------------------------------------------- several, and at once


def test_choices_are_messages_of_their_own():
    after = state(
        chunk({"role": "assistant", "content": "a"}),
        chunk({"content": "x"}, index=1),
        chunk({"content": "b"}),
        chunk({}, "stop"),
        chunk({}, "stop", index=1),
        DONE,
    )

    assert told(after) == ("completed", ["ab", "x"], [])


def test_another_completion_in_the_same_stream_is_another_message():
    after = state(
        chunk({"content": "a"}), chunk({}, "stop"), chunk({"content": "b"}, id="c2"), chunk({}, "stop", id="c2"), DONE
    )

    assert told(after) == ("completed", ["a", "b"], [])


def test_ids_that_change_with_every_chunk_make_no_more_messages():
    after = state(chunk({"content": "a"}, id="1"), chunk({"content": "b"}, id="2"), chunk({}, "stop", id="3"), DONE)

    assert told(after) == ("completed", ["ab"], [])


def test_the_role_may_be_repeated_and_the_first_chunk_empty():
    """As Azure begins, and as Hugging Face, OpenRouter and z.ai go on."""
    first = {"id": "", "object": "", "model": "", "choices": [], "prompt_filter_results": []}
    after = state(
        first, chunk({"role": "assistant", "content": "a"}), chunk({"role": "assistant", "content": "b"}), DONE
    )

    assert told(after) == ("completed", ["ab"], [])


# ---------------------------------------------------------------------- usage

SPENT = {"prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 7}


@pytest.mark.parametrize(
    "ending",
    [
        [chunk({}, "stop"), chunk(None, usage=SPENT)],
        [chunk({}, "stop", usage=SPENT)],
        [chunk({}, "stop"), chunk({}, usage=SPENT)],
        [chunk({}, "stop", x_groq={"id": "r", "usage": SPENT})],
        [chunk({"content": ""}, usage=SPENT | {"completion_tokens": 1}), chunk({}, "stop", usage=SPENT)],
        [chunk({}, "stop"), DONE, chunk(None, usage=SPENT)],
    ],
    ids=["empty-choices", "on-finish", "empty-choice", "groq", "cumulative", "late"],
)
def test_usage_is_counted_once_wherever_it_comes(ending: list[Any]):
    after = state(chunk({"content": "a"}, usage=None), *ending, DONE)

    assert told(after) == ("completed", ["a"], [])
    assert (after.usage.input_tokens, after.usage.output_tokens, after.usage.total_tokens) == (5, 2, 7)


def test_usage_that_never_comes_is_not_0():
    assert state(chunk({"content": "a"}), DONE).usage.input_tokens is None


def test_usage_of_several_completions_adds_up():
    after = state(
        chunk({"content": "a"}, "stop", usage=SPENT), chunk({"content": "b"}, "stop", id="c2", usage=SPENT), DONE
    )

    assert after.usage.total_tokens == 14


def test_what_vendors_tell_of_caches_and_costs_is_kept():
    spent = SPENT | {"prompt_cache_hit_tokens": 3, "cost": 0.25, "completion_tokens_details": {"reasoning_tokens": 1}}
    usage = state(chunk({"content": "a"}, "stop", usage=spent)).usage

    assert (usage.cached_tokens, usage.cost, usage.reasoning_tokens) == (3, 0.25, 1)


# -------------------------------------------------------------- what is added


def test_annotations_are_sources_and_citations():
    note = {
        "url_citation": {"url": "https://x.org/a", "title": "A", "content": "text", "start_index": 0, "end_index": 3}
    }
    after = state(chunk({"content": "see"}), chunk({"annotations": [{"type": "url_citation", **note}]}), DONE)

    assert [(source.url, source.title, source.snippet) for source in after.sources] == [
        ("https://x.org/a", "A", "text")
    ]
    (cited,) = after.messages[0].citations
    assert (cited.source_id, cited.start, cited.end, cited.unit) == ("https://x.org/a", 0, 3, "char")


def test_sources_beside_the_choices_are_told_once():
    beside = {"citations": ["https://x.org/a"], "search_results": [{"url": "https://x.org/a", "title": "A"}]}
    after = state(chunk({"content": "a"}, **beside), chunk({"content": "b"}, **beside), DONE)

    assert [(source.url, source.title) for source in after.sources] == [("https://x.org/a", "A")]


def test_tools_that_the_server_ran_are_told_with_their_output():
    tool = {"index": 0, "type": "search", "arguments": '{"query":"x"}'}
    found = {"results": [{"url": "https://x.org", "title": "X", "content": "text", "score": 0.9}]}
    after = state(
        chunk({"reasoning": "hm", "executed_tools": [tool]}),
        chunk({"executed_tools": [tool | {"output": "found", "search_results": found}]}),
        chunk({"content": "a"}, "stop"),
    )

    assert [(it.name, it.kind, it.args, it.output, it.status) for it in after.tools] == [
        ("search", "server", {"query": "x"}, "found", "completed")
    ]
    assert [source.title for source in after.sources] == ["X"]


def test_images_are_on_the_canvas_and_speech_is_read():
    after = state(
        chunk({"images": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}]}),
        chunk({"audio": {"id": "a", "transcript": "spoken"}}),
        DONE,
    )

    assert [(it.kind, it.url) for it in after.canvas] == [("image", "data:image/png;base64,AA==")]
    assert after.messages[0].text == "spoken"


def test_a_refusal_is_what_the_message_says():
    after = state(chunk({"refusal": "I "}), chunk({"refusal": "won't."}), chunk({}, "stop"))

    assert told(after) == ("completed", ["I won't."], [])
    assert after.messages[0].finish_reason == "refusal"


# ----------------------------------------------------------- null and unknown


def test_null_is_absent_everywhere():
    nothing = dict.fromkeys(
        ["role", "content", "refusal", "tool_calls", "function_call", "reasoning", "reasoning_content", "annotations"]
    )
    empty = {
        "id": None,
        "model": None,
        "usage": None,
        "choices": [{"index": 0, "delta": nothing, "finish_reason": None}],
    }

    assert told(state(chunk({"content": "a"}), empty, {"choices": None}, DONE)) == ("completed", ["a"], [])


@pytest.mark.parametrize("data", ["[]", '"text"', "null", "1", "not json"])
def test_a_frame_that_is_no_object_is_counted_and_stops_nothing(data: str):
    after = state(chunk({"content": "a"}), data, chunk({"content": "b"}), DONE)

    assert (after.status, after.messages[0].text, after.counters.unreadable) == ("completed", "ab", 1)


def test_an_object_of_another_kind_is_unknown():
    assert state(chunk({"content": "a"}), {"object": "surprise"}, DONE).unknown == (("surprise", 1),)


def test_events_of_the_stream_helper_say_nothing_twice():
    after = state(
        {"type": "chunk", "chunk": chunk({"content": "a"})},
        {"type": "content.delta", "delta": "a"},
        {"type": "chunk", "chunk": chunk({}, "stop")},
        {"type": "content.done", "content": "a"},
    )

    assert told(after) == ("completed", ["a"], [])


@pytest.mark.parametrize(
    ("body", "fit"),
    [
        (chunk({}), Fit.YES),
        ({"choices": []}, Fit.YES),
        ({"object": "chat.completion"}, Fit.YES),
        ({"error": {"message": "x"}}, Fit.MAYBE),
        ({"choices": "none"}, Fit.NO),
        ([], Fit.NO),
        (None, Fit.NO),
    ],
)
def test_its_frames_are_known_by_their_choices(body: Any, fit: Fit):
    assert OpenAiChat.fit("message", body, {}) is fit


@given(anything(OpenAiChat, ["chat.completion.chunk", "chat.completion", "text_completion"], "object"))
def test_nothing_that_it_is_sent_breaks_it(frames: list[Frame]):
    dialect = OpenAiChat()
    swallow(dialect, frames)
    copy.deepcopy(dialect)


def test_every_event_is_one_of_ours():
    said = list(OpenAiChat().decode(Frame(data='{"choices":[{"delta":{"content":"a"}}]}')))

    assert said == [e.RunStarted("chat"), e.MessageStarted("chat"), e.TextAdded("chat", "a")]


def test_what_judges_the_prompt_before_anything_is_said_begins_no_completion():
    judged = {"id": "", "model": "", "object": "", "choices": [], "prompt_filter_results": [{"prompt_index": 0}]}
    late = {"id": "", "model": "", "object": "", "choices": [{"index": 0, "content_filter_results": {}}]}
    after = state(judged, late, {**chunk({"content": "hi"}, finish="stop"), "model": "gpt-4o"}, late)

    assert (after.run.id, after.run.model) == ("c1", "gpt-4o")
    assert [(message.id, message.text) for message in after.messages] == [("c1", "hi")]


def test_a_field_of_the_wrong_type_costs_itself_and_not_the_text():
    priced = {"prompt_tokens": 1, "completion_tokens": 2, "cost": {"total_cost": 0.006}}
    after = state({**chunk({"content": "hi", "tool_calls": ["?"]}, finish="stop"), "usage": priced, "citations": 5})

    assert after.counters.unreadable == 0
    assert [message.text for message in after.messages] == ["hi"]
    assert [(entry.input_tokens, entry.cost) for entry in after.usage.entries] == [(1, None)]


def test_an_error_that_is_an_object_of_its_own_fails_the_run():
    after = state(
        chunk({"content": "x"}), {"object": "error", "message": "boom", "type": "BadRequestError", "code": 400}
    )

    assert after.status == "failed"
    assert [error.message for error in after.errors] == ["boom"]


def test_pages_that_a_server_has_searched_are_sources_whatever_they_call_their_address():
    after = state(
        chunk({"content": "x"}, finish="sensitive") | {"web_search": [{"title": "T", "link": "https://a.example"}]}
    )

    assert [(source.url, source.title) for source in after.sources] == [("https://a.example", "T")]
    assert after.messages[0].finish_reason == "content_filter"
