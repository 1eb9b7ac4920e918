"""The canonical vocabulary: one thing that happened, in past tense, whatever wire it came from.

A dialect turns frames into these, the reducer folds them into a `RunState`. Progress and
confidence are 0.0 to 1.0, durations and `at` are seconds. An empty string means "not said".
"""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal, TypeAlias, get_args

from sse_widgets.structures.records import Record, slotted

AgentStatus: TypeAlias = Literal["idle", "working", "completed", "failed", "cancelled", "suspended", "incomplete"]
TaskStatus: TypeAlias = Literal["pending", "running", "completed", "failed", "cancelled", "incomplete"]
Stance: TypeAlias = Literal["supports", "contradicts", "silent"]
ThoughtKind: TypeAlias = Literal["thinking", "step", "summary", "redacted"]
EndStatus: TypeAlias = Literal["completed", "failed", "cancelled", "incomplete", "awaiting_input"]


@dataclass(frozen=True, eq=False, repr=False, match_args=False, slots=True, kw_only=True)
class BaseEvent(Record):
    """What every event has; the log stamps `at` and `frame` when it reads the frame."""

    type: ClassVar[str] = ""

    at: float = 0.0
    """Seconds since the stream opened."""
    frame: int = 0
    """Number of the frame that it came from, counted from 1."""
    server_time: float | None = None
    """What the server's clock showed, in seconds since 1970, where the wire says so."""


# ----------------------------------------------------------------- connection


@slotted
class ConnectionOpened(BaseEvent):
    """The server answered with a stream, or what it has to tell is now polled for."""

    url: str = ""
    status: int | None = None
    polling: bool = False
    type: ClassVar[str] = "connection.opened"


@slotted
class ConnectionLost(BaseEvent):
    """The stream broke off; attempt number `attempt` follows after `delay` seconds."""

    attempt: int
    delay: float
    reason: str
    type: ClassVar[str] = "connection.lost"


@slotted
class ConnectionClosed(BaseEvent):
    """No more frames will come. `kind` names the error that closed it, empty when none did."""

    reason: str = ""
    kind: str = ""
    announces_end: bool = False
    """Whether the vocabulary has an event of its own for the end of a run."""
    type: ClassVar[str] = "connection.closed"


@slotted
class ConnectionIdentified(BaseEvent):
    """The server said whom it serves."""

    session_id: str = ""
    user: str = ""
    authenticated: bool | None = None
    type: ClassVar[str] = "connection.identified"


@slotted
class GapFound(BaseEvent):
    """Frames are missing between the last one and the next."""

    reason: str
    type: ClassVar[str] = "gap.found"


@slotted
class HeartbeatReceived(BaseEvent):
    """The server said that it is alive and nothing else."""

    uptime: float | None = None
    """For how long the server has been, in the unit of the wire."""
    type: ClassVar[str] = "heartbeat.received"


@slotted
class FrameUnknown(BaseEvent):
    """A frame that is well formed and that the dialect does not know."""

    name: str
    type: ClassVar[str] = "frame.unknown"


@slotted
class FrameUnreadable(BaseEvent):
    """A frame that the dialect knows and could not read; `reason` says which field and why."""

    name: str
    reason: str
    type: ClassVar[str] = "frame.unreadable"


# ------------------------------------------------------------------------ run


@slotted
class RunStarted(BaseEvent):
    """The agent began. A second one in the same stream begins the next run of the conversation."""

    run_id: str = ""
    thread_id: str = ""
    title: str = ""
    model: str = ""
    type: ClassVar[str] = "run.started"


@slotted
class RunProgressed(BaseEvent):
    """How far the whole run is."""

    progress: float | None = None
    message: str = ""
    type: ClassVar[str] = "run.progressed"


@slotted
class RunFinished(BaseEvent):
    """The run is over; `status` says how. None: completed if every message and agent is done."""

    status: EndStatus | None = "completed"
    result: Any = None
    duration: float | None = None
    type: ClassVar[str] = "run.finished"


@slotted
class RunResumed(BaseEvent):
    """A person has asked for more, or answered: what was over goes on."""

    type: ClassVar[str] = "run.resumed"


# ----------------------------------------------------------- plan and routing


@slotted
class PlannedPhase(Record):
    """One phase as a plan announces it."""

    id: str
    title: str
    description: str = ""


@slotted
class PlanCreated(BaseEvent):
    """The agent said what it is going to do; replaces an earlier plan, keeps what is done."""

    goal: str = ""
    phases: tuple[PlannedPhase, ...] = ()
    type: ClassVar[str] = "plan.created"


@slotted
class PhaseStarted(BaseEvent):
    """A phase (step, node) began; a phase that no plan announced is added to it."""

    phase_id: str
    title: str = ""
    index: int | None = None
    """Which place, counted from 0, it takes among the phases if no plan announced it; None for the last."""
    agent: str = ""
    parent: str = ""
    """Id of the phase it is a part of."""
    type: ClassVar[str] = "phase.started"


@slotted
class PhaseFinished(BaseEvent):
    """A phase ended."""

    phase_id: str
    title: str = ""
    status: TaskStatus = "completed"
    error: str = ""
    type: ClassVar[str] = "phase.finished"


@slotted
class RoutingStarted(BaseEvent):
    """An orchestrator is choosing an agent."""

    type: ClassVar[str] = "routing.started"


@slotted
class RoutingDecided(BaseEvent):
    """An orchestrator chose an agent."""

    agent_id: str
    agent_name: str = ""
    confidence: float | None = None
    reasoning: str = ""
    protocol: str = ""
    type: ClassVar[str] = "routing.decided"


# ----------------------------------------------------------- agents and tasks


@slotted
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


@slotted
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


@slotted
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


@slotted
class AgentStuck(BaseEvent):
    """An agent, or the run where none is named, is stuck: silent for too long, or doing the same again and again."""

    agent_id: str = ""
    reason: str = ""
    """Empty: it is stuck no longer."""
    tool_id: str = ""
    type: ClassVar[str] = "agent.stuck"


@slotted
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


@slotted
class MessageStarted(BaseEvent):
    """A message was announced."""

    message_id: str
    role: str = "assistant"
    agent: str = ""
    before: str = ""
    """Id of the message that it comes before, where it is told of late."""
    type: ClassVar[str] = "message.started"


@slotted
class TextAdded(BaseEvent):
    """More text for a message; the message is opened if it was not."""

    message_id: str
    text: str
    agent: str = ""
    type: ClassVar[str] = "text.added"


@slotted
class TextReplaced(BaseEvent):
    """The authoritative text of a message; wins over what was streamed."""

    message_id: str
    text: str
    role: str = ""
    agent: str = ""
    edited: bool = False
    type: ClassVar[str] = "text.replaced"


@slotted
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


@slotted
class MessageFinished(BaseEvent):
    """Nothing more will be added to a message."""

    message_id: str
    reason: str = ""
    """Why, where it is worth telling: `length`, `content_filter`, `refusal`, `tool_calls`, or the word of the wire."""
    type: ClassVar[str] = "message.finished"


@slotted
class MessageRemoved(BaseEvent):
    """A message was deleted."""

    message_id: str
    with_parts: bool = False
    """Whether its thoughts, calls, sources and artifacts are taken back with it, as of an attempt that failed."""
    type: ClassVar[str] = "message.removed"


@slotted
class TypingChanged(BaseEvent):
    """An agent, or the assistant when none is named, is about to write, or no longer."""

    typing: bool
    agent: str = ""
    time_left: float | None = None
    type: ClassVar[str] = "typing.changed"


@slotted
class ThoughtStarted(BaseEvent):
    """A piece of reasoning was announced. With `message_id` it belongs inside that message."""

    thought_id: str
    title: str = ""
    message_id: str = ""
    agent: str = ""
    kind: ThoughtKind = "thinking"
    parent: str = ""
    """The thought it is a step of."""
    type: ClassVar[str] = "thought.started"


@slotted
class ThoughtAdded(BaseEvent):
    """More reasoning; opens the thought if it was not."""

    thought_id: str
    text: str
    type: ClassVar[str] = "thought.added"


@slotted
class ThoughtReplaced(BaseEvent):
    """The authoritative text of a thought; wins over what was streamed."""

    thought_id: str
    text: str
    type: ClassVar[str] = "thought.replaced"


@slotted
class ThoughtFinished(BaseEvent):
    """A piece of reasoning ended."""

    thought_id: str
    conclusion: str = ""
    type: ClassVar[str] = "thought.finished"


# ---------------------------------------------------------------------- tools


@slotted
class ToolStarted(BaseEvent):
    """A tool call was announced."""

    tool_id: str
    name: str = ""
    agent: str = ""
    message_id: str = ""
    phase_id: str = ""
    running: bool = False
    """True where the wire announces a call only when it runs, its arguments complete."""
    kind: str = ""
    """Where it runs, if not in a function of the caller: `server`, `mcp`, `code`, `search`, `agent`, …"""
    title: str = ""
    """What people may call it, where that is not its name."""
    type: ClassVar[str] = "tool.started"


@slotted
class ToolArgsAdded(BaseEvent):
    """More of the text of a call's arguments."""

    tool_id: str
    text: str
    type: ClassVar[str] = "tool.args_added"


@slotted
class ToolArgsReplaced(BaseEvent):
    """The authoritative text of a call's arguments, usually JSON."""

    tool_id: str
    text: str
    type: ClassVar[str] = "tool.args_replaced"


@slotted
class ToolArgsFinished(BaseEvent):
    """The arguments are complete; the call has not run."""

    tool_id: str
    type: ClassVar[str] = "tool.args_finished"


@slotted
class ToolProgressed(BaseEvent):
    """News of a call that runs; None and empty fields leave what is known as it is."""

    tool_id: str
    progress: float | None = None
    message: str = ""
    output: Any = None
    """What it has found so far; the next one replaces it."""
    waits: bool = False
    """Whether it does not run but waits for somebody outside of the run."""
    type: ClassVar[str] = "tool.progressed"


@slotted
class ToolFinished(BaseEvent):
    """A call returned."""

    tool_id: str
    name: str = ""
    output: Any = None
    error: str = ""
    duration: float | None = None
    status: Literal["completed", "failed", "denied", "cancelled"] | None = None
    """None: failed if there is an error, else completed."""
    type: ClassVar[str] = "tool.finished"


# ---------------------------------------------------- sources and the canvas


@slotted
class Claim(Record):
    """What a source says of a piece of text."""

    text: str
    confidence: float | None = None
    reasoning: str = ""
    stance: Stance = "supports"


@slotted
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


@slotted
class CitationAdded(BaseEvent):
    """A stretch of a message rests on a source; `start` and `end` count in the whole text of the message."""

    message_id: str
    source_id: str
    start: int | None = None
    end: int | None = None
    text: str = ""
    """What is quoted from the source."""
    unit: Literal["char", "byte"] = "char"
    type: ClassVar[str] = "citation.added"


@slotted
class SearchFinished(BaseEvent):
    """A search was made."""

    query: str
    total: int | None = None
    type: ClassVar[str] = "search.finished"


@slotted
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
    url: str = ""
    """Where it lies, if its content did not come along; may be a `data:` address."""
    mime: str = ""
    message_id: str = ""
    type: ClassVar[str] = "artifact.opened"


@slotted
class ArtifactAdded(BaseEvent):
    """More content for an artifact."""

    artifact_id: str
    text: str
    type: ClassVar[str] = "artifact.added"


@slotted
class ArtifactFinished(BaseEvent):
    """An artifact is complete."""

    artifact_id: str
    type: ClassVar[str] = "artifact.finished"


# ------------------------------------------- documents, usage, what else came


@slotted
class DocumentReplaced(BaseEvent):
    """The whole shared state document."""

    document: Any
    type: ClassVar[str] = "document.replaced"


@slotted
class DocumentPatched(BaseEvent):
    """A JSON Patch (RFC 6902) of the shared state document."""

    operations: tuple[dict[str, Any], ...]
    type: ClassVar[str] = "document.patched"


@slotted
class DocumentMerged(BaseEvent):
    """New values under keys of the shared state document; the other keys stay."""

    values: dict[str, Any]
    type: ClassVar[str] = "document.merged"


@slotted
class ActivityReplaced(BaseEvent):
    """What a named activity shows now."""

    activity_id: str
    kind: str
    content: Any
    type: ClassVar[str] = "activity.replaced"


@slotted
class ActivityPatched(BaseEvent):
    """A JSON Patch (RFC 6902) of what a named activity shows."""

    activity_id: str
    kind: str
    operations: tuple[dict[str, Any], ...]
    type: ClassVar[str] = "activity.patched"


@slotted
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
    cache_write_tokens: int | None = None
    type: ClassVar[str] = "usage.reported"


@slotted
class InterruptOpened(BaseEvent):
    """The run waits for a person."""

    interrupt_id: str
    reason: str = ""
    message: str = ""
    tool_id: str = ""
    schema: Any = None
    """JSON Schema of the answer."""
    options: tuple[str, ...] = ()
    """The answers to choose from, where the wire lists them."""
    agent: str = ""
    """Who asks; empty for the run, or where that was told before."""
    type: ClassVar[str] = "interrupt.opened"


@slotted
class InterruptResolved(BaseEvent):
    """A person answered, or the question lapsed."""

    interrupt_id: str
    answer: Any = None
    type: ClassVar[str] = "interrupt.resolved"


@slotted
class Logged(BaseEvent):
    """A line for people."""

    message: str
    level: Literal["debug", "info", "warning", "error"] = "info"
    logger: str = ""
    type: ClassVar[str] = "log.added"


@slotted
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
    | RunResumed
    | PlanCreated
    | PhaseStarted
    | PhaseFinished
    | RoutingStarted
    | RoutingDecided
    | AgentStarted
    | AgentProgressed
    | AgentFinished
    | AgentStuck
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
    | ThoughtReplaced
    | ThoughtFinished
    | ToolStarted
    | ToolArgsAdded
    | ToolArgsReplaced
    | ToolArgsFinished
    | ToolProgressed
    | ToolFinished
    | SourceFound
    | CitationAdded
    | SearchFinished
    | ArtifactOpened
    | ArtifactAdded
    | ArtifactFinished
    | DocumentReplaced
    | DocumentMerged
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
