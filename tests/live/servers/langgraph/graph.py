"""A graph that plans, calls a tool with a fake model, and can ask a person, for `langgraph dev`."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.tools import tool
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.prebuilt import ToolNode
from langgraph.types import interrupt


class Fake(BaseChatModel):
    """Calls a tool first, and then says what it found."""

    @property
    def _llm_type(self) -> str:
        return "fake"

    def _chunks(self, messages: list[BaseMessage]) -> Iterator[AIMessageChunk]:
        if isinstance(messages[-1], ToolMessage):
            for text in ("It is ", "21 °C."):
                yield AIMessageChunk(content=text)
            usage = {"input_tokens": 20, "output_tokens": 5, "total_tokens": 25}
            yield AIMessageChunk(content="", usage_metadata=usage, response_metadata={"finish_reason": "stop"})
            return
        for args in ('{"city": ', '"Oslo"}'):
            first = {"name": "get_weather", "id": "call_1"} if args.startswith("{") else {"name": None, "id": None}
            yield AIMessageChunk(
                content="", tool_call_chunks=[{**first, "args": args, "index": 0, "type": "tool_call_chunk"}]
            )

    def _generate(self, messages: list[BaseMessage], *args: Any, **more: Any) -> ChatResult:
        whole = None
        for chunk in self._chunks(messages):
            whole = chunk if whole is None else whole + chunk
        message = AIMessage(content=whole.content, tool_calls=whole.tool_calls, usage_metadata=whole.usage_metadata)
        return ChatResult(generations=[ChatGeneration(message=message)])

    async def _astream(
        self, messages: list[BaseMessage], *args: Any, **more: Any
    ) -> AsyncIterator[ChatGenerationChunk]:
        for chunk in self._chunks(messages):
            yield ChatGenerationChunk(message=chunk)

    def bind_tools(self, tools: Any, **more: Any) -> "Fake":
        return self


@tool
def get_weather(city: str) -> str:
    """Return the weather of a city."""
    return f"21 °C in {city}"


class State(MessagesState):
    """What the graph knows."""

    plan: list[str]


def plan(state: State) -> dict[str, Any]:
    """Plan; ask a person first where the user wants it."""
    if "ask" in str(state["messages"][-1].content):
        return {"plan": [str(interrupt({"question": "Go on?", "options": ["yes", "no"]}))]}
    return {"plan": ["look up", "answer"]}


async def agent(state: State) -> dict[str, Any]:
    """Let the model speak."""
    return {"messages": [await Fake().ainvoke(state["messages"])]}


def further(state: State) -> str:
    """Return where to go from the agent."""
    return "tools" if state["messages"][-1].tool_calls else END


builder = StateGraph(State)
builder.add_node(plan)
builder.add_node(agent)
builder.add_node("tools", ToolNode([get_weather]))
builder.add_edge(START, "plan")
builder.add_edge("plan", "agent")
builder.add_conditional_edges("agent", further, ["tools", END])
builder.add_edge("tools", "agent")
graph = builder.compile()
