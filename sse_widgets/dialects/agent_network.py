"""The agent network document: a team of agents, their research, tasks, answer and canvas.

Its endpoint is `GET /agent_network_sse/{session}`. Every event is named in the frame; a JSON `type` and
an envelope `{"type": ..., "data": {...}}` are read as well. Every message carries `timestamp`, `sessionId`
and `eventId`, which repeats the id of the frame. Its two tables of events differ; both shapes are read.

- Nothing announces the end of a run: `connection` with `disconnected` does, or the end of the stream.
- `executionTime`, `computeTime` and `estimatedCompletion` are read as milliseconds; the last may also be
  a time of day, and is then counted from the message's own `timestamp`.
- A canvas is known by its kind and title: the same again is its next version.
"""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Literal

import pydantic
from pydantic import AliasChoices, Field

from sse_widgets import events as e
from sse_widgets.dialects.vocabulary import Connection, Vocabulary, greeted
from sse_widgets.dialects.wire import Wire, epoch, from_milliseconds, from_percent_or_fraction


class Heartbeat(Wire):
    uptime: float | None = None


class AgentStart(Wire):
    agent_id: str
    agent_name: str = ""
    agent_type: str = ""
    parent_agent: str = ""
    task_description: str = ""
    priority: str = ""


class Metrics(Wire):
    tokens_used: int | None = None
    api_calls: int | None = None
    compute_time: float | None = None


class AgentComplete(Wire):
    agent_id: str
    agent_name: str = ""
    status: Literal["completed", "complete", "failed", "cancelled"] = "completed"
    execution_time: float | None = None
    result: Any = None
    error: str = ""
    metrics: Metrics = Metrics()


class FoundClaim(Wire):
    text_segment: str
    confidence: float | None = None
    reasoning: str = ""


class FoundSource(Wire):
    short_id: str = Field(validation_alias=AliasChoices("shortId", "short_id", "id"))
    title: str = ""
    url: str = ""
    domain: str = ""
    snippet: str = ""
    confidence: float | None = None
    supported_claims: tuple[FoundClaim, ...] = ()
    contradicted_claims: tuple[FoundClaim, ...] = ()
    unsupported_claims: tuple[FoundClaim, ...] = ()
    date_published: str = ""
    author: str = ""


class ResearchSources(Wire):
    sources: tuple[FoundSource, ...]
    query: str = ""
    total_results: int | None = None


class Metadata(Wire):
    model: str = ""
    temperature: float | None = None
    tokens_remaining: int | None = None


class MessageToken(Wire):
    message_id: str
    token: str
    is_complete: bool = False
    agent_id: str = ""
    metadata: Metadata | None = None


class ListedTask(Wire):
    task_id: str = Field(validation_alias=AliasChoices("taskId", "task_id", "id"))
    status: Literal["pending", "running", "completed", "complete", "failed", "cancelled"] | None = None
    progress: float | None = None
    description: str = ""
    agent: str = ""
    estimated_completion: Any = None


class TaskUpdate(Wire):
    tasks: tuple[ListedTask, ...]
    timestamp: Any = None

    @pydantic.model_validator(mode="before")
    @classmethod
    def _one_is_a_list_of_one(cls, value: dict[str, Any]) -> dict[str, Any]:
        return value if "tasks" in value else {"tasks": [value], "timestamp": value.get("timestamp")}


class CanvasMetadata(Wire):
    source: str = ""
    version: int | None = None


class CanvasOpen(Wire):
    canvas_type: Literal["markdown", "code", "web", "sandbox"]
    content: str
    title: str = ""
    language: str = ""
    metadata: CanvasMetadata = CanvasMetadata()


class AgentNetwork(Vocabulary):
    """How to read the agent network document."""

    name = "agent_network"
    has_heartbeats = True
    models: ClassVar[Mapping[str, type[Wire]]] = {
        "connection": Connection,
        "heartbeat": Heartbeat,
        "agent_start": AgentStart,
        "agent_complete": AgentComplete,
        "research_sources": ResearchSources,
        "message_token": MessageToken,
        "task_update": TaskUpdate,
        "canvas_open": CanvasOpen,
    }

    def __init__(self) -> None:
        self.metadata: dict[str, tuple[Any, ...]] = {}
        """What was last said of each message's making, so that it is told only when it changes."""

    def read(self, wire: Any) -> Iterator[e.Event]:
        """Return what one checked wire message says."""
        match wire:
            case MessageToken(message_id=id, token=token, agent_id=agent, metadata=metadata):
                yield e.TextAdded(id, token, agent)
                if metadata is not None:
                    yield from self._made(id, metadata)
                if wire.is_complete:
                    self.metadata.pop(id, None)
                    yield e.MessageFinished(id)
            case Connection():
                yield from greeted(wire)
            case Heartbeat(uptime=uptime):
                yield e.HeartbeatReceived(uptime)
            case AgentStart(agent_id=id, agent_name=name, agent_type=kind, parent_agent=parent):
                yield e.AgentStarted(id, name, kind, parent, wire.task_description, wire.priority)
            case AgentComplete(agent_id=id, metrics=metrics):
                yield e.AgentFinished(
                    id,
                    wire.agent_name,
                    "completed" if wire.status == "complete" else wire.status,
                    from_milliseconds(wire.execution_time),
                    wire.result,
                    wire.error,
                    metrics.tokens_used,
                    metrics.api_calls,
                    from_milliseconds(metrics.compute_time),
                )
                if metrics.tokens_used is not None:
                    yield e.UsageReported(key=id, agent=id, total_tokens=metrics.tokens_used)
            case ResearchSources(sources=sources, query=query, total_results=total):
                if query or total is not None:
                    yield e.SearchFinished(query, total)
                yield from map(_source, sources)
            case TaskUpdate(tasks=tasks, timestamp=now):
                yield from (_task(task, epoch(now)) for task in tasks)
            case CanvasOpen(canvas_type=kind, title=title, metadata=metadata):
                id = f"{kind}:{title}"
                yield e.ArtifactOpened(id, kind, wire.content, title, wire.language, metadata.version, metadata.source)

    def _made(self, id: str, said: Metadata) -> Iterator[e.Event]:
        known = (said.model, said.tokens_remaining, said.temperature)
        if self.metadata.get(id) != known:
            self.metadata[id] = known
            model, left, temperature = known
            yield e.MessageUpdated(id, model=model, tokens_left=left, temperature=temperature)


def _source(found: FoundSource) -> e.Event:
    by_stance: dict[e.Stance, tuple[FoundClaim, ...]] = {
        "supports": found.supported_claims,
        "contradicts": found.contradicted_claims,
        "silent": found.unsupported_claims,
    }
    claims = tuple(
        e.Claim(claim.text_segment, from_percent_or_fraction(claim.confidence), claim.reasoning, stance)
        for stance, said in by_stance.items()
        for claim in said
    )
    return e.SourceFound(
        found.short_id,
        found.url,
        found.title,
        found.domain,
        found.snippet,
        from_percent_or_fraction(found.confidence),
        found.author,
        found.date_published,
        claims,
    )


def _task(task: ListedTask, now: float | None) -> e.Event:
    return e.TaskUpdated(
        task.task_id,
        task.description,
        "completed" if task.status == "complete" else task.status,
        from_percent_or_fraction(task.progress),
        task.agent,
        _left(task.estimated_completion, now),
    )


def _left(estimate: Any, now: float | None) -> float | None:
    """Return the seconds left, of a number of milliseconds or of a time of day."""
    if type(estimate) in (int, float) and 0 <= estimate < 1e11:
        return from_milliseconds(estimate)
    then = epoch(estimate)
    return None if then is None or now is None else max(then - now, 0.0)
