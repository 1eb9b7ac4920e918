"""What a person asks of a back end: told in the log, said in its words, and read on from."""

import json
from contextlib import contextmanager
from typing import Any

import pytest

import sse_widgets as sw
from sse_widgets.errors import RunError
from sse_widgets.frame import REFUSED, SENT
from tests.transport.servers import HEAD, plain, serving
from tests.waiting import PATIENCE, until

ACTIONS = {"send", "answer", "regenerate", "cancel"}


def stream(*events: dict[str, Any] | str) -> bytes:
    """Return a whole answer with these events in it."""
    lines = (event if isinstance(event, str) else json.dumps(event) for event in events)
    return HEAD + "".join(f"data: {line}\n\n" for line in lines).encode()


def ag_ui(run: str, text: str, **finished: Any) -> bytes:
    """Return a run of the AG-UI protocol that says one thing."""
    return stream(
        {"type": "RUN_STARTED", "threadId": "t", "runId": run},
        {"type": "TEXT_MESSAGE_START", "messageId": f"m-{run}", "role": "assistant"},
        {"type": "TEXT_MESSAGE_CONTENT", "messageId": f"m-{run}", "delta": text},
        {"type": "TEXT_MESSAGE_END", "messageId": f"m-{run}"},
        {"type": "RUN_FINISHED", "threadId": "t", "runId": run} | finished,
    )


ASKING = {"outcome": {"type": "interrupt", "interrupts": [{"id": "i1", "reason": "approval", "message": "May I?"}]}}
QUESTION = {"threadId": "t", "runId": "1", "messages": [{"id": "u1", "role": "user", "content": "Hi"}]}
NOT_FOUND, TAKEN = plain("404 Not Found"), plain("202 Accepted")


def said(run: sw.Run) -> list[tuple[str, str]]:
    return [(message.role, message.text) for message in run.messages]


def bodies(server: Any) -> list[Any]:
    return [json.loads(asked.body) for asked in server.requests]


@contextmanager
def talking(*answers: bytes, body: Any = QUESTION, **options: Any):
    """Yield a run that has read the first answer to a POST, and the server that gave it."""
    with serving(*answers) as server:
        run = sw.connect(f"{server.url}/agent", method="POST", json=body, **options).wait(PATIENCE)
        yield run, server


def test_what_is_sent_is_part_of_the_conversation_and_the_run_goes_on_with_the_answer():
    with talking(ag_ui("1", "Hello."), ag_ui("2", "Fine.")) as (run, server):
        assert "send" in run.can
        run.send("How are you?")
        run.wait(PATIENCE)

        assert said(run) == [("assistant", "Hello."), ("user", "How are you?"), ("assistant", "Fine.")]
        assert run.status == "completed"
        first, second = bodies(server)
        assert first == QUESTION
        assert (second["threadId"], second["parentRunId"]) == ("t", "1")
        assert second["runId"] not in ("1", "2")
        assert [(each["role"], each["content"]) for each in second["messages"]] == [
            ("user", "Hi"),
            ("assistant", "Hello."),
            ("user", "How are you?"),
        ]


def test_the_clock_of_a_run_goes_on_from_one_turn_to_the_next():
    with talking(ag_ui("1", "Hello."), ag_ui("2", "Fine.")) as (run, _):
        run.send("And?")
        run.wait(PATIENCE)
        times = [frame.at for frame in run.frames]

        assert times == sorted(times)


def test_a_question_is_answered_once_and_the_run_goes_on_from_it():
    with talking(ag_ui("1", "Let me see.", **ASKING), ag_ui("2", "Done.")) as (run, server):
        assert run.status == "awaiting_input"
        assert "answer" in run.can
        run.answer("i1", {"approved": True})
        run.wait(PATIENCE)

        assert run.status == "completed"
        assert bodies(server)[1]["resume"] == [
            {"interruptId": "i1", "status": "resolved", "payload": {"approved": True}}
        ]
        assert [(asked.status, asked.answer) for asked in run.interrupts] == [("resolved", {"approved": True})]
        with pytest.raises(RunError, match="no question 'i1' is open; nothing is asked"):
            run.answer("i1", True)


def test_an_answer_is_written_once_more_from_before_it():
    with talking(ag_ui("1", "Hello."), ag_ui("2", "Good day.")) as (run, server):
        run.regenerate("m-1")
        run.wait(PATIENCE)

        assert [each["id"] for each in bodies(server)[1]["messages"]] == ["u1"]
        with pytest.raises(RunError, match="no message 'm-9'"):
            run.regenerate("m-9")


def test_a_recording_tells_what_was_asked(tmp_path):
    with talking(ag_ui("1", "Hello."), ag_ui("2", "Fine.")) as (run, _):
        run.send("And?")
        run.wait(PATIENCE)
        loaded = sw.load(run.save(tmp_path / "run.jsonl"))

        assert said(loaded) == said(run)
        assert not ACTIONS & set(loaded.can)
        with pytest.raises(RunError, match="recording: nothing is executed"):
            loaded.send("Again")


def test_a_stream_that_was_not_posted_for_does_not_tell_where_to_say_anything():
    with serving(ag_ui("1", "Hello.")) as server:
        run = sw.connect(server.url).wait(PATIENCE)

    with pytest.raises(RunError, match="not asked for by a POST"):
        run.send("Hi")


def test_a_back_end_that_nobody_knows_how_to_tell_says_how_to_say_it():
    run = sw.load("literature_review")
    live = sw.watch([{"type": "nobody.knows"}]).wait(PATIENCE)

    assert not ACTIONS & set(live.can)
    with pytest.raises(RunError, match=r"give actions= to sw\.connect"):
        live.send("Hi")
    assert not ACTIONS & set(run.can)


def test_actions_can_be_addresses_to_which_they_are_posted():
    with talking(ag_ui("1", "Hello."), TAKEN, actions={"send": "/say"}) as (run, server):
        run.send("Hi")

        assert server.requests[1].target == "/say"
        told = bodies(server)[1]
        assert (told["session_id"], told["run_id"], told["text"]) == ("t", "1", "Hi")
        assert told["message_id"] == run.messages[-1].id
        with pytest.raises(RunError, match="does not say how to cancel"):
            run.cancel()


def test_what_the_back_end_refuses_is_an_error_and_the_run_is_over_as_before():
    with talking(ag_ui("1", "Hello."), NOT_FOUND, actions={"send": "/say"}) as (run, _):
        with pytest.raises(RunError, match=r"send was refused: .*HTTP 404"):
            run.send("Hi")

        assert run.status == "completed"
        assert [frame.event for frame in run.frames if frame.event in (SENT, REFUSED)] == [SENT, REFUSED]
        assert run.errors[-1].kind == "action"


def test_a_question_whose_answer_is_refused_is_open_as_before():
    answers = ag_ui("1", "Hello.", **ASKING), NOT_FOUND, TAKEN
    with talking(*answers, actions={"answer": "/say"}) as (run, _):
        asked = run.interrupts[0]
        with pytest.raises(RunError, match=r"answer was refused: .*HTTP 404"):
            run.answer("i1", True)

        assert (run.status, run.interrupts[0]) == ("awaiting_input", asked)
        run.answer("i1", True)
        assert run.interrupts[0].status == "resolved"


def test_credentials_go_where_the_action_goes_and_nowhere_else():
    with talking(ag_ui("1", "Hello."), TAKEN, actions={"send": "/say"}, token="secret-token-1") as (run, server):
        run.send("Hi")

        assert server.requests[1].header("authorization") == b"Bearer secret-token-1"
        assert "secret-token-1" not in repr(run.frames)


def test_an_action_can_be_a_function_and_what_it_returns_is_read_on_from():
    def ask(text: str) -> list[dict[str, Any]]:
        return [json.loads(line[6:]) for line in ag_ui("2", f"You said {text}").decode().split("\n") if line[:1] == "d"]

    with talking(ag_ui("1", "Hello."), actions={"send": ask}) as (run, _):
        run.send("Hi")
        run.wait(PATIENCE)

        assert said(run)[-1] == ("assistant", "You said Hi")
        times = [frame.at for frame in run.frames]
        assert times == sorted(times)


def test_a_function_that_fails_is_a_refusal():
    def broken(text: str) -> None:
        raise KeyError("rows")

    with (
        talking(ag_ui("1", "Hello."), actions={"send": broken}) as (run, _),
        pytest.raises(RunError, match="send was refused: KeyError: 'rows'"),
    ):
        run.send("Hi")


@pytest.mark.parametrize(
    ("actions", "message"),
    [({"sned": "/x"}, "'sned', which is no action; did you mean 'send'"), ({"send": 3}, "an address or a function")],
)
def test_a_wrong_table_of_actions_names_what_is_right(actions, message):
    with pytest.raises(ValueError, match=message):
        sw.connect("http://127.0.0.1:9", actions=actions)


def test_cancelling_where_no_request_says_it_leaves_the_stream():
    async def never(writer: Any) -> None:
        writer.write(stream({"type": "RUN_STARTED", "threadId": "t", "runId": "1"}))
        await writer.drain()
        await server.never.wait()

    with serving(never) as server:
        run = sw.connect(f"{server.url}/agent", method="POST", json=QUESTION)
        until(lambda: "cancel" in run.can)
        assert "send" not in run.can
        with pytest.raises(RunError, match="still going on"):
            run.send("Hi")
        run.cancel()

        assert run.connection == "closed"
        assert run.status == "incomplete"


def test_what_browsers_are_told_has_a_reason_for_each_action():
    with talking(ag_ui("1", "Hello.")) as (run, _):
        reasons = {act.id: act.reason for act in run.document.stream.acts}

        assert reasons == {"send": "", "regenerate": "", "answer": "nothing is asked", "cancel": "the run is over"}
