import asyncio
import threading

import sse_widgets as sw
from sse_widgets.broadcast import Broadcaster
from sse_widgets.broadcast.execution import Execution
from tests.broadcast.asking import get
from tests.waiting import PATIENCE, until


def watched(broadcaster: Broadcaster, told: dict[str, str]) -> sw.Run:
    return sw.connect(broadcaster.url + told["stream"])


def test_a_task_is_executed_and_watched():
    async def agent(execution: Execution) -> None:
        await execution.publish("execution:started", {"task": execution.text, "executionId": execution.id})
        await execution.publish("execution:complete", {"result": execution.user})

    with Broadcaster(agent=agent) as broadcaster:
        status, told = get(broadcaster, "/api/agent/execute", body={"task": "Count the stars"})
        run = watched(broadcaster, told)
        run.wait(PATIENCE)

        assert status == 202
        assert (run.dialect, run.status, run.state.run.title) == ("execution", "completed", "Count the stars")
        assert run.state.counters.unknown == 0


def test_an_agent_may_be_a_plain_function_in_a_thread():
    def agent(execution: Execution) -> None:
        execution.publish_threadsafe("execution:started", {"task": execution.text}).result(PATIENCE)
        said = execution.answer_threadsafe("ok?").result(PATIENCE)
        execution.publish_threadsafe("execution:complete", {"result": said}).result(PATIENCE)

    with Broadcaster(agent=agent) as broadcaster:
        _, told = get(broadcaster, "/api/agent/execute", body={"task": "x"})
        run = watched(broadcaster, told)
        until(lambda: run.status == "running")
        answer = {"executionId": told["executionId"], "interruptId": "ok?", "value": {"yes": True}}
        status, _ = get(broadcaster, "/api/agent/answer", body=answer)
        run.wait(PATIENCE)

        assert status == 202
        assert run.state.run.result == {"yes": True}


def test_an_execution_is_cancelled_and_its_watchers_are_told():
    stopped = threading.Event()

    async def agent(execution: Execution) -> None:
        await execution.publish("execution:started", {"task": "for ever"})
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()

    with Broadcaster(agent=agent) as broadcaster:
        _, told = get(broadcaster, "/api/agent/execute", body={"task": "x"})
        run = watched(broadcaster, told)
        until(lambda: run.status == "running")
        cancel = {"executionId": told["executionId"]}

        assert get(broadcaster, "/api/agent/cancel", body=cancel)[0] == 202
        run.wait(PATIENCE)
        assert stopped.wait(PATIENCE)
        assert run.error.message == "cancelled"
        assert get(broadcaster, "/api/agent/cancel", body=cancel)[0] == 404


def test_an_agent_that_fails_says_so_in_its_vocabulary():
    async def agent(execution: Execution) -> None:
        raise KeyError("no such star")

    with Broadcaster(agent=agent) as broadcaster:
        _, told = get(broadcaster, "/api/agent/execute", body={"task": "x"})
        run = watched(broadcaster, told)
        run.wait(PATIENCE)

        assert run.status == "failed"
        assert run.error.message == "KeyError: 'no such star'"


def test_a_message_is_regenerated_in_its_session():
    async def agent(execution: Execution) -> None:
        said = {"messageId": execution.message_id, "originalMessageId": execution.original_message_id}
        await execution.publish("message_regenerated", said | {"content": f"Again: {execution.text}"})

    with Broadcaster(agent=agent) as broadcaster:
        body = {"sessionId": "s", "messageId": "m1", "query": "why"}
        status, told = get(broadcaster, "/api/chat_actions/regenerate", body=body)
        run = sw.connect(f"{broadcaster.url}/sse/s")
        until(lambda: run.messages and run.messages[-1].text == "Again: why")

        assert (status, told["success"]) == (202, True)
        assert run.messages[-1].id == told["messageId"]
        run.stop()


def test_where_no_agent_works_that_is_said():
    with Broadcaster() as broadcaster:
        status, told = get(broadcaster, "/api/agent/execute", body={"task": "x"})

        assert status == 404
        assert "agent=" in told["error"]


def test_a_request_that_makes_no_sense_is_told_why():
    with Broadcaster(agent=print) as broadcaster:
        assert get(broadcaster, "/api/agent/execute", body={"task": 7}) == (400, {"error": "task must be text"})
        assert get(broadcaster, "/api/agent/execute", body=b"{")[0] == 400
        assert get(broadcaster, "/api/agent/execute", body=[1])[0] == 400
        assert get(broadcaster, "/api/agent/execute", method="GET")[0] == 405


def test_nothing_is_begun_in_a_session_that_is_over():
    async def agent(execution: Execution) -> None:
        raise AssertionError("it could tell nobody")

    with Broadcaster(agent=agent) as broadcaster:
        broadcaster.publish_threadsafe("s", "thinking", {"thought": "hm"}).result(PATIENCE)
        asyncio.run(broadcaster.end("s"))
        status, told = get(broadcaster, "/api/agent/execute", body={"task": "x", "sessionId": "s"})

    assert (status, told["error"]) == (409, "session 's' is over; let the agent begin in another")
