"""mastra: the native stream of Mastra: agents, networks and workflows.

`POST /api/agents/{id}/stream`; every chunk is `{type, runId, from, payload}`, `[DONE]` comes last. What an agent inside
another streams is wrapped in a chunk of the outer one. `finish` repeats what the steps used: it is counted once.
"""

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from sse_widgets import events as e
from sse_widgets.dialects.tables.mastra_rules import RULES
from sse_widgets.dialects.tables.table import Rules, Table
from sse_widgets.dialects.tables.values import as_int, as_text, said
from sse_widgets.events import Event

_REASONS = {"error": "failed", "tripwire": "failed", "suspended": "awaiting_input", "abort": "cancelled"}
_ENDS = frozenset({"start", "finish", "abort", "workflow-start", "workflow-finish"})
"""What ends an agent inside another, or begins it, says nothing of the run."""


class Mastra(Table):
    """What Mastra streams."""

    name: ClassVar[str] = "mastra"
    announces_end: ClassVar[bool] = True
    named_by: ClassVar[tuple[str, ...]] = ("type",)
    marks: ClassVar[tuple[str, ...]] = ("$.runId", "$.from")

    def __init__(self) -> None:
        self._message = ""
        self._step = 0
        self._counted = False

    def _started(self, body: Any, name: str) -> Iterator[Event]:
        payload = body.get("payload")
        self._message = said(payload, "messageId")
        yield e.RunStarted(said(body, "runId"), title=said(payload, "id", "workflowId"))

    def _step_started(self, body: Any, name: str) -> Iterator[Event]:
        message = said(body.get("payload"), "messageId")
        if message and message != self._message and self._message:
            yield e.MessageFinished(self._message)
        self._message = message or self._message
        self._step += 1
        yield e.PhaseStarted(self._step_id(body), f"Step {self._step}")

    def _step_finished(self, body: Any, name: str) -> Iterator[Event]:
        yield e.PhaseFinished(self._step_id(body))
        yield from self._used(body, self._step_id(body))

    def _step_id(self, body: Any) -> str:
        return f"{said(body, 'runId')}:step-{self._step}"

    def _used(self, body: Any, key: str) -> Iterator[Event]:
        payload = body.get("payload") or {}
        output = payload.get("output")
        usage = output.get("usage") if isinstance(output, dict) else payload.get("usage")
        if not isinstance(usage, dict) or not any(type(count) is int for count in usage.values()):
            return
        self._counted = True
        yield e.UsageReported(
            key=key,
            model=said(payload.get("metadata"), "modelId"),
            input_tokens=as_int(usage.get("inputTokens")),
            output_tokens=as_int(usage.get("outputTokens")),
            total_tokens=as_int(usage.get("totalTokens")),
            reasoning_tokens=as_int(usage.get("reasoningTokens")),
            cached_tokens=as_int(usage.get("cachedInputTokens")),
            cache_write_tokens=as_int(usage.get("cacheCreationInputTokens")),
        )

    def _finished(self, body: Any, name: str) -> Iterator[Event]:
        payload = body.get("payload") or {}
        reason = said(payload.get("stepResult"), "reason") or said(payload, "finishReason")
        if not self._counted:
            yield from self._used(body, said(body, "runId"))
        if self._message:
            yield e.MessageFinished(self._message, "" if reason == "stop" else reason)
        how: Any = _REASONS.get(reason, "completed")
        yield e.RunFinished(how)

    def _text(self, body: Any, name: str) -> Iterator[Event]:
        if text := said(body.get("payload"), "text"):
            yield e.TextAdded(self._message_of(body), text)

    def _message_of(self, body: Any) -> str:
        return self._message or said(body.get("payload"), "id") or "message"

    def _reasoning(self, body: Any, name: str) -> Iterator[Event]:
        payload = body.get("payload")
        id = f"{self._step_id(body)}:{said(payload, 'id')}"
        if name.endswith("-end"):
            yield e.ThoughtFinished(id)
        elif name == "redacted-reasoning":
            yield e.ThoughtStarted(id, message_id=self._message, kind="redacted")
            yield e.ThoughtFinished(id)
        else:
            yield e.ThoughtStarted(id, message_id=self._message)
            if text := said(payload, "text"):
                yield e.ThoughtAdded(id, text)

    def _call(self, body: Any, name: str) -> Iterator[Event]:
        payload = body.get("payload") or {}
        id, kind = said(payload, "toolCallId"), "server" if payload.get("providerExecuted") else ""
        yield e.ToolStarted(id, said(payload, "toolName"), message_id=self._message, kind=kind)
        if name == "tool-call":
            args = payload.get("args")
            yield e.ToolArgsReplaced(id, as_text({} if args is None else args) or "{}")
            yield e.ToolArgsFinished(id)

    def _wrapped(self, body: Any, name: str) -> Iterable[Event]:
        """What an agent or a workflow inside this one streams, or the tool that it is for this one."""
        payload = body.get("payload") or {}
        inner = payload.get("output", payload)
        kind = said(inner, "type")
        if isinstance(inner, dict) and kind and self._of(kind) is not None and "payload" in inner:
            if kind in _ENDS:
                return []
            return self._inside(inner, kind)
        if name == "tool-output":
            return [e.ToolProgressed(said(payload, "toolCallId"), output=inner)]
        return []

    def _inside(self, inner: dict[str, Any], kind: str) -> Iterable[Event]:
        outer, self._message = self._message, f"{said(inner, 'runId')}:message"
        try:
            return [event for hook in self._of(kind) or () for event in hook(self, inner, kind)]
        finally:
            self._message = outer

    def _failed(self, body: Any, name: str) -> Iterator[Event]:
        payload = body.get("payload") or {}
        error = payload.get("error", payload)
        detail = said(error, "stack", "details") if isinstance(error, dict) else ""
        message = said(error, "message", "name") if isinstance(error, dict) else as_text(error)
        if name == "tool-error":
            id = said(payload, "toolCallId")
            yield e.ToolFinished(id, said(payload, "toolName"), error=message or "the call failed")
        else:
            kind = said(error, "code", "name") if isinstance(error, dict) else ""
            yield e.ErrorReported(message or "the run failed", kind or "agent", fatal=True, detail=detail)

    rules: ClassVar[Rules] = {
        **RULES,
        "start": _started,
        "workflow-start": _started,
        "step-start": _step_started,
        "step-finish": _step_finished,
        "finish": _finished,
        "text-delta": _text,
        "reasoning-start": _reasoning,
        "reasoning-delta": _reasoning,
        "reasoning-end": _reasoning,
        "redacted-reasoning": _reasoning,
        "tool-call-input-streaming-start": _call,
        "tool-call": _call,
        "tool-error": _failed,
        "error": _failed,
        "tool-output": _wrapped,
        "step-output": _wrapped,
        "workflow-step-output": _wrapped,
        "agent-execution-event-*": _wrapped,
        "workflow-execution-event-*": _wrapped,
    }
