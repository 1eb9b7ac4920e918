"""The UI message stream of the Vercel AI SDK: its rules, one by one."""

from typing import Any

import pytest

from sse_widgets.dialects import Fit
from sse_widgets.dialects.vercel.vercel import Vercel
from sse_widgets.frame import OPENED, Frame
from sse_widgets.log import Log
from sse_widgets.state import RunState, ThoughtPart, ToolPart
from tests.dialects.reading import fed, framed

DONE = "[DONE]"


def chunk(type: str, **fields: Any) -> dict[str, Any]:
    return {"type": type, **fields}


def text(id: str, *deltas: str, end: bool = True) -> list[dict[str, Any]]:
    said = [chunk("text-start", id=id), *(chunk("text-delta", id=id, delta=delta) for delta in deltas)]
    return [*said, chunk("text-end", id=id)] if end else said


def call(id: str = "c", name: str = "look", given: Any = None) -> list[dict[str, Any]]:
    return [
        chunk("tool-input-start", toolCallId=id, toolName=name),
        chunk("tool-input-available", toolCallId=id, toolName=name, input={} if given is None else given),
    ]


def vercel(*said: Any, closed: bool = True) -> RunState:
    flat = [each for part in said for each in (part if isinstance(part, list) else [part])]
    return fed("vercel", *flat, closed=closed)


START, STEP, STEP_END, FINISH = chunk("start"), chunk("start-step"), chunk("finish-step"), chunk("finish")


def told(state: RunState) -> list[str]:
    return [message.text for message in state.messages]


# ------------------------------------------------------------------- its words


def test_the_header_and_what_nobody_else_says_tell_it():
    assert Vercel.fit("message", {"type": "start"}, {"x-vercel-ai-ui-message-stream": "v1"}) is Fit.YES
    assert Vercel.fit("message", {"type": "text-delta", "id": "1", "delta": "x"}, {}) is Fit.YES
    assert Vercel.fit("message", {"type": "data-weather", "data": {}}, {}) is Fit.YES
    assert Vercel.fit("message", {"type": "error", "errorText": "x"}, {}) is Fit.YES
    assert Vercel.fit("message", {"type": "error", "message": "x"}, {}) is Fit.NO
    assert Vercel.fit("message", {"type": "start"}, {}) is Fit.MAYBE
    assert Vercel.fit("message", {"type": "text-delta", "payload": {"text": "x"}}, {}) is Fit.NO
    assert Vercel.fit("message", ["type"], {}) is Fit.NO


def test_a_chunk_that_it_does_not_know_is_counted_and_costs_nothing():
    state = vercel(START, STEP, chunk("hologram", x=1), chunk("custom", kind="acme.thing"), text("1", "hi"), FINISH)

    assert dict(state.unknown) == {"hologram": 1, "custom acme.thing": 1}
    assert told(state) == ["hi"]


# ----------------------------------------------------------- texts and their ids


def test_ids_of_texts_hold_within_a_step_only():
    state = vercel(START, STEP, text("1", "one"), STEP_END, STEP, text("1", "two"), STEP_END, FINISH)

    assert told(state) == ["one", "two"]
    assert [phase.status for phase in state.plan.phases] == ["completed", "completed"]


def test_texts_of_one_step_are_joined_around_the_call_between_them():
    state = vercel(START, STEP, text("1", "Look: "), call(), text("2", "done"), STEP_END, FINISH)
    (message,) = state.messages

    assert message.text == "Look: done"
    assert message.parts[1] == ToolPart("c")


def test_a_text_that_begins_while_another_is_open_is_a_message_of_its_own():
    """Streams that the server merged write at the same time."""
    delta = [chunk("text-delta", id=id, delta=said) for id, said in (("a", "A"), ("b", "B"), ("a", "a"), ("b", "b"))]
    state = vercel(START, STEP, text("a", end=False), text("b", end=False), delta, STEP_END, FINISH)

    assert told(state) == ["Aa", "Bb"]


def test_a_text_that_is_open_when_its_step_ends_goes_on_in_its_message():
    state = vercel(
        START, STEP, text("a", "A", end=False), STEP_END, STEP, chunk("text-delta", id="a", delta="a"), FINISH
    )

    assert told(state) == ["Aa"]


def test_a_delta_without_a_start_opens_its_text_and_its_thought():
    state = vercel(
        chunk("text-delta", id="x", delta="hi"), chunk("reasoning-delta", id="r", delta="hm"), chunk("text-end", id="y")
    )

    assert told(state) == ["hi"]
    assert [thought.text for thought in state.thoughts] == ["hm"]


def test_citations_count_in_the_message_and_bring_their_source():
    cited = {"source": {"id": "s", "url": "https://a.example", "title": "A"}, "startIndex": 0, "endIndex": 3}
    state = vercel(
        START,
        STEP,
        text("1", "Say "),
        text("2", "hey", end=False),
        chunk("text-end", id="2", citations=[cited]),
        FINISH,
    )
    (message,) = state.messages

    assert [(it.source_id, it.start, it.end) for it in message.citations] == [("s", 4, 7)]
    assert [(it.id, it.url, it.message) for it in state.sources] == [("s", "https://a.example", message.id)]


def test_reasoning_is_in_its_message_and_may_be_reopened_under_the_same_id():
    thought = [
        chunk("reasoning-start", id="r"),
        chunk("reasoning-delta", id="r", delta="hm"),
        chunk("reasoning-end", id="r"),
    ]
    state = vercel(START, STEP, thought, text("1", "a"), STEP_END, STEP, thought, STEP_END, FINISH)

    assert [it.text for it in state.thoughts] == ["hm", "hm"]
    assert isinstance(state.messages[0].parts[0], ThoughtPart)


# ----------------------------------------------------------------------- calls


def test_the_input_of_a_call_wins_over_its_deltas_and_may_be_plain_text():
    state = vercel(
        START,
        chunk("tool-input-start", toolCallId="a", toolName="look"),
        chunk("tool-input-delta", toolCallId="a", inputTextDelta='{"ci'),
        chunk("tool-input-available", toolCallId="a", toolName="look", input={"city": "Oslo"}),
        chunk("tool-input-start", toolCallId="b", toolName="sql", inputEncoding="text", title="Query"),
        chunk("tool-input-available", toolCallId="b", toolName="sql", input="select 1", providerExecuted=True),
        FINISH,
    )
    look, sql = state.tools

    assert (look.args, look.status) == ({"city": "Oslo"}, "pending")
    assert (sql.args_text, sql.title, sql.kind) == ("select 1", "Query", "server")


def test_a_call_without_input_has_none():
    assert vercel(START, call(given={}), FINISH).tools[0].args == {}


def test_preliminary_outputs_replace_one_another_and_the_last_comes_again_as_the_output():
    def output(value: str, **more: Any) -> dict[str, Any]:
        return chunk("tool-output-available", toolCallId="c", output=value, **more)

    running = vercel(START, call(), output("half", preliminary=True), output("all", preliminary=True), closed=False)
    state = vercel(START, call(), output("half", preliminary=True), output("all"), FINISH)

    assert [(it.output, it.status) for it in running.tools] == [("all", "running")]
    assert [(it.output, it.status) for it in state.tools] == [("all", "completed")]


def test_an_id_that_a_later_step_uses_again_is_another_call():
    def result(value: int) -> dict[str, Any]:
        return chunk("tool-output-available", toolCallId="c", output=value)

    state = vercel(START, STEP, call(), result(1), STEP_END, STEP, call(), result(2), STEP_END, FINISH)

    assert [(it.output, it.message) for it in state.tools] == [(1, "message"), (2, "message/2")]


def test_calls_fail_by_their_input_by_their_output_or_are_denied():
    state = vercel(
        START,
        chunk("tool-input-error", toolCallId="a", toolName="x", input="{", errorText="no JSON"),
        call("b"),
        chunk("tool-output-error", toolCallId="b", errorText="boom"),
        call("d"),
        chunk("tool-output-denied", toolCallId="d"),
        FINISH,
    )

    assert [(it.status, it.error) for it in state.tools] == [("failed", "no JSON"), ("failed", "boom"), ("denied", "")]
    assert state.status == "completed"


def test_an_approval_is_asked_for_and_answered():
    asked = chunk("tool-approval-request", approvalId="p", toolCallId="c", reason="it deletes")
    waits = vercel(START, call(), asked, FINISH)
    answered = vercel(START, call(), asked, chunk("tool-approval-response", approvalId="p", approved=False), FINISH)

    assert (waits.status, waits.tools[0].status, waits.interrupts[0].message) == (
        "awaiting_input",
        "awaiting_approval",
        "it deletes",
    )
    assert (answered.status, answered.tools[0].status, answered.interrupts[0].status) == (
        "completed",
        "denied",
        "resolved",
    )


def test_a_call_that_was_approved_runs_and_an_automatic_approval_asks_nobody():
    asked = chunk("tool-approval-request", approvalId="p", toolCallId="c")
    said = chunk("tool-approval-response", approvalId="p", approved=True)

    assert vercel(START, call(), asked, said, closed=False).tools[0].status == "running"
    assert len(vercel(START, call(), {**asked, "isAutomatic": True}, FINISH).interrupts) == 0


# --------------------------------------------------- sources, files, data, tokens


def test_data_with_an_id_replaces_itself_and_data_without_one_does_not():
    def data(value: int, **more: Any) -> dict[str, Any]:
        return chunk("data-plan", data={"n": value}, **more)

    state = vercel(START, data(1, id="a"), data(2, id="a"), data(3), data(4), data(5, transient=True), FINISH)

    assert [activity.content["n"] for activity in state.activities] == [2, 3, 4]
    assert [(line.logger, line.message) for line in state.logs] == [("plan", '{"n": 5}')]


def test_a_file_is_shown_where_it_came():
    state = vercel(START, STEP, chunk("file", url="https://x.example/a.py", mediaType="text/x-python"), FINISH)
    (made,) = state.canvas

    assert (made.kind, made.language, made.title, made.url) == ("code", "python", "a.py", "https://x.example/a.py")


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        (
            {"inputTokens": 3, "outputTokens": 2, "totalTokens": 5, "reasoningTokens": 1, "cachedInputTokens": 0},
            (3, 2, 5, 1, 0),
        ),
        (
            {
                "inputTokens": 3,
                "outputTokens": 2,
                "outputTokenDetails": {"reasoningTokens": 1},
                "inputTokenDetails": None,
            },
            (3, 2, None, 1, None),
        ),
        ({"inputTokens": "three"}, (None,) * 5),
        ("much", (None,) * 5),
    ],
)
def test_tokens_are_read_from_the_metadata_of_either_version(usage: Any, expected: tuple[int | None, ...]):
    used = vercel(START, chunk("finish", messageMetadata={"totalUsage": usage})).usage

    assert (
        used.input_tokens,
        used.output_tokens,
        used.total_tokens,
        used.reasoning_tokens,
        used.cached_tokens,
    ) == expected


def test_tokens_told_twice_count_once():
    metadata = {"usage": {"inputTokens": 3}}
    state = vercel(
        START, chunk("message-metadata", messageMetadata=metadata), chunk("finish", messageMetadata=metadata)
    )

    assert state.usage.input_tokens == 3


# ------------------------------------------------------------------- its ends


@pytest.mark.parametrize(
    ("last", "status"),
    [
        ([FINISH], "completed"),
        ([FINISH, DONE], "completed"),
        ([DONE], "completed"),
        ([chunk("finish", finishReason="error"), DONE], "failed"),
        ([chunk("finish", finishReason="interrupted"), DONE], "incomplete"),
        ([chunk("finish", finishReason="length"), DONE], "completed"),
        ([chunk("abort", reason="stopped"), DONE], "cancelled"),
        ([chunk("error", errorText="x")], "failed"),
        ([], "incomplete"),
    ],
    ids=["finish", "finish done", "done", "error", "interrupted", "length", "abort", "error alone", "nothing"],
)
def test_its_end_says_how_it_ended(last: list[Any], status: str):
    state = vercel(START, STEP, text("1", "hi", end=False), last)

    assert state.status == status
    assert all(message.done for message in state.messages)


def test_an_answer_that_was_cut_off_by_length_or_a_filter_says_so_with_a_warning():
    length = vercel(START, STEP, text("1", "hi"), STEP_END, chunk("finish", finishReason="length"))
    filtered = vercel(START, STEP, text("1", "hi"), STEP_END, chunk("finish", finishReason="content-filter"))

    assert [it.messages[0].finish_reason for it in (length, filtered)] == ["length", "content_filter"]
    assert [it.logs[0].level for it in (length, filtered)] == ["warning", "warning"]


def test_frames_after_an_error_are_taken():
    state = vercel(START, STEP, chunk("error", errorText="An error occurred."), text("1", "still here"), FINISH, DONE)

    assert (state.status, [it.message for it in state.errors]) == ("failed", ["An error occurred."])
    assert told(state) == ["still here"]


def test_a_step_that_is_reset_takes_back_all_it_said_and_no_more():
    state = vercel(
        START,
        [STEP, *text("1", "kept"), *call("kept"), STEP_END],
        [STEP, *text("1", "gone"), *call("gone"), chunk("reasoning-delta", id="r", delta="gone"), chunk("reset-step")],
        [*text("1", "anew"), STEP_END],
        FINISH,
    )

    assert told(state) == ["kept", "anew"]
    assert [tool.id for tool in state.tools] == ["kept"]
    assert len(state.thoughts) == 0


def test_a_steering_message_is_the_users():
    steer = chunk("steering-message", id="u", parts=[{"type": "text", "text": "shorter"}])
    state = vercel(START, STEP, text("1", "Long"), steer, text("2", "Short"), STEP_END, FINISH)

    assert [(it.role, it.text) for it in state.messages] == [
        ("assistant", "Long"),
        ("user", "shorter"),
        ("assistant", "Short"),
    ]


def test_a_start_after_the_end_begins_the_next_run_and_one_in_between_does_not():
    first = [chunk("start", messageId="m1"), *text("1", "one"), START, *text("2", " more"), FINISH]
    state = vercel(first, chunk("start", messageId="m2"), text("1", "two"), FINISH, DONE)

    assert told(state) == ["one more", "two"]
    assert state.run.id == "m2"


def test_a_response_to_what_a_person_said_adds_to_the_conversation():
    """It comes as the next answer, its wire is opened anew, and its server may know no ids."""
    asked = [
        START,
        STEP,
        *text("1", "Shall I?"),
        *call(),
        chunk("tool-approval-request", approvalId="p", toolCallId="c"),
    ]
    goes_on = [START, chunk("tool-input-available", toolCallId="c", toolName="look", input={})]
    output = chunk("tool-output-available", toolCallId="c", output="done")
    answer = [*goes_on, output, STEP, *text("1", "Done."), STEP_END, FINISH, DONE]
    log = Log("vercel")
    log.feed(Frame(OPENED, "{}"), *map(framed, [*asked, STEP_END, FINISH, DONE]))
    waits = log.state.status
    log.feed(Frame(OPENED, "{}"), *map(framed, answer))

    assert (waits, log.state.status) == ("awaiting_input", "completed")
    assert told(log.state) == ["Shall I?", "Done."]
    assert [(it.status, it.output) for it in log.state.tools] == [("completed", "done")]
    assert [it.title for it in log.state.plan.phases] == ["Step 1", "Step 2"]


# -------------------------------------------------------------------- once more


def test_what_a_server_tells_from_the_start_after_a_reconnection_is_told_once():
    told_all = [
        chunk("start", messageId="m"),
        STEP,
        *call(),
        *text("1", "Hel", "lo"),
        chunk("file", url="data:,x"),
        STEP_END,
    ]
    log = Log("vercel")
    log.feed(Frame(OPENED, "{}"), *map(framed, told_all[:6]), Frame(OPENED, "{}"), *map(framed, [*told_all, FINISH]))

    assert told(log.state) == ["Hello"]
    assert [(tool.id, tool.status) for tool in log.state.tools] == [("c", "pending")]
    assert [(made.version, len(made.earlier)) for made in log.state.canvas] == [(1, 0)]


def test_what_a_server_goes_on_with_after_a_reconnection_is_added():
    log = Log("vercel")
    log.feed(*map(framed, [START, STEP, *text("1", "Hel", end=False)]), Frame(OPENED, "{}"))
    log.feed(framed(chunk("text-delta", id="1", delta="lo")))

    assert told(log.state) == ["Hello"]


def test_a_frame_that_is_no_object_is_refused():
    with pytest.raises(ValueError, match="expected a JSON object"):
        Vercel().decode(Frame(data="[1]"))
