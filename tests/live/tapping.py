"""Taps and watches what the library named in the arguments yields, with the fake models of `servers`; tells of it."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import sse_widgets as sw

SERVERS = Path(__file__).parent / "servers"


def pydantic_ai() -> Any:
    """Return the events of an agent, which have to be entered before they can be read."""
    sys.path.insert(0, str(SERVERS))
    from pydantic_ai_server import agent

    return agent.run_stream_events("What is the weather in Oslo?")


def langgraph(**how: Any) -> Any:
    """Return what a graph yields."""
    sys.path.insert(0, str(SERVERS / "langgraph"))
    from graph import graph

    return graph.astream({"messages": [("user", "What is the weather in Oslo?")]}, **how)


async def adk() -> Any:
    """Yield the events of a team of agents."""
    sys.path.insert(0, str(SERVERS / "adk"))
    from google.adk.agents.run_config import RunConfig, StreamingMode
    from google.adk.runners import InMemoryRunner
    from google.genai import types
    from kitchen.agent import root_agent

    runner = InMemoryRunner(agent=root_agent, app_name="kitchen")
    session = await runner.session_service.create_session(app_name="kitchen", user_id="u")
    message = types.Content(role="user", parts=[types.Part(text="What is the weather in Oslo?")])
    streamed = RunConfig(streaming_mode=StreamingMode.SSE)
    async for event in runner.run_async(user_id="u", session_id=session.id, new_message=message, run_config=streamed):
        yield event


SOURCES = {
    "pydantic_ai": pydantic_ai,
    "langgraph": lambda: langgraph(stream_mode=["messages", "updates"]),
    "langgraph messages": lambda: langgraph(stream_mode="messages"),
    "langgraph updates": lambda: langgraph(stream_mode="updates"),
    "langgraph values": lambda: langgraph(stream_mode="values"),
    "adk": adk,
}


def told(run: sw.Run) -> dict[str, Any]:
    """Return what a run has seen."""
    return {
        "dialect": run.dialect,
        "status": run.status,
        "texts": [it.text for it in run.messages if it.text and it.role == "assistant"],
        "tools": [[it.name, it.args, it.status] for it in run.tools if it.name == "get_weather"],
        "unknown": list(run.state.unknown),
        "unreadable": run.state.counters.unreadable,
    }


async def main() -> None:
    """Print one object with the runs of a tap and of a watch."""
    source = SOURCES[sys.argv[1]]
    tapped = sw.tap(source())
    passed = [type(item).__name__ async for item in tapped]
    watched = sw.watch(source())
    print(json.dumps({"passed": len(passed), "tapped": told(await tapped.run), "watched": told(await watched)}))


if __name__ == "__main__":
    asyncio.run(main())
