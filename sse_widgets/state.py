"""RunState: everything that is true of a run after some number of frames.

Frozen all the way down: a new state shares every unchanged part with the one before, as the very
same object, which is how `diff` finds what changed. Progress and confidence are 0.0 to 1.0, times
are seconds since the stream opened, durations are seconds, an empty string means "not said".
"""

import json
from dataclasses import field
from typing import Any, Literal, TypeAlias, TypeVar

from sse_widgets.events import AgentStatus, Claim, TaskStatus, ThoughtKind
from sse_widgets.structures.items import Items
from sse_widgets.structures.records import Record, record
from sse_widgets.structures.text import Text

T = TypeVar("T")

ConnectionState: TypeAlias = Literal["idle", "connecting", "open", "retrying", "polling", "closed", "failed"]
RunStatus: TypeAlias = Literal["pending", "running", "awaiting_input", "completed", "failed", "cancelled", "incomplete"]
ToolStatus: TypeAlias = Literal[
    "streaming", "pending", "awaiting_approval", "running", "completed", "failed", "denied", "cancelled", "incomplete"
]
Verdict: TypeAlias = Literal["supported", "contradicted", "disputed", "unsupported"]
MessageStatus: TypeAlias = Literal["streaming", "regenerating", "done", "failed", "incomplete"]

TERMINAL: frozenset[RunStatus] = frozenset({"completed", "failed", "cancelled", "incomplete", "awaiting_input"})
"""Statuses in which the run waits for nothing more from its stream."""


def evolve(thing: T, **changes: Any) -> T:
    """Return a copy of a frozen dataclass of this module with some fields changed.

    `dataclasses.replace` runs `__init__` again and costs 14 times as much on the larger ones.
    """
    copy = object.__new__(type(thing))
    values = copy.__dict__
    values.update(thing.__dict__)
    values.update(changes)
    return copy


@record
class Connection(Record):
    """The wire the run comes over."""

    state: ConnectionState = "idle"
    url: str = ""
    """Without query and user name."""
    http_status: int | None = None
    attempt: int = 0
    """Attempts in a row that have brought nothing new; 0 while all is well."""
    delay: float | None = None
    """Seconds from `changed_at` to the next attempt."""
    reason: str = ""
    """A sentence for people: why it is as it is."""
    changed_at: float | None = None
    opened_at: float | None = None
    heartbeat_at: float | None = None
    uptime: float | None = None
    """How long the server says it has been up, in its own unit."""
    session_id: str = ""
    user: str = ""
    authenticated: bool | None = None


@record
class RunInfo(Record):
    """What the stream says of the run as a whole."""

    id: str = ""
    thread_id: str = ""
    title: str = ""
    model: str = ""
    note: str = ""
    progress: float | None = None
    """What the stream itself says; `RunState.progress` is worked out where it says nothing."""
    started_at: float | None = None
    ended_at: float | None = None
    duration: float | None = None
    result: Any = None
    stuck: str = ""
    """Why it seems to be stuck, where that is no agent's doing; empty while it does not."""


@record
class Phase(Record):
    """One step of a plan; `pending` is still to come."""

    id: str
    title: str = ""
    description: str = ""
    status: TaskStatus = "pending"
    agent: str = ""
    parent: str = ""
    """Id of the phase it is a part of."""
    error: str = ""
    started_at: float | None = None
    ended_at: float | None = None


@record
class Plan(Record):
    """What the agent set out to do."""

    goal: str = ""
    phases: Items[Phase] = field(default_factory=Items)


@record
class Routing(Record):
    """Which agent was chosen, how sure, and why."""

    status: Literal["deciding", "decided"] = "deciding"
    agent_id: str = ""
    agent_name: str = ""
    confidence: float | None = None
    reasoning: str = ""
    protocol: str = ""


@record
class Agent(Record):
    """One worker."""

    id: str
    name: str = ""
    kind: str = ""
    parent: str = ""
    """Id or name of the agent that started it."""
    status: AgentStatus = "working"
    progress: float | None = None
    task: str = ""
    priority: str = ""
    time_left: float | None = None
    tool_id: str = ""
    started_at: float | None = None
    ended_at: float | None = None
    updated_at: float | None = None
    seen_at: float | None = None
    """When anything was last heard of it, to the second."""
    duration: float | None = None
    result: Any = None
    error: str = ""
    tokens: int | None = None
    calls: int | None = None
    compute_time: float | None = None
    stuck: str = ""
    """Why it seems to be stuck; empty while it does not."""


@record
class Task(Record):
    """One thing to do."""

    id: str
    title: str = ""
    status: TaskStatus = "pending"
    progress: float | None = None
    agent: str = ""
    """Id or name of its agent, as the wire says it."""
    time_left: float | None = None
    updated_at: float | None = None


@record
class TextPart(Record):
    """A stretch of a message's text."""

    text: Text = field(default_factory=Text)
    kind: Literal["text"] = "text"


@record
class ThoughtPart(Record):
    """The place in a message of a thought, to be found in `RunState.thoughts`."""

    thought_id: str
    kind: Literal["thought"] = "thought"


@record
class ToolPart(Record):
    """The place in a message of a tool call, to be found in `RunState.tools`."""

    tool_id: str
    kind: Literal["tool"] = "tool"


Part: TypeAlias = TextPart | ThoughtPart | ToolPart


@record
class Citation(Record):
    """A stretch of a message that rests on a source; `start` and `end` count in the whole text of the message."""

    source_id: str
    start: int | None = None
    end: int | None = None
    text: str = ""
    """What is quoted from the source."""
    unit: Literal["char", "byte"] = "char"


@record
class Message(Record):
    """What somebody said: stretches of text, with thoughts and tool calls where they came."""

    id: str
    role: str = "assistant"
    agent: str = ""
    parts: tuple[Part, ...] = ()
    status: MessageStatus = "streaming"
    progress: float | None = None
    note: str = ""
    edited: bool = False
    replaces: str = ""
    model: str = ""
    temperature: float | None = None
    tokens: int | None = None
    tokens_left: int | None = None
    citations: tuple[Citation, ...] = ()
    finish_reason: str = ""
    """Why it ended, where that is worth telling: `length`, `content_filter`, `refusal`, `tool_calls`, …"""
    started_at: float | None = None
    ended_at: float | None = None

    @property
    def text(self) -> str:
        """All of its text, joined."""
        return "".join(str(part.text) for part in self.parts if isinstance(part, TextPart))

    @property
    def done(self) -> bool:
        """Whether nothing more will be added."""
        return self.status not in ("streaming", "regenerating")


@record
class Thought(Record):
    """A piece of reasoning."""

    id: str
    title: str = ""
    content: Text = field(default_factory=Text)
    kind: ThoughtKind = "thinking"
    agent: str = ""
    message: str = ""
    parent: str = ""
    done: bool = False
    started_at: float | None = None
    ended_at: float | None = None

    @property
    def text(self) -> str:
        """All of its text, joined."""
        return str(self.content)


@record
class Tool(Record):
    """One call of a tool."""

    id: str
    name: str = ""
    args_content: Text = field(default_factory=Text)
    status: ToolStatus = "streaming"
    kind: str = ""
    title: str = ""
    progress: float | None = None
    note: str = ""
    """What it says of its progress."""
    output: Any = None
    error: str = ""
    agent: str = ""
    message: str = ""
    phase: str = ""
    started_at: float | None = None
    ended_at: float | None = None
    duration: float | None = None

    @property
    def args_text(self) -> str:
        """The arguments as they came."""
        return str(self.args_content)

    @property
    def args(self) -> Any:
        """The parsed arguments; None while they cannot be read. No text at all reads as `{}`."""
        text = self.args_text.strip()
        if not text:
            return None if self.status == "streaming" else {}
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return None


@record
class Source(Record):
    """Something that was read."""

    id: str
    url: str = ""
    title: str = ""
    domain: str = ""
    snippet: str = ""
    confidence: float | None = None
    author: str = ""
    published: str = ""
    claims: tuple[Claim, ...] = ()
    message: str = ""
    """Id of the message it supports."""
    cited: bool = False
    """Whether a message says that it rests on it; else it was merely read."""


@record
class CheckedClaim(Record):
    """A claim, and what all the sources say of it."""

    id: str
    text: str
    verdict: Verdict = "unsupported"
    confidence: float | None = None
    """How sure the surest of the supporting sources is."""
    supported_by: tuple[str, ...] = ()
    """Ids of sources."""
    contradicted_by: tuple[str, ...] = ()


@record
class Search(Record):
    """A search that was made."""

    query: str
    total: int | None = None


@record
class Version(Record):
    """An artifact as it was before."""

    version: int
    body: Text = field(default_factory=Text)
    updated_at: float | None = None


@record
class Artifact(Record):
    """Something on the canvas."""

    id: str
    kind: str = "markdown"
    title: str = ""
    language: str = ""
    body: Text = field(default_factory=Text)
    version: int = 1
    origin: str = ""
    url: str = ""
    """Where it lies, if its content did not come along; may be a `data:` address."""
    mime: str = ""
    message: str = ""
    """Id of the message it came with."""
    done: bool = False
    earlier: tuple[Version, ...] = ()
    """The versions before this one that are kept, the oldest first."""
    updated_at: float | None = None

    @property
    def content(self) -> str:
        """All of it, joined."""
        return str(self.body)


@record
class Activity(Record):
    """Something a back end shows that no other part of the state has a place for."""

    id: str
    kind: str
    content: Any = None


@record
class UsageEntry(Record):
    """Tokens used under one key."""

    id: str
    model: str = ""
    agent: str = ""
    input_tokens: int | None = None
    output_tokens: int | None = None
    total_tokens: int | None = None
    reasoning_tokens: int | None = None
    cached_tokens: int | None = None
    cost: float | None = None
    cache_write_tokens: int | None = None


@record
class Usage(Record):
    """Tokens used in all; None where nobody said."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    total_tokens: int | None = None
    reasoning_tokens: int | None = None
    cached_tokens: int | None = None
    cost: float | None = None
    cache_write_tokens: int | None = None
    entries: Items[UsageEntry] = field(default_factory=Items)


@record
class Interrupt(Record):
    """A question to a person."""

    id: str
    reason: str = ""
    message: str = ""
    tool_id: str = ""
    schema: Any = None
    options: tuple[str, ...] = ()
    status: Literal["open", "resolved"] = "open"
    answer: Any = None
    agent: str = ""
    """Who asks; empty for the run."""


@record
class LogLine(Record):
    """A line for people."""

    id: str
    message: str
    level: str = "info"
    logger: str = ""
    at: float = 0.0


@record
class Failure(Record):
    """Something that went wrong."""

    id: str
    kind: str
    """For programs: `network`, `auth`, `frame_unreadable`, …"""
    message: str
    """For people: what happened, where, and what to do."""
    fatal: bool = False
    agent: str = ""
    tool: str = ""
    message_id: str = ""
    detail: str = ""
    at: float = 0.0
    frame: int = 0


@record
class Counters(Record):
    """What came that shows nowhere else."""

    heartbeats: int = 0
    gaps: int = 0
    unknown: int = 0
    unreadable: int = 0
    reconnects: int = 0


@record
class RunState(Record):
    """Everything that is true of a run after some number of frames."""

    connection: Connection = field(default_factory=Connection)
    status: RunStatus = "pending"
    run: RunInfo = field(default_factory=RunInfo)
    progress: float = 0.0
    plan: Plan = field(default_factory=Plan)
    routing: Routing | None = None
    agents: Items[Agent] = field(default_factory=Items)
    tasks: Items[Task] = field(default_factory=Items)
    messages: Items[Message] = field(default_factory=Items)
    thoughts: Items[Thought] = field(default_factory=Items)
    tools: Items[Tool] = field(default_factory=Items)
    sources: Items[Source] = field(default_factory=Items)
    claims: Items[CheckedClaim] = field(default_factory=Items)
    searches: tuple[Search, ...] = ()
    canvas: Items[Artifact] = field(default_factory=Items)
    document: Any = None
    activities: Items[Activity] = field(default_factory=Items)
    typing: tuple[str, ...] = ()
    """Who is about to write; an empty string for an assistant without a name."""
    usage: Usage = field(default_factory=Usage)
    interrupts: Items[Interrupt] = field(default_factory=Items)
    logs: Items[LogLine] = field(default_factory=Items)
    errors: Items[Failure] = field(default_factory=Items)
    unknown: tuple[tuple[str, int], ...] = ()
    """Names of the events that were not understood, with how often each came."""
    counters: Counters = field(default_factory=Counters)

    @property
    def error(self) -> Failure | None:
        """What ended the run or the connection, if anything did."""
        return next((error for error in reversed(self.errors) if error.fatal), None)
