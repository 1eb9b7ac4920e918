"""Real agent servers with fake models: what they stream is understood, live."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

import sse_widgets as sw
from sse_widgets.run import Run
from sse_widgets.testing import left_open
from tests.live.producers import SERVERS, python_with, started

pytestmark = pytest.mark.live

WEATHER = {"city": "Oslo", "temp": 21}


def followed(url: str, body: Any, **more: Any) -> Run:
    """Return a run that has been followed to its end, and in which nothing is left open or not understood."""
    run = sw.connect(url, method="POST", json=body, **more)
    run.wait(60)
    assert left_open(run.state) == []
    assert (run.state.unknown, run.state.counters.unreadable) == ((), 0)
    return run


def texts(run: Run) -> list[str]:
    return [message.text for message in run.messages if message.text]


def calls(run: Run) -> list[tuple[str, Any, str, Any]]:
    return [(tool.name, tool.args, tool.status, tool.output) for tool in run.tools]


# ----------------------------------------------------------------- pydantic-ai


@pytest.fixture(scope="module")
def pydantic_ai() -> Iterator[str]:
    with started([python_with("light", "pydantic_ai"), "pydantic_ai_server.py"]) as url:
        yield url


def test_an_agent_of_pydantic_ai_as_ag_ui(pydantic_ai: str):
    hello = {"id": "u", "role": "user", "content": "Weather?"}
    body = {"threadId": "t", "runId": "r", "messages": [hello], "tools": [], "context": [], "state": {}}
    run = followed(f"{pydantic_ai}/ag-ui", {**body, "forwardedProps": {}})

    assert (run.dialect, run.status) == ("ag_ui", "completed")
    assert texts(run) == ["It is 21 °C in Oslo."]
    assert [it.text for it in run.thoughts] == ["Need the weather."]
    assert [call[:3] for call in calls(run)] == [("get_weather", {"city": "Oslo"}, "completed")]


def test_an_agent_of_pydantic_ai_as_a_vercel_chat(pydantic_ai: str):
    hello = {"id": "u", "role": "user", "parts": [{"type": "text", "text": "Weather?"}]}
    run = followed(f"{pydantic_ai}/chat", {"trigger": "submit-message", "id": "c", "messages": [hello]})

    assert (run.dialect, run.status) == ("vercel", "completed")
    assert texts(run) == ["It is 21 °C in Oslo."]
    assert [it.text for it in run.thoughts] == ["Need the weather."]
    assert calls(run) == [("get_weather", {"city": "Oslo"}, "completed", WEATHER)]


# ------------------------------------------------------------------------- ADK


@pytest.fixture(scope="module")
def adk() -> Iterator[str]:
    python = python_with("adk", "google.adk")
    command = [
        python,
        "-m",
        "google.adk.cli",
        "api_server",
        "--host",
        "127.0.0.1",
        "--session_service_uri",
        "memory://",
    ]
    with started([*command, "--artifact_service_uri", "memory://", str(SERVERS / "adk"), "--port"]) as url:
        yield url


def test_agents_of_adk_that_hand_over(adk: str):
    place = {"appName": "kitchen", "userId": "u", "sessionId": "s"}
    httpx.post(f"{adk}/apps/kitchen/users/u/sessions/s", json={}, timeout=30).raise_for_status()
    message = {"role": "user", "parts": [{"text": "Soup?"}]}
    run = followed(f"{adk}/run_sse", {**place, "newMessage": message, "streaming": True})

    assert (run.dialect, run.status) == ("adk", "completed")
    assert texts(run) == ["Your soup."]
    assert [it.text for it in run.thoughts] == ["Cold?"]
    assert [call[:3] for call in calls(run)] == [
        ("get_weather", {"city": "Oslo"}, "completed"),
        ("transfer_to_agent", {"agent_name": "waiter"}, "completed"),
    ]
    assert calls(run)[0][3] == WEATHER
    assert [(it.name, it.status) for it in run.agents] == [("cook", "completed"), ("waiter", "completed")]
    assert (run.usage.input_tokens, run.usage.output_tokens) == (60, 15)


# ------------------------------------------------------------------- LangGraph


@pytest.fixture(scope="module")
def langgraph() -> Iterator[str]:
    python = python_with("langgraph", "langgraph_api")
    command = [python, "-m", "langgraph_cli", "dev", "--no-browser", "--no-reload", "--host", "127.0.0.1", "--port"]
    with started(command, folder=SERVERS / "langgraph") as url:
        yield url


def _input(text: str = "Weather?") -> dict[str, Any]:
    return {"assistant_id": "demo", "input": {"messages": [{"role": "user", "content": text}]}}


@pytest.mark.parametrize(
    "modes",
    [
        ["values"],
        ["updates"],
        ["messages"],
        ["messages-tuple"],
        ["values", "updates", "messages-tuple", "tasks", "custom"],
    ],
    ids=", ".join,
)
def test_a_run_of_langgraph_in_each_of_its_modes(langgraph: str, modes: list[str]):
    run = followed(f"{langgraph}/runs/stream", {**_input(), "stream_mode": modes})

    assert (run.dialect, run.status) == ("langgraph", "completed")
    assert texts(run)[-1] == "It is 21 °C."
    assert calls(run) == [("get_weather", {"city": "Oslo"}, "completed", "21 °C in Oslo")]
    assert run.usage.total_tokens == 25


def test_a_run_of_langgraph_that_asks_a_person(langgraph: str):
    thread = httpx.post(f"{langgraph}/threads", json={}, timeout=30).json()["thread_id"]
    run = sw.connect(f"{langgraph}/threads/{thread}/runs/stream", method="POST", json=_input("ask"))
    run.wait(60)

    assert run.status == "awaiting_input"
    assert [(it.message, it.options) for it in run.state.interrupts] == [("Go on?", ("yes", "no"))]


def test_the_thread_events_of_langgraph(langgraph: str):
    thread = httpx.post(f"{langgraph}/threads", json={}, timeout=30).json()["thread_id"]
    start = {"id": 1, "method": "run.start", "params": _input()}
    httpx.post(f"{langgraph}/threads/{thread}/commands", json=start, timeout=30).raise_for_status()
    channels = {"channels": ["lifecycle", "messages", "values", "tools", "input"]}
    run = followed(f"{langgraph}/threads/{thread}/stream/events", channels)

    assert (run.dialect, run.status) == ("langgraph_events", "completed")
    assert texts(run)[-1] == "It is 21 °C."
    assert calls(run) == [("get_weather", {"city": "Oslo"}, "completed", "21 °C in Oslo")]


# ------------------------------------------------------------------------- A2A


@pytest.fixture(scope="module")
def a2a() -> Iterator[str]:
    with started([python_with("light", "a2a"), "a2a_server.py"]) as url:
        yield url


def _send(text: str) -> dict[str, Any]:
    message = {"messageId": "m", "role": "ROLE_USER", "parts": [{"text": text}]}
    return {"jsonrpc": "2.0", "id": 1, "method": "SendStreamingMessage", "params": {"message": message}}


V1 = {"a2a-version": "1.0"}


@pytest.mark.parametrize("wire", ["1.0", "0.3", "REST"])
def test_an_agent_of_a2a_that_writes_a_report(a2a: str, wire: str):
    old = {"kind": "message", "messageId": "m", "role": "user", "parts": [{"kind": "text", "text": "report"}]}
    url, body, headers = {
        "1.0": (a2a, _send("report"), V1),
        "0.3": (a2a, {**_send(""), "method": "message/stream", "params": {"message": old}}, {}),
        "REST": (f"{a2a}/rest/message:stream", _send("report")["params"], V1),
    }[wire]
    run = followed(url, body, headers=headers)

    assert (run.dialect, run.status) == ("a2a", "completed")
    assert texts(run) == ["report", "Planning…", "Done."]
    assert [(it.title, it.content, it.done) for it in run.canvas] == [
        ("report.md", "# Report\nThe Aral Sea shrank.\n", True)
    ]
    assert [(it.title, it.status) for it in run.tasks] == [("report", "completed")]


def test_an_agent_of_a2a_that_asks(a2a: str):
    run = sw.connect(a2a, method="POST", json=_send("ask"), headers=V1)
    run.wait(60)

    assert (run.status, [it.message for it in run.state.interrupts]) == ("awaiting_input", ["Which city?"])


# ------------------------------------------------------------------------- MCP


@pytest.fixture(scope="module")
def mcp() -> Iterator[str]:
    with started([python_with("light", "mcp"), "mcp_server.py"]) as url:
        yield f"{url}/mcp"


ACCEPT = {"accept": "application/json, text/event-stream"}


def _call(name: str, **arguments: Any) -> dict[str, Any]:
    params = {"name": name, "arguments": arguments, "_meta": {"progressToken": "p"}}
    return {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": params}


@pytest.fixture
def session(mcp: str) -> dict[str, str]:
    """Return the headers of a session that was begun."""
    client = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    run = sw.connect(
        mcp, method="POST", json={"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": client}, headers=ACCEPT
    )
    run.wait(60)
    assert (run.dialect, run.status, run.state.run.title) == ("mcp", "completed", "demo")
    begun = httpx.post(mcp, json={"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": client}, headers=ACCEPT)
    headers = {**ACCEPT, "mcp-session-id": begun.headers["mcp-session-id"]}
    httpx.post(mcp, json={"jsonrpc": "2.0", "method": "notifications/initialized"}, headers=headers)
    return headers


def test_a_tool_of_mcp_that_reports_its_progress(mcp: str, session: dict[str, str]):
    run = followed(mcp, _call("research", topic="lakes"), headers=session)

    assert (run.dialect, run.status) == ("mcp", "completed")
    assert [(it.status, it.output) for it in run.tools] == [("completed", {"result": "All about lakes."})]
    assert [line.message for line in run.state.logs] == ['{"found": 42}']


def test_a_tool_of_mcp_that_fails(mcp: str, session: dict[str, str]):
    run = followed(mcp, _call("fails"), headers=session)

    assert [(it.status, it.error) for it in run.tools] == [("failed", "Error executing tool fails")]


def test_a_tool_of_mcp_without_a_session(mcp: str):
    call = _call("research", topic="lakes")
    about = {"protocolVersion": "2026-07-28", "clientInfo": {"name": "test", "version": "1"}, "clientCapabilities": {}}
    call["params"]["_meta"] |= {f"io.modelcontextprotocol/{name}": value for name, value in about.items()}
    headers = {**ACCEPT, "mcp-protocol-version": "2026-07-28", "mcp-method": "tools/call", "mcp-name": "research"}
    run = followed(mcp, call, headers=headers)

    assert (run.dialect, run.status) == ("mcp", "completed")
    assert [(it.status, it.output) for it in run.tools] == [("completed", {"result": "All about lakes."})]


# ------------------------------------------------------------- what a person says


def test_a_question_of_an_agent_of_a2a_is_answered(a2a: str):
    run = sw.connect(a2a, method="POST", json=_send("ask"), headers=V1)
    run.wait(60)
    run.answer(run.interrupts[0].id, "Oslo")
    run.wait(60)

    assert run.status == "completed"
    assert [it.content for it in run.canvas] == ["# Report\nThe Aral Sea shrank.\n"]


def test_a_question_of_a_run_of_langgraph_is_answered(langgraph: str):
    thread = httpx.post(f"{langgraph}/threads", json={}, timeout=30).json()["thread_id"]
    body = _input("ask") | {"stream_mode": ["values", "messages-tuple"]}
    run = sw.connect(f"{langgraph}/threads/{thread}/runs/stream", method="POST", json=body)
    run.wait(60)
    run.answer(run.interrupts[0].id, "yes")
    run.wait(60)

    assert (run.status, run.state.document) == ("completed", {"plan": ["yes"]})
    assert texts(run)[-1] == "It is 21 °C."


def test_a_call_of_an_agent_of_adk_is_confirmed(adk: str):
    place = {"appName": "kitchen", "userId": "u", "sessionId": "knife"}
    httpx.post(f"{adk}/apps/kitchen/users/u/sessions/knife", json={}, timeout=30).raise_for_status()
    message = {"role": "user", "parts": [{"text": "knife"}]}
    run = sw.connect(f"{adk}/run_sse", method="POST", json={**place, "newMessage": message, "streaming": True})
    run.wait(60)
    asked = [(tool.name, tool.status) for tool in run.tools]
    run.answer(run.interrupts[0].id, True)
    run.wait(60)

    assert asked == [("take_knife", "awaiting_approval")]
    assert (run.status, run.tools[0].name, run.tools[0].status) == ("completed", "take_knife", "completed")


def test_a_call_of_an_agent_of_pydantic_ai_is_approved_in_a_vercel_chat(pydantic_ai: str):
    hello = {"id": "u", "role": "user", "parts": [{"type": "text", "text": "delete"}]}
    body = {"trigger": "submit-message", "id": "c", "messages": [hello]}
    run = sw.connect(f"{pydantic_ai}/chat", method="POST", json=body)
    run.wait(60)
    asked = [(tool.name, tool.status) for tool in run.tools]
    run.answer(run.interrupts[0].id, True)
    run.wait(60)

    assert asked == [("delete_file", "awaiting_approval")]
    assert (run.status, [tool.status for tool in run.tools]) == ("completed", ["completed"])
    assert texts(run)[-1] == "Gone."
