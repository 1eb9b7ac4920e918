import asyncio

import pytest

from sse_widgets.broadcast.cleaning import clean
from sse_widgets.broadcast.config import BroadcasterConfig
from sse_widgets.broadcast.hub import Hub
from sse_widgets.errors import BadRequest, Forbidden, LimitReached, PlaceLost, SessionOver, TooLarge
from tests.waiting import PATIENCE


async def hub(**config: object) -> Hub:
    made = Hub(BroadcasterConfig(**config))  # type: ignore[arg-type]
    await made.start()
    return made


async def say(
    to: Hub, *texts: str, session: str = "s", owner: str | None = None, ttl: float | None = None
) -> list[str]:
    return [await to.publish(session, to.draft("note", text, ttl), owner) for text in texts]


def taken(subscriber: object) -> list[str]:
    return [entry.data for entry in subscriber.take()]  # type: ignore[attr-defined]


async def test_all_subscribers_get_all_events_in_order():
    server = await hub()
    async with server.subscribe("s") as (_, one), server.subscribe("s") as (_, two):
        await say(server, "a", "b")

        assert taken(one) == taken(two) == ["a", "b"]


async def test_who_comes_late_gets_the_history_first():
    server = await hub()
    await say(server, "a", "b")
    async with server.subscribe("s") as (_, late):
        await say(server, "c")

        assert taken(late) == ["a", "b", "c"]


async def test_who_comes_back_goes_on_after_the_id_it_names():
    server = await hub()
    first, *_ = await say(server, "a", "b", "c")
    async with server.subscribe("s", first) as (_, back):
        assert taken(back) == ["b", "c"]


async def test_ids_order_even_within_a_millisecond():
    server = await hub()
    ids = await say(server, *map(str, range(50)))

    assert sorted(ids, key=lambda id: tuple(map(int, id.split("-")))) == ids
    assert len(set(ids)) == 50


async def test_a_place_that_is_no_longer_held_is_said_to_be_lost():
    server = await hub(max_history_per_session=2)
    first, *_ = await say(server, "a", "b", "c", "d")

    with pytest.raises(PlaceLost):
        async with server.subscribe("s", first):
            pass


async def test_one_that_reads_nothing_is_closed_and_others_are_not():
    server = await hub(max_queue_size=3)
    async with server.subscribe("s") as (_, slow), server.subscribe("s") as (_, quick):
        got = []
        for n in range(6):
            await say(server, str(n))
            got += taken(quick)

        assert slow.closed == "too slow"
        assert got == ["0", "1", "2", "3", "4", "5"]


async def test_a_slow_reader_skips_the_oldest_where_it_is_told_to():
    server = await hub(max_queue_size=3, slow_reader="drop_oldest")
    async with server.subscribe("s") as (_, slow):
        await say(server, *map(str, range(10)))

        assert taken(slow) == ["6", "7", "8", "9"]
        assert slow.dropped == 6


async def test_a_long_history_does_not_make_a_late_one_slow():
    server = await hub(max_queue_size=3)
    await say(server, *map(str, range(10)))
    async with server.subscribe("s") as (_, late):
        await say(server, "10", "11", "12")

        assert not late.closed
        assert len(taken(late)) == 13


async def test_an_event_that_expired_is_not_handed_out():
    server = await hub()
    await say(server, "short", ttl=0.001)
    await say(server, "long")
    await asyncio.sleep(0.005)
    async with server.subscribe("s") as (_, late):
        assert taken(late) == ["long"]


async def test_iterating_ends_with_the_session():
    server = await hub()
    await say(server, "a", "b")
    await server.end("s")
    async with server.subscribe("s") as (_, subscriber):
        assert [entry.data async for entry in subscriber] == ["a", "b"]
        with pytest.raises(SessionOver):
            await subscriber.get()


async def test_nothing_is_published_after_the_end():
    server = await hub()
    await server.end("s")

    with pytest.raises(SessionOver):
        await say(server, "late")


async def test_getting_waits_no_longer_than_asked():
    server = await hub()
    async with server.subscribe("s") as (_, subscriber):
        with pytest.raises(TimeoutError):
            await subscriber.get(timeout=0.01)
        await say(server, "a")

        assert (await subscriber.get(timeout=PATIENCE)).data == "a"


async def test_a_session_belongs_to_its_first_user():
    server = await hub()
    await say(server, "mine", owner="ann")

    with pytest.raises(Forbidden):
        await say(server, "theirs", owner="bob")
    with pytest.raises(Forbidden):
        async with server.subscribe("s", owner="bob"):
            pass
    await say(server, "from an agent", owner=None)


@pytest.mark.parametrize("id", ["", "a b", "a/b", "ä", "x" * 129, "!control", "a\n"])
async def test_an_id_that_could_be_mistaken_for_something_else_is_refused(id):
    server = await hub()

    with pytest.raises(BadRequest):
        await say(server, "x", session=id)


async def test_there_are_limits():
    server = await hub(max_sessions=1, max_subscribers_per_session=1, max_event_bytes=10)
    await say(server, "x")

    with pytest.raises(LimitReached):
        await say(server, "x", session="another")
    with pytest.raises(TooLarge):
        await say(server, "€€€€")
    async with server.subscribe("s"):
        with pytest.raises(LimitReached):
            async with server.subscribe("s"):
                pass


async def test_a_session_that_nobody_uses_is_forgotten():
    server = await hub(session_ttl=0.001)
    await say(server, "x")
    await asyncio.sleep(0.005)
    await clean(server)

    assert server.sessions == {}
    assert await server.backend.count() == 0


async def test_a_session_that_is_watched_stays():
    server = await hub(session_ttl=0.001)
    async with server.subscribe("s"):
        await asyncio.sleep(0.005)
        await clean(server)

        assert list(server.sessions) == ["s"]


async def test_a_subscriber_that_leaves_everything_untouched_is_closed():
    server = await hub(max_subscriber_idle_time=0.001)
    async with server.subscribe("s") as (_, idle):
        await say(server, "x")
        await asyncio.sleep(0.005)
        await clean(server)

        assert idle.closed == "idle"


async def test_the_longest_history_is_cut_when_memory_is_short():
    server = await hub(memory_warning_threshold_mb=0.01)
    await say(server, *["x" * 1000] * 20)
    await say(server, "short", session="other")
    await clean(server)

    assert server.held < 0.02 * 2**20
    assert len(server.sessions["s"].history) == 10
    assert len(server.sessions["other"].history) == 1


async def test_no_session_is_opened_when_memory_is_very_short():
    server = await hub(memory_critical_threshold_mb=0.001)
    await say(server, "x" * 2000)

    with pytest.raises(LimitReached):
        await say(server, "x", session="another")


async def test_what_was_cleared_is_gone_and_its_streams_end():
    server = await hub()
    await say(server, "x")
    async with server.subscribe("s") as (_, subscriber):
        await server.clear("s")

        assert subscriber.closed
    assert await server.news("s") == ([], False)


async def test_the_vocabulary_of_a_session_is_found_out():
    server = await hub()
    await server.publish("s", server.draft("phase:start", {"phaseId": "1"}))

    assert server.sessions["s"].vocabulary == "execution"


async def test_a_session_that_was_made_and_never_used_is_forgotten_too():
    server = await hub(session_ttl=0.001)
    await server.enter("s", user="ann")
    await asyncio.sleep(0.005)
    await clean(server)

    assert await server.backend.count() == 0


async def test_a_session_that_was_made_for_a_user_is_open_to_it():
    server = await hub()
    await server.enter("s", user="ann")
    await say(server, "from an agent")

    assert [entry.data for entry in (await server.news("s", owner="ann"))[0]] == ["from an agent"]
    with pytest.raises(Forbidden):
        await server.news("s", owner="bob")


async def test_to_clear_what_is_not_there_makes_nothing():
    server = await hub()
    await server.clear("s")

    assert await server.backend.count() == 0
