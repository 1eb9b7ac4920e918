import asyncio
import threading
import time

import pytest

import sse_widgets as sw
from sse_widgets import broadcast
from sse_widgets.broadcast import Broadcaster, BroadcasterConfig
from sse_widgets.errors import RunError
from tests.waiting import PATIENCE, until


def text(run: sw.Run) -> str:
    return run.messages[-1].text if run.messages else ""


def token(word: str) -> dict[str, str]:
    return {"messageId": "m", "token": word}


def test_what_is_published_here_is_seen_in_a_run():
    with Broadcaster() as broadcaster:
        run = sw.connect(f"{broadcaster.url}/agent_network_sse/demo")
        for word in ("one ", "two ", "three"):
            broadcaster.publish_threadsafe("demo", "message_token", token(word))

        until(lambda: text(run) == "one two three")
        assert run.state.counters.unknown == 0
        run.stop()


def test_events_published_from_a_thread_come_in_the_order_of_the_calls():
    with Broadcaster() as broadcaster:
        futures = [broadcaster.publish_threadsafe("s", "n", n) for n in range(200)]
        ids = [future.result(PATIENCE) for future in futures]
        entries = asyncio.run(broadcaster.history("s"))

    assert [entry.id for entry in entries] == ids
    assert [entry.data for entry in entries] == [str(n) for n in range(200)]


def test_it_stops_at_once_with_streams_open():
    broadcaster = Broadcaster().start()
    runs = [sw.connect(f"{broadcaster.url}/sse/s", retry=sw.Retry(attempts=0)) for _ in range(20)]
    until(lambda: all(run.connection == "open" for run in runs))
    before = time.monotonic()
    broadcaster.stop()
    took = time.monotonic() - before
    until(lambda: all(run.connection in ("closed", "failed") for run in runs))

    assert took < 30, "a stop that waits for its streams never ends"
    assert "sse_widgets.broadcast" not in {thread.name for thread in threading.enumerate()}


def test_it_goes_on_where_it_was_when_it_is_started_again():
    broadcaster = Broadcaster()
    with broadcaster:
        broadcaster.publish_threadsafe("s", "message_token", token("before ")).result(PATIENCE)
    with broadcaster:
        run = sw.connect(f"{broadcaster.url}/agent_network_sse/s")
        broadcaster.publish_threadsafe("s", "message_token", token("after"))

        until(lambda: text(run) == "before after")
        run.stop()


async def test_it_works_on_the_loop_that_uses_it():
    """As in the tests of those who build on it: no server, no thread."""
    broadcaster = Broadcaster(BroadcasterConfig(cleanup_interval=0.5))
    async with broadcaster.subscribe("s") as subscriber:
        id = await broadcaster.publish("s", "note", {"n": 1})
        entry = await subscriber.get(timeout=PATIENCE)
    await broadcaster.shutdown()

    assert (entry.id, entry.event, entry.data) == (id, "note", '{"n":1}')


async def test_its_application_may_be_served_by_others_on_the_loop_that_publishes():
    """One hub, however it is used: a second one would not know what was published to the first."""
    broadcaster = Broadcaster()
    started = asyncio.Event()
    ended = asyncio.Event()

    async def receive() -> dict[str, str]:
        await (ended.wait() if started.is_set() else asyncio.sleep(0))
        return {"type": "lifespan.shutdown" if started.is_set() else "lifespan.startup"}

    async def send(message: dict[str, str]) -> None:
        assert message["type"] in ("lifespan.startup.complete", "lifespan.shutdown.complete")
        started.set()

    async with broadcaster.subscribe("s") as subscriber:
        serving = asyncio.create_task(broadcaster.app({"type": "lifespan"}, receive, send))
        await started.wait()
        await broadcaster.publish("s", "note", "x")

        assert (await subscriber.get(timeout=PATIENCE)).data == "x"
        ended.set()
        await serving
        assert subscriber.closed == "the server stops"


async def test_it_is_published_to_from_another_loop():
    async with Broadcaster() as broadcaster:
        await broadcaster.publish("s", "note", "x")

        assert [entry.data for entry in await broadcaster.history("s")] == ["x"]
        with pytest.raises(RunError, match="thread of its own"):
            async with broadcaster.subscribe("s"):
                pass


def test_it_lets_no_other_machine_in_without_asking_who():
    with pytest.raises(RunError, match="auth="):
        Broadcaster().start("0.0.0.0")


def test_what_json_does_not_have_is_refused_where_it_is_said():
    with Broadcaster() as broadcaster, pytest.raises(ValueError, match="JSON"):
        broadcaster.publish_threadsafe("s", "note", {"n": float("nan")})


def test_a_configuration_that_makes_no_sense_is_refused():
    with pytest.raises(ValueError, match="max_queue_size"):
        BroadcasterConfig(max_queue_size=0)
    with pytest.raises(ValueError, match="wildcard"):
        BroadcasterConfig(allow_origins=("*",))


def test_every_public_name_is_there():
    assert all(getattr(broadcast, name).__doc__ for name in broadcast.__all__)
