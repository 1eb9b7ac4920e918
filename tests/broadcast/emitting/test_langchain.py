"""An agent of LangChain tells what it does by a callback handler, with LangChain's own classes."""

from collections.abc import Iterator
from typing import Any

import pytest
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnableLambda
from langchain_core.tools import tool

import sse_widgets as sw
from sse_widgets.broadcast import Broadcaster, Emitter
from sse_widgets.broadcast.langchain import LangChainHandler
from tests.waiting import PATIENCE

USED = {"input_tokens": 7, "output_tokens": 3, "total_tokens": 10}


class Library(BaseRetriever):
    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [Document("Roofs are cool.", metadata={"title": "Roofs", "url": "https://example.org/roofs"})]


@tool
def count(word: str, times: int) -> str:
    """Count a word."""
    if times > 2:
        raise ValueError("too often")
    return f"{word}: {times}"


def model(*said: str) -> GenericFakeChatModel:
    answers = (
        AIMessage(text, usage_metadata=USED, response_metadata={"model_name": "fake"})  # type: ignore[arg-type]
        for text in said
    )
    return GenericFakeChatModel(messages=answers)


@pytest.fixture
def server() -> Iterator[Broadcaster]:
    with Broadcaster() as broadcaster:
        yield broadcaster


def watched(server: Broadcaster, work: Any, vocabulary: str = "") -> sw.Run:
    with Emitter("s", server.url, vocabulary=vocabulary) as emitter:
        work({"callbacks": [LangChainHandler(emitter)]})
    assert emitter.lost == 0
    return sw.connect(f"{server.url}/sse/s").wait(PATIENCE)


def test_a_chain_is_a_run_with_its_message_tools_sources_and_usage(server):
    def work(question: dict[str, str], config: Any) -> str:
        Library().invoke(question["question"], config)
        count.invoke({"word": "roof", "times": 2}, config)
        prompt = ChatPromptTemplate.from_messages([("human", "{question}")])
        return str((prompt | model("Green roofs are cool.")).invoke(question, config).content)

    run = watched(server, lambda config: RunnableLambda(work).invoke({"question": "Are they cool?"}, config))

    assert run.status == "completed"
    assert [message.text for message in run.messages] == ["Green roofs are cool."]
    assert [(each.name, each.args) for each in run.tools] == [
        ("Library", {"query": "Are they cool?"}),
        ("count", {"word": "roof", "times": 2}),
    ]
    assert run.tools[1].output == "roof: 2"
    assert run.sources[0].url == "https://example.org/roofs"
    assert (run.usage.input_tokens, run.usage.output_tokens) == (7, 3)


async def test_what_is_streamed_is_told_word_by_word(server):
    async with Emitter("s", server) as emitter:
        chain = ChatPromptTemplate.from_messages([("human", "{q}")]) | model("one two three")
        async for _ in chain.astream({"q": "?"}, config={"callbacks": [LangChainHandler(emitter)]}):
            pass
    run = sw.connect(f"{server.url}/sse/s")
    await run

    assert run.messages[-1].text == "one two three"
    assert sum("TEXT_MESSAGE_CONTENT" in frame.data for frame in run.frames) == 5


def test_a_chain_and_a_tool_that_fail_say_why(server):
    def work(_: str, config: Any) -> None:
        count.invoke({"word": "roof", "times": 3}, config)

    def fail(config: Any) -> None:
        with pytest.raises(ValueError, match="too often"):
            RunnableLambda(work).invoke("go", config)

    run = watched(server, fail)

    assert run.status == "failed"
    assert run.error.message == "ValueError: too often"
    assert "too often" in str(run.tools[0].output)


def test_a_node_of_a_graph_is_a_phase(server):
    def work(config: Any) -> None:
        node = RunnableLambda(lambda text: text.upper()).with_config(
            run_name="shout", metadata={"langgraph_node": "shout"}
        )
        (RunnableLambda(str) | node).invoke("hi", config)

    run = watched(server, work)

    assert [(phase.title, phase.status) for phase in run.plan.phases] == [("shout", "completed")]


def test_a_vocabulary_that_lacks_words_is_refused_at_once(server):
    with pytest.raises(ValueError, match="'agent_network' has no word for a whole run"):
        LangChainHandler(Emitter("s", server, vocabulary="agent_network"))
