"""What is published over HTTP once more, because its answer was lost, is published once."""

import asyncio

import pytest

from sse_widgets.broadcast import Broadcaster, RedisStreams
from tests.broadcast.asking import get

EVENTS = "/api/sessions/s/events"


@pytest.mark.parametrize("store", ["memory", "redis"])
def test_what_is_told_again_with_its_key_is_kept_once(store, request):
    backend = RedisStreams(request.getfixturevalue("redis").url) if store == "redis" else None
    with Broadcaster(backend=backend) as broadcaster:
        first, second = {"event": "n", "data": 1, "key": "a"}, {"event": "n", "data": 2, "key": "b"}
        _, once = get(broadcaster, EVENTS, body=[first])
        _, again = get(broadcaster, f"{EVENTS}?again=1", body=[first, second])
        _, anew = get(broadcaster, EVENTS, body=[first])
        told = [entry.data for entry in asyncio.run(broadcaster.history("s"))]

    assert again["ids"][0] == once["ids"][0]
    assert anew["ids"] != once["ids"]
    assert told == ["1", "2", "1"]


def test_the_same_key_in_another_session_is_another_event():
    with Broadcaster() as broadcaster:
        get(broadcaster, EVENTS, body={"data": 1, "key": "a"})
        get(broadcaster, "/api/sessions/t/events?again=1", body={"data": 1, "key": "a"})

        assert [entry.data for entry in asyncio.run(broadcaster.history("t"))] == ["1"]


@pytest.mark.parametrize("key", [7, None, "x" * 129])
def test_a_key_that_is_none_is_refused(key):
    with Broadcaster() as broadcaster:
        status, told = get(broadcaster, EVENTS, body={"data": 1, "key": key})

    assert (status, told["error"]) == (400, "key must be text of at most 128 characters")
