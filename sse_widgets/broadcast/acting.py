"""The endpoints to let the agent do something: execute, cancel, answer, regenerate."""

import secrets

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from sse_widgets.broadcast.access import read_object, text, user_of
from sse_widgets.broadcast.auth import Authenticator
from sse_widgets.broadcast.executions import Executions
from sse_widgets.errors import BadRequest


class Acting:
    """Answers those who want something done; what comes of it is published."""

    def __init__(self, executions: Executions, check: Authenticator | None, most: int) -> None:
        self._executions, self._check, self._most = executions, check, most

    def routes(self) -> list[Route]:
        """Return the endpoints."""
        return [
            Route("/api/agent/execute", self.execute, methods=["POST"]),
            Route("/api/agent/cancel", self.cancel, methods=["POST"]),
            Route("/api/agent/answer", self.answer, methods=["POST"]),
            Route("/api/chat_actions/regenerate", self.regenerate, methods=["POST"]),
        ]

    async def execute(self, request: Request) -> JSONResponse:
        """Let the agent begin with a task; answer with where to watch it."""
        user = await user_of(request, self._check)
        body = await read_object(request, self._most)
        session = text(body, "sessionId", "session_id", default="")
        task = text(body, "task", "text", "message", "query")
        begun = await self._executions.start("execute", session, task, user, body=body, message_id=secrets.token_hex(8))
        return JSONResponse(
            {
                "success": True,
                "executionId": begun.id,
                "sessionId": begun.session,
                "messageId": begun.message_id,
                "stream": f"/agent_network_sse/{begun.session}",
            },
            202,
        )

    async def cancel(self, request: Request) -> JSONResponse:
        """Cancel an execution."""
        user = await user_of(request, self._check)
        body = await read_object(request, self._most)
        await self._executions.cancel(text(body, "executionId", "execution_id"), user)
        return JSONResponse({"success": True}, 202)

    async def answer(self, request: Request) -> JSONResponse:
        """Answer an interrupt of an execution."""
        user = await user_of(request, self._check)
        body = await read_object(request, self._most)
        execution, interrupt = text(body, "executionId", "execution_id"), text(body, "interruptId", "interrupt_id")
        if "value" not in body:
            raise BadRequest("value is missing")
        await self._executions.answer(execution, interrupt, body["value"], user)
        return JSONResponse({"success": True}, 202)

    async def regenerate(self, request: Request) -> JSONResponse:
        """Let the agent write a message once more."""
        user = await user_of(request, self._check)
        body = await read_object(request, self._most)
        session, original = text(body, "sessionId", "session_id"), text(body, "messageId", "message_id")
        query = text(body, "query", "text", default="")
        made = secrets.token_hex(8)
        begun = await self._executions.start(
            "regenerate", session, query, user, body=body, message_id=made, original_message_id=original
        )
        message = "Regeneration started, listen for SSE events"
        return JSONResponse({"success": True, "messageId": made, "executionId": begun.id, "message": message}, 202)
