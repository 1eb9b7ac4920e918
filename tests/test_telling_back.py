"""Talking back to a broadcast server that says itself where: nothing but its address is given."""

import asyncio
from collections.abc import Iterator

import pytest

import sse_widgets as sw
from sse_widgets.actions import announced
from sse_widgets.actions.broadcast import HEADER
from sse_widgets.broadcast import Broadcaster, Emitter, Execution, ProgressTracker
from sse_widgets.errors import RunError
from tests.waiting import PATIENCE, until


async def agent(work: Execution) -> None:
    """Answer; regenerate in steps; ask before it does what is dangerous; work for ever if told so."""
    async with Emitter(work) as emitter:
        if work.kind == "regenerate":
            tracker = ProgressTracker(work.message_id, broadcaster=emitter)
            tracker.start(work.original_message_id, work.text)
            await tracker.update_progress(50, partial_content="Once ")
            await tracker.complete("Once more.")
        elif work.text == "delete":
            with emitter.run(work.text) as run:
                answer = await run.ask("Really?")
                with emitter.message() as message:
                    message.add("deleted" if answer else "kept")
        else:
            emitter.thought_process_complete("It is a greeting.")
            await emitter.whole_message(f"You said {work.text}.", message_id=work.message_id)


@pytest.fixture
def server() -> Iterator[Broadcaster]:
    with Broadcaster(agent=agent) as broadcaster:
        yield broadcaster


def texts(run: sw.Run) -> list[str]:
    return [message.text for message in run.messages]


ENDPOINTS = ("agent_network_sse/s", "sse/s", "api/sse?sessionId=s", "apps/a/users/u/sessions/s/run")


@pytest.mark.parametrize("path", ENDPOINTS)
def test_who_watches_can_send_with_nothing_but_the_address(server, path):
    run = sw.connect(f"{server.url}/{path}")
    until(lambda: "send" in run.can)
    run.send("hello")
    until(lambda: texts(run) == ["hello", "You said hello."])
    run.stop()

    assert [message.role for message in run.messages] == ["user", "assistant"]


def test_an_answer_is_written_once_more_over_the_stream_that_goes_on(server):
    run = sw.connect(f"{server.url}/sse/s")
    until(lambda: "send" in run.can)
    run.send("hello")
    until(lambda: "regenerate" in run.can)
    original = run.messages[-1].id
    run.regenerate(original)
    until(lambda: texts(run)[-1] == "Once more.")
    until(lambda: "regenerate" in run.can)
    run.stop()

    assert run.messages[-1].replaces == original
    assert all(message.done for message in run.messages)


def test_a_question_is_answered_although_its_run_was_over(server):
    """In AG-UI a question ends the run; the stream is read on from where it stopped."""
    run = sw.execute(server.url, "delete")
    run.wait(PATIENCE)
    assert run.status == "awaiting_input"
    run.answer(run.interrupts[0].id, True)
    until(lambda: run.status == "completed")

    assert texts(run) == ["deleted"]
    assert run.state.counters.gaps == 0


def test_after_the_end_of_a_run_the_same_session_goes_on(server):
    run = sw.execute(server.url, "delete")
    run.wait(PATIENCE)
    run.answer(run.interrupts[0].id, False)
    run.wait(PATIENCE)
    until(lambda: not run.active)
    run.send("delete")
    until(lambda: run.status == "awaiting_input")
    run.answer(run.interrupts[-1].id, True)
    until(lambda: "deleted" in texts(run))

    assert texts(run) == ["kept", "delete", "deleted"]


def test_a_server_without_an_agent_is_not_told_anything():
    with Broadcaster() as broadcaster:
        run = sw.connect(f"{broadcaster.url}/sse/s")
        until(lambda: run.connection == "open")
        with pytest.raises(RunError, match="nobody knows how to tell this back end"):
            run.send("hello")
        run.stop()


def test_the_token_of_the_stream_goes_along():
    with Broadcaster(agent=agent, auth={"anns-token": "ann"}) as broadcaster:
        run = sw.connect(f"{broadcaster.url}/sse/s", token="anns-token")
        until(lambda: "send" in run.can)
        run.send("hello")
        until(lambda: texts(run) == ["hello", "You said hello."])
        run.stop()


@pytest.mark.parametrize(
    "said",
    [
        "https://evil.example/; session=s",
        "//evil.example; session=s",
        "/; session=s",
        "../..",
        "..; session=",
        "../x; session=s",
        "..; session=a b",
        "..\\..; session=s",
        "",
    ],
)
def test_what_is_more_than_a_way_up_is_no_announcement(said):
    """A server must not send the token of its stream to another."""
    assert announced({HEADER: said}) is None


def test_a_refused_regeneration_leaves_the_message_as_it_was(server):
    run = sw.connect(f"{server.url}/sse/s")
    until(lambda: "send" in run.can)
    run.send("hello")
    until(lambda: "regenerate" in run.can)
    server.agent(None)
    with pytest.raises(RunError, match="404"):
        run.regenerate(run.messages[-1].id)
    until(lambda: run.messages[-1].done)
    run.stop()


def test_an_agent_that_fails_or_is_cancelled_tells_so_once():
    """Its emitter has told it, so that the server need not."""

    async def failing(work: Execution) -> None:
        async with Emitter(work) as emitter:
            with emitter.run(work.text):
                raise OSError("no network")

    with Broadcaster(agent=failing) as broadcaster:
        run = sw.execute(broadcaster.url, "x").wait(PATIENCE)

    assert run.status == "failed"
    assert [error.message for error in run.errors] == ["OSError: no network"]


def test_who_was_not_asked_by_a_broadcaster_cannot_ask_back(server):
    with Emitter("s", server) as emitter, emitter.run("x") as run, pytest.raises(RunError, match="only an agent of a"):
        asyncio.run(run.ask("Sure?"))
