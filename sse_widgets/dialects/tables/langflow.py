"""langflow: what a flow of Langflow streams, `/api/v1/run/{flow}?stream=true`: lines of JSON.

`{event, data}`; a message is told whole when it is announced and each time it has changed, its tokens between. Version
2 of the interface can speak AG-UI instead.
"""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from sse_widgets import events as e
from sse_widgets.dialects.dialect import Fit
from sse_widgets.dialects.tables.table import Rules, Table
from sse_widgets.dialects.tables.values import as_float, as_text, objects, said
from sse_widgets.events import Event

_OWN = frozenset({"add_message", "remove_message", "vertices_sorted", "end_vertex", "build_start", "build_end"})
_VERTEX = "$.data.build_data.id|$.data.id"


class Langflow(Table):
    """What Langflow streams."""

    name: ClassVar[str] = "langflow"
    announces_end: ClassVar[bool] = True
    named_by: ClassVar[tuple[str, ...]] = ("event",)

    @classmethod
    def fit(cls, name: str, body: Any, headers: Mapping[str, str]) -> Fit:
        """Some names are its own; of a token the keys are."""
        data = body.get("data") if isinstance(body, dict) else None
        if not isinstance(data, dict) or "task_id" in body:
            return Fit.NO
        if body.get("event") in _OWN or (body.get("event") == "token" and {"chunk", "id"} <= data.keys()):
            return Fit.YES
        return Fit.MAYBE if body.get("event") in cls._rules else Fit.NO

    def _message(self, body: Any, name: str) -> Iterator[Event]:
        data = body.get("data")
        id, text = said(data, "id"), said(data, "text")
        role = "user" if said(data, "sender").lower() == "user" else "assistant"
        agent = said(data, "sender_name") if role == "assistant" else ""
        state = said(data.get("properties"), "state")
        yield e.MessageStarted(id, role, agent)
        if text:
            yield e.TextReplaced(id, text, role, agent)
        calls = [each for block in objects(data.get("content_blocks")) for each in objects(block.get("contents"))]
        for n, call in enumerate(calls):
            if call.get("type") == "tool_use":
                yield from _called(f"{id}:call-{n}", call, id)
        if state != "partial":
            yield e.MessageFinished(id)

    rules: ClassVar[Rules] = {
        "add_message": _message,
        "token": {
            "event": "text.added",
            "when": "$.data.chunk",
            "message_id": "$.data.id|answer",
            "text": "$.data.chunk",
        },
        "remove_message": {"event": "message.removed", "message_id": "$.data.id"},
        "vertices_sorted": {"event": "plan.created", "phases": "$.data.to_run|$.data.ids"},
        "build_start": {"event": "phase.started", "when": _VERTEX, "phase_id": _VERTEX},
        "build_end": {"event": "phase.finished", "when": _VERTEX, "phase_id": _VERTEX},
        "end_vertex": {
            "event": "phase.finished",
            "when": _VERTEX,
            "phase_id": _VERTEX,
            "status": lambda body: "failed" if _invalid(body) else "completed",
        },
        "error": {
            "event": "error.reported",
            "message": "$.data.error|$.data.text|$.data.message|the flow failed",
            "fatal": True,
        },
        "end": {"event": "run.finished", "result": "$.data.result"},
    }


def _called(id: str, call: dict[str, Any], message: str) -> Iterator[Event]:
    yield e.ToolStarted(id, said(call, "name"), message_id=message, running=True)
    yield e.ToolArgsReplaced(id, as_text(call.get("tool_input") or call.get("input") or {}) or "{}")
    took = as_float(call.get("duration"))
    duration = None if took is None else took / 1000
    if error := call.get("error"):
        yield e.ToolFinished(id, error=as_text(error) or "the call failed", duration=duration)
    elif (output := call.get("output")) is not None:
        yield e.ToolFinished(id, output=output, duration=duration)


def _invalid(body: dict[str, Any]) -> bool:
    built = body["data"].get("build_data") if isinstance(body.get("data"), dict) else None
    return isinstance(built, dict) and built.get("valid") is False
