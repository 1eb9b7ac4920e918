"""agentcore: Strands agents, as Amazon Bedrock AgentCore and other servers pass their events on.

`POST /invocations`. The same text comes twice, as events of the model (`event`) and as a convenience (`data`,
`reasoningText`, `current_tool_use`): once there was one of the former the latter are left out. What the server could
not write as JSON comes as a string, the Python representation of it. Without an event for the end, the last is
`result`; the end of the stream is as good.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from sse_widgets import events as e
from sse_widgets.dialects.bare_error import is_bare_error
from sse_widgets.dialects.dialect import Fit
from sse_widgets.dialects.tables.agentcore_speaker import Speaker
from sse_widgets.dialects.tables.table import Rules, Table
from sse_widgets.dialects.tables.values import said
from sse_widgets.events import Event

_MODEL = "messageStart contentBlockStart contentBlockDelta contentBlockStop messageStop metadata redactContent"
_SURE = "init_event_loop start_event_loop current_tool_use tool_stream_event force_stop reasoningText"
_LIKELY = "start data message result"
_KEYS = (
    "event error message result force_stop tool_interrupt_event tool_cancel_event tool_stream_event data "
    "reasoningText current_tool_use citation structured_output event_loop_throttled_delay "
    "init_event_loop start start_event_loop reasoning_signature reasoningRedactedContent"
)
_STOPPED = re.compile(r"\bstop_reason='(\w+)'")
_HOW: dict[str, Any] = {"interrupt": "awaiting_input", "cancelled": "cancelled"}


class AgentCore(Table):
    """What a Strands agent yields."""

    name: ClassVar[str] = "agentcore"

    def __init__(self) -> None:
        self._speakers: dict[str, Speaker] = {}
        """By the node of a graph or a swarm; an agent by itself has no name."""
        self._node = ""

    @classmethod
    def called(cls, event: str, body: dict[str, Any]) -> str:
        """Return the key that says what it is; some have a `type` besides."""
        kind = body.get("type")
        if isinstance(kind, str) and kind.startswith("multiagent_"):
            return kind
        return next((key for key in _KEYS.split() if key in body), kind if isinstance(kind, str) else event)

    @classmethod
    def fit(cls, name: str, body: Any, headers: Mapping[str, str]) -> Fit:
        """The events of the model are under `event`; some of the keys beside it are nobody else's."""
        if not isinstance(body, dict):
            return Fit.NO
        inner = body.get("event")
        if isinstance(inner, dict) and _has(inner, _MODEL):
            return Fit.YES
        if _has(body, _SURE) or str(body.get("type")).startswith("multiagent_"):
            return Fit.YES
        alone = len(body) == 1 and _has(body, _LIKELY)
        return Fit.MAYBE if alone or (is_bare_error(body) and "error_type" in body) else Fit.NO

    def other(self, value: Any) -> Iterable[Event]:
        """Return what a string says: text that an agent yields, or what could not be written as JSON."""
        if not isinstance(value, str):
            return super().other(value)
        if not value.startswith(("{'", "<")):
            return self._speaker().convenient(value)
        if not value.startswith("{'result'"):
            return ()
        reason = _STOPPED.search(value)
        return (e.RunFinished(_HOW.get(reason[1] if reason else "", "completed")),)

    def _speaker(self) -> Speaker:
        return self._speakers.setdefault(self._node, Speaker(self._node))

    def _of_model(self, body: Any, name: str) -> Iterable[Event]:
        inner = body.get("event")
        return self._speaker().read(inner) if isinstance(inner, dict) else (e.FrameUnknown("event"),)

    def _text(self, body: Any, name: str) -> Iterable[Event]:
        return self._speaker().convenient(said(body, "data"))

    def _thought(self, body: Any, name: str) -> Iterable[Event]:
        return self._speaker().convenient(said(body, "reasoningText"), thought=True)

    def _call(self, body: Any, name: str) -> Iterable[Event]:
        return self._speaker().convenient_call(body.get("current_tool_use"))

    def _message(self, body: Any, name: str) -> Iterable[Event]:
        message = body.get("message")
        return self._speaker().whole(message) if isinstance(message, dict) else (e.Logged(str(message)),)

    def _failed(self, body: Any, name: str) -> Iterator[Event]:
        message = (
            said(body, "message") or said(body.get("error"), "message") or said(body, "error", "force_stop_reason")
        )
        yield e.ErrorReported(message or "the agent failed", said(body, "error_type") or "agent", fatal=True)

    def _result(self, body: Any, name: str) -> Iterator[Event]:
        yield e.RunFinished(_HOW.get(said(body.get("result"), "stop_reason", "stopReason"), "completed"))

    def _asked(self, body: Any, name: str) -> Iterator[Event]:
        told = body.get(name) or {}
        tool = said(told.get("tool_use"), "toolUseId")
        for asked in told.get("interrupts") or ():
            message = said(asked, "reason", "name")
            yield e.InterruptOpened(said(asked, "id") or tool, said(asked, "name"), message, tool)
        yield e.RunFinished("awaiting_input")

    def _of_node(self, body: Any, name: str) -> Iterable[Event]:
        inner = body.get("event")
        if not isinstance(inner, dict):
            return ()
        outer, self._node = self._node, said(body, "node_id")
        try:
            called = self.called("message", inner)
            if called in ("result", "init_event_loop"):  # of the node: of the run they say nothing
                return ()
            return [event for hook in self._of(called) or () for event in hook(self, inner, called)]
        finally:
            self._node = outer

    rules: ClassVar[Rules] = {
        "event": _of_model,
        "data": _text,
        "reasoningText": _thought,
        "current_tool_use": _call,
        "message": _message,
        "error": _failed,
        "force_stop": _failed,
        "result": _result,
        "multiagent_result": _result,
        "tool_interrupt_event": _asked,
        "tool_cancel_event": {
            "event": "tool.finished",
            "tool_id": "$.tool_cancel_event.tool_use.toolUseId",
            "status": "cancelled",
            "error": "$.tool_cancel_event.message",
        },
        "tool_stream_event": {
            "event": "tool.progressed",
            "tool_id": "$.tool_stream_event.tool_use.toolUseId",
            "output": "$.tool_stream_event.data",
        },
        "multiagent_node_start": {
            "event": "agent.started",
            "agent_id": "$.node_id",
            "name": "$.node_id",
            "kind": "$.node_type",
        },
        "multiagent_node_stop": {
            "event": "agent.finished",
            "agent_id": "$.node_id",
            "status": "$.node_result.status|completed",
            "duration": "$.node_result.execution_time",
        },
        "multiagent_handoff": {
            "event": "routing.decided",
            "when": "$.to_node_ids.0",
            "agent_id": "$.to_node_ids.0",
            "agent_name": "$.to_node_ids.0",
            "reasoning": "$.message",
        },
        "multiagent_node_stream": _of_node,
        "init_event_loop": {"event": "run.started"},
        **dict.fromkeys(("start", "start_event_loop", "structured_output", "citation", "multiagent_node_cancel"), ()),
        **dict.fromkeys(("reasoning_signature", "reasoningRedactedContent", "tool_stream", "tool_use_stream"), ()),
        "event_loop_throttled_delay": {
            "event": "log.added",
            "message": "the model is throttled for {$.event_loop_throttled_delay} s",
            "level": "warning",
        },
    }


def _has(body: Mapping[str, Any], keys: str) -> bool:
    return any(key in body for key in keys.split())
