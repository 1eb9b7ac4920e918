"""Google ADK: its rules, one by one."""

from typing import Any

import pytest

from sse_widgets.dialects import Fit
from sse_widgets.dialects.adk.adk import Adk
from sse_widgets.frame import CLOSED, Frame
from sse_widgets.log import Log
from sse_widgets.state import RunState
from tests.dialects.reading import fed, framed


def event(*parts: dict[str, Any], id: str = "e1", author: str = "chef", **more: Any) -> dict[str, Any]:
    content = {"content": {"role": "model", "parts": list(parts)}} if parts else {}
    return {"id": id, "invocationId": "i1", "author": author, "timestamp": 1795225138.5, **content, **more}


def piece(text: str, **more: Any) -> dict[str, Any]:
    return event({"text": text}, partial=True, **more)


def called(id: str = "c1", name: str = "look", **args: Any) -> dict[str, Any]:
    return {"functionCall": {"id": id, "name": name, "args": args}}


def answered(id: str = "c1", name: str = "look", **response: Any) -> dict[str, Any]:
    return {"functionResponse": {"id": id, "name": name, "response": response}}


def adk(*said: Any, closed: bool = True) -> RunState:
    return fed("adk", *said, closed=closed)


def told(state: RunState) -> list[tuple[str, str]]:
    return [(message.agent, message.text) for message in state.messages]


def test_an_author_and_an_invocation_tell_it_in_either_spelling():
    assert Adk.fit("message", {"author": "a", "invocationId": "i"}, {}) is Fit.YES
    assert Adk.fit("message", {"author": "a", "invocation_id": "i"}, {}) is Fit.YES
    assert Adk.fit("message", {"author": "a"}, {}) is Fit.NO
    assert Adk.fit("message", {"error": "x", "error_details": {}}, {}) is Fit.MAYBE


def test_snake_case_says_the_same():
    state = adk(
        {
            "id": "e1",
            "invocation_id": "i1",
            "author": "chef",
            "content": {"parts": [{"function_call": {"id": "c", "name": "look", "args": {"n": 1}}}]},
            "usage_metadata": {"prompt_token_count": 3, "candidates_token_count": None},
            "actions": {"state_delta": {"phase": "x"}},
        }
    )

    assert [(tool.id, tool.args) for tool in state.tools] == [("c", {"n": 1})]
    assert (state.usage.input_tokens, state.usage.output_tokens, state.document) == (3, None, {"phase": "x"})


# ------------------------------------------------------------ pieces and the whole


@pytest.mark.parametrize("ids", [("e1", "e1", "e1"), ("e1", "e2", "e3")], ids=["of the whole", "of their own"])
def test_the_whole_wins_over_its_pieces_whatever_their_ids(ids: tuple[str, str, str]):
    one, two, whole = ids
    state = adk(piece("Hel", id=one), piece("lo", id=two), event({"text": "Hello!"}, id=whole, finishReason="STOP"))

    assert told(state) == [("chef", "Hello!")]
    assert state.status == "completed"


def test_a_whole_that_comes_twice_is_told_once():
    whole = event({"text": "Hello"}, id="e3", finishReason="STOP")

    assert told(adk(piece("Hel", id="e1"), whole, whole)) == [("chef", "Hello")]


def test_siblings_that_write_at_the_same_time_are_told_apart_by_their_branch():
    state = adk(
        piece("A", id="a", author="ann", branch="team.ann"),
        piece("B", id="b", author="bob", branch="team.bob"),
        piece("a", id="a2", author="ann", branch="team.ann"),
        event({"text": "Aa"}, id="a3", author="ann", branch="team.ann"),
        event({"text": "Bb"}, id="b3", author="bob", branch="team.bob"),
    )

    assert told(state) == [("ann", "Aa"), ("bob", "Bb")]
    assert [(agent.id, agent.parent) for agent in state.agents] == [("team", ""), ("ann", "team"), ("bob", "team")]


def test_thoughts_come_in_pieces_and_whole_too():
    thought = {"text": "hm", "thought": True}
    state = adk(event(thought, partial=True), event({**thought, "text": "hmm"}, {"text": "Yes"}, finishReason="STOP"))

    assert [(it.text, it.done, it.agent) for it in state.thoughts] == [("hmm", True, "chef")]
    assert told(state) == [("chef", "Yes")]


def test_fragments_of_calls_are_left_to_the_whole():
    """Each of them may carry an id of its own."""
    fragment = {"functionCall": {"id": "x1", "name": "look", "partialArgs": [{"stringValue": "Os"}]}}
    state = adk(event(fragment, partial=True), event(called("x2", city="Oslo")), event(answered("x2", ok=True)))

    assert [(tool.id, tool.args, tool.status) for tool in state.tools] == [("x2", {"city": "Oslo"}, "completed")]


def test_what_the_user_wrote_is_the_users():
    state = adk(event({"text": "hi"}, author="user", id="u"), event({"text": "hello"}, id="e"))

    assert [(it.role, it.text) for it in state.messages] == [("user", "hi"), ("assistant", "hello")]
    assert [agent.id for agent in state.agents] == ["chef"]


# ----------------------------------------------------------------------- calls


def test_several_responses_come_in_one_event_and_an_error_in_one_is_a_failure():
    state = adk(
        event(called("a"), called("b"), finishReason="STOP"),
        event(answered("a", ok=1), answered("b", error="no such city")),
    )

    assert [(it.id, it.status, it.error) for it in state.tools] == [
        ("a", "completed", ""),
        ("b", "failed", "no such city"),
    ]


def test_calls_without_ids_are_answered_in_their_order():
    state = adk(event(called("", n=1), called("", n=2)), event(answered("", got=1)), event(answered("", got=2)))

    assert [(it.args, it.output) for it in state.tools] == [({"n": 1}, {"got": 1}), ({"n": 2}, {"got": 2})]


def test_an_id_that_a_later_event_uses_again_is_another_call():
    state = adk(
        event(called(n=1), id="e1"),
        event(answered(got=1), id="e2"),
        event(called(n=2), id="e3"),
        event(answered(got=2)),
    )

    assert [(it.args, it.output) for it in state.tools] == [({"n": 1}, {"got": 1}), ({"n": 2}, {"got": 2})]


def test_what_a_long_running_call_returns_at_first_is_no_answer():
    state = adk(
        event(called("l"), longRunningToolIds=["l"]),
        event(answered("l", status="pending")),
        event({"text": "Waiting."}),
    )

    assert [(it.status, it.output) for it in state.tools] == [("pending", {"status": "pending"})]
    assert state.status == "completed"


def test_a_question_may_come_before_or_after_the_refusal_of_its_call():
    question = event(
        called("q", "adk_request_confirmation", originalFunctionCall={"id": "c1"}, toolConfirmation={"hint": "Sure?"})
    )
    refusal = event(answered("c1", error="needs confirmation"), actions={"requestedToolConfirmations": {"c1": {}}})

    for order in ([question, refusal], [refusal, question]):
        state = adk(event(called("c1")), *order)
        assert (state.status, state.tools[0].status, state.tools[0].error) == (
            "awaiting_input",
            "awaiting_approval",
            "",
        )
        assert [(it.message, it.tool_id) for it in state.interrupts] == [("Sure?", "c1")]
        assert [agent.status for agent in state.agents] == ["suspended"]


def test_credentials_and_input_are_asked_for_likewise():
    state = adk(
        event(called("q1", "adk_request_credential", functionCallId="c1", authConfig={})),
        event(called("q2", "adk_request_input", message="Which?", responseSchema={"type": "string"})),
    )

    assert [(it.reason, it.tool_id, it.message) for it in state.interrupts] == [
        ("credential", "c1", ""),
        ("input", "", "Which?"),
    ]
    assert state.interrupts[1].schema == {"type": "string"}
    assert len(state.tools) == 0


def test_code_that_the_model_let_run_is_a_call():
    state = adk(
        event({"executableCode": {"code": "1/0", "language": "PYTHON"}}, id="e1"),
        event({"codeExecutionResult": {"outcome": "OUTCOME_FAILED", "output": "ZeroDivisionError"}}, id="e2"),
    )

    assert [(it.kind, it.args["code"], it.status, it.error) for it in state.tools] == [
        ("code", "1/0", "failed", "ZeroDivisionError")
    ]


def test_what_was_said_around_code_stays_around_it_however_often_it_is_told():
    code = [{"executableCode": {"code": "1"}}, {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "1"}}]
    told_once = event({"text": "Run: "}, *code, {"text": "ok. "}, *code, {"text": "Again."})
    state = adk(told_once, told_once)

    assert [part.kind for part in state.messages[0].parts] == ["text", "tool", "text", "tool", "text"]
    assert (state.messages[0].text, [it.output for it in state.tools]) == ("Run: ok. Again.", ["1", "1"])


def test_a_tool_that_runs_where_the_model_runs_is_a_call():
    state = adk(
        event({"toolCall": {"id": "s", "toolType": "GOOGLE_SEARCH", "args": {"q": "x"}}}),
        event({"toolResponse": {"id": "s", "toolType": "GOOGLE_SEARCH", "response": {"n": 1}}}),
    )

    assert [(it.name, it.kind, it.args, it.output) for it in state.tools] == [
        ("google_search", "server", {"q": "x"}, {"n": 1})
    ]


def test_what_an_agent_puts_out_is_its_result():
    state = adk(
        event({"text": "x"}, output={"n": 1}), event(actions={"setModelResponse": {"n": 2}}, author="b", id="e2")
    )

    assert [(it.id, it.result) for it in state.agents] == [("chef", {"n": 1}), ("b", {"n": 2})]


# --------------------------------------------- agents, documents, files, sources


def test_the_path_of_a_node_names_those_that_an_agent_works_for():
    state = adk(event({"text": "x"}, author="writer", nodeInfo={"path": "team@1/editor@1/writer@2"}))

    assert [(it.id, it.parent, it.status) for it in state.agents] == [
        ("team", "", "completed"),
        ("editor", "team", "completed"),
        ("writer", "editor", "completed"),
    ]


def test_a_hand_over_ends_one_agent_and_chooses_the_next():
    state = adk(
        event(called("t", "transfer_to_agent", agent_name="writer")),
        event(answered("t", "transfer_to_agent"), actions={"transferToAgent": "writer", "transferReason": "it writes"}),
        closed=False,
    )

    assert [(it.id, it.status) for it in state.agents] == [("chef", "completed")]
    assert state.routing is not None
    assert (state.routing.agent_id, state.routing.reasoning) == ("writer", "it writes")
    assert state.tools[0].kind == "agent"


def test_an_event_that_the_server_splits_in_two_is_told_once():
    actions = {"stateDelta": {"phase": "written"}, "artifactDelta": {}}
    state = adk(
        event({"text": "Saved."}, actions=actions),
        event(actions={**actions, "artifactDelta": {"plan.md": 1}}),
    )

    assert told(state) == [("chef", "Saved.")]
    assert state.document == {"phase": "written"}
    assert [(it.id, it.kind, it.version) for it in state.canvas] == [("plan.md", "markdown", 2)]


def test_pictures_come_in_the_url_safe_alphabet_and_are_shown():
    state = adk(event({"inlineData": {"mimeType": "image/png", "data": "-_8="}}))

    assert [(it.kind, it.url) for it in state.canvas] == [("image", "data:image/png;base64,+/8=")]


def test_grounding_counts_in_bytes_and_may_be_empty():
    grounding = {
        "groundingChunks": [{"web": {"uri": "https://a.example", "title": "A"}}, {"retrievedContext": {"title": "B"}}],
        "groundingSupports": [
            {"segment": {"endIndex": 4, "text": "Größe"}, "groundingChunkIndices": [0, 1, 9], "confidenceScores": [0.9]}
        ],
    }
    state = adk(
        event({"text": "Größe"}, groundingMetadata=grounding), event({"text": "x"}, id="e2", groundingMetadata={})
    )
    cited = state.messages[0].citations

    assert [(it.source_id, it.start, it.end, it.unit) for it in cited] == [
        ("https://a.example", 0, 4, "byte"),
        ("B", 0, 4, "byte"),
    ]
    assert [(it.id, [(claim.text, claim.confidence) for claim in it.claims]) for it in state.sources] == [
        ("https://a.example", [("Größe", 0.9)]),
        ("B", [("Größe", None)]),
    ]


def test_tokens_are_summed_over_calls_and_told_twice_count_once():
    used = {"promptTokenCount": 5, "candidatesTokenCount": 2, "totalTokenCount": 7}
    state = adk(
        piece("a", usageMetadata={"promptTokenCount": 5}),
        event({"text": "a"}, usageMetadata=used),
        event({"text": "a"}, usageMetadata=used),
        event({"text": "b"}, id="e2", usageMetadata=used),
    )

    assert (state.usage.input_tokens, state.usage.output_tokens, state.usage.total_tokens) == (10, 4, 14)


def test_the_clock_of_the_server_is_told_in_seconds():
    (started, *_) = Adk().decode(framed(event({"text": "x"})))

    assert started.server_time == 1795225138.5


# ------------------------------------------------------------------------ ends


def test_an_error_that_is_reported_twice_is_told_once():
    state = adk(
        piece("Half"),
        event(errorCode="ValueError", errorMessage="boom"),
        {"error": "ValueError: boom", "error_details": {"error_type": "ValueError"}},
    )

    assert (state.status, [(it.kind, it.message) for it in state.errors]) == ("failed", [("ValueError", "boom")])
    assert state.messages[0].status == "incomplete"


def test_an_answer_that_is_not_safe_ends_the_run():
    state = adk(event(errorCode="SAFETY", errorMessage="blocked"))

    assert (state.status, state.errors[0].kind, state.agents[0].status) == ("failed", "SAFETY", "failed")


@pytest.mark.parametrize(
    "cut", [event({"text": "a"}, finishReason="MAX_TOKENS"), event(errorCode="MAX_TOKENS", finishReason="MAX_TOKENS")]
)
def test_an_answer_that_was_cut_off_by_length_is_complete_with_a_warning(cut: dict[str, Any]):
    state = adk(event({"text": "a"}, id="e0"), cut)

    assert (state.status, [line.level for line in state.logs]) == ("completed", ["warning"])


def test_an_error_that_is_all_there_is_fails_the_run():
    state = adk({"error": "KeyError: 'x'", "error_details": {"error_type": "KeyError"}})

    assert (state.status, state.errors[0].message) == ("failed", "KeyError: 'x'")


@pytest.mark.parametrize(
    ("kind", "last", "status"),
    [
        ("", event({"text": "Hello"}), "completed"),
        ("", piece("Hel"), "incomplete"),
        ("network", event({"text": "Hello"}), "incomplete"),
    ],
)
def test_the_end_of_the_stream_is_the_end_of_the_run_unless_it_was_cut_off(
    kind: str, last: dict[str, Any], status: str
):
    log = Log("adk")
    log.feed(framed(last), framed((CLOSED, {"kind": kind} if kind else {})))

    assert log.state.status == status
    assert all(message.done for message in log.state.messages)


def test_what_is_no_object_is_refused():
    with pytest.raises(ValueError, match="expected a JSON object"):
        Adk().decode(Frame(data="[]"))
