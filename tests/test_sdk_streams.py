"""The real libraries of model vendors, with a server that is none behind them: their streams tapped and watched."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import anthropic
import httpx
import httpx2
import openai
import pytest
from google import genai

import sse_widgets as sw
from tests.waiting import PATIENCE

CAPTURES = Path(__file__).parent / "captures"
ASKED = [{"role": "user", "content": "What is the weather in Oslo and in Lima?"}]


def transport(name: str, library: Any = httpx2) -> Any:
    """Return a server that answers everything with a capture."""
    body = (CAPTURES / f"{name}.sse").read_bytes()

    def answer(request: Any) -> Any:
        return library.Response(200, headers={"content-type": "text/event-stream"}, content=body)

    return library.MockTransport(answer)


def openai_client(name: str) -> openai.OpenAI:
    return openai.OpenAI(api_key="none", base_url="http://none", http_client=httpx2.Client(transport=transport(name)))


def openai_async(name: str) -> openai.AsyncOpenAI:
    client = httpx2.AsyncClient(transport=transport(name))
    return openai.AsyncOpenAI(api_key="none", base_url="http://none", http_client=client)


def anthropic_client(name: str) -> anthropic.Anthropic:
    client = httpx2.Client(transport=transport(name))
    return anthropic.Anthropic(api_key="none", base_url="http://none", http_client=client)


def anthropic_async(name: str) -> anthropic.AsyncAnthropic:
    client = httpx2.AsyncClient(transport=transport(name))
    return anthropic.AsyncAnthropic(api_key="none", base_url="http://none", http_client=client)


def chat(stream: bool = True) -> Any:
    completions = openai_client("openai-chat-4-parallel").chat.completions
    if stream:
        return completions.create(model="m", messages=ASKED, stream=True)
    return completions.stream(model="m", messages=ASKED)


def responses(stream: bool = True) -> Any:
    api = openai_client("openai-responses-4-parallel").responses
    return api.create(model="m", input="hi", stream=True) if stream else api.stream(model="m", input="hi")


def messages(stream: bool = True) -> Any:
    api = anthropic_client("anthropic-4-parallel").messages
    if stream:
        return api.create(model="m", max_tokens=9, messages=ASKED, stream=True)
    return api.stream(model="m", max_tokens=9, messages=ASKED)


STREAMS = {"chat": chat, "responses": responses, "messages": messages}
DIALECTS = {"chat": "openai_chat", "responses": "openai_responses", "messages": "anthropic"}


def told(run: sw.Run) -> tuple[Any, ...]:
    tools = [(tool.id, tool.name, tool.args, tool.status) for tool in run.tools]
    return run.dialect, run.status, run.messages[0].text, tools, run.state.unknown, run.state.counters.unreadable


def everything(name: str) -> tuple[Any, ...]:
    calls = [("call_1", "get_weather", {"city": "Oslo"}), ("call_2", "get_weather", {"city": "Lima"})]
    return DIALECTS[name], "completed", "Let me check.", [(*call, "pending") for call in calls], (), 0


@pytest.mark.parametrize("name", STREAMS)
def test_a_stream_can_be_watched(name: str):
    assert told(sw.watch(STREAMS[name]()).wait(PATIENCE)) == everything(name)


@pytest.mark.parametrize("name", STREAMS)
def test_a_stream_can_be_tapped(name: str):
    tapped = sw.tap(STREAMS[name]())
    items = list(tapped)

    assert told(tapped.run.wait(PATIENCE)) == everything(name)
    assert items
    assert all(type(item).__module__.split(".")[0] in ("openai", "anthropic") for item in items)


@pytest.mark.parametrize("name", STREAMS)
def test_the_events_of_a_stream_helper_say_nothing_twice(name: str):
    with sw.tap(STREAMS[name](stream=False)) as tapped:
        for _ in tapped:
            pass

    assert told(tapped.run.wait(PATIENCE)) == everything(name)


@pytest.mark.parametrize("name", STREAMS)
def test_a_stream_helper_can_be_watched(name: str):
    assert told(sw.watch(STREAMS[name](stream=False)).wait(PATIENCE)) == everything(name)


def test_what_a_stream_helper_gathers_is_had_through_the_tap():
    with sw.tap(messages(stream=False)) as tapped:
        for _ in tapped:
            pass
        final = tapped.get_final_message()

    assert [block.input for block in final.content[1:]] == [{"city": "Oslo"}, {"city": "Lima"}]


@pytest.mark.parametrize("name", STREAMS)
def test_a_stream_that_was_begun_already_is_watched_from_there(name: str):
    stream = STREAMS[name]()
    next(stream)
    run = sw.watch(stream).wait(PATIENCE)

    assert told(run)[0] == DIALECTS[name]
    assert told(run)[3] == everything(name)[3]


ASYNC: dict[str, Callable[[], Any]] = {
    "chat": lambda: openai_async("openai-chat-4-parallel").chat.completions.create(
        model="m", messages=ASKED, stream=True
    ),
    "responses": lambda: openai_async("openai-responses-4-parallel").responses.create(
        model="m", input="hi", stream=True
    ),
    "messages": lambda: anthropic_async("anthropic-4-parallel").messages.create(
        model="m", max_tokens=9, messages=ASKED, stream=True
    ),
}
HELPERS: dict[str, Callable[[], Any]] = {
    "chat": lambda: openai_async("openai-chat-4-parallel").chat.completions.stream(model="m", messages=ASKED),
    "responses": lambda: openai_async("openai-responses-4-parallel").responses.stream(model="m", input="hi"),
    "messages": lambda: anthropic_async("anthropic-4-parallel").messages.stream(
        model="m", max_tokens=9, messages=ASKED
    ),
}


@pytest.mark.parametrize("name", ASYNC)
async def test_an_asynchronous_stream_can_be_tapped_and_watched_awaited_or_not(name: str):
    tapped, awaited = sw.tap(ASYNC[name]()), sw.tap(await ASYNC[name]())
    async for _ in tapped:
        pass
    async for _ in awaited:
        pass
    watched = [sw.watch(ASYNC[name]()), sw.watch(await ASYNC[name]())]

    for run in (tapped.run, awaited.run, *watched):
        assert told(await run) == everything(name)


@pytest.mark.parametrize("name", HELPERS)
async def test_an_asynchronous_stream_helper_can_be_tapped_and_watched(name: str):
    async with sw.tap(HELPERS[name]()) as tapped:
        async for _ in tapped:
            pass

    assert told(await tapped.run) == everything(name)
    assert told(await sw.watch(HELPERS[name]())) == everything(name)


def test_an_error_that_the_library_raises_reaches_the_loop_and_the_run():
    client = openai_client("openai-chat-5-boom")
    tapped = sw.tap(client.chat.completions.create(model="m", messages=ASKED, stream=True))
    with pytest.raises(openai.APIError):
        list(tapped)
    run = tapped.run.wait(PATIENCE)

    assert run.messages[0].text == "Half an ans"
    assert run.error is not None
    assert "upstream model connection lost" in run.error.message


def gemini(name: str) -> genai.Client:
    options = {"base_url": "http://none", "client_args": {"transport": transport(name, httpx)}}
    return genai.Client(api_key="none", http_options=options)


def test_a_stream_of_gemini_can_be_tapped_and_watched():
    ask = {"model": "m", "contents": "hi"}
    client = gemini("gemini-10-interleave")
    tapped = sw.tap(client.models.generate_content_stream(**ask))
    for _ in tapped:
        pass
    watched = sw.watch(client.models.generate_content_stream(**ask)).wait(PATIENCE)

    for run in (tapped.run.wait(PATIENCE), watched):
        assert (run.dialect, run.status) == ("gemini", "completed")
        assert [tool.args for tool in run.tools] == [{"city": "Oslo"}, {"city": "Lima"}]


def test_leaving_a_loop_over_a_stream_closes_its_connection():
    stream = chat()
    for _ in sw.tap(stream):
        break

    assert stream.response.is_closed
