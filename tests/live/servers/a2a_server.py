"""An agent of a2a-sdk that writes a report: JSON-RPC (1.0 and 0.3) at `/`, REST at `/rest`."""

import asyncio
import sys

import uvicorn
from a2a.server.agent_execution import AgentExecutor, RequestContext
from a2a.server.events import EventQueue
from a2a.server.request_handlers import DefaultRequestHandler
from a2a.server.routes import create_jsonrpc_routes, create_rest_routes
from a2a.server.tasks import InMemoryTaskStore, TaskUpdater
from a2a.types import AgentCapabilities, AgentCard, AgentInterface, Part, Task, TaskState, TaskStatus
from starlette.applications import Starlette


class Reporter(AgentExecutor):
    """Says that it plans, writes a report in pieces, and is done; or asks, when it is told to."""

    async def execute(self, context: RequestContext, event_queue: EventQueue) -> None:
        """Work on one request."""
        if context.current_task is None:
            status = TaskStatus(state=TaskState.TASK_STATE_SUBMITTED)
            task = Task(id=context.task_id, context_id=context.context_id, status=status, history=[context.message])
            await event_queue.enqueue_event(task)
        updater = TaskUpdater(event_queue, context.task_id, context.context_id)
        say = updater.new_agent_message
        await updater.update_status(TaskState.TASK_STATE_WORKING, say([Part(text="Planning…")]))
        if "ask" in context.get_user_input():
            await updater.update_status(TaskState.TASK_STATE_INPUT_REQUIRED, say([Part(text="Which city?")]))
            return
        pieces = ["# Report\n", "The Aral Sea ", "shrank.\n"]
        for number, text in enumerate(pieces):
            await updater.add_artifact(
                [Part(text=text, media_type="text/markdown")],
                artifact_id="report",
                name="report.md",
                append=number > 0,
                last_chunk=number == len(pieces) - 1,
            )
            await asyncio.sleep(0.3 if "slow" in context.get_user_input() else 0)
        await updater.update_status(TaskState.TASK_STATE_COMPLETED, say([Part(text="Done.")]))

    async def cancel(self, context: RequestContext, event_queue: EventQueue) -> None:
        """Stop."""
        await TaskUpdater(event_queue, context.task_id, context.context_id).cancel()


def build(port: int) -> Starlette:
    """Return the app for a port."""
    address = f"http://127.0.0.1:{port}/"
    card = AgentCard(
        name="Reporter",
        description="Writes reports.",
        version="1",
        capabilities=AgentCapabilities(streaming=True),
        default_input_modes=["text/plain"],
        default_output_modes=["text/markdown"],
        supported_interfaces=[AgentInterface(url=address, protocol_binding="JSONRPC", protocol_version="1.0")],
    )
    handler = DefaultRequestHandler(Reporter(), InMemoryTaskStore(), card)
    routes = [
        *create_jsonrpc_routes(handler, "/", enable_v0_3_compat=True),
        *create_rest_routes(handler, path_prefix="/rest"),
    ]
    return Starlette(routes=routes)


if __name__ == "__main__":
    port = int(sys.argv[1])
    uvicorn.run(build(port), host="127.0.0.1", port=port, log_level="warning")
