"""An agent that tells what it does: over the process, HTTP and Redis, from any thread, with servers that go away."""

import asyncio
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

import sse_widgets as sw
from sse_widgets.broadcast import (
    Broadcaster,
    BroadcasterConfig,
    Emitter,
    EventsLost,
    Execution,
    RedisStreams,
    User,
)
from sse_widgets.errors import BroadcastError, RunError, StreamError, TooLarge
from tests.waiting import PATIENCE, until


@pytest.fixture
def server():
    with Broadcaster() as broadcaster:
        yield broadcaster


def held(broadcaster: Broadcaster, session: str) -> list[str]:
    return [entry.data for entry in asyncio.run(broadcaster.history(session))]


def tell(emitter: Emitter) -> None:
    """Tell a small run, in whichever vocabulary is first."""
    with emitter.run("Compare"), emitter.agent("Researcher"):
        with emitter.tool("search", query="roofs") as call:
            call.result = {"hits": 2}
        with emitter.message() as message:
            for word in ("green ", "roofs ", "cool"):
                message.add(word)


@pytest.mark.parametrize("way", ["process", "http", "redis"])
def test_what_an_agent_tells_is_what_a_run_says(way, request):
    redis = request.getfixturevalue("redis") if way == "redis" else None
    backend = RedisStreams(redis.url) if redis else None
    with Broadcaster(backend=backend) as broadcaster:
        to = {"process": broadcaster, "http": broadcaster.url, "redis": redis and redis.url}[way]
        with Emitter("s", to) as emitter:
            tell(emitter)
        run = sw.connect(f"{broadcaster.url}/sse/s").wait(PATIENCE)

    assert run.status == "completed"
    assert run.messages[-1].text == "green roofs cool"
    assert (run.tools[0].name, run.tools[0].args, run.tools[0].output) == ("search", {"query": "roofs"}, '{"hits": 2}')
    assert run.agents[0].name == "Researcher"
    assert run.messages[-1].agent == run.tools[0].agent == run.agents[0].id
    assert (emitter.arrived, emitter.waiting, emitter.lost, emitter.problem) == (13, 0, 0, "")


def test_it_runs_with_the_address_and_the_token_of_the_environment(monkeypatch):
    with Broadcaster(auth="secret-token") as broadcaster:
        monkeypatch.setenv("SSE_WIDGETS_URL", broadcaster.url)
        monkeypatch.setenv("SSE_WIDGETS_TOKEN", "secret-token")
        with Emitter("s") as emitter:
            emitter.thinking("hm")

        assert emitter.arrived == 1
        assert "secret-token" not in repr(emitter) + str(vars(emitter))


def test_the_token_of_the_environment_goes_nowhere_else(monkeypatch):
    with Broadcaster(auth="secret-token") as broadcaster:
        monkeypatch.setenv("SSE_WIDGETS_TOKEN", "secret-token")
        with pytest.warns(EventsLost, match="1 events"), Emitter("s", broadcaster.url) as emitter:
            emitter.thinking("hm")

    assert "401" in emitter.problem


def test_an_admin_publishes_for_a_user_who_then_watches():
    with Broadcaster(auth={"agents-token": User("bot", admin=True), "anns-token": "ann"}) as broadcaster:
        with Emitter("s", broadcaster.url, token=lambda: "agents-token", user="ann") as emitter:
            emitter.execution_started("x")
            emitter.execution_complete("done")
        run = sw.connect(f"{broadcaster.url}/sse/s", token="anns-token").wait(PATIENCE)

    assert run.status == "completed"


def test_events_from_many_threads_each_keep_their_order(server):
    with Emitter("s", server.url) as emitter:

        def talk(name: str) -> None:
            for n in range(200):
                emitter.message_token(name, f"{n} ")

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(talk, "abcdefgh"))
    run = sw.connect(f"{server.url}/agent_network_sse/s")
    whole = "".join(f"{n} " for n in range(200))
    until(lambda: len(run.messages) == 8 and all(message.text == whole for message in run.messages))
    run.stop()

    assert emitter.arrived == 1600


async def test_it_is_awaited_in_an_async_agent(server):
    async with Emitter("s", server.url) as emitter:
        ids = [await emitter.thinking(f"thought {n}") for n in range(3)]
        async with emitter.tool("search", query="x") as call:
            call.result = 1

    assert ids == [entry.id for entry in await server.history("s")][:3]
    assert emitter.arrived == 5


async def test_it_tells_a_broadcaster_on_the_very_loop_of_the_agent():
    """As in a server of one's own: nothing may wait for the loop on which it is."""
    broadcaster = Broadcaster()
    async with broadcaster.subscribe("s") as subscriber:
        with Emitter("s", broadcaster) as emitter:
            emitter.thinking("hm")
            assert emitter.flush() is False
            assert await emitter.flushed() is True
        assert (await subscriber.get(timeout=PATIENCE)).event == "thinking"
    await broadcaster.shutdown()


def test_an_agent_of_the_broadcaster_tells_through_an_emitter():
    async def agent(work: Execution) -> None:
        async with Emitter(work, vocabulary="execution") as emitter:
            with emitter.run(work.text) as run, emitter.phase("Search"), emitter.tool("search", query=work.text):
                run.result = "done"

    with Broadcaster(agent=agent) as broadcaster:
        run = sw.execute(broadcaster.url, "roofs").wait(PATIENCE)

    assert (run.status, run.state.run.title, run.state.run.result) == ("completed", "roofs", "done")
    assert (run.plan.phases[0].title, run.tools[0].args) == ("Search", {"query": "roofs"})
    assert run.tools[0].phase == run.plan.phases[0].id


def test_a_server_that_is_away_for_a_while_loses_and_doubles_nothing():
    broadcaster = Broadcaster().start()
    port = int(broadcaster.url.rpartition(":")[2])
    with Emitter("s", broadcaster.url, patience=30) as emitter:
        emitter.message_token("m", "0 ").wait(PATIENCE)
        broadcaster.stop()
        for n in range(1, 300):
            emitter.message_token("m", f"{n} ")
        until(lambda: emitter.problem)
        assert emitter.lost == 0
        broadcaster.start(port=port)
        assert emitter.flush(PATIENCE)
        tokens = held(broadcaster, "s")
        broadcaster.stop()

    assert len(tokens) == 300 == emitter.arrived
    assert [f'"token":"{n} "' in data for n, data in enumerate(tokens)] == [True] * 300
    assert emitter.problem == ""


@pytest.mark.parametrize("way", ["http", "redis"])
def test_a_redis_that_dies_and_comes_back_loses_and_doubles_nothing(way, redis):
    with Broadcaster(backend=RedisStreams(redis.url)) as broadcaster:
        with Emitter("s", broadcaster.url if way == "http" else redis.url) as emitter:
            for n in range(500):
                emitter.message_token("m", f"{n} ")
                if n == 200:
                    until(lambda: emitter.arrived)
                    redis.kill()
                if n == 400:
                    redis.start()
            assert emitter.flush(PATIENCE)
        tokens = held(broadcaster, "s")

    assert [f'"token":"{n} "' in data for n, data in enumerate(tokens)] == [True] * 500
    assert (emitter.arrived, emitter.lost) == (500, 0)


def test_a_server_that_stays_away_disturbs_nobody_and_what_is_lost_is_told():
    emitter = Emitter("s", "http://127.0.0.1:9", patience=0.3, buffer=50)
    sent = [emitter.thinking(str(n)) for n in range(80)]
    with pytest.warns(EventsLost, match="80 events of session 's'"):
        emitter.close()

    assert {each.wait(PATIENCE) for each in sent} == {""}
    assert (emitter.lost, emitter.arrived) == (80, 0)
    assert "is the server running?" in emitter.problem


def test_a_strict_emitter_raises_what_is_lost():
    emitter = Emitter("s", "http://127.0.0.1:9", patience=0, strict=True)
    with pytest.raises(StreamError):
        emitter.thinking("one").wait(PATIENCE)
    emitter.thinking("two")
    with pytest.raises(StreamError):
        emitter.flush()
    emitter.thinking("three")
    with pytest.raises(StreamError):
        emitter.close()


def test_a_full_buffer_loses_the_newest(server):
    asked, gate = threading.Event(), threading.Event()

    async def token() -> str:
        asked.set()
        await asyncio.to_thread(gate.wait, 10)
        return "t"

    emitter = Emitter("s", server.url, token=token, buffer=2)
    emitter.thinking("under way")
    until(asked.is_set)
    sent = [emitter.thinking(word) for word in ("kept", "kept too", "lost")]
    assert sent[-1].wait(PATIENCE) == ""
    gate.set()
    with pytest.warns(EventsLost, match="1 events"):
        emitter.close()

    assert [word in data for word, data in zip(("under", "kept", "too"), held(server, "s"), strict=True)] == [True] * 3


def test_an_event_that_is_refused_takes_no_other_with_it():
    with Broadcaster(BroadcasterConfig(max_event_bytes=20_000)) as broadcaster:
        emitter = Emitter("s", broadcaster.url)
        for text in ("before", "x" * 30_000, "after"):
            emitter.thinking(text)
        with pytest.warns(EventsLost, match="1 events"):
            emitter.close()
        told = held(broadcaster, "s")

    assert "413" in emitter.problem
    assert ["before" in told[0], "after" in told[1], len(told)] == [True, True, 2]


def test_a_session_that_is_over_takes_no_more_and_says_so(server):
    with Emitter("s", server, strict=True) as emitter:
        emitter.thinking("hm").wait(PATIENCE)
        asyncio.run(server.end("s"))
        with pytest.raises(BroadcastError, match="over"):
            emitter.thinking("more").wait(PATIENCE)


def test_too_large_an_event_is_told_by_its_own_error():
    small = BroadcasterConfig(max_event_bytes=100)
    with Broadcaster(small) as broadcaster, Emitter("s", broadcaster, strict=True) as emitter:
        sent = emitter.thinking("x" * 200)
        with pytest.raises(TooLarge):
            sent.wait(PATIENCE)


def test_an_address_that_is_no_broadcast_server_is_told(server):
    with pytest.warns(EventsLost), Emitter("s", f"{server.url}/nowhere", patience=0) as emitter:
        emitter.thinking("hm")

    assert "404" in emitter.problem


def test_a_closed_emitter_says_so(server):
    emitter = Emitter("s", server)
    emitter.close()
    emitter.close()

    with pytest.raises(RunError, match="closed"):
        emitter.thinking("hm")


def test_a_script_that_just_ends_has_told_everything(server):
    script = f"""
from sse_widgets.broadcast import Emitter
emitter = Emitter("s", {server.url!r})
for n in range(500):
    emitter.thinking(str(n))
"""
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)

    assert len(held(server, "s")) == 500
