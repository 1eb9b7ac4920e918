"""The words of each back end for what a person asks, from the state that its own stream leads to."""

from typing import Any

import pytest

from sse_widgets import events as e
from sse_widgets.actions import Answer, Cancel, Place, Regenerate, Send, find
from sse_widgets.errors import RunError
from sse_widgets.reducer import replay
from sse_widgets.state import Interrupt

TALK = (
    e.RunStarted("run-1", "thread-1"),
    e.MessageStarted("m1", "assistant"),
    e.TextAdded("m1", "Let me look."),
    e.ToolStarted("c1", "search", message_id="m1"),
    e.ToolArgsReplaced("c1", '{"q": "heat"}'),
    e.ToolFinished("c1", output={"hits": 2}),
    e.ToolStarted("c2", "delete", message_id="m1"),
    e.ToolArgsReplaced("c2", '{"path": "/x"}'),
    e.ToolArgsFinished("c2"),
    e.MessageFinished("m1"),
)
RETURNED = (*TALK, e.ToolFinished("c2", output="gone"), e.RunFinished("completed"))
ASKED = (e.InterruptOpened("i1", "approval", "May I?", "c2"), e.RunFinished("awaiting_input"))


def place(json: Any, url: str = "http://agent/x", *, events: tuple[Any, ...] = (*TALK, *ASKED)) -> Place:
    return Place(replay(events), url, "POST", json)


def words(dialect: str, action: Any, where: Place) -> Any:
    back_end = find(dialect)
    assert back_end is not None
    assert back_end.reason_against(action.name, where) == ""
    return back_end.say(action, where)


SEND = Send("And now?", "u2")
ANSWER = Answer(Interrupt("i1", tool_id="c2"), True)


def test_ag_ui_is_told_the_whole_conversation_with_calls_and_results():
    body = words("ag_ui", SEND, place({"threadId": "thread-1", "messages": []})).json

    assert body["messages"] == [
        {
            "id": "m1",
            "role": "assistant",
            "content": "Let me look.",
            "toolCalls": [
                {"id": "c1", "type": "function", "function": {"name": "search", "arguments": '{"q": "heat"}'}},
                {"id": "c2", "type": "function", "function": {"name": "delete", "arguments": '{"path": "/x"}'}},
            ],
        },
        {"id": "c1-result", "role": "tool", "toolCallId": "c1", "content": '{"hits": 2}'},
        {"id": "u2", "role": "user", "content": "And now?"},
    ]


def test_vercel_is_told_which_call_is_approved():
    call = words("vercel", ANSWER, place({"id": "chat", "messages": [{"id": "u1", "role": "user", "parts": []}]}))
    parts = call.json["messages"][1]["parts"]

    assert [part["type"] for part in parts] == ["text", "tool-search", "tool-delete"]
    assert (parts[1]["state"], parts[1]["output"]) == ("output-available", {"hits": 2})
    assert (parts[2]["state"], parts[2]["approval"]) == ("approval-responded", {"id": "i1", "approved": True})
    assert (call.json["id"], call.json["trigger"]) == ("chat", "submit-message")


@pytest.mark.parametrize("value", [False, "deny", "approve", "", None, {"approved": False}, {}])
def test_vercel_is_told_of_no_approval_that_is_not_clear(value: Any):
    """A call that waits for a person may delete something."""
    call = words("vercel", Answer(Interrupt("i1", tool_id="c2"), value), place({"id": "chat", "messages": []}))

    assert call.json["messages"][0]["parts"][2]["approval"] == {"id": "i1", "approved": False}


def test_vercel_is_asked_for_another_answer_without_the_old_one():
    call = words("vercel", Regenerate("m1"), place({"id": "chat", "messages": [{"id": "u1"}]}))

    assert [each["id"] for each in call.json["messages"]] == ["u1"]
    assert (call.json["trigger"], call.json["messageId"]) == ("regenerate-message", "m1")


def test_adk_is_told_that_the_function_has_returned():
    body = {"appName": "a", "userId": "u", "sessionId": "s", "newMessage": {"role": "user", "parts": [{"text": "Hi"}]}}
    told = words("adk", ANSWER, place(body)).json

    assert told["newMessage"]["parts"] == [
        {"functionResponse": {"id": "c2", "name": "delete", "response": {"confirmed": True}}}
    ]
    assert (told["appName"], told["sessionId"]) == ("a", "s")


def test_a_question_of_adk_is_a_call_of_its_own_and_is_answered_as_such():
    answer = Answer(Interrupt("q1", "confirmation", tool_id="c2"), True)
    part = words("adk", answer, place({"newMessage": {}})).json["newMessage"]["parts"][0]

    assert part["functionResponse"] == {
        "id": "q1",
        "name": "adk_request_confirmation",
        "response": {"confirmed": True},
    }


def test_adk_in_snake_case_is_answered_in_snake_case():
    assert words("adk", SEND, place({"new_message": {}})).json == {
        "new_message": {"role": "user", "parts": [{"text": "And now?"}]}
    }


@pytest.mark.parametrize(
    ("method", "kind", "role"), [("SendStreamingMessage", None, "ROLE_USER"), ("message/stream", "text", "user")]
)
def test_a2a_is_told_in_the_version_that_it_speaks(method, kind, role):
    body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": {}}
    message = words("a2a", Answer(Interrupt("i1"), "blue"), place(body)).json["params"]["message"]

    assert (message["role"], message["parts"][0].get("kind")) == (role, kind)
    assert message["parts"][0]["text"] == "blue"
    assert (message["contextId"], message["taskId"]) == ("thread-1", "run-1")


def test_a2a_is_asked_to_cancel_the_task_over_either_binding():
    rpc = words("a2a", Cancel(), place({"jsonrpc": "2.0", "id": 1, "method": "SendStreamingMessage"}))
    rest = words("a2a", Cancel(), place({"message": {}}, "http://agent/v1/message:stream"))

    assert (rpc.json["method"], rpc.json["params"], rpc.streams) == ("CancelTask", {"id": "run-1"}, False)
    assert (rest.url, rest.streams) == ("http://agent/v1/tasks/run-1:cancel", False)


def test_langgraph_goes_on_with_the_thread_from_its_interrupt():
    call = words("langgraph", ANSWER, place({"assistant_id": "a", "input": {}}, "http://agent/runs/stream"))

    assert call.url == "http://agent/threads/thread-1/runs/stream"
    assert call.json == {"assistant_id": "a", "command": {"resume": True}}


@pytest.mark.parametrize(
    ("reason", "value", "resume"),
    [
        ("interrupt", "yes", "yes"),
        ("review", "approve", {"decisions": [{"type": "approve"}]}),
        ("review", {"decisions": []}, {"decisions": []}),
        ("inbox", "accept", [{"type": "accept", "args": None}]),
    ],
)
def test_langgraph_gets_an_answer_in_the_form_that_the_question_wants(reason: str, value: Any, resume: Any):
    call = words("langgraph", Answer(Interrupt("i1", reason), value), place({"assistant_id": "a"}))

    assert call.json["command"] == {"resume": resume}


def test_langgraph_takes_an_answer_beside_its_thread_events():
    where = place({"channels": ["input"]}, "http://agent/threads/t/stream/events")
    call = words("langgraph_events", Answer(Interrupt("i1", "review"), "approve"), where)

    assert call.url == "http://agent/threads/t/commands"
    assert call.json["method"] == "input.respond"
    assert call.json["params"] == {
        "namespace": [],
        "interrupt_id": "i1",
        "response": {"decisions": [{"type": "approve"}]},
    }
    assert (call.streams, call.goes_on) == (False, True)
    call.answered({"type": "success", "id": 1, "result": {}})
    with pytest.raises(RunError, match="no such interrupt"):
        call.answered({"type": "error", "id": 1, "error": "no_such_interrupt", "message": "no such interrupt"})


def test_langgraph_takes_an_answer_where_its_subgraph_asks():
    where = place({"channels": ["input"]}, "http://agent/threads/t/stream/events")
    call = words("langgraph_events", Answer(Interrupt("i1", agent="write:1|draft:2"), True), where)

    assert call.json["params"]["namespace"] == ["write:1", "draft:2"]


def test_langgraph_is_told_which_of_several_questions_is_answered():
    asked = (*TALK, e.InterruptOpened("i1"), e.InterruptOpened("i2"), e.RunFinished("awaiting_input"))
    call = words("langgraph", Answer(Interrupt("i2"), "yes"), place({"assistant_id": "a"}, events=asked))

    assert call.json["command"] == {"resume": {"i2": "yes"}}


def test_chat_completions_get_what_was_asked_first_and_all_that_followed():
    body = {"model": "m", "messages": [{"role": "user", "content": "Hi"}], "stream": True}
    told = words("openai_chat", SEND, place(body, events=RETURNED)).json

    assert [each["role"] for each in told["messages"]] == ["user", "assistant", "tool", "tool", "user"]
    assert told["messages"][2] == {"role": "tool", "tool_call_id": "c1", "content": '{"hits": 2}'}
    assert (told["model"], told["stream"]) == ("m", True)


def test_responses_follow_the_last_one_by_its_id():
    told = words("openai_responses", SEND, place({"model": "m", "input": "Hi"}, events=RETURNED)).json

    assert told["previous_response_id"] == "run-1"
    assert told["input"] == [{"role": "user", "content": [{"type": "input_text", "text": "And now?"}]}]


def test_messages_get_their_results_as_the_user():
    where = place({"messages": [{"role": "user", "content": "Hi"}]}, events=RETURNED)
    told = words("anthropic", SEND, where).json["messages"]

    assert [each["role"] for each in told] == ["user", "assistant", "user", "user"]
    assert [block["type"] for block in told[1]["content"]] == ["text", "tool_use", "tool_use"]
    assert told[2]["content"][0] == {
        "type": "tool_result",
        "tool_use_id": "c1",
        "content": '{"hits": 2}',
        "is_error": False,
    }


def test_gemini_gets_the_answers_as_its_own():
    told = words("gemini", SEND, place({"contents": [{"role": "user", "parts": [{"text": "Hi"}]}]})).json

    assert [each["role"] for each in told["contents"]] == ["user", "model", "user"]


@pytest.mark.parametrize("dialect", ["anthropic", "openai_chat", "openai_responses"])
def test_model_apis_take_no_message_while_a_call_has_no_result(dialect: str):
    """They answer 400 to it: every call has to be followed by its result."""
    back_end = find(dialect)
    assert back_end is not None

    reason = back_end.reason_against("send", place({}, events=(*TALK, e.RunFinished("completed"))))
    assert reason == "the call of delete has no result yet, and this API takes no message before it"
    assert back_end.reason_against("cancel", place({})) == ""
    assert back_end.reason_against("send", place({}, events=RETURNED)) == ""


def test_what_a_back_end_has_no_request_for_is_said():
    back_end = find("gemini")

    assert back_end is not None
    assert "no such request" in back_end.reason_against("answer", place({}))
    assert "not asked for by a POST" in back_end.reason_against("send", Place(replay(TALK), "http://agent/x"))
    assert find("plain") is None
