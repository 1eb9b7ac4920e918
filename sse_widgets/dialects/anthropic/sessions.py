"""anthropic_sessions: sessions of Anthropic's Managed Agents, hosted agents with threads and workflows.

Every event has an id; after a reconnection the server may tell some again, and each counts once. Messages
may be previewed bit by bit, the event that follows has them whole. A thread is an agent, a phase of a
workflow a phase. A session never ends by itself: it is idle, and says what for.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from sse_widgets import events as e
from sse_widgets.dialects.anthropic.results import text_of
from sse_widgets.dialects.anthropic.sessions_wire import Reason, SessionEvent, Trouble
from sse_widgets.dialects.anthropic.sessions_work import Work
from sse_widgets.dialects.bare_error import bare_error, is_bare_error
from sse_widgets.dialects.calls import as_text
from sse_widgets.dialects.dialect import Fit
from sse_widgets.dialects.wire import check, epoch, name_of, parse
from sse_widgets.events import Event
from sse_widgets.frame import Frame

_FAMILIES = ("session.", "agent.", "span.", "user.", "workflow_run.", "system.message")
_SILENT = {"system.message", "user.define_outcome", "agent.thread_context_compacted", "span.model_request_start"}
REMEMBERED = 1000
"""Events whose ids are remembered, so that one that is told again counts once."""


class AnthropicSessions:
    """Sessions of Anthropic's Managed Agents."""

    name: ClassVar[str] = "anthropic_sessions"
    announces_end: ClassVar[bool] = True
    has_heartbeats: ClassVar[bool] = False

    def __init__(self) -> None:
        self._seen: dict[str, None] = {}
        self._running = False
        self._troubled = False
        """Whether the last that was told of the session is an error."""
        self._shown: dict[str, int] = {}
        """How many entries of each previewed message have been shown."""
        self._work = Work()

    @classmethod
    def fit(cls, name: str, body: Any, headers: Mapping[str, str]) -> Fit:
        """Types with a dot, and an id beside them."""
        if not isinstance(body, dict):
            return Fit.NO
        kind = body.get("type")
        if kind in ("event_start", "event_delta") and ("event" in body or "event_id" in body):
            return Fit.YES
        dotted = isinstance(kind, str) and kind.startswith(_FAMILIES)
        return Fit.YES if dotted and isinstance(body.get("id"), str) else Fit.NO

    def decode(self, frame: Frame) -> Iterable[Event]:
        """Return what one frame says."""
        body = parse(frame.data)
        if not isinstance(body, dict):
            raise ValueError("expected a JSON object")
        if is_bare_error(body):
            return (bare_error(body),)
        kind = name_of("message", body) if "type" in body else frame.event
        if kind == "ping":
            return (e.HeartbeatReceived(),)
        told = check(SessionEvent, body)
        return self._timed(self._once(kind, told), epoch(body.get("processed_at")))

    def _timed(self, events: Iterable[Event], at: float | None) -> Iterator[Event]:
        for event in events:
            if at is not None:
                object.__setattr__(event, "server_time", at)
            yield event

    def _once(self, kind: str, told: SessionEvent) -> Iterator[Event]:
        if told.id:
            if told.id in self._seen:
                return
            self._seen[told.id] = None
            if len(self._seen) > REMEMBERED:
                del self._seen[next(iter(self._seen))]
        if not self._running and not kind.startswith(("session.", "user.")):
            self._running = True
            yield e.RunStarted()
        yield from self._read(kind, told)

    def _read(self, kind: str, told: SessionEvent) -> Iterator[Event]:
        match kind:
            case "event_start" if told.event:
                yield from self._previewed(told.event.id, told.event.type)
            case "event_delta" if told.delta:
                yield from self._piece(told.event_id, told.delta.index, text_of(told.delta.content))
            case "agent.message":
                yield e.TextReplaced(told.id, text_of(told.content), "assistant", told.session_thread_id)
                yield e.MessageFinished(told.id)
            case "agent.thinking":
                yield e.ThoughtStarted(told.id, kind="redacted")
                yield e.ThoughtFinished(told.id)
            case "agent.tool_use" | "agent.mcp_tool_use" | "agent.custom_tool_use":
                yield from self._called(kind, told)
            case "agent.tool_result" | "agent.mcp_tool_result" | "user.tool_result" | "user.custom_tool_result":
                yield from self._returned(told)
            case "user.message":
                yield e.TextReplaced(told.id, text_of(told.content), "user")
                yield e.MessageFinished(told.id)
            case "user.interrupt":
                yield e.Logged("the agent was interrupted")
            case "user.tool_confirmation":
                yield from self._confirmed(told)
            case "span.model_request_end" | "span.outcome_evaluation_end":
                yield from self._spent(told)
            case "session.status_running":
                self._running, self._troubled = True, False
                yield e.RunStarted(title=told.title or "")
            case "session.status_idle":
                yield from self._idle(told.stop_reason or Reason())
            case "session.status_rescheduled":
                yield e.Logged("the session recovers from an error and will go on", "warning")
            case "session.status_terminated":
                self._running = False
                yield e.RunFinished("failed" if self._troubled else None)
            case "session.deleted":
                self._running = False
                yield e.RunFinished(None)
            case "session.error":
                self._troubled = True
                yield self._error(told.error or Trouble())
            case _ if kind in _SILENT or kind in ("session.usage", "session.updated"):
                return  # the usage is told request by request
            case _:
                yield from self._work.read(kind, told)

    def _previewed(self, id: str, type: str) -> Iterator[Event]:
        if type == "agent.thinking":
            yield e.ThoughtStarted(id, kind="redacted")
        else:
            yield e.MessageStarted(id)

    def _piece(self, id: str, index: int | None, text: str) -> Iterator[Event]:
        if text and id not in self._seen:  # the whole message may have been faster
            yield e.TextAdded(id, text)

    def _called(self, kind: str, told: SessionEvent) -> Iterator[Event]:
        where = {"agent.tool_use": "server", "agent.mcp_tool_use": "mcp"}.get(kind, "")
        title = f"{told.mcp_server_name}: {told.name}" if told.mcp_server_name else ""
        yield e.ToolStarted(told.id, told.name, told.session_thread_id, kind=where, title=title)
        yield e.ToolArgsReplaced(told.id, as_text(told.input))
        yield e.ToolArgsFinished(told.id)
        if told.evaluated_permission == "ask":
            options = ("allow", "deny")
            yield e.InterruptOpened(told.id, "tool_confirmation", f"May {told.name} be called?", told.id, None, options)
        elif told.evaluated_permission == "deny":
            yield e.ToolFinished(told.id, error="the call was not permitted", status="denied")

    def _returned(self, told: SessionEvent) -> Iterator[Event]:
        id = told.tool_use_id or told.mcp_tool_use_id or told.custom_tool_use_id
        output = text_of(told.content) or told.content
        yield e.ToolFinished(
            id, output=output, error=(text_of(told.content) or "the call failed") if told.is_error else ""
        )

    def _confirmed(self, told: SessionEvent) -> Iterator[Event]:
        yield e.InterruptResolved(told.tool_use_id, told.result)
        if told.result == "deny":
            error = told.deny_message or "a person did not allow the call"
            yield e.ToolFinished(told.tool_use_id, error=error, status="denied")

    def _spent(self, told: SessionEvent) -> Iterator[Event]:
        if spent := told.model_usage:
            yield e.UsageReported(
                key=told.model_request_start_id or told.id,
                input_tokens=spent.input_tokens,
                output_tokens=spent.output_tokens,
                cached_tokens=spent.cache_read_input_tokens,
                cache_write_tokens=spent.cache_creation_input_tokens,
            )

    def _idle(self, reason: Reason) -> Iterator[Event]:
        self._running = False
        match reason.type:
            case "requires_action":
                for id in reason.event_ids:
                    yield e.InterruptOpened(id, "requires_action", "The session waits for an answer.", id)
                yield e.RunFinished("awaiting_input")
            case "retries_exhausted":
                yield e.ErrorReported("the session gave up after its last attempt", reason.type, fatal=True)
            case "budget_reached":
                yield e.Logged("the session has reached its budget", "warning")
                yield e.RunFinished("incomplete")
            case "refusal":
                yield e.Logged("the model refused to go on", "warning")
                yield e.RunFinished()
            case _:
                yield e.RunFinished()

    def _error(self, trouble: Trouble) -> Event:
        """An error that is retried ends nothing; one that is final does."""
        final = trouble.retry_status is not None and trouble.retry_status.type == "terminal"
        return e.ErrorReported(trouble.message or trouble.type, trouble.type, fatal=final)
