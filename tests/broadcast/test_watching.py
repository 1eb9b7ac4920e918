"""Every vocabulary, over every endpoint, read by our own client."""

import asyncio
import json

import pytest

import sse_widgets as sw
from sse_widgets.broadcast import Broadcaster, BroadcasterConfig
from sse_widgets.broadcast.execution import Execution
from tests.broadcast.asking import get, published
from tests.waiting import PATIENCE, until

ENDPOINTS = ("/agent_network_sse/{}", "/sse/{}", "/api/sse?sessionId={}", "/apps/demo/users/ann/sessions/{}/run")


def parts(run: sw.Run) -> tuple[object, ...]:
    state = run.state
    told = [[message.id, message.text, message.status] for message in state.messages]
    agents = [[agent.id, agent.name, agent.status, agent.progress] for agent in state.agents]
    tools = [[tool.id, tool.name, tool.args_text, tool.output, tool.status] for tool in state.tools]
    sources = [source.url for source in state.sources]
    phases = [[phase.id, phase.title, phase.status] for phase in state.plan.phases]
    return told, agents, tools, sources, phases, state.usage.total_tokens


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("recording", sw.recordings())
def test_every_recording_reads_the_same_from_every_endpoint(recording, endpoint):
    loaded = sw.load(recording)
    with Broadcaster() as broadcaster:
        published(broadcaster, recording, "s")
        asyncio.run(broadcaster.end("s"))
        run = sw.connect(broadcaster.url + endpoint.format("s"))
        run.wait(PATIENCE)

        assert run.dialect == loaded.dialect
        assert run.state.counters.unknown == run.state.counters.unreadable == 0
        assert json.dumps(parts(run), default=repr) == json.dumps(parts(loaded), default=repr)


@pytest.mark.parametrize("recording", sw.recordings())
def test_every_recording_reads_the_same_by_polling(recording):
    loaded = sw.load(recording)
    with Broadcaster() as broadcaster:
        count = published(broadcaster, recording, "s")
        for kind in ("events", "updates"):
            address = f"{broadcaster.url}/api/sessions/s/{kind}"
            run = sw.connect("http://127.0.0.1:9/sse", fallback=address, retry=sw.Retry(attempts=2, base=0.01))
            until(lambda run=run: sum(not frame.event.startswith("@") for frame in run.frames) == count)
            run.stop()

            assert run.dialect == loaded.dialect
            assert parts(run)[:2] == parts(loaded)[:2]


def test_a_poll_is_told_only_what_is_new_and_when_no_more_will_come():
    with Broadcaster() as broadcaster:
        first = broadcaster.publish_threadsafe("s", "note", 1).result(PATIENCE)
        broadcaster.publish_threadsafe("s", "note", 2).result(PATIENCE)
        status, news = get(broadcaster, "/api/sessions/s/events", headers={"last-event-id": first})
        asyncio.run(broadcaster.end("s"))
        _, last = get(broadcaster, f"/api/sessions/s/events?lastEventId={first}&limit=1")

        assert (status, [event["data"] for event in news["events"]], news["done"]) == (200, ["2"], False)
        assert (len(last["events"]), last["done"]) == (1, False)
        assert get(broadcaster, "/api/sessions/s/events")[1]["done"]
        assert get(broadcaster, "/api/sessions/unknown/events") == (200, {"events": [], "done": False})


def test_a_stream_begins_with_its_headers_and_a_greeting_that_can_be_resumed_from():
    with Broadcaster() as broadcaster:
        status, headers, lines = get(broadcaster, "/agent_network_sse/s", lines=3)

        assert status == 200
        assert headers["content-type"].startswith("text/event-stream")
        assert headers["x-accel-buffering"] == "no"
        assert "no-cache" in headers["cache-control"]
        assert lines[:2] == ["id: 0-0", "event: connection"]
        assert '"status": "connected"' in lines[2]


@pytest.mark.parametrize(
    ("event", "data", "heartbeat"),
    [
        ("agent_start", {"agentId": "a"}, "event: heartbeat"),
        ("thought_process_start", {"thinkingAbout": "x", "taskId": "t"}, "event: keepalive"),
        ("message_chunk", {"messageId": "m", "content": "x"}, "event: heartbeat"),
        ("phase:start", {"phaseId": "p"}, "event: heartbeat"),
        ("", {"event": "routing_started"}, ": keep-alive"),
        ("", {"type": "RUN_STARTED", "threadId": "t", "runId": "r"}, ": keep-alive"),
    ],
)
def test_a_heartbeat_is_what_the_vocabulary_has_for_it(event, data, heartbeat):
    with Broadcaster(BroadcasterConfig(heartbeat_interval=0.05)) as broadcaster:
        broadcaster.publish_threadsafe("s", event, data).result(PATIENCE)
        run = sw.connect(f"{broadcaster.url}/agent_network_sse/s")
        _, _, lines = get(broadcaster, "/agent_network_sse/s", lines=40)

        assert heartbeat in lines
        until(lambda: run.state.counters.heartbeats)
        assert run.state.counters.unknown == 0
        run.stop()


def test_the_end_of_a_session_is_told_and_a_client_does_not_come_back():
    with Broadcaster() as broadcaster:
        run = sw.connect(f"{broadcaster.url}/agent_network_sse/s")
        broadcaster.publish_threadsafe("s", "message_token", {"messageId": "m", "token": "x", "isComplete": True})
        until(lambda: run.messages)
        asyncio.run(broadcaster.end("s"))
        run.wait(PATIENCE)

        assert run.status == "completed"
        assert [frame.event for frame in run.frames][-2:] == ["connection", "@closed"]


def test_a_client_that_has_all_of_a_session_that_is_over_is_told_to_stop():
    with Broadcaster() as broadcaster:
        last = broadcaster.publish_threadsafe("s", "message_chunk", {"messageId": "m", "content": "x"}).result(PATIENCE)
        asyncio.run(broadcaster.end("s"))

        assert get(broadcaster, "/sse/s", headers={"last-event-id": last})[0] == 204


def test_a_place_that_is_lost_is_a_gap_in_the_run():
    with Broadcaster(BroadcasterConfig(max_history_per_session=2)) as broadcaster:
        words = [{"messageId": "m", "token": f"{n} "} for n in range(5)]
        ids = [broadcaster.publish_threadsafe("s", "message_token", word).result(PATIENCE) for word in words]
        run = sw.connect(f"{broadcaster.url}/agent_network_sse/s", last_event_id=ids[0])
        until(lambda: run.messages and run.messages[-1].text == "3 4 ")

        assert run.state.counters.gaps == 1
        run.stop()


def test_who_comes_when_the_beginning_is_gone_is_told():
    with Broadcaster(BroadcasterConfig(max_history_per_session=2)) as broadcaster:
        for n in range(5):
            broadcaster.publish_threadsafe("s", "note", n).result(PATIENCE)
        _, _, lines = get(broadcaster, "/sse/s", lines=13)

        assert ": the beginning of this session is no longer held" in lines
        assert [line for line in lines if line in ("data: 2", "data: 3", "data: 4")] == ["data: 3", "data: 4"]


def test_a_question_is_answered_in_the_same_request():
    async def agent(execution: Execution) -> None:
        await execution.publish("", {"event": "routing_started"})
        await execution.publish("", {"event": "routing_completed", "agent_id": "echo", "confidence": 0.9})
        for word in execution.text.split():
            await execution.publish("", {"event": "response_chunk", "text": word + " "})
        await execution.publish("", {"event": "completed"})

    with Broadcaster(agent=agent) as broadcaster:
        run = sw.connect(f"{broadcaster.url}/process/stream", method="POST", json={"message": "one two"})
        run.wait(PATIENCE)

        assert (run.dialect, run.status, run.messages[-1].text) == ("routing", "completed", "one two ")


def test_adk_is_answered_as_it_answers():
    async def agent(execution: Execution) -> None:
        said = {"id": "e1", "invocationId": execution.id, "author": "echo", "timestamp": 1.0}
        await execution.publish("", said | {"content": {"role": "model", "parts": [{"text": execution.text}]}})

    body = {"appName": "demo", "userId": "ann", "sessionId": "s", "streaming": True}
    body["newMessage"] = {"role": "user", "parts": [{"text": "Hello"}]}
    with Broadcaster(agent=agent) as broadcaster:
        assert get(broadcaster, "/run_sse", body=body)[0] == 404
        assert get(broadcaster, "/apps/demo/users/ann/sessions/s", body={})[1]["appName"] == "demo"
        status, _, lines = get(broadcaster, "/run_sse", body=body, lines=99)

        assert status == 200
        assert [line.partition(":")[0] for line in lines if line] == ["data"]
        assert json.loads(lines[0].removeprefix("data: "))["content"]["parts"] == [{"text": "Hello"}]
        assert sw.connect(f"{broadcaster.url}/run_sse", method="POST", json=body).wait(PATIENCE).messages


def test_a_query_runs_the_agent_once_however_often_the_client_comes_back():
    asked = []

    async def agent(execution: Execution) -> None:
        asked.append(execution.text)
        await execution.publish("thought_process_start", {"thinkingAbout": execution.text, "taskId": "t"})

    with Broadcaster(agent=agent) as broadcaster:
        path = "/apps/demo/users/ann/sessions/s/run?query=why"
        _, _, lines = get(broadcaster, path, lines=5)
        get(broadcaster, path, lines=3, headers={"last-event-id": lines[0].removeprefix("id: ")})

        assert asked == ["why"]
