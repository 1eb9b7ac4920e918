"""ag_ui: the Agent-User Interaction protocol, 1.0 and what older producers send.

`POST` of a RunAgentInput; the answer is `data: {json}` frames without names or ids, told apart by
`type`. Several runs may follow one another in one stream; a stream that stops without RUN_FINISHED
or RUN_ERROR is incomplete. More lenient than the reference client, which refuses genuine streams:
whatever a delta refers to is opened, arguments may come after their end. `TOOL_CALL_END` says that
the arguments are complete, not that the call ran.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from sse_widgets import events as e
from sse_widgets.dialects.ag_ui import wire as w
from sse_widgets.dialects.ag_ui.ids import Ids
from sse_widgets.dialects.ag_ui.lanes import Lanes
from sse_widgets.dialects.ag_ui.shown import asked, shown, state_of
from sse_widgets.dialects.ag_ui.snapshot import output_of, read_message, text_of
from sse_widgets.dialects.ag_ui.thoughts import Thoughts
from sse_widgets.dialects.dialect import Fit
from sse_widgets.dialects.search_results import sources_in
from sse_widgets.dialects.wire import check, parse
from sse_widgets.events import Event
from sse_widgets.frame import Frame
from sse_widgets.structures.remembered import Remembered

_TYPE = re.compile(
    "(RUN|STEP|TEXT_MESSAGE|TOOL_CALL|REASONING|THINKING|STATE|MESSAGES|ACTIVITY|SUBAGENT|RAW|CUSTOM)(_[A-Z_]+)?"
)
_HOW: dict[str, e.EndStatus] = {"interrupt": "awaiting_input", "cancelled": "cancelled"}


class AgUi:
    """The AG-UI protocol."""

    name: ClassVar[str] = "ag_ui"
    announces_end: ClassVar[bool] = True
    has_heartbeats: ClassVar[bool] = False

    def __init__(self) -> None:
        self._run = ""
        self._lanes = Lanes()
        self._thoughts = Thoughts()
        self._calls, self._messages = Ids(), Ids()
        self._steps: dict[str, list[str]] = {}
        self._step_count = 0
        self._asked = 0
        """How many questions of the older kind the run has asked."""
        self._results: Remembered[str] = Remembered()
        """The call that each tool result message belongs to."""
        self._failed: Remembered[str] = Remembered()
        """What is said of calls that failed; a message of a conversation often leaves it out."""
        self._activities: Remembered[None] = Remembered()

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
        model = w.MODELS.get(kind)
        if model is None:
            return (e.FrameUnknown(kind),)
        return self._read(kind, check(model, body))

    def _read(self, kind: str, wire: Any) -> Iterator[Event]:
        match wire:
            case w.TextDelta(message_id=id, delta=delta, subagent_run_id=agent):
                id = self._messages.find(id)
                yield from self._lanes.close(agent, but=id)
                yield e.TextAdded(id, delta, agent)
            case w.ToolDelta(tool_call_id=id, delta=delta, subagent_run_id=agent):
                id = self._calls.find(id)
                yield from self._lanes.close(agent, but=id)
                yield e.ToolArgsAdded(id, delta)
            case w.ReasoningDelta(message_id=id, delta=delta, subagent_run_id=agent):
                yield from self._lanes.close(agent, but=id)
                yield self._thoughts.added(id, delta)
            case w.TextChunk() | w.ToolChunk() | w.ReasoningChunk():
                yield from self._chunk(wire)
            case w.TextMessage(message_id=id, role=role, name=name, subagent_run_id=agent):
                id = self._messages.open(id) if kind == "TEXT_MESSAGE_START" else self._messages.find(id)
                yield from self._lanes.close(agent, but=id)
                self._messages.said(wire.message_id)
                starts = kind == "TEXT_MESSAGE_START"
                yield e.MessageStarted(id, role, agent or name) if starts else e.MessageFinished(id)
            case w.ToolCall(tool_call_id=id, tool_call_name=name, parent_message_id=parent, subagent_run_id=agent):
                id = self._calls.open(id) if kind == "TOOL_CALL_START" else self._calls.find(id)
                yield from self._lanes.close(agent, but=id)
                if kind == "TOOL_CALL_START":
                    yield e.ToolStarted(id, name, agent, self._messages.find(parent))
                else:
                    yield e.ToolArgsFinished(id)
            case w.ToolResult(tool_call_id=id, message_id=message, content=content, subagent_run_id=agent):
                yield from self._lanes.close(agent)
                call = self._results[message] = self._calls.find(id)
                self._calls.over(id)
                yield e.ToolFinished(call, output=output_of(content))
                yield from sources_in(text_of(content))
            case w.Reasoning(message_id=id, title=title, subagent_run_id=agent):
                yield from self._lanes.close(agent, but=id)
                yield from self._thoughts.bracket(kind, id, title, agent)
            case w.Encrypted():
                yield from self._encrypted(wire)
            case w.RunStarted():
                yield from self._started(wire)
            case w.RunFinished():
                yield from self._finished(wire)
            case w.RunError(message=message, code=code, usage=usage):
                yield from self._lanes.close_all()
                yield from self._usage(usage)
                yield e.ErrorReported(message, code or "agent", fatal=True)
                yield e.RunFinished("failed")
            case w.MessagesSnapshot(messages=messages):
                yield from self._lanes.close_all()
                self._thoughts.retold()
                for known in messages:
                    yield from read_message(known, self._failed, self._calls, self._thoughts)
            case w.Step(step_name=name, subagent_run_id=agent):
                yield from self._lanes.close(agent)
                yield self._step(kind, name, agent)
            case w.Subagent():
                yield from self._subagent(kind, wire)
            case w.StateSnapshot() | w.StateDelta():
                yield from self._lanes.close(wire.subagent_run_id)
                yield state_of(wire)
            case w.Activity(message_id=id, activity_type=type, content=content, replace=replace):
                if replace or id not in self._activities:
                    self._activities[id] = None
                    yield e.ActivityReplaced(id, type, content)
            case w.ActivityDelta(message_id=id, activity_type=type, patch=operations):
                self._activities[id] = None
                yield e.ActivityPatched(id, type, tuple(operations))
            case w.Custom(name=name, value=value, subagent_run_id=agent):
                yield from self._lanes.close(agent)
                yield from self._custom(name, value)
            case w.Raw():
                return

    def _chunk(self, chunk: Any) -> Iterator[Event]:
        kind, agent = chunk.kind, chunk.subagent_run_id
        ids = self._calls if kind == "tool" else self._messages
        said = chunk.tool_call_id if kind == "tool" else chunk.message_id
        if kind == "reasoning" and not said and not self._lanes.goes_on(kind, agent, ""):
            said = self._thoughts.current()
        if self._lanes.goes_on(kind, agent, ids.find(said)):
            id = self._lanes.id(kind, agent, ids.find(said))
        else:
            id = ids.open(self._lanes.id(kind, agent, said))
            yield from self._lanes.begin(kind, agent, id)
            yield self._begun(chunk, id)
        if chunk.delta and kind == "text":
            yield e.TextAdded(id, chunk.delta)
        elif chunk.delta:
            yield e.ToolArgsAdded(id, chunk.delta) if kind == "tool" else self._thoughts.added(id, chunk.delta)

    def _begun(self, chunk: Any, id: str) -> Event:
        agent = chunk.subagent_run_id
        match chunk:
            case w.TextChunk(role=role, name=name):
                self._messages.said(chunk.message_id)
                return e.MessageStarted(id, role, agent or name)
            case w.ToolChunk(tool_call_name=name, parent_message_id=parent):
                return e.ToolStarted(id, name, agent, self._messages.find(parent))
        return e.ThoughtStarted(id, agent=agent)

    def _encrypted(self, wire: w.Encrypted) -> Iterator[Event]:
        """Mostly a thought that only its model can read; pydantic-ai hides in here too how a call went."""
        id = wire.entity_id
        call = self._calls.find(id) if wire.subtype == "tool-call" else self._results.get(id, "")
        if not call:
            yield from self._thoughts.encrypted(id)
            return
        try:
            said = parse(wire.encrypted_value)["pydantic_ai"]["outcome"]
        except (ValueError, TypeError, KeyError):
            return
        if said in ("failed", "retried"):
            self._failed[call] = f"the call {said}"
            yield e.ToolFinished(call, error=self._failed[call])

    def _started(self, wire: w.RunStarted) -> Iterator[Event]:
        yield from self._lanes.close_all()
        if wire.run_id != self._run:
            self._messages.all_over()
        self._run, self._asked = wire.run_id, 0
        yield e.RunStarted(wire.run_id, wire.thread_id)
        for known in wire.input.messages if wire.input else ():
            yield from read_message(known, self._failed, self._calls)

    def _finished(self, wire: w.RunFinished) -> Iterator[Event]:
        yield from self._lanes.close_all()
        yield from self._usage(wire.usage)
        outcome = wire.outcome or w.Outcome(type="interrupt" if self._asked else "success")
        for question in outcome.interrupts:
            call = self._calls.find(question.tool_call_id)
            yield e.InterruptOpened(question.id, question.reason, question.message, call, question.response_schema)
        yield e.RunFinished(_HOW.get(outcome.type, "completed"), wire.result)

    def _usage(self, reports: list[w.UsageReport]) -> Iterator[Event]:
        for report in reports:
            yield e.UsageReported(
                key="/".join((self._run, report.provider, report.model)),
                model=report.model,
                input_tokens=report.input_tokens,
                output_tokens=report.output_tokens,
                total_tokens=report.total_tokens,
                reasoning_tokens=report.reasoning_tokens,
                cached_tokens=report.cached_input_tokens,
                cache_write_tokens=report.cache_write_input_tokens,
            )

    def _step(self, kind: str, name: str, agent: str) -> Event:
        """Names of steps repeat, so each start gets a number and an end takes the latest of its name."""
        open_steps = self._steps.setdefault(f"{agent}/{name}", [])
        if kind == "STEP_STARTED":
            self._step_count += 1
            open_steps.append(f"step-{self._step_count}")
            return e.PhaseStarted(open_steps[-1], name, agent=agent)
        id = open_steps.pop() if open_steps else name
        if not open_steps:
            del self._steps[f"{agent}/{name}"]
        return e.PhaseFinished(id, name)

    def _subagent(self, kind: str, wire: w.Subagent) -> Iterator[Event]:
        id = wire.subagent_run_id
        if kind == "SUBAGENT_STARTED":
            parent, tool = wire.parent_subagent_run_id, self._calls.find(wire.parent_tool_call_id)
            yield e.AgentStarted(id, wire.name, parent=parent, task=wire.description, tool_id=tool)
            return
        yield from self._lanes.close(id)
        if kind == "SUBAGENT_ERROR":
            yield e.AgentFinished(id, status="failed", error=wire.message)
        elif wire.outcome and wire.outcome.type == "suspended":
            yield e.AgentProgressed(id, status="suspended")
        else:
            yield e.AgentFinished(id, result=wire.result)

    def _custom(self, name: str, value: Any) -> Iterator[Event]:
        if name == "on_interrupt":
            self._asked += 1
            yield asked(f"{self._run}:{name}:{self._asked}", name, value)
        else:
            yield shown(name, value)
