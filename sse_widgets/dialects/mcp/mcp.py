"""mcp: the Model Context Protocol over streamable HTTP, with sessions (to 2025-11-25) and without (2026-07-28).

`POST` of a JSON-RPC request; where the answer is a stream, it is notifications and then the response,
which is the end. We see a stream as one call of a tool: the request is not in it, so its name is not
known. Questions of the server to the client are questions to a person.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar, Literal

from sse_widgets import events as e
from sse_widgets.dialects.dialect import Fit
from sse_widgets.dialects.failure import failure
from sse_widgets.dialects.mcp.content import read_content, text_of
from sse_widgets.dialects.mcp.wire import ElicitationDone, LogMessage, Progress, Question, Result, TaskStatus
from sse_widgets.dialects.wire import check, parse
from sse_widgets.events import Event
from sse_widgets.frame import Frame
from sse_widgets.onward import Asked, Onward
from sse_widgets.structures.remembered import Remembered

_RESULTS = frozenset(
    {
        "content",
        "contents",
        "capabilities",
        "completion",
        "inputRequests",
        "messages",
        "prompts",
        "protocolVersion",
        "resources",
        "resourceTemplates",
        "resultType",
        "serverInfo",
        "structuredContent",
        "tools",
    }
)
"""Fields that only the results of MCP have."""
_QUESTIONS = {"elicitation/create": "elicitation", "sampling/createMessage": "sampling"}
_QUIET = frozenset(
    {
        "notifications/initialized",
        "notifications/prompts/list_changed",
        "notifications/resources/list_changed",
        "notifications/resources/updated",
        "notifications/roots/list_changed",
        "notifications/subscriptions/acknowledged",
        "notifications/tools/list_changed",
        "roots/list",
    }
)
"""Methods that say nothing of a run."""
METHODS = frozenset(
    {
        *_QUESTIONS,
        *_QUIET,
        "notifications/cancelled",
        "notifications/elicitation/complete",
        "notifications/message",
        "notifications/progress",
        "notifications/tasks/status",
        "ping",
    }
)
"""All that a server may send."""
_LEVELS: dict[str, Literal["debug", "info", "warning", "error"]] = {
    "debug": "debug",
    "warning": "warning",
    "error": "error",
    "critical": "error",
    "alert": "error",
    "emergency": "error",
}
_TASKS: dict[str, e.TaskStatus] = {
    "working": "running",
    "input_required": "pending",
    "completed": "completed",
    "failed": "failed",
    "cancelled": "cancelled",
}


class Mcp:
    """The Model Context Protocol over streamable HTTP."""

    name: ClassVar[str] = "mcp"
    announces_end: ClassVar[bool] = True
    has_heartbeats: ClassVar[bool] = False

    def __init__(self) -> None:
        self._calls: list[str] = []
        self._answers: Remembered[str] = Remembered()
        """The call that each response, by its id, was the answer to."""
        """Progress tokens of the calls that run, the newest last."""

    @classmethod
    def fit(cls, name: str, body: Any, headers: Mapping[str, str]) -> Fit:
        """JSON-RPC with a method or a result of MCP's own; with nothing but an error it could be another's."""
        body = body[0] if isinstance(body, list) and body else body
        if not isinstance(body, dict) or body.get("jsonrpc") != "2.0":
            return Fit.NO
        result, method = body.get("result"), body.get("method")
        if method in METHODS or "mcp-session-id" in headers:
            return Fit.YES
        if isinstance(result, dict) and (result.keys() & _RESULTS or "taskId" in _dict(result.get("task"))):
            return Fit.YES
        return Fit.MAYBE if "error" in body or result == {} else Fit.NO

    def onward(self, asked: Asked) -> Onward | None:
        """A server of the era of sessions that gives ids tells the rest to a GET; one without sessions nothing."""
        if not asked.last_event_id:
            return None
        session = asked.headers.get("mcp-session-id")
        return Onward(asked.url, headers={"mcp-session-id": session} if session else {})

    def decode(self, frame: Frame) -> Iterable[Event]:
        """Return what one frame says; a server of 2025-03-26 may send several messages in it."""
        if not frame.data.strip():
            return
        body = parse(frame.data)
        for message in body if isinstance(body, list) else [body]:
            if not isinstance(message, dict):
                raise ValueError("expected a JSON object")
            yield from self._read(message)

    def _read(self, message: dict[str, Any]) -> Iterator[Event]:
        id = str(message.get("id", ""))
        if "method" in message:
            yield from self._asked(str(message["method"]), _dict(message.get("params")), id)
        elif message.get("error"):
            yield failure(message)
        elif isinstance(message.get("result"), dict):
            yield from self._answered(message["result"], id)
        else:
            yield e.FrameUnknown(next(iter(message.keys() - {"jsonrpc", "id"}), "message"))

    def _asked(self, method: str, params: dict[str, Any], id: str) -> Iterator[Event]:
        match method:
            case "notifications/progress":
                yield from self._progress(check(Progress, params))
            case "notifications/message":
                log = check(LogMessage, params)
                said = log.data if isinstance(log.data, str) else json.dumps(log.data, ensure_ascii=False)
                yield e.Logged(said, _LEVELS.get(log.level, "info"), log.logger)
            case "notifications/tasks/status":
                yield self._task(check(TaskStatus, params))
            case "notifications/elicitation/complete":
                yield e.InterruptResolved(check(ElicitationDone, params).elicitation_id)
            case "notifications/cancelled":
                yield e.Logged(f"the server took back a request: {params.get('reason') or 'it does not say why'}")
            case "ping":
                yield e.HeartbeatReceived()
            case _ if method in _QUESTIONS:
                yield self._question(method, params, id)
            case _ if method not in _QUIET:
                yield e.FrameUnknown(method)

    def _progress(self, wire: Progress) -> Iterator[Event]:
        token = wire.progress_token
        if token not in self._calls:
            self._calls.append(token)
            yield e.ToolStarted(token, kind="mcp", running=True)
        done = min(1.0, max(0.0, wire.progress / wire.total)) if wire.total else None
        yield e.ToolProgressed(token, done, wire.message)

    def _question(self, method: str, params: dict[str, Any], id: str) -> Event:
        asked = check(Question, params)
        message = asked.message
        if method == "sampling/createMessage":
            message = message or "the server wants a model to answer"
        elif asked.url:
            message = f"{message}\n{asked.url}".strip()
        tool = self._calls[-1] if self._calls else ""
        return e.InterruptOpened(asked.elicitation_id or id, _QUESTIONS[method], message, tool, asked.requested_schema)

    def _task(self, task: TaskStatus) -> Event:
        return e.TaskUpdated(task.task_id, task.status_message, _TASKS.get(task.status))

    def _answered(self, fields: dict[str, Any], id: str) -> Iterator[Event]:
        result = check(Result, fields)
        if result.result_type == "input_required" or result.input_requests:
            for name, asked in result.input_requests.items():
                yield from self._asked(asked.method, asked.params, name)
            yield e.RunFinished("awaiting_input")
            return
        if result.content is not None:
            yield from self._returned(result, id)
            yield e.RunFinished()
        elif result.task:
            yield self._task(result.task)
            yield e.RunFinished()
        elif result.server_info:
            yield e.RunStarted(title=result.server_info.title or result.server_info.name)
            yield e.RunFinished(result=fields)
        else:
            yield e.RunFinished(result=fields)

    def _returned(self, result: Result, id: str) -> Iterator[Event]:
        content = result.content or []
        call = self._answers.get(id) or (id if id in self._calls or not self._calls else self._calls[-1])
        known, self._answers[id] = id in self._answers, call
        if call in self._calls:
            self._calls.remove(call)
        elif not known:
            yield e.ToolStarted(call, kind="mcp", running=True)
        text = text_of(content)
        output = result.structured_content if result.structured_content is not None else text
        error = (text or "the tool failed and does not say why") if result.is_error else ""
        yield e.ToolFinished(call, output=output, error=error)
        yield from read_content(content, call)


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
