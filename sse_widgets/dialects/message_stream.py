"""The real-time streaming document: messages in chunks, agents with progress, research, typed errors.

Its endpoint is `GET /api/sse?sessionId={session}`, a proxy that takes a cookie or a bearer token; behind it
`GET /api/run_sse/{session}`. A message is `{"type", "data": {...}, "timestamp", "sessionId", "agentId"}`,
named in the frame or in its `type`; times are in milliseconds.

- Nothing announces the end of a run; it ends with the stream.
- `finalContent` wins over the chunks; a chunk that completes its message ends the typing too.
- `tokens` of a chunk counts its message so far.
- Of `thinking_status` and the `research_*` events it gives the names only: their usual spellings are read.
  The steps of a plan are taken in its order; results may say which step they end (`stepId`).
- Six types of error, inside an error event or as the name of one. With the session or the login gone, or no
  attempt left, the run is over.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from sse_widgets import events as e
from sse_widgets.dialects.message_stream_wire import (
    AgentCompleted,
    AgentProgress,
    AgentStarted,
    Cited,
    Failed,
    Heartbeat,
    MessageChunk,
    MessageCompleted,
    MessageStarted,
    ResearchCompleted,
    ResearchPlan,
    ResearchResults,
    ThinkingStatus,
    TypingIndicator,
    failed,
)
from sse_widgets.dialects.vocabulary import Connection, Vocabulary, greeted
from sse_widgets.dialects.wire import Wire, from_milliseconds, from_percent, from_percent_or_fraction

_KINDS = {
    "network_error": "network",
    "auth_error": "auth",
    "session_expired": "session_expired",
    "server_error": "server",
    "heartbeat_timeout": "heartbeat_timeout",
    "max_reconnect_reached": "max_reconnect_reached",
}
_FATAL = frozenset({"auth", "session_expired", "max_reconnect_reached"})


class MessageStream(Vocabulary):
    """How to read the real-time streaming document."""

    name = "message_stream"
    has_heartbeats = True
    models: ClassVar[Mapping[str, type[Wire]]] = {
        "message_started": MessageStarted,
        "message_chunk": MessageChunk,
        "message_completed": MessageCompleted,
        "agent_started": AgentStarted,
        "agent_progress": AgentProgress,
        "agent_completed": AgentCompleted,
        "typing_indicator": TypingIndicator,
        "thinking_status": ThinkingStatus,
        "research_plan": ResearchPlan,
        "research_results": ResearchResults,
        "research_completed": ResearchCompleted,
        "error_occurred": Failed,
        "error_event": Failed,
        "heartbeat": Heartbeat,
        "connection": Connection,
        **{kind: failed(kind) for kind in _KINDS},
    }

    def __init__(self) -> None:
        self.typing: list[str] = []
        """Who is writing."""
        self.plan: list[str] = []
        """Ids of the steps of the research plan that are not over."""
        self.thinking = ""
        """Id of the thought that is not over."""
        self.thoughts = 0

    def read(self, wire: Any) -> Iterator[e.Event]:
        """Return what one checked wire message says."""
        match wire:
            case MessageChunk(message_id=id, content=content, agent_id=agent, metadata=metadata):
                yield from self._stop_thinking()
                yield e.TextAdded(id, content, agent)
                if metadata is not None:
                    if metadata.tokens is not None:
                        yield e.MessageUpdated(id, tokens=metadata.tokens)
                    yield from _sources(metadata.citations, id)
                if wire.is_complete:
                    yield e.MessageFinished(id)
                    yield from self._stop_typing(agent)
            case MessageStarted(message_id=id, role=role, agent_id=agent):
                yield from self._stop_thinking()
                yield e.MessageStarted(id, role, agent)
            case MessageCompleted(message_id=id, final_content=text, agent_id=agent):
                if text is not None:
                    yield e.TextReplaced(id, text, agent=agent)
                yield e.MessageFinished(id)
                yield from self._stop_typing(agent)
            case AgentStarted(agent_id=id, agent_name=name, agent_type=kind, parent_agent=parent):
                yield e.AgentStarted(id, name, kind, parent, wire.current_task)
            case AgentProgress(agent_id=id, agent_name=name, results=results):
                status: e.AgentStatus | None = "failed" if wire.status == "error" else wire.status
                left = from_milliseconds(wire.estimated_time_remaining)
                done = from_percent(wire.progress)
                yield e.AgentProgressed(id, name, status, done, wire.current_task, left, results)
                if status in ("completed", "failed"):
                    yield e.AgentFinished(id, name, status, result=results, error=wire.error)
            case AgentCompleted(agent_id=id, agent_name=name, results=results, error=error):
                end: e.AgentStatus = "failed" if wire.status == "error" else wire.status
                yield e.AgentFinished(id, name, end, from_milliseconds(wire.duration), results, error)
            case TypingIndicator(is_typing=typing, agent_id=agent):
                self.typing = [*(who for who in self.typing if who != agent), *([agent] if typing else [])]
                yield e.TypingChanged(typing, agent, from_milliseconds(wire.estimated_duration))
            case ThinkingStatus():
                yield from self._think(wire)
            case ResearchPlan(goal=goal):
                steps = [*wire.steps, *wire.queries]
                self.plan = [step.id or f"step-{n}" for n, step in enumerate(steps, 1)]
                pairs = zip(self.plan, steps, strict=True)
                phases = tuple(e.PlannedPhase(id, step.title, step.description) for id, step in pairs)
                yield e.PlanCreated(goal, phases)
                yield from (e.PhaseStarted(id) for id in self.plan[:1])
            case ResearchResults(query=query, sources=sources):
                if query:
                    yield e.SearchFinished(query, wire.total)
                yield from (e.SearchFinished(each) for each in wire.queries)
                yield from _sources(sources, wire.message_id)
                yield from self._finish_step(wire.step_id)
                if isinstance(wire, ResearchCompleted):
                    yield from (e.PhaseFinished(id) for id in self.plan)
                    self.plan = []
                    yield e.RunProgressed(message=wire.summary or "Research completed")
            case Failed(error=error, agent_id=agent, message_id=message):
                kind = next((_KINDS[said] for said in (*wire.kinds, wire.named) if said in _KINDS), "agent")
                text = wire.message or (error and error.message) or "the server does not say what is wrong"
                detail = _text(error.details if error and error.details is not None else wire.details)
                yield e.ErrorReported(text, kind, kind in _FATAL, agent, message_id=message, detail=detail)
            case Heartbeat():
                yield e.HeartbeatReceived()
            case Connection():
                yield from greeted(wire)

    def _finish_step(self, id: str) -> Iterator[e.Event]:
        """Steps are taken in the order of the plan: as the first that is not over ends, the next begins."""
        if id in self.plan:
            first = self.plan[0] == id
            self.plan.remove(id)
            yield e.PhaseFinished(id)
            yield from (e.PhaseStarted(each) for each in self.plan[:1] if first)

    def _think(self, wire: ThinkingStatus) -> Iterator[e.Event]:
        yield from self._stop_thinking()
        if not wire.is_thinking or not (wire.text or wire.status):
            return
        self.thoughts += 1
        self.thinking = f"thinking-{self.thoughts}"
        title = wire.status if wire.text else ""
        yield e.ThoughtStarted(self.thinking, title, wire.message_id, wire.agent_id)
        yield e.ThoughtAdded(self.thinking, wire.text or wire.status)

    def _stop_thinking(self) -> Iterator[e.Event]:
        if self.thinking:
            yield e.ThoughtFinished(self.thinking)
            self.thinking = ""

    def _stop_typing(self, agent: str) -> Iterator[e.Event]:
        """Whoever completes a message no longer writes, nor does the writer without a name."""
        yield from (e.TypingChanged(False, who) for who in self.typing if who in ("", agent))
        self.typing = [who for who in self.typing if who not in ("", agent)]


def _sources(cited: Iterable[Cited], message_id: str) -> Iterator[e.Event]:
    for each in cited:
        if id := each.id or each.url or each.title:
            confidence = from_percent_or_fraction(each.confidence)
            yield e.SourceFound(
                id,
                each.url,
                each.title,
                each.domain,
                each.snippet,
                confidence,
                each.author,
                each.published,
                message_id=message_id,
            )


def _text(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
