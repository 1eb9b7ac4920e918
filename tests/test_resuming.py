"""A stream that broke off is gone on with as its protocol has it: nothing lost or doubled, no agent run twice."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

import sse_widgets as sw
from sse_widgets.onward import Asked, Onward
from sse_widgets.run import Run
from tests.transport.servers import CHUNKED, Answer, Server, plain, quiet, serving
from tests.waiting import PATIENCE, until

QUICK = sw.Retry(attempts=3, base=0.001, cap=0.002, floor=0.0)


def frame(body: Any, *, id: str = "", event: str = "") -> bytes:
    said = body if isinstance(body, str) else json.dumps(body)
    return "".join(
        [f"event: {event}\n" if event else "", f"data: {said}\n", f"id: {id}\n" if id else "", "\n"]
    ).encode()


def broken(*frames: bytes, headers: str = "") -> Answer:
    """Return an answer that promises more than it sends."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(_head(headers) + _chunk(b"".join(frames)))
        await writer.drain()

    return answer


def whole(*frames: bytes, headers: str = "") -> Answer:
    return _head(headers) + _chunk(b"".join(frames)) + b"0\r\n\r\n"


def _head(headers: str) -> bytes:
    return CHUNKED.replace(b"\r\n\r\n", f"\r\n{headers}\r\n\r\n".encode()) if headers else CHUNKED


def _chunk(data: bytes) -> bytes:
    if not data:  # which would be the last one
        return b""
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


def answer(body: Any) -> bytes:
    """Return an answer in JSON."""
    return plain("200 OK", json.dumps(body).encode(), "content-type: application/json")


def watched(server: Server, path: str, body: Any, *, method: str = "POST", **more: Any) -> Run:
    run = sw.connect(server.url + path, method=method, json=body if method == "POST" else None, retry=QUICK, **more)
    run.wait(PATIENCE)
    return run


def asked(server: Server) -> list[tuple[str, str]]:
    return [(request.head.split(b" ")[0].decode(), request.target) for request in server.requests]


def texts(run: Run) -> list[str]:
    return [message.text for message in run.messages]


def gaps(run: Run) -> int:
    return run.state.counters.gaps


# ------------------------------------------------------------------- LangGraph


META = {"langgraph_node": "agent", "langgraph_checkpoint_ns": "agent:1"}


def piece(text: str, number: int, last: bool = False) -> bytes:
    chunk = {"type": "AIMessageChunk", "id": "m", "content": text, "chunk_position": "last" if last else None}
    return frame([chunk, META], event="messages", id=f"17-{number}")


PLACE = "location: /threads/t/runs/r/stream\r\ncontent-location: /threads/t/runs/r"
RUN = {"assistant_id": "a", "input": {}, "stream_resumable": True}


def test_a_run_of_langgraph_is_joined_where_its_answer_said_at_the_last_id():
    start = frame({"run_id": "r", "attempt": 1}, event="metadata", id="17-0")
    with serving(
        broken(start, piece("Hel", 1), headers=PLACE),
        broken(piece("lo", 2)),
        whole(piece("!", 3, last=True)),
    ) as server:
        run = watched(server, "/threads/t/runs/stream", RUN)

    assert asked(server) == [("POST", "/threads/t/runs/stream"), *[("GET", "/threads/t/runs/r/stream")] * 2]
    assert [request.header("last-event-id") for request in server.requests] == [None, b"17-1", b"17-2"]
    assert (texts(run), run.status, gaps(run)) == (["Hello!"], "completed", 0)


def test_a_run_of_langgraph_that_gives_no_ids_is_not_joined():
    start = b'event: metadata\ndata: {"run_id": "r"}\n\n'
    with serving(broken(start, headers=PLACE)) as server:
        run = watched(server, "/runs/stream", RUN)

    assert (asked(server), run.status) == ([("POST", "/runs/stream")], "incomplete")
    assert run.error is not None
    assert "a POST is not sent again by itself" in run.error.message


def thread_event(number: int, method: str, data: dict[str, Any]) -> bytes:
    params = {"namespace": [], "timestamp": 1, "data": data}
    body = {"type": "event", "event_id": f"e{number}", "seq": number, "method": method, "params": params}
    return frame(body, event=method, id=str(number))


def test_a_subscription_to_thread_events_is_made_again_since_the_last_number():
    start = thread_event(2, "messages", {"event": "message-start", "id": "m", "role": "ai"})
    hel, lo = (
        thread_event(
            3 + n,
            "messages",
            {"event": "content-block-delta", "index": 0, "delta": {"type": "text-delta", "text": text}},
        )
        for n, text in enumerate(("Hel", "lo"))
    )
    end = thread_event(5, "lifecycle", {"event": "completed"})
    with serving(broken(thread_event(1, "lifecycle", {"event": "running"}), start, hel), whole(hel, lo, end)) as server:
        run = watched(server, "/threads/t/stream/events", {"channels": ["messages"]})

    assert [json.loads(request.body) for request in server.requests] == [
        {"channels": ["messages"]},
        {"channels": ["messages"], "since": 3},
    ]
    assert (texts(run), run.status, gaps(run)) == (["Hello"], "completed", 0)


def test_thread_events_are_over_when_the_root_is_though_the_server_keeps_the_wire_open():
    end = thread_event(2, "lifecycle", {"event": "completed"})
    with serving(quiet(_head("") + _chunk(thread_event(1, "lifecycle", {"event": "running"}) + end))) as server:
        run = watched(server, "/threads/t/stream/events", {"channels": ["lifecycle"]})
        until(lambda: run.connection == "closed")

    assert (run.status, len(server.requests)) == ("completed", 1)


# ------------------------------------------------------------------- Responses


def response(number: int, type: str, **fields: Any) -> bytes:
    return frame({"type": type, "sequence_number": number, **fields}, event=type)


BACKGROUND = {"model": "x", "input": "hi", "stream": True, "background": True, "store": True}


def delta(number: int, text: str) -> bytes:
    return response(number, "response.output_text.delta", item_id="i", output_index=0, content_index=0, delta=text)


def test_a_response_made_in_the_background_is_read_from_the_next_number_on():
    created = response(0, "response.created", response={"id": "resp_1", "status": "in_progress"})
    done = response(4, "response.completed", response={"id": "resp_1", "status": "completed", "output": []})
    with serving(broken(created, delta(1, "Hel")), broken(delta(2, "lo")), whole(delta(3, "!"), done)) as server:
        run = watched(server, "/v1/responses", BACKGROUND)

    assert asked(server) == [
        ("POST", "/v1/responses"),
        ("GET", "/v1/responses/resp_1?stream=true&starting_after=1"),
        ("GET", "/v1/responses/resp_1?stream=true&starting_after=2"),
    ]
    assert ("".join(texts(run)), run.status, gaps(run)) == ("Hello!", "completed", 0)


def test_a_response_that_is_not_made_in_the_background_is_not_asked_for_again():
    created = response(0, "response.created", response={"id": "resp_1", "status": "in_progress"})
    with serving(broken(created, delta(1, "Hel"))) as server:
        run = watched(server, "/v1/responses", {**BACKGROUND, "background": False})

    assert (asked(server), run.status) == ([("POST", "/v1/responses")], "incomplete")


# ---------------------------------------------------------------------- Vercel


CHAT = {"id": "chat 1", "messages": []}
V1 = "x-vercel-ai-ui-message-stream: v1"


def chunks(*bodies: Any) -> list[bytes]:
    return [frame(body) for body in bodies]


HELLO = chunks(
    {"type": "start"},
    {"type": "start-step"},
    {"type": "text-start", "id": "1"},
    {"type": "text-delta", "id": "1", "delta": "Hel"},
    {"type": "text-delta", "id": "1", "delta": "lo"},
    {"type": "text-end", "id": "1"},
    {"type": "finish-step"},
    {"type": "finish"},
    "[DONE]",
)


def test_a_chat_is_followed_from_the_start_and_told_once():
    with serving(broken(*HELLO[:4], headers=V1), broken(*HELLO[:5], headers=V1), whole(*HELLO, headers=V1)) as server:
        run = watched(server, "/api/chat?v=1", CHAT)

    assert asked(server) == [("POST", "/api/chat?v=1"), *[("GET", "/api/chat/chat%201/stream?v=1")] * 2]
    assert (texts(run), run.status, gaps(run)) == (["Hello"], "completed", 0)


def test_a_chat_that_nobody_answers_any_more_stays_as_it_was():
    with serving(broken(*HELLO[:4], headers=V1), plain("204 No Content")) as server:
        run = watched(server, "/api/chat", CHAT)

    assert (texts(run), run.status) == (["Hel"], "incomplete")
    assert "nothing more to send" in run.state.connection.reason


def test_a_server_that_cannot_be_gone_on_with_is_told_of_beside_the_cause():
    with serving(broken(*HELLO[:4], headers=V1), plain("404 Not Found")) as server:
        run = watched(server, "/api/chat", CHAT)

    assert len(server.requests) == 2
    assert run.error is not None
    assert "broke off" in run.error.message
    assert "cannot be gone on with" in run.error.message


# ------------------------------------------------------------------------- A2A


def rpc(**result: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": 5, "result": result}


def artifact(text: str, **more: Any) -> dict[str, Any]:
    return {"artifactUpdate": {"taskId": "t", "artifact": {"artifactId": "a", "parts": [{"text": text}]}, **more}}


def task(state: str, *texts: str) -> dict[str, Any]:
    made = [{"artifactId": "a", "parts": [{"text": text} for text in texts]}] if texts else []
    return {"id": "t", "contextId": "c", "status": {"state": state}, "artifacts": made}


COMPLETED = {"statusUpdate": {"taskId": "t", "status": {"state": "TASK_STATE_COMPLETED"}}}
SEND = {"jsonrpc": "2.0", "id": 5, "method": "SendStreamingMessage", "params": {}}


@pytest.mark.parametrize(
    ("method", "again"), [("SendStreamingMessage", "SubscribeToTask"), ("message/stream", "tasks/resubscribe")]
)
def test_a_task_is_subscribed_to_again_and_its_snapshot_brings_what_was_missed(method: str, again: str):
    with serving(
        broken(frame(rpc(task=task("TASK_STATE_WORKING"))), frame(rpc(**artifact("Hel")))),
        whole(
            frame(rpc(task=task("TASK_STATE_WORKING", "Hel", "lo"))),
            frame(rpc(**artifact("!", append=True))),
            frame(rpc(**COMPLETED)),
        ),
    ) as server:
        run = watched(server, "/", {**SEND, "method": method})

    assert [json.loads(request.body)["method"] for request in server.requests] == [method, again]
    assert json.loads(server.requests[1].body)["params"] == {"id": "t"}
    assert ([(it.content, it.version) for it in run.canvas], run.status) == ([("Hello!", 1)], "completed")


def test_a_task_that_ended_meanwhile_is_asked_about():
    over = {"jsonrpc": "2.0", "id": 5, "error": {"code": -32004, "message": "Task t is in terminal state"}}
    with serving(
        broken(frame(rpc(task=task("TASK_STATE_WORKING"))), frame(rpc(**artifact("Hel")))),
        whole(frame(over)),
        answer(rpc(**task("TASK_STATE_COMPLETED", "Hello!"))),
    ) as server:
        run = watched(server, "/", SEND)

    assert [json.loads(request.body)["method"] for request in server.requests] == [
        "SendStreamingMessage",
        "SubscribeToTask",
        "GetTask",
    ]
    assert ([it.content for it in run.canvas], run.status, run.error) == (["Hello!"], "completed", None)


def test_over_rest_a_task_has_addresses():
    with serving(
        broken(frame({"task": task("TASK_STATE_WORKING")})), whole(frame({"task": task("TASK_STATE_COMPLETED", "Hi")}))
    ) as server:
        run = watched(server, "/v1/message:stream", {"message": {}})

    assert asked(server) == [("POST", "/v1/message:stream"), ("GET", "/v1/tasks/t:subscribe")]
    assert ([it.content for it in run.canvas], run.status) == (["Hi"], "completed")


# ------------------------------------------------------------------------- MCP


def notice(number: int) -> bytes:
    body = {
        "jsonrpc": "2.0",
        "method": "notifications/progress",
        "params": {"progressToken": "p", "progress": number, "total": 3},
    }
    return frame(body, event="message", id=f"s_{number}")


RESULT = {"jsonrpc": "2.0", "id": 1, "result": {"content": [{"type": "text", "text": "done"}]}}
CALL = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "x"}}


@pytest.mark.parametrize("ending", [broken, whole], ids=["broken off", "closed by the server, as it may"])
def test_the_rest_of_a_call_is_had_with_a_get_in_the_same_session(ending: Callable[..., Answer]):
    with serving(
        ending(notice(1), notice(2), headers="mcp-session-id: s1"),
        whole(notice(3), frame(RESULT, event="message", id="s_4")),
    ) as server:
        run = watched(server, "/mcp", CALL)

    assert asked(server) == [("POST", "/mcp"), ("GET", "/mcp")]
    assert (server.requests[1].header("last-event-id"), server.requests[1].header("mcp-session-id")) == (b"s_2", b"s1")
    assert ([(it.output, it.status) for it in run.tools], run.status) == ([("done", "completed")], "completed")


def test_a_call_without_ids_is_lost():
    with serving(broken(notice(1).replace(b"id: s_1\n", b""))) as server:
        run = watched(server, "/mcp", CALL)

    assert (asked(server), run.status) == ([("POST", "/mcp")], "incomplete")


# ------------------------------------------------------------------ LlamaIndex


def test_the_events_of_a_workflow_go_on_after_the_last_number():
    def said(number: int, kind: str, **value: Any) -> bytes:
        body = {"value": value, "type": kind, "qualified_name": f"x.{kind}", "types": []}
        return frame(body, id=str(number))

    with serving(
        broken(said(0, "Started"), said(1, "Step")), whole(said(2, "Step"), said(3, "StopEvent", result="ok"))
    ) as server:
        run = watched(server, "/events/h?sse=true&after_sequence=-1", None, method="GET", dialect="llamaindex")

    assert [request.header("last-event-id") for request in server.requests] == [None, b"1"]
    assert (run.status, gaps(run), len([it for it in run.frames if it.id])) == ("completed", 0, 4)


# --------------------------------------------------------------------- in general


def test_a_server_that_sends_us_elsewhere_is_not_followed_there():
    """The credentials of the first request would go along."""
    start = frame({"run_id": "r"}, event="metadata", id="1")
    with serving(broken(start, headers="location: https://elsewhere.example/runs/r/stream")) as server:
        run = watched(server, "/runs/stream", RUN, token="secret-token")

    assert (len(server.requests), run.status) == (1, "incomplete")


def test_what_is_gone_on_with_has_the_credentials_of_the_first_request():
    start = frame({"run_id": "r", "attempt": 1}, event="metadata", id="17-0")
    with serving(broken(start, headers=PLACE), whole(piece("Hi", 1, last=True))) as server:
        watched(server, "/runs/stream", RUN, token="secret-token", headers={"x-tenant": "t"})

    assert [(it.header("authorization"), it.header("x-tenant")) for it in server.requests] == [
        (b"Bearer secret-token", b"t")
    ] * 2


def test_it_is_not_gone_on_with_for_ever():
    start = frame({"run_id": "r", "attempt": 1}, event="metadata", id="17-0")
    with serving(broken(start, headers=PLACE), broken()) as server:
        run = watched(server, "/runs/stream", RUN)

    assert len(server.requests) == 1 + QUICK.attempts
    assert run.error is not None
    assert "without success" in run.error.message


def test_browsers_know_no_such_ways():
    start = frame({"run_id": "r", "attempt": 1}, event="metadata", id="17-0")
    with serving(broken(start, headers=PLACE)) as server:
        watched(server, "/runs/stream", RUN, mode="spec")

    assert {target for _, target in asked(server)} == {"/runs/stream"}


class Acme:
    """A vocabulary of somebody else's with a way of its own."""

    name = "acme"
    announces_end = True
    has_heartbeats = False

    @classmethod
    def fit(cls, name: str, body: Any, headers: Any) -> sw.dialects.Fit:
        return sw.dialects.Fit.YES

    def decode(self, frame: Any) -> list[Any]:
        done = frame.data == "end"
        return [sw.events.RunFinished()] if done else [sw.events.TextAdded("m", frame.data)]

    def onward(self, asked: Asked) -> Onward | None:
        assert asked.last is not None
        return Onward(asked.url, "POST", {"after": asked.last.data})


def test_a_dialect_of_your_own_may_have_a_way_too():
    with serving(broken(frame("Hel")), whole(frame("lo"), frame("end"))) as server:
        run = watched(server, "/", {"q": 1}, dialect=Acme)

    assert [json.loads(request.body) for request in server.requests] == [{"q": 1}, {"after": "Hel"}]
    assert (texts(run), run.status) == (["Hello"], "completed")
