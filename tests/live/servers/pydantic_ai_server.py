"""An agent of pydantic-ai with a fake model, served as AG-UI at `/ag-ui` and as a Vercel chat at `/chat`."""

import sys
from collections.abc import AsyncIterator

import uvicorn
from pydantic_ai import Agent, DeferredToolRequests
from pydantic_ai.messages import ModelMessage, ToolReturnPart, UserPromptPart
from pydantic_ai.models.function import AgentInfo, DeltaThinkingPart, DeltaToolCall, FunctionModel
from pydantic_ai.ui.ag_ui import AGUIAdapter
from pydantic_ai.ui.vercel_ai import VercelAIAdapter
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


async def answer(messages: list[ModelMessage], info: AgentInfo) -> AsyncIterator[object]:
    """Think, call the tool, and say what it found."""
    said = [part for message in messages for part in message.parts]
    if any(isinstance(part, UserPromptPart) and part.content == "delete" for part in said):
        if any(isinstance(part, ToolReturnPart) for part in said):
            yield "Gone."
        else:
            yield {0: DeltaToolCall(name="delete_file", json_args='{"path": "/x"}', tool_call_id="call_d")}
        return
    if any(isinstance(part, ToolReturnPart) for message in messages for part in message.parts):
        for text in ("It is ", "21 °C", " in Oslo."):
            yield text
        return
    yield {0: DeltaThinkingPart(content="Need the weather.")}
    yield {1: DeltaToolCall(name="get_weather", json_args='{"city": ', tool_call_id="call_1")}
    yield {1: DeltaToolCall(json_args='"Oslo"}')}


agent = Agent(FunctionModel(stream_function=answer), output_type=[str, DeferredToolRequests])


@agent.tool_plain
def get_weather(city: str) -> dict[str, object]:
    """Return the weather of a city."""
    return {"city": city, "temp": 21}


@agent.tool_plain(requires_approval=True)
def delete_file(path: str) -> str:
    """Delete a file, if a person allows it."""
    return f"deleted {path}"


async def ag_ui(request: Request) -> Response:
    """Answer in AG-UI."""
    return await AGUIAdapter.dispatch_request(request, agent=agent)


async def chat(request: Request) -> Response:
    """Answer in the UI message stream."""
    return await VercelAIAdapter.dispatch_request(request, agent=agent, sdk_version=6)


app = Starlette(routes=[Route("/ag-ui", ag_ui, methods=["POST"]), Route("/chat", chat, methods=["POST"])])

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
