"""The canonical vocabulary: one thing that happened, in past tense, whatever wire it came from.

A dialect turns frames into these, the reducer folds them into a `RunState`. Progress and
confidence are 0.0 to 1.0, durations and `at` are seconds. An empty string means "not said".
"""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal, TypeAlias, get_args

AgentStatus: TypeAlias = Literal["idle", "working", "completed", "failed", "cancelled", "suspended", "incomplete"]
TaskStatus: TypeAlias = Literal["pending", "running", "completed", "failed", "cancelled", "incomplete"]
EndStatus: TypeAlias = Literal["completed", "failed", "cancelled", "incomplete", "awaiting_input"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseEvent:
    """What every event has; the log stamps `at` and `frame` when it reads the frame."""

    type: ClassVar[str] = ""

    at: float = 0.0
    """Seconds since the stream opened."""
    frame: int = 0
    """Number of the frame that it came from, counted from 1."""
    server_time: float | None = None
    """What the server's clock showed, in seconds since 1970, where the wire says so."""


# ----------------------------------------------------------------- connection


@dataclass(frozen=True, slots=True)
class ConnectionOpened(BaseEvent):
    """The server answered with a stream."""

    url: str = ""
    status: int | None = None
    type: ClassVar[str] = "connection.opened"


@dataclass(frozen=True, slots=True)
class ConnectionLost(BaseEvent):
    """The stream broke off; attempt number `attempt` follows after `delay` seconds."""

    attempt: int
    delay: float
    reason: str
    type: ClassVar[str] = "connection.lost"


@dataclass(frozen=True, slots=True)
class ConnectionClosed(BaseEvent):
    """No more frames will come. `kind` names the error that closed it, empty when none did."""

    reason: str = ""
    kind: str = ""
    announces_end: bool = False
    """Whether the vocabulary has an event of its own for the end of a run."""
    type: ClassVar[str] = "connection.closed"


@dataclass(frozen=True, slots=True)
class ConnectionIdentified(BaseEvent):
    """The server said whom it serves."""

    session_id: str = ""
    user: str = ""
    authenticated: bool | None = None
    type: ClassVar[str] = "connection.identified"


@dataclass(frozen=True, slots=True)
class GapFound(BaseEvent):
    """Frames are missing between the last one and the next."""

    reason: str
    type: ClassVar[str] = "gap.found"


@dataclass(frozen=True, slots=True)
class HeartbeatReceived(BaseEvent):
    """The server said that it is alive and nothing else."""

    uptime: float | None = None
    """For how long the server has been, in the unit of the wire."""
    type: ClassVar[str] = "heartbeat.received"


@dataclass(frozen=True, slots=True)
class FrameUnknown(BaseEvent):
    """A frame that is well formed and that the dialect does not know."""

    name: str
    type: ClassVar[str] = "frame.unknown"


@dataclass(frozen=True, slots=True)
class FrameUnreadable(BaseEvent):
    """A frame that the dialect knows and could not read; `reason` says which field and why."""

    name: str
    reason: str
    type: ClassVar[str] = "frame.unreadable"


# ------------------------------------------------------------------------ run


@dataclass(frozen=True, slots=True)
class RunStarted(BaseEvent):
    """The agent began. A second one in the same stream begins the next run of the conversation."""

    run_id: str = ""
    thread_id: str = ""
    title: str = ""
    model: str = ""
    type: ClassVar[str] = "run.started"


@dataclass(frozen=True, slots=True)
class RunProgressed(BaseEvent):
    """How far the whole run is."""

    progress: float | None = None
    message: str = ""
    type: ClassVar[str] = "run.progressed"


@dataclass(frozen=True, slots=True)
class RunFinished(BaseEvent):
    """The run is over; `status` says how. None: completed if every message and agent is done."""

    status: EndStatus | None = "completed"
    result: Any = None
    duration: float | None = None
    type: ClassVar[str] = "run.finished"


# ----------------------------------------------------------- plan and routing


@dataclass(frozen=True, slots=True)
class PlannedPhase:
    """One phase as a plan announces it."""

    id: str
    title: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class PlanCreated(BaseEvent):
    """The agent said what it is going to do; replaces an earlier plan, keeps what is done."""

    goal: str = ""
    phases: tuple[PlannedPhase, ...] = ()
    type: ClassVar[str] = "plan.created"


@dataclass(frozen=True, slots=True)
class PhaseStarted(BaseEvent):
    """A phase (step, node) began; a phase that no plan announced is added to it."""

    phase_id: str
    title: str = ""
    index: int | None = None
    agent: str = ""
    type: ClassVar[str] = "phase.started"


@dataclass(frozen=True, slots=True)
class PhaseFinished(BaseEvent):
    """A phase ended."""

    phase_id: str
    title: str = ""
    status: TaskStatus = "completed"
    type: ClassVar[str] = "phase.finished"


@dataclass(frozen=True, slots=True)
class RoutingStarted(BaseEvent):
    """An orchestrator is choosing an agent."""

    type: ClassVar[str] = "routing.started"


@dataclass(frozen=True, slots=True)
class RoutingDecided(BaseEvent):
    """An orchestrator chose an agent."""

    agent_id: str
    agent_name: str = ""
    confidence: float | None = None
    reasoning: str = ""
    protocol: str = ""
    type: ClassVar[str] = "routing.decided"


# ----------------------------------------------------------- agents and tasks


@dataclass(frozen=True, slots=True)
class AgentStarted(BaseEvent):
    """An agent began to work."""

    agent_id: str
    name: str = ""
    kind: str = ""
    parent: str = ""
    task: str = ""
    priority: str = ""
    tool_id: str = ""
    """The tool call that made it, for a subagent."""
    type: ClassVar[str] = "agent.started"


@dataclass(frozen=True, slots=True)
class AgentProgressed(BaseEvent):
    """News of an agent; None and empty fields leave what is known as it is."""

    agent_id: str
    name: str = ""
    status: AgentStatus | None = None
    progress: float | None = None
    task: str = ""
    time_left: float | None = None
    result: Any = None
    type: ClassVar[str] = "agent.progressed"


@dataclass(frozen=True, slots=True)
class AgentFinished(BaseEvent):
    """An agent stopped working; its open tasks end with it."""

    agent_id: str
    name: str = ""
    status: AgentStatus = "completed"
    duration: float | None = None
    result: Any = None
    error: str = ""
    tokens: int | None = None
    calls: int | None = None
    compute_time: float | None = None
    type: ClassVar[str] = "agent.finished"


@dataclass(frozen=True, slots=True)
class TaskUpdated(BaseEvent):
    """News of a task; opens it when it is new."""

    task_id: str
    title: str = ""
    status: TaskStatus | None = None
    progress: float | None = None
    agent: str = ""
    """Id or name of the agent it belongs to."""
    time_left: float | None = None
    type: ClassVar[str] = "task.updated"


# ------------------------------------------------------- messages and thoughts


@dataclass(frozen=True, slots=True)
class MessageStarted(BaseEvent):
    """A message was announced."""

    message_id: str
    role: str = "assistant"
    agent: str = ""
    type: ClassVar[str] = "message.started"


@dataclass(frozen=True, slots=True)
class TextAdded(BaseEvent):
    """More text for a message; the message is opened if it was not."""

    message_id: str
    text: str
    agent: str = ""
    type: ClassVar[str] = "text.added"


@dataclass(frozen=True, slots=True)
class TextReplaced(BaseEvent):
    """The authoritative text of a message; wins over what was streamed."""

    message_id: str
    text: str
    role: str = ""
    agent: str = ""
    edited: bool = False
    type: ClassVar[str] = "text.replaced"


@dataclass(frozen=True, slots=True)
class MessageUpdated(BaseEvent):
    """What is known about a message, besides its text, changed."""

    message_id: str
    status: Literal["streaming", "regenerating", "done", "failed"] | None = None
    progress: float | None = None
    note: str = ""
    replaces: str = ""
    model: str = ""
    tokens: int | None = None
    tokens_left: int | None = None
    temperature: float | None = None
    type: ClassVar[str] = "message.updated"


@dataclass(frozen=True, slots=True)
class MessageFinished(BaseEvent):
    """Nothing more will be added to a message."""

    message_id: str
    type: ClassVar[str] = "message.finished"


@dataclass(frozen=True, slots=True)
class MessageRemoved(BaseEvent):
    """A message was deleted."""

    message_id: str
    type: ClassVar[str] = "message.removed"


@dataclass(frozen=True, slots=True)
class TypingChanged(BaseEvent):
    """An agent, or the assistant when none is named, is about to write, or no longer."""

    typing: bool
    agent: str = ""
    time_left: float | None = None
    type: ClassVar[str] = "typing.changed"


@dataclass(frozen=True, slots=True)
class ThoughtStarted(BaseEvent):
    """A piece of reasoning was announced. With `message_id` it belongs inside that message."""

    thought_id: str
    title: str = ""
    message_id: str = ""
    agent: str = ""
    kind: Literal["thinking", "step", "summary"] = "thinking"
    parent: str = ""
    """The thought it is a step of."""
    type: ClassVar[str] = "thought.started"


@dataclass(frozen=True, slots=True)
class ThoughtAdded(BaseEvent):
    """More reasoning; opens the thought if it was not."""

    thought_id: str
    text: str
    type: ClassVar[str] = "thought.added"


@dataclass(frozen=True, slots=True)
class ThoughtFinished(BaseEvent):
    """A piece of reasoning ended."""

    thought_id: str
    conclusion: str = ""
    type: ClassVar[str] = "thought.finished"


# ---------------------------------------------------------------------- tools


@dataclass(frozen=True, slots=True)
class ToolStarted(BaseEvent):
    """A tool call was announced."""

    tool_id: str
    name: str = ""
    agent: str = ""
    message_id: str = ""
    phase_id: str = ""
    running: bool = False
    """True where the wire announces a call only when it runs, its arguments complete."""
    type: ClassVar[str] = "tool.started"


@dataclass(frozen=True, slots=True)
class ToolArgsAdded(BaseEvent):
    """More of the text of a call's arguments."""

    tool_id: str
    text: str
    type: ClassVar[str] = "tool.args_added"


@dataclass(frozen=True, slots=True)
class ToolArgsReplaced(BaseEvent):
    """The authoritative text of a call's arguments, usually JSON."""

    tool_id: str
    text: str
    type: ClassVar[str] = "tool.args_replaced"


@dataclass(frozen=True, slots=True)
class ToolArgsFinished(BaseEvent):
    """The arguments are complete; the call has not run."""

    tool_id: str
    type: ClassVar[str] = "tool.args_finished"


@dataclass(frozen=True, slots=True)
class ToolFinished(BaseEvent):
    """A call returned, with a failure when `error` is not empty."""

    tool_id: str
    name: str = ""
    output: Any = None
    error: str = ""
    duration: float | None = None
    type: ClassVar[str] = "tool.finished"


# ---------------------------------------------------- sources and the canvas


@dataclass(frozen=True, slots=True)
class Claim:
    """A piece of text that a source supports."""

    text: str
    confidence: float | None = None
    reasoning: str = ""


@dataclass(frozen=True, slots=True)
class SourceFound(BaseEvent):
    """A source was found, or more was learned of one. Without `message_id` it belongs to the last answer."""

    source_id: str
    url: str = ""
    title: str = ""
    domain: str = ""
    snippet: str = ""
    confidence: float | None = None
    author: str = ""
    published: str = ""
    claims: tuple[Claim, ...] = ()
    message_id: str = ""
    type: ClassVar[str] = "source.found"


@dataclass(frozen=True, slots=True)
class SearchFinished(BaseEvent):
    """A search was made."""

    query: str
    total: int | None = None
    type: ClassVar[str] = "search.finished"


@dataclass(frozen=True, slots=True)
class ArtifactOpened(BaseEvent):
    """The canvas shows something new, or a new version of what has the same id."""

    artifact_id: str
    kind: Literal["markdown", "code", "web", "sandbox", "image", "file", "data"]
    content: str = ""
    title: str = ""
    language: str = ""
    version: int | None = None
    origin: str = ""
    """Who made it: agent, user or upload."""
    type: ClassVar[str] = "artifact.opened"


@dataclass(frozen=True, slots=True)
class ArtifactAdded(BaseEvent):
    """More content for an artifact."""

    artifact_id: str
    text: str
    type: ClassVar[str] = "artifact.added"


# ------------------------------------------- documents, usage, what else came


@dataclass(frozen=True, slots=True)
class DocumentReplaced(BaseEvent):
    """The whole shared state document."""

    document: Any
    type: ClassVar[str] = "document.replaced"


@dataclass(frozen=True, slots=True)
class DocumentPatched(BaseEvent):
    """A JSON Patch (RFC 6902) of the shared state document."""

    operations: tuple[dict[str, Any], ...]
    type: ClassVar[str] = "document.patched"


@dataclass(frozen=True, slots=True)
class ActivityReplaced(BaseEvent):
    """What a named activity shows now."""

    activity_id: str
    kind: str
    content: Any
    type: ClassVar[str] = "activity.replaced"


@dataclass(frozen=True, slots=True)
class ActivityPatched(BaseEvent):
    """A JSON Patch (RFC 6902) of what a named activity shows."""

    activity_id: str
    kind: str
    operations: tuple[dict[str, Any], ...]
    type: ClassVar[str] = "activity.patched"


@dataclass(frozen=True, slots=True)
class UsageReported(BaseEvent):
    """Tokens used under one key; replaces what was reported under the same key before."""

    key: str = ""
    model: str = ""
    agent: str = ""
    input_tokens: int | None = None
    output_tokens: int | None = None
    total_tokens: int | None = None
    reasoning_tokens: int | None = None
    cached_tokens: int | None = None
    cost: float | None = None
    """In the currency of the wire; no wire says which."""
    type: ClassVar[str] = "usage.reported"


@dataclass(frozen=True, slots=True)
class InterruptOpened(BaseEvent):
    """The run waits for a person."""

    interrupt_id: str
    reason: str = ""
    message: str = ""
    tool_id: str = ""
    schema: Any = None
    """JSON Schema of the answer."""
    type: ClassVar[str] = "interrupt.opened"


@dataclass(frozen=True, slots=True)
class InterruptResolved(BaseEvent):
    """A person answered, or the question lapsed."""

    interrupt_id: str
    answer: Any = None
    type: ClassVar[str] = "interrupt.resolved"


@dataclass(frozen=True, slots=True)
class Logged(BaseEvent):
    """A line for people."""

    message: str
    level: Literal["debug", "info", "warning", "error"] = "info"
    logger: str = ""
    type: ClassVar[str] = "log.added"


@dataclass(frozen=True, slots=True)
class ErrorReported(BaseEvent):
    """Something went wrong. `kind` is for programs, `message` for people; `fatal` ends the run."""

    message: str
    kind: str = ""
    fatal: bool = False
    agent: str = ""
    tool_id: str = ""
    message_id: str = ""
    detail: str = ""
    type: ClassVar[str] = "error.reported"


Event: TypeAlias = (
    ConnectionOpened
    | ConnectionLost
    | ConnectionClosed
    | ConnectionIdentified
    | GapFound
    | HeartbeatReceived
    | FrameUnknown
    | FrameUnreadable
    | RunStarted
    | RunProgressed
    | RunFinished
    | PlanCreated
    | PhaseStarted
    | PhaseFinished
    | RoutingStarted
    | RoutingDecided
    | AgentStarted
    | AgentProgressed
    | AgentFinished
    | TaskUpdated
    | MessageStarted
    | TextAdded
    | TextReplaced
    | MessageUpdated
    | MessageFinished
    | MessageRemoved
    | TypingChanged
    | ThoughtStarted
    | ThoughtAdded
    | ThoughtFinished
    | ToolStarted
    | ToolArgsAdded
    | ToolArgsReplaced
    | ToolArgsFinished
    | ToolFinished
    | SourceFound
    | SearchFinished
    | ArtifactOpened
    | ArtifactAdded
    | DocumentReplaced
    | DocumentPatched
    | ActivityReplaced
    | ActivityPatched
    | UsageReported
    | InterruptOpened
    | InterruptResolved
    | Logged
    | ErrorReported
)

TYPES: dict[str, type[BaseEvent]] = {kind.type: kind for kind in get_args(Event)}
"""Every event by its type."""
