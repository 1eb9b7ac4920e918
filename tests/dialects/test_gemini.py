"""Gemini's generateContent: the rules one by one."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given

from sse_widgets.dialects.dialect import Fit
from sse_widgets.dialects.gemini.gemini import Gemini
from sse_widgets.frame import CLOSED, Frame
from sse_widgets.log import Log
from sse_widgets.state import RunState
from tests.dialects.reading import anything, fed, swallow


def chunk(*parts: dict[str, Any], finish: str | None = None, index: int = 0, **more: Any) -> dict[str, Any]:
    candidate = {"content": {"parts": list(parts), "role": "model"}, "finishReason": finish, "index": index}
    return {"responseId": "r1", "modelVersion": "m", "candidates": [candidate]} | more


def text(value: str, **more: Any) -> dict[str, Any]:
    return chunk({"text": value}, **more)


def called(name: str, args: Any = None, **more: Any) -> dict[str, Any]:
    return {"functionCall": {"name": name, "args": args, **more}}


def state(*chunks: Any, closed: bool = True) -> RunState:
    after = fed("gemini", *chunks, closed=closed)
    assert after.counters.unreadable == 0
    return after


def texts(after: RunState) -> list[str]:
    return [it.text for it in after.messages]


# ---------------------------------------------------------------- how it ends


@pytest.mark.parametrize(
    ("word", "status", "reason", "warned"),
    [
        ("STOP", "completed", "", False),
        ("MAX_TOKENS", "completed", "length", True),
        ("SAFETY", "completed", "content_filter", True),
        ("RECITATION", "completed", "content_filter", True),
        ("PROHIBITED_CONTENT", "completed", "content_filter", True),
        ("FINISH_REASON_UNSPECIFIED", "completed", "", False),
        ("LANGUAGE", "completed", "LANGUAGE", False),
    ],
)
def test_the_finish_reason_says_why_it_ended(word: str, status: str, reason: str, warned: bool):
    after = state(text("hi"), chunk(finish=word))

    assert (after.status, after.messages[0].finish_reason) == (status, reason)
    assert [line.level for line in after.logs] == ["warning"] * warned


def test_the_end_of_the_stream_is_the_only_end_there_is():
    going_on, after = state(text("hi"), closed=False), state(text("hi"))

    assert (going_on.status, going_on.messages[0].status) == ("running", "streaming")
    assert (after.status, after.messages[0].status) == ("completed", "done")


def test_a_wire_that_broke_is_no_end():
    log = Log("gemini")
    log.feed(Frame(data=json.dumps(text("hi"))), Frame(CLOSED, '{"reason":"reset","kind":"network"}'))

    assert log.state.status == "incomplete"


def test_a_call_that_the_model_got_wrong_fails_the_run():
    candidate = {"finishReason": "MALFORMED_FUNCTION_CALL", "finishMessage": "Malformed function call: f("}
    after = state({"candidates": [candidate]})

    assert after.status == "failed"
    assert [(it.kind, it.message) for it in after.errors] == [
        ("MALFORMED_FUNCTION_CALL", "Malformed function call: f(")
    ]


def test_a_prompt_that_was_blocked_fails_the_run():
    after = state({"promptFeedback": {"blockReason": "SAFETY", "safetyRatings": []}, "usageMetadata": {}})

    assert after.status == "failed"
    assert [(it.kind, it.message) for it in after.errors] == [("SAFETY", "the prompt was blocked: SAFETY")]


def test_an_error_after_a_good_beginning_fails_the_run():
    error = {"error": {"code": 503, "message": "overloaded", "status": "UNAVAILABLE"}}
    after = state(text("half"), error)

    assert (after.status, texts(after), after.messages[0].status) == ("failed", ["half"], "incomplete")
    assert [(it.kind, it.message) for it in after.errors] == [("UNAVAILABLE", "overloaded")]


def test_all_chunks_may_come_as_one_array():
    assert texts(state([text("a"), text("b", finish="STOP")])) == ["ab"]


# ---------------------------------------------------------------------- parts


def test_thoughts_are_apart_from_the_answer():
    after = state(
        chunk({"text": "h", "thought": True}),
        chunk({"text": "m", "thought": True}, {"text": "yes", "thoughtSignature": "s"}),
        chunk({"text": "but", "thought": True}),
        chunk(finish="STOP"),
    )

    assert (texts(after), [it.text for it in after.thoughts]) == (["yes"], ["hm", "but"])
    assert [part.kind for part in after.messages[0].parts] == ["thought", "text", "thought"]


def test_calls_without_ids_are_told_apart_and_their_results_found_by_name():
    after = state(
        chunk(called("f", {"n": 1}), called("f", {"n": 2})),
        chunk(called("g")),
        chunk({"functionResponse": {"name": "g", "response": {"result": 7}}}, finish="STOP"),
    )

    assert [(tool.name, tool.args, tool.status) for tool in after.tools] == [
        ("f", {"n": 1}, "pending"),
        ("f", {"n": 2}, "pending"),
        ("g", {}, "completed"),
    ]
    assert after.tools[2].output == {"result": 7}


def test_a_result_that_is_an_error_is_a_failure():
    failed = {"functionResponse": {"id": "c1", "name": "f", "response": {"error": "no"}}}
    (tool,) = state(chunk(called("f", {}, id="c1")), chunk(failed)).tools

    assert (tool.id, tool.status, tool.error) == ("c1", "failed", "no")


def test_arguments_may_be_streamed_value_by_value():
    def piece(path: str, more: bool | None = None, **value: Any) -> dict[str, Any]:
        return {"jsonPath": path, "willContinue": more, **value}

    def going_on(*pieces: dict[str, Any], **said: Any) -> dict[str, Any]:
        return {"functionCall": {"partialArgs": list(pieces), "willContinue": True, **said}}

    after = state(
        chunk(going_on(name="f")),
        chunk(going_on(piece("$.city", True, stringValue="Os"))),
        chunk(going_on(piece("$.city", stringValue="lo"), piece("$.days[1].n", numberValue=2))),
        chunk(going_on(piece("$['is it']", boolValue=True), piece("$.none", nullValue="NULL_VALUE"))),
        chunk({"functionCall": {}}),
        chunk(called("g", {"a": 1}), finish="STOP"),
    )

    assert [(tool.name, tool.args, tool.status) for tool in after.tools] == [
        ("f", {"city": "Oslo", "days": [None, {"n": 2}], "is it": True, "none": None}, "pending"),
        ("g", {"a": 1}, "pending"),
    ]


def test_code_that_the_model_ran_is_a_call():
    after = state(
        chunk({"executableCode": {"language": "PYTHON", "code": "print(1)"}}),
        chunk({"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "1"}}),
        chunk({"executableCode": {"language": "PYTHON", "code": "x"}}),
        chunk({"codeExecutionResult": {"outcome": "OUTCOME_FAILED", "output": "NameError"}}, finish="STOP"),
    )

    assert [(tool.kind, tool.args["code"], tool.status, tool.output, tool.error) for tool in after.tools] == [
        ("code", "print(1)", "completed", "1", ""),
        ("code", "x", "failed", "NameError", "NameError"),
    ]


def test_tools_that_the_server_ran_are_calls_too():
    call = {"toolCall": {"id": "t1", "toolType": "GOOGLE_SEARCH", "args": {"q": "x"}}}
    response = {"toolResponse": {"id": "t1", "toolType": "GOOGLE_SEARCH", "response": {"found": 1}}}
    (tool,) = state(chunk(call), chunk(response, finish="STOP")).tools

    assert (tool.name, tool.kind, tool.status) == ("GOOGLE_SEARCH", "server", "completed")


def test_pictures_and_files_are_on_the_canvas():
    picture = {"inlineData": {"mimeType": "image/png", "data": "_-8="}}
    file = {"fileData": {"mimeType": "application/pdf", "fileUri": "https://x.org/a.pdf"}}
    after = state(chunk(picture), chunk(file, finish="STOP"))

    assert [(it.kind, it.url, it.done) for it in after.canvas] == [
        ("image", "data:image/png;base64,/+8=", True),
        ("file", "https://x.org/a.pdf", True),
    ]


# --------------------------------------------------------- sources and usage


def test_what_an_answer_rests_on_counts_in_bytes():
    grounding = {
        "webSearchQueries": ["aral"],
        "groundingChunks": [{"web": {"uri": "https://x.org", "title": "X", "domain": "x.org"}}],
        "groundingSupports": [
            {"segment": {"endIndex": 5, "text": "é is"}, "groundingChunkIndices": [0, 7], "confidenceScores": [0.5]}
        ],
    }
    first = chunk({"text": "é is"}, finish=None)
    first["candidates"][0]["groundingMetadata"] = {}
    last = chunk(finish="STOP")
    last["candidates"][0]["groundingMetadata"] = grounding
    after = state(first, last, last)

    assert [(it.url, it.title, it.domain) for it in after.sources] == [("https://x.org", "X", "x.org")]
    assert [(it.source_id, it.start, it.end, it.unit) for it in after.messages[0].citations] == [
        ("https://x.org", 0, 5, "byte")
    ]
    assert [it.query for it in after.searches] == ["aral"]


def test_usage_is_cumulative_within_a_call_and_adds_up_over_calls():
    def used(n: int) -> dict[str, Any]:
        return {"promptTokenCount": 5, "candidatesTokenCount": n, "totalTokenCount": 5 + n, "thoughtsTokenCount": 1}

    after = state(
        text("a", usageMetadata=used(1)),
        chunk(finish="STOP", usageMetadata=used(2)),
        text("b", finish="STOP", usageMetadata=used(4), responseId="r2"),
    )

    assert texts(after) == ["a", "b"]
    assert (after.usage.input_tokens, after.usage.output_tokens, after.usage.reasoning_tokens) == (10, 6, 2)


def test_the_next_call_is_another_message_even_without_ids():
    first, second = text("a", finish="STOP", responseId=None), text("b", finish="STOP", responseId=None)

    assert texts(state(first, second)) == ["a", "b"]


def test_candidates_are_messages_of_their_own():
    assert texts(state(text("a"), text("x", index=1), text("b", finish="STOP"))) == ["ab", "x"]


def test_other_languages_write_with_underscores():
    content = {"parts": [{"function_call": {"name": "f", "args": {"a": 1}}}]}
    candidates = [{"content": content, "finish_reason": "STOP"}]
    after = state({"candidates": candidates, "usage_metadata": {"prompt_token_count": 3}})

    assert ([tool.args for tool in after.tools], after.usage.input_tokens) == ([{"a": 1}], 3)


@pytest.mark.parametrize("data", ["1", '"text"', "null", "[1]"])
def test_a_frame_that_is_no_object_is_counted_and_stops_nothing(data: str):
    after = fed("gemini", text("a"), data, text("b", finish="STOP"))

    assert (after.status, texts(after), after.counters.unreadable) == ("completed", ["ab"], 1)


@pytest.mark.parametrize(
    ("body", "fit"),
    [
        ({"candidates": []}, Fit.YES),
        ([{"candidates": []}], Fit.YES),
        ({"promptFeedback": {}}, Fit.YES),
        ({"error": {"code": 429, "message": "x", "status": "RESOURCE_EXHAUSTED"}}, Fit.YES),
        ({"error": {"code": "429", "message": "x"}}, Fit.NO),
        ([], Fit.NO),
        (None, Fit.NO),
    ],
)
def test_its_frames_are_known_by_their_candidates(body: Any, fit: Fit):
    assert Gemini.fit("message", body, {}) is fit


@given(anything(Gemini, ["x"], "responseId"))
def test_nothing_that_it_is_sent_breaks_it(frames: list[Frame]):
    dialect = Gemini()
    swallow(dialect, frames)
    copy.deepcopy(dialect)


def test_an_answer_that_comes_in_a_response_is_taken_out_of_it():
    state = fed("gemini", {"response": text("Hi", finish="STOP"), "traceId": "t"})

    assert Gemini.fit("message", {"response": text("Hi")}, {}) is Fit.YES
    assert [message.text for message in state.messages] == ["Hi"]
