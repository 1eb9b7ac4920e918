"""Having an agent at a broadcast server do something, and talking to it while it does."""

import asyncio

import pytest

import sse_widgets as sw
from sse_widgets.actions import Broadcast
from sse_widgets.broadcast import Broadcaster, Execution
from sse_widgets.errors import RunError
from tests.transport.servers import plain, serving
from tests.waiting import PATIENCE, until


async def agent(work: Execution) -> None:
    """Say what was asked, and for "ask" wait for the answer to a question."""
    await work.publish("execution:started", {"executionId": work.id, "task": work.text})
    if work.kind == "regenerate":
        await work.publish("message_token", {"messageId": work.message_id, "token": "Once more."})
    elif work.text == "for ever":
        await asyncio.Event().wait()
    else:
        await work.publish("thinking", {"thought": f"about {work.text}"})
    await work.publish("execution:complete", {"executionId": work.id, "result": work.text})


@pytest.fixture
def server():
    with Broadcaster(agent=agent) as broadcaster:
        yield broadcaster


def test_a_task_is_begun_once_and_watched_to_its_end(server):
    run = sw.execute(server.url, "Compare the winters").wait(PATIENCE)

    assert run.status == "completed"
    assert run.title == "Compare the winters"
    assert [thought.text for thought in run.thoughts] == ["about Compare the winters"]


def test_a_run_that_goes_on_is_cancelled_by_its_server(server):
    run = sw.execute(server.url, "for ever")
    until(lambda: "cancel" in run.can and run.status == "running")
    run.cancel()
    run.wait(PATIENCE)

    assert run.status in ("cancelled", "failed")
    assert "cancel" not in run.can


def test_a_server_that_refuses_is_told_of_and_not_asked_again():
    with serving(plain("503 Service Unavailable")) as broken:
        run = sw.execute(broken.url, "x").wait(PATIENCE)

        assert run.connection == "failed"
        assert "503" in run.error.message
        assert len(broken.requests) == 1


def test_a_server_that_does_not_say_where_to_watch_is_not_asked_again():
    with serving(plain("202 Accepted", b'{"success": true}')) as silent:
        run = sw.execute(silent.url, "x").wait(PATIENCE)

        assert "has not said where to watch" in run.error.message
        assert len(silent.requests) == 1


def test_who_only_watches_cannot_cancel_what_others_asked_for(server):
    run = sw.connect(f"{server.url}/agent_network_sse/s", actions=Broadcast(server.url, "s"))
    until(lambda: run.connection == "open")
    with pytest.raises(RunError, match="nothing was asked for from here"):
        run.cancel()
    run.stop()
