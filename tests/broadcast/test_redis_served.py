"""A broadcaster on Redis, as those see it who ask over HTTP."""

import sse_widgets as sw
from sse_widgets.broadcast import Broadcaster, RedisStreams, redis_streams
from tests.broadcast.asking import get
from tests.waiting import PATIENCE, until


def test_while_redis_is_away_a_client_is_told_to_come_back_and_streams_stay_open(redis, monkeypatch):
    monkeypatch.setattr(redis_streams, "PATIENCE", 0.05)
    with Broadcaster(backend=RedisStreams(redis.url)) as broadcaster:
        run = sw.connect(f"{broadcaster.url}/agent_network_sse/s")
        until(lambda: run.connection == "open")
        redis.kill()
        publish = ("/api/sessions/s/events", {"event": "message_token", "data": {"messageId": "m", "token": "x"}})
        status, headers, _ = get(broadcaster, "/health", lines=1)

        assert (status, headers["retry-after"]) == (503, "1")
        assert get(broadcaster, "/sse/another")[0] == 503
        assert get(broadcaster, publish[0], body=publish[1])[0] == 503
        redis.start()
        until(lambda: get(broadcaster, "/health")[0] == 200)
        assert get(broadcaster, publish[0], body=publish[1])[0] == 201
        until(lambda: run.messages and run.messages[-1].text == "x")
        assert run.state.counters.reconnects == 0
        run.stop()


def test_a_server_starts_before_its_redis_does(redis):
    redis.kill()
    with Broadcaster(backend=RedisStreams(redis.url)) as broadcaster:
        run = sw.connect(f"{broadcaster.url}/agent_network_sse/s", retry=sw.Retry(attempts=50, base=0.05, cap=0.2))
        until(lambda: run.connection == "retrying")
        redis.start()
        until(lambda: run.connection == "open")
        broadcaster.publish_threadsafe("s", "message_token", {"messageId": "m", "token": "x"}).result(PATIENCE)

        until(lambda: run.messages and run.messages[-1].text == "x")
        run.stop()
