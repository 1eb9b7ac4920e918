"""An agent that is instrumented with OpenTelemetry tells what it does by a span processor, with the real SDK."""

import json
from collections.abc import Iterator

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace import Status, StatusCode, Tracer

import sse_widgets as sw
from sse_widgets.broadcast import Broadcaster, Emitter
from sse_widgets.broadcast.opentelemetry import EmitterSpanProcessor
from tests.waiting import PATIENCE


@pytest.fixture
def server() -> Iterator[Broadcaster]:
    with Broadcaster() as broadcaster:
        yield broadcaster


@pytest.fixture
def tracer(server: Broadcaster) -> Iterator[Tracer]:
    provider = TracerProvider()
    provider.add_span_processor(EmitterSpanProcessor(Emitter("s", server.url)))
    yield provider.get_tracer("tests")
    provider.shutdown()


def chat(tracer: Tracer, text: str) -> None:
    with tracer.start_as_current_span("chat fake", attributes={"gen_ai.operation.name": "chat"}) as span:
        said = [{"role": "assistant", "parts": [{"type": "text", "content": text}], "finish_reason": "stop"}]
        span.set_attribute("gen_ai.output.messages", json.dumps(said))
        span.set_attribute("gen_ai.response.model", "fake")
        span.set_attribute("gen_ai.usage.input_tokens", 7)
        span.set_attribute("gen_ai.usage.output_tokens", 3)


def tool(tracer: Tracer, name: str, error: str = "") -> None:
    about = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": name}
    about["gen_ai.tool.call.arguments"] = '{"query": "roofs"}'
    with tracer.start_as_current_span(f"execute_tool {name}", attributes=about) as span:
        if error:
            span.set_status(Status(StatusCode.ERROR, error))
        else:
            span.set_attribute("gen_ai.tool.call.result", '{"hits": 2}')


def test_spans_of_an_agent_are_a_run(server, tracer):
    agent = {"gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "Researcher"}
    with tracer.start_as_current_span("GET /"), tracer.start_as_current_span("invoke_agent", attributes=agent):
        with tracer.start_as_current_span("some request in between"):
            tool(tracer, "search")
        tool(tracer, "fetch", error="gone")
        chat(tracer, "Roofs are cool.")
    run = sw.connect(f"{server.url}/sse/s").wait(PATIENCE)

    assert run.status == "completed"
    assert [(each.name, each.args) for each in run.tools] == [
        (name, {"query": "roofs"}) for name in ("search", "fetch")
    ]
    assert (run.tools[0].output, run.tools[1].output) == ('{"hits": 2}', '{"error": "gone"}')
    assert run.messages[0].text == "Roofs are cool."
    assert (run.agents[0].name, run.agents[0].status) == ("Researcher", "completed")
    assert run.messages[0].agent == run.tools[0].agent == run.agents[0].id
    assert (run.usage.input_tokens, run.usage.output_tokens) == (7, 3)


def test_what_is_raised_in_the_outermost_span_fails_the_run(server, tracer):
    def work() -> None:
        with tracer.start_as_current_span("chat", attributes={"gen_ai.operation.name": "invoke_agent"}):
            raise OSError("no network")

    with pytest.raises(OSError, match="no network"):
        work()
    run = sw.connect(f"{server.url}/sse/s").wait(PATIENCE)

    assert run.status == "failed"
    assert run.error.message == "OSError: no network"
    assert run.agents[0].status == "failed"


def test_spans_that_have_nothing_to_do_with_agents_are_not_told(server, tracer):
    emitter = Emitter("t", server.url)
    provider = TracerProvider()
    provider.add_span_processor(EmitterSpanProcessor(emitter))
    with provider.get_tracer("tests").start_as_current_span("GET /"):
        pass
    assert provider.force_flush()
    provider.shutdown()

    assert emitter.arrived == emitter.waiting == 0
