"""langgraph_events: the thread event protocol of LangGraph, `/threads/…/stream/events`.

A `POST` subscribes to channels; every frame is an envelope of method, namespace and data. What a message
consists of comes in blocks that name only their index: they belong to the message that began last in
their namespace. The run is over when the lifecycle of the root is; the stream stays open.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from sse_widgets import events as e
from sse_widgets.dialects.calls import as_text
from sse_widgets.dialects.dialect import Fit
from sse_widgets.dialects.langgraph.blocks import Blocks
from sse_widgets.dialects.langgraph.content import text_of
from sse_widgets.dialects.langgraph.messages import Messages
from sse_widgets.dialects.langgraph.nodes import Nodes
from sse_widgets.dialects.langgraph.state import interrupt, read_interrupts, read_values, without_messages
from sse_widgets.dialects.search_results import sources_in
from sse_widgets.dialects.wire import Wire, check, epoch, parse
from sse_widgets.events import Event
from sse_widgets.frame import Frame
from sse_widgets.onward import Asked, Onward

REMEMBERED = 256
"""Events whose ids are remembered: a subscription that is renewed may tell some of them again."""
QUIET = frozenset({"checkpoints"})


class Params(Wire):
    namespace: list[str] = []
    timestamp: Any = None
    data: Any = None


class Envelope(Wire):
    type: str = ""
    event_id: str = ""
    method: str = ""
    params: Params = Params()
    error: str = ""
    message: str = ""


class LangGraphEvents:
    """The thread event protocol of LangGraph."""

    name: ClassVar[str] = "langgraph_events"
    announces_end: ClassVar[bool] = True
    has_heartbeats: ClassVar[bool] = False

    def __init__(self) -> None:
        self._messages = Messages()
        self._nodes = Nodes()
        self._blocks: dict[str, Blocks] = {}
        """The message that is being written in each namespace."""
        self._outputs: dict[str, str] = {}
        """What the tools that run have said so far."""
        self._seen: dict[str, None] = {}
        self._running = False

    @classmethod
    def fit(cls, name: str, body: Any, headers: Mapping[str, str]) -> Fit:
        """The envelope is its alone."""
        if not isinstance(body, dict) or body.get("type") != "event":
            return Fit.NO
        return Fit.YES if isinstance(body.get("method"), str) and isinstance(body.get("params"), dict) else Fit.NO

    def onward(self, asked: Asked) -> Onward | None:
        """A subscription starts no run, so it may be made again, from the last number on."""
        if not isinstance(asked.json, dict):
            return None
        last = asked.last_event_id
        since = {"since": int(last)} if last.isascii() and last.isdigit() else {}
        return Onward(asked.url, asked.method, {**asked.json, **since})

    def decode(self, frame: Frame) -> Iterable[Event]:
        """Return what one frame says, if it has not been said."""
        body = parse(frame.data)
        if not isinstance(body, dict):
            raise ValueError("expected a JSON object")
        wire = check(Envelope, body)
        if wire.type == "error":
            return (e.ErrorReported(wire.message or wire.error, wire.error),)
        if wire.event_id in self._seen:
            return ()
        if wire.event_id:
            self._seen[wire.event_id] = None
            if len(self._seen) > REMEMBERED:
                del self._seen[next(iter(self._seen))]
        params = wire.params
        data = params.data if isinstance(params.data, dict) else {}
        events = list(self._read(wire.method, "|".join(params.namespace), data))
        sent = epoch(params.timestamp)
        for event in events:
            object.__setattr__(event, "server_time", sent)
        return events

    def _read(self, method: str, namespace: str, data: dict[str, Any]) -> Iterator[Event]:
        match method:
            case "messages":
                yield from self._said(namespace, data)
            case "lifecycle":
                yield from self._lived(namespace, data)
            case "tools":
                yield from self._called(namespace, data)
            case "values":
                yield from read_values(data, self._messages, namespace)
                if not namespace and (document := without_messages(data)):
                    yield e.DocumentReplaced(document)
            case "updates":
                changes = {str(data["node"]): data.get("values")} if "node" in data else data
                for node, values in changes.items():
                    yield from self._updated(namespace, node, values)
            case "tasks":
                yield from self._task(namespace, data)
            case "input.requested" | "input":
                id = str(data.get("interrupt_id", ""))
                yield interrupt(id, namespace, data.get("payload"), data.get("response_schema"))
            case "custom" | _ if method.partition(":")[0] == "custom":
                kind = str(data.get("name") or method.partition(":")[2] or "custom")
                yield e.ActivityReplaced(f"custom:{kind}", kind, data.get("payload", data))
            case _ if method not in QUIET:
                yield e.FrameUnknown(method)

    def _said(self, namespace: str, data: dict[str, Any]) -> Iterator[Event]:
        if data.get("event") == "message-start":
            id = str(data.get("id") or f"message-{len(self._messages.streamed) + 1}")
            self._blocks[namespace] = blocks = Blocks(id, namespace)
            self._messages.streamed.append(blocks.message)
            yield from blocks.begin(data)
        elif (current := self._blocks.get(namespace)) is not None:
            yield from current.read(data)
        else:
            yield e.FrameUnknown(f"messages {data.get('event')} before any message")

    def _lived(self, namespace: str, data: dict[str, Any]) -> Iterator[Event]:
        event, error = str(data.get("event")), str(data.get("error") or "")
        title = str(data.get("graph_name") or "")
        if event not in ("started", "running", "completed", "failed", "interrupted"):
            yield e.FrameUnknown(f"lifecycle {event}")
        elif namespace:
            yield from self._agent(namespace, event, title, error, data)
        elif event in ("started", "running"):
            if not self._running:
                self._running = True
                yield e.RunStarted(title=title)
        else:
            self._running = False
            if event == "failed":
                yield e.ErrorReported(error or "the graph failed and does not say why", "agent", fatal=True)
            how: dict[str, e.EndStatus] = {"failed": "failed", "interrupted": "awaiting_input"}
            yield e.RunFinished(how.get(event, "completed"))

    def _agent(self, namespace: str, event: str, name: str, error: str, data: dict[str, Any]) -> Iterator[Event]:
        cause = data.get("cause")
        call = str(cause.get("tool_call_id") or "") if isinstance(cause, dict) else ""
        around = namespace.rpartition("|")[0]
        match event:
            case "started" | "running":
                yield e.AgentStarted(
                    namespace, name or namespace.rpartition("|")[2].partition(":")[0], parent=around, tool_id=call
                )
            case "interrupted":
                yield e.AgentProgressed(namespace, status="suspended")
            case _:
                yield e.AgentFinished(namespace, name, "failed" if event == "failed" else "completed", error=error)

    def _called(self, namespace: str, data: dict[str, Any]) -> Iterator[Event]:
        id = str(data.get("tool_call_id", ""))
        match data.get("event"):
            case "tool-started":
                yield e.ToolStarted(id, str(data.get("tool_name") or ""), namespace, running=True)
                if "input" in data:
                    yield e.ToolArgsReplaced(id, as_text(data["input"]))
            case "tool-output-delta":
                self._outputs[id] = said = self._outputs.get(id, "") + str(data.get("delta", ""))
                yield e.ToolProgressed(id, output=said)
            case "tool-finished":
                self._outputs.pop(id, None)
                output = data.get("output")
                failed = isinstance(output, dict) and output.get("status") == "error"
                if isinstance(output, dict) and "content" in output:  # the message with which it answers
                    output = text_of(output["content"])
                yield e.ToolFinished(id, output=output, error=(str(output) or "the tool failed") if failed else "")
                yield from sources_in(output)
            case "tool-error":
                self._outputs.pop(id, None)
                yield e.ToolFinished(id, error=str(data.get("message") or "the tool failed"))
            case other:
                yield e.FrameUnknown(f"tools {other}")

    def _updated(self, namespace: str, node: str, values: Any) -> Iterator[Event]:
        if node.startswith("__"):
            yield from read_interrupts(values, namespace) if node == "__interrupt__" else ()
            return
        if isinstance(values, dict):
            yield from read_values(values, self._messages, namespace)
            if not namespace and (news := without_messages(values)):
                yield e.DocumentMerged(news)
        yield from self._nodes.updated(namespace, node)

    def _task(self, namespace: str, data: dict[str, Any]) -> Iterator[Event]:
        self._nodes.tells_tasks = True
        node, task = str(data.get("name", "")), str(data.get("id", ""))
        if "result" in data or "error" in data:
            yield from self._nodes.ended(namespace, node, task, data.get("error"))
        else:
            yield from self._nodes.started(namespace, node, task)
