"""ag_ui: the Agent-User Interaction protocol, 1.0 and what older producers send.

`POST` of a RunAgentInput; the answer is `data: {json}` frames without names or ids, told apart by
`type`. Several runs may follow one another in one stream; a stream that stops without RUN_FINISHED
or RUN_ERROR is incomplete. More lenient than the reference client, which refuses genuine streams:
whatever a delta refers to is opened, arguments may come after their end. `TOOL_CALL_END` says that
the arguments are complete, not that the call ran.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from sse_widgets import events as e
from sse_widgets.dialects.ag_ui_snapshot import read_message, text_of
from sse_widgets.dialects.ag_ui_wire import (
    MODELS,
    Activity,
    ActivityDelta,
    Custom,
    Encrypted,
    MessagesSnapshot,
    Outcome,
    Raw,
    Reasoning,
    ReasoningChunk,
    ReasoningDelta,
    RunError,
    RunFinished,
    RunStarted,
    StateDelta,
    StateSnapshot,
    Step,
    Subagent,
    TextChunk,
    TextDelta,
    TextMessage,
    ToolCall,
    ToolChunk,
    ToolDelta,
    ToolResult,
    UsageReport,
)
from sse_widgets.dialects.dialect import Fit
from sse_widgets.dialects.wire import check, parse
from sse_widgets.events import Event
from sse_widgets.frame import Frame

_TYPE = re.compile(
    "(RUN|STEP|TEXT_MESSAGE|TOOL_CALL|REASONING|THINKING|STATE|MESSAGES|ACTIVITY|SUBAGENT|RAW|CUSTOM)(_[A-Z_]+)?"
)
_KINDS = {"markdown", "code", "web", "sandbox", "image", "file", "data"}

RESULTS = 256
"""Results of calls that are remembered: an outcome follows right after its result."""


class AgUi:
    """The AG-UI protocol."""

    name: ClassVar[str] = "ag_ui"
    announces_end: ClassVar[bool] = True
    has_heartbeats: ClassVar[bool] = False

    def __init__(self) -> None:
        self._run = ""
        self._lanes: dict[str, dict[str, str]] = {}
        """For each subagent run, the id that chunks without one continue, by kind of chunk."""
        self._steps: dict[str, list[str]] = {}
        self._step_count = 0
        self._thinking = 0
        self._reasoned = False
        self._asked = 0
        """How many questions of the older kind the run has asked."""
        self._results: dict[str, str] = {}
        """The call that each tool result message belongs to."""
        self._failed: dict[str, str] = {}
        """What is said of calls that failed; a message of a conversation often leaves it out."""

    @classmethod
    def fit(cls, name: str, body: Any, headers: Mapping[str, str]) -> Fit:
        """Types in capitals with underscores are AG-UI's alone."""
        kind = body.get("type") if isinstance(body, dict) else None
        return Fit.YES if isinstance(kind, str) and _TYPE.fullmatch(kind) else Fit.NO

    def decode(self, frame: Frame) -> Iterable[Event]:
        """Return what one frame says."""
        body = parse(frame.data)
        if not isinstance(body, dict):
            raise ValueError("expected a JSON object")
        kind = str(body.get("type", frame.event))
        model = MODELS.get(kind)
        if model is None:
            return (e.FrameUnknown(kind),)
        return self._read(kind, check(model, body))

    def _read(self, kind: str, wire: Any) -> Iterator[Event]:
        match wire:
            case TextDelta(message_id=id, delta=delta, subagent_run_id=agent):
                yield e.TextAdded(id, delta, agent)
            case TextMessage(message_id=id, role=role, name=name, subagent_run_id=agent):
                chunked = self._lane(agent).pop("text", id)
                if chunked != id:
                    yield e.MessageFinished(chunked)
                if kind == "TEXT_MESSAGE_START":
                    yield e.MessageStarted(id, role, agent or name)
                else:
                    yield e.MessageFinished(id)
            case TextChunk():
                yield from self._text_chunk(wire)
            case ToolDelta(tool_call_id=id, delta=delta):
                yield e.ToolArgsAdded(id, delta)
            case ToolCall(tool_call_id=id, tool_call_name=name, parent_message_id=parent, subagent_run_id=agent):
                chunked = self._lane(agent).pop("tool", id)
                if chunked != id:
                    yield e.ToolArgsFinished(chunked)
                if kind == "TOOL_CALL_START":
                    yield e.ToolStarted(id, name, agent, parent)
                else:
                    yield e.ToolArgsFinished(id)
            case ToolChunk():
                yield from self._tool_chunk(wire)
            case ToolResult(tool_call_id=id, message_id=message, content=content):
                self._results[message] = id
                if len(self._results) > RESULTS:
                    del self._results[next(iter(self._results))]
                text = content if isinstance(content, str) else text_of(content)
                yield e.ToolFinished(id, output=text)
                yield from _sources(text)
            case ReasoningDelta(message_id=id, delta=delta):
                self._reasoned = True
                yield e.ThoughtAdded(id or self._thought(), delta)
            case ReasoningChunk():
                yield from self._reasoning_chunk(wire)
            case Reasoning(message_id=id, title=title, subagent_run_id=agent):
                yield from self._reasoning(kind, id, title, agent)
            case Encrypted(entity_id=id, encrypted_value=value):
                yield from self._outcome(id, value)
            case RunStarted(run_id=run, thread_id=thread, input=given):
                yield from self._close_lanes()
                self._run, self._asked = run, 0
                yield e.RunStarted(run, thread)
                for known in given.messages if given else ():
                    yield from read_message(known, self._failed, with_reasoning=False)
            case RunFinished():
                yield from self._finished(wire)
            case RunError(message=message, code=code, usage=usage):
                yield from self._usage(usage)
                yield e.ErrorReported(message, code or "agent", fatal=True)
                yield e.RunFinished("failed")
            case Step(step_name=name, subagent_run_id=agent):
                yield self._step(kind, name, agent)
            case Subagent():
                yield from _subagent(kind, wire)
            case StateSnapshot(snapshot=snapshot):
                yield e.DocumentReplaced(snapshot)
            case StateDelta(delta=operations):
                yield e.DocumentPatched(tuple(operations))
            case MessagesSnapshot(messages=messages):
                for known in messages:
                    yield from read_message(known, self._failed, with_reasoning=not self._reasoned)
            case Activity(message_id=id, activity_type=type, content=content):
                yield e.ActivityReplaced(id, type, content)
            case ActivityDelta(message_id=id, activity_type=type, patch=operations):
                yield e.ActivityPatched(id, type, tuple(operations))
            case Custom(name=name, value=value):
                yield from self._custom(name, value)
            case Raw():
                return

    def _lane(self, agent: str) -> dict[str, str]:
        return self._lanes.setdefault(agent, {})

    def _going_on(self, agent: str, kind: str) -> dict[str, str]:
        """The lane that a chunk without an id goes on with: its own, else the only one with such a stream."""
        own = self._lane(agent)
        going = [lane for lane in self._lanes.values() if kind in lane]
        return own if kind in own or len(going) != 1 else going[0]

    def _text_chunk(self, chunk: TextChunk) -> Iterator[Event]:
        agent = chunk.subagent_run_id
        lane = self._lane(agent) if chunk.message_id else self._going_on(agent, "text")
        current = lane.get("text", "")
        id = chunk.message_id or current
        if not id:
            raise ValueError("messageId: the first chunk of a message has to say which message")
        if id != current:
            if current:
                yield e.MessageFinished(current)
            lane["text"] = id
            yield e.MessageStarted(id, chunk.role, chunk.subagent_run_id or chunk.name)
        if chunk.delta:
            yield e.TextAdded(id, chunk.delta)

    def _tool_chunk(self, chunk: ToolChunk) -> Iterator[Event]:
        agent = chunk.subagent_run_id
        lane = self._lane(agent) if chunk.tool_call_id else self._going_on(agent, "tool")
        current = lane.get("tool", "")
        id = chunk.tool_call_id or current
        if not id:
            raise ValueError("toolCallId: the first chunk of a call has to say which call")
        if id != current:
            if current:
                yield e.ToolArgsFinished(current)
            lane["tool"] = id
            yield e.ToolStarted(id, chunk.tool_call_name, chunk.subagent_run_id, chunk.parent_message_id)
        if chunk.delta:
            yield e.ToolArgsAdded(id, chunk.delta)

    def _reasoning_chunk(self, chunk: ReasoningChunk) -> Iterator[Event]:
        lane = self._lane(chunk.subagent_run_id)
        id = chunk.message_id or lane.get("reasoning", "") or self._thought()
        if id != lane.get("reasoning"):
            lane["reasoning"] = id
            yield e.ThoughtStarted(id, agent=chunk.subagent_run_id)
        self._reasoned = True
        if chunk.delta:
            yield e.ThoughtAdded(id, chunk.delta)

    def _thought(self) -> str:
        """The older THINKING events carry no ids."""
        return f"thinking-{max(self._thinking, 1)}"

    def _reasoning(self, kind: str, id: str, title: str, agent: str) -> Iterator[Event]:
        if kind == "THINKING_START":
            self._thinking += 1
        id = id or self._thought()
        if kind.endswith("_END"):
            yield e.ThoughtFinished(id)
        elif kind != "REASONING_START":  # a bracket around the messages that follow it
            yield e.ThoughtStarted(id, title, agent=agent)

    def _outcome(self, id: str, value: str) -> Iterator[Event]:
        """pydantic-ai hides in here that a call failed, or that its model was told to try again."""
        try:
            said = parse(value)["pydantic_ai"]["outcome"]
        except (ValueError, TypeError, KeyError):
            return
        if said in ("failed", "retried") and id in self._results:
            call = self._results[id]
            self._failed[call] = f"the call {said}"
            yield e.ToolFinished(call, error=self._failed[call])

    def _finished(self, wire: RunFinished) -> Iterator[Event]:
        yield from self._close_lanes()
        yield from self._usage(wire.usage)
        outcome = wire.outcome or Outcome(type="interrupt" if self._asked else "success")
        for asked in outcome.interrupts:
            yield e.InterruptOpened(asked.id, asked.reason, asked.message, asked.tool_call_id, asked.response_schema)
        how: dict[str, e.EndStatus] = {"interrupt": "awaiting_input", "cancelled": "cancelled"}
        yield e.RunFinished(how.get(outcome.type, "completed"), wire.result)

    def _close_lanes(self) -> Iterator[Event]:
        for lane in self._lanes.values():
            if text := lane.pop("text", ""):
                yield e.MessageFinished(text)
            if tool := lane.pop("tool", ""):
                yield e.ToolArgsFinished(tool)
            if thought := lane.pop("reasoning", ""):
                yield e.ThoughtFinished(thought)

    def _usage(self, reports: list[UsageReport]) -> Iterator[Event]:
        for report in reports:
            yield e.UsageReported(
                key="/".join((self._run, report.provider, report.model)),
                model=report.model,
                input_tokens=report.input_tokens,
                output_tokens=report.output_tokens,
                total_tokens=report.total_tokens,
                reasoning_tokens=report.reasoning_tokens,
                cached_tokens=report.cached_input_tokens,
            )

    def _step(self, kind: str, name: str, agent: str) -> Event:
        """Names of steps repeat, so each start gets a number and an end takes the latest of its name."""
        open_steps = self._steps.setdefault(f"{agent}/{name}", [])
        if kind == "STEP_STARTED":
            self._step_count += 1
            open_steps.append(f"step-{self._step_count}")
            return e.PhaseStarted(open_steps[-1], name, agent=agent)
        return e.PhaseFinished(open_steps.pop() if open_steps else name, name)

    def _custom(self, name: str, value: Any) -> Iterator[Event]:
        if name == "on_interrupt":
            self._asked += 1
            asked = _json(value) if isinstance(value, str) else value
            message = asked if isinstance(asked, str) else json.dumps(asked, ensure_ascii=False)
            yield e.InterruptOpened(f"{self._run}:{name}:{self._asked}", name, message)
        elif isinstance(value, dict) and str(value.get("kind")) in _KINDS and isinstance(value.get("content"), str):
            title = str(value.get("title") or name)
            language = str(value.get("language") or "")
            yield e.ArtifactOpened(str(value.get("id") or title), value["kind"], value["content"], title, language)
        else:
            yield e.ActivityReplaced(f"custom:{name}", name, value)


def _json(text: str) -> Any:
    """Return JSON as Python values, and what is none as it is."""
    try:
        return parse(text)
    except ValueError:
        return text


def _subagent(kind: str, wire: Subagent) -> Iterator[Event]:
    id = wire.subagent_run_id
    if kind == "SUBAGENT_STARTED":
        parent, tool = wire.parent_subagent_run_id, wire.parent_tool_call_id
        yield e.AgentStarted(id, wire.name, parent=parent, task=wire.description, tool_id=tool)
    elif kind == "SUBAGENT_ERROR":
        yield e.AgentFinished(id, status="failed", error=wire.message)
    elif wire.outcome and wire.outcome.type == "suspended":
        yield e.AgentProgressed(id, status="suspended")
    else:
        yield e.AgentFinished(id, result=wire.result)


def _sources(text: str) -> Iterator[Event]:
    """A search tool that returns titles and addresses has found sources."""
    try:
        found = parse(text) if text.startswith("[") else []
    except ValueError:
        return
    for each in found:
        if isinstance(each, dict) and isinstance(url := each.get("url"), str) and isinstance(each.get("title"), str):
            snippet = each.get("snippet") or each.get("content") or ""
            yield e.SourceFound(url, url, each["title"], snippet=snippet if isinstance(snippet, str) else "")
