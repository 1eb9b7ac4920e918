import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from sse_widgets.broadcast import Broadcaster, redis_streams, redis_tail
from sse_widgets.broadcast.auth import ANYBODY
from sse_widgets.broadcast.cleaning import clean
from sse_widgets.broadcast.config import BroadcasterConfig
from sse_widgets.broadcast.execution import Execution
from sse_widgets.broadcast.executions import Executions
from sse_widgets.broadcast.hub import Hub
from sse_widgets.broadcast.redis_streams import RedisStreams
from sse_widgets.errors import BackendDown, Forbidden, PlaceLost, SessionOver
from tests.broadcast.redis_server import RedisServer
from tests.broadcast.tcp_proxy import Wire
from tests.waiting import PATIENCE


@asynccontextmanager
async def working(*backends: RedisStreams, **config: object) -> AsyncIterator[list[Hub]]:
    hubs = [Hub(BroadcasterConfig(**config), backend) for backend in backends]  # type: ignore[arg-type]
    for hub in hubs:
        await hub.start()
    try:
        yield hubs
    finally:
        for hub in hubs:
            await hub.stop()


def workers(redis: RedisServer, count: int = 2, **config: object) -> AbstractAsyncContextManager[list[Hub]]:
    return working(*(RedisStreams(redis.url) for _ in range(count)), **config)


async def say(to: Hub, *texts: str, session: str = "s", owner: str | None = None) -> list[str]:
    return [await to.publish(session, to.draft("note", text), owner) for text in texts]


async def read(subscriber: object, count: int) -> list[str]:
    return [(await subscriber.get(timeout=PATIENCE)).data for _ in range(count)]  # type: ignore[attr-defined]


async def heard(hub: Hub) -> None:
    """Wait until a worker has heard all that the others told."""
    told: asyncio.Event = asyncio.Event()
    hub.heard = lambda _: told.set()
    await hub.tell("did you hear?")
    await asyncio.wait_for(told.wait(), PATIENCE)


async def test_what_one_worker_publishes_another_hands_out(redis):
    async with workers(redis) as (one, two), two.subscribe("s") as (_, subscriber):
        await say(one, "a", "b")

        assert await read(subscriber, 2) == ["a", "b"]


async def test_every_worker_tells_the_same_order(redis):
    async with (
        workers(redis) as (one, two),
        one.subscribe("s") as (_, here),
        two.subscribe("s") as (_, there),
    ):
        numbers = [str(n) for n in range(100)]
        await asyncio.gather(*(say((one, two)[n % 2], number) for n, number in enumerate(numbers)))
        told = await read(here, 100)

        assert told == await read(there, 100)
        assert sorted(told, key=int) == numbers


async def test_who_was_with_one_worker_goes_on_with_another(redis):
    async with workers(redis) as (one, two):
        first, *_ = await say(one, "a", "b", "c")
        async with two.subscribe("s", first) as (_, subscriber):
            assert await read(subscriber, 2) == ["b", "c"]


async def test_an_id_that_this_worker_has_not_read_yet_is_no_lost_place(redis):
    async with workers(redis) as (one, two):
        await two.open("s")
        two.backend._tail._places.clear()  # it will not hear by itself
        two.backend._tail._places["sse_widgets:events:s"] = "0-0"
        last = (await say(one, "a", "b"))[-1]
        async with two.subscribe("s", last) as (_, subscriber):
            assert subscriber.qsize() == 0


async def test_what_was_trimmed_is_a_lost_place_on_every_worker(redis):
    async with workers(redis, max_history_per_session=3) as (one, two):
        ids = await say(one, *"abcdefgh")
        with pytest.raises(PlaceLost):
            async with two.subscribe("s", ids[1]):
                pass
        async with two.subscribe("s", ids[4]) as (_, subscriber):
            assert await read(subscriber, 3) == ["f", "g", "h"]


async def test_redis_holds_no_more_of_a_session_than_it_has_to(redis):
    async with workers(redis, 1, max_history_per_session=10) as (one,):
        await say(one, *map(str, range(500)))
        length = await one.backend._redis.xlen("sse_widgets:events:s")

        assert 10 <= length <= 10 + 101, "Redis trims by the node, of 100 entries"


async def test_a_session_belongs_to_its_first_user_on_every_worker(redis):
    async with workers(redis) as (one, two):
        await say(one, "mine", owner="ann")
        with pytest.raises(Forbidden):
            await say(two, "theirs", owner="bob")


async def test_the_end_of_a_session_is_told_by_every_worker(redis):
    async with workers(redis) as (one, two), two.subscribe("s") as (_, subscriber):
        await say(one, "a")
        await one.end("s")

        assert [entry.data async for entry in subscriber] == ["a"]


async def test_a_redis_that_comes_back_loses_nothing_that_it_had(redis):
    async with workers(redis) as (one, two), two.subscribe("s") as (_, subscriber):
        await say(one, "before")
        redis.kill()
        late = asyncio.create_task(say(one, "during"))
        await asyncio.sleep(0)
        await asyncio.to_thread(redis.start)
        await late
        await say(one, "after")

        assert await read(subscriber, 3) == ["before", "during", "after"]


async def test_a_redis_that_stays_away_is_told(redis, monkeypatch):
    monkeypatch.setattr(redis_streams, "PATIENCE", 0.05)
    async with workers(redis, 1) as (one,):
        await say(one, "before")
        redis.kill()
        with pytest.raises(BackendDown):
            await say(one, "after")


async def test_an_event_that_was_kept_although_redis_could_not_say_so_is_not_kept_twice(redis):
    async with workers(redis, 1) as (one,):
        await one.enter("s")
        keep = one.backend._add

        async def keep_and_break(*said):
            one.backend._add = keep
            await keep(*said)
            raise ConnectionError("the answer was lost")

        one.backend._add = keep_and_break
        await say(one, "once")
        entries, _ = await one.news("s")

        assert [entry.data for entry in entries] == ["once"]


async def test_a_session_that_nobody_reads_here_is_let_go_here_and_kept_there(redis):
    async with workers(redis, 1, session_ttl=100) as (one,):
        await say(one, "x")
        await one.open("s")
        one.sessions["s"].touched -= 31
        await clean(one)

        assert one.sessions == {}
        assert [entry.data for entry in (await one.news("s"))[0]] == ["x"]


def test_a_password_is_never_shown():
    assert "secret" not in repr(RedisStreams("redis://:secret@localhost"))


async def test_an_execution_is_answered_and_cancelled_from_another_worker(redis):
    answered = asyncio.Event()

    async def agent(execution: Execution) -> None:
        await execution.publish("got", await execution.answer("ok?"))
        answered.set()
        await asyncio.Event().wait()

    async with workers(redis) as (one, two):
        here, there = Executions(one), Executions(two)
        here.agent = agent
        begun = await here.start("execute", "s", "x", ANYBODY)
        await there.answer(begun.id, "ok?", "yes", ANYBODY)
        await asyncio.wait_for(answered.wait(), PATIENCE)
        await there.cancel(begun.id, ANYBODY)
        await asyncio.wait_for(here.wait(begun), PATIENCE)
        entries, _ = await two.news("s")

        assert [(entry.event, entry.data) for entry in entries] == [
            ("got", "yes"),
            ("execution:error", '{"error":"cancelled"}'),
        ]


async def test_a_session_that_one_worker_ended_is_over_for_all(redis):
    async with workers(redis) as (one, two):
        await say(two, "before")
        await one.end("s")
        await heard(two)
        with pytest.raises(SessionOver):
            await say(two, "after")


async def test_a_session_that_was_cleared_may_become_anybodys_on_every_worker(redis):
    async with workers(redis) as (one, two):
        await say(one, "x", owner="ann")
        await say(two, "y", owner="ann")
        await one.clear("s", "ann")
        await heard(two)
        await say(two, "z", owner="bob")
        entries, _ = await one.news("s", owner="bob")

        assert [entry.data for entry in entries] == ["z"]


async def test_a_wire_that_falls_silent_is_given_up(redis, monkeypatch):
    """Neither side is told of a cut like this: only that nothing comes shows it."""
    monkeypatch.setattr(redis_streams, "TIMEOUT", 0.4)
    monkeypatch.setattr(redis_tail, "BLOCK", 0.1)
    with Wire(lambda: [redis.port]) as wire:
        there = RedisStreams(f"redis://127.0.0.1:{wire.port}/0"), RedisStreams(f"redis://127.0.0.1:{wire.port}/0")
        async with working(*there) as (one, two), two.subscribe("s") as (_, subscriber):
            await say(one, "before")
            assert await read(subscriber, 1) == ["before"]
            wire.silence()
            during = asyncio.create_task(say(one, "during"))
            await asyncio.sleep(0.2)
            wire.mend()
            await during
            await say(one, "after")

            assert await read(subscriber, 2) == ["during", "after"]


async def test_a_worker_that_is_started_again_has_missed_nothing(redis):
    async with workers(redis) as (one, two):
        async with two.subscribe("s") as (_, subscriber):
            await say(one, "before")
            assert await read(subscriber, 1) == ["before"]
        await two.stop()
        await say(one, "meanwhile")
        await two.start()
        async with two.subscribe("s") as (_, subscriber):
            assert await read(subscriber, 2) == ["before", "meanwhile"]


def test_events_from_a_thread_keep_their_order_in_sessions_that_are_new(redis):
    """Each of them asks Redis whether the session is there, on a connection of its own."""
    with Broadcaster(backend=RedisStreams(redis.url)) as broadcaster:
        for session in "abcdefgh":
            sent = [broadcaster.publish_threadsafe(session, "n", n) for n in range(30)]
            for future in sent:
                future.result(PATIENCE)
        told = [[entry.data for entry in asyncio.run(broadcaster.history(session))] for session in "abcdefgh"]

    assert told == [[str(n) for n in range(30)]] * 8
