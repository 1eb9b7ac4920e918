"""The execution document: one agent that plans in phases, thinks, and calls tools.

An execution is started with `POST /api/agent/execute` and then followed on its own stream. A message is
`{"type", "data": {...}, "executionId", "userId", "timestamp"}`, named in the frame or in its `type`;
durations are in milliseconds.

- `execution:complete` or `execution:error` ends the run.
- Calls have no id: they are numbered, and a result belongs to the oldest open call of its name.
- A call belongs to the phase that runs.
- Phases of a plan may be plain names: then a phase that starts is found by its name, else by its index.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import pydantic
from pydantic import AliasChoices, Field

from sse_widgets import events as e
from sse_widgets.dialects.vocabulary import Connection, Vocabulary, greeted
from sse_widgets.dialects.wire import Wire, from_milliseconds


class Started(Wire):
    task: str
    execution_id: str = ""


class Planned(Wire):
    id: str = Field("", validation_alias=AliasChoices("id", "phaseId", "phase_id"))
    title: str = Field(validation_alias=AliasChoices("title", "name", "phaseName", "phase_name"))
    description: str = ""

    @pydantic.model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        return {"title": value} if isinstance(value, str) else value


class Plan(Wire):
    goal: str = ""
    phases: tuple[Planned, ...] = ()


class PlanCreated(Wire):
    plan: Plan

    @pydantic.model_validator(mode="before")
    @classmethod
    def _from_flat(cls, value: dict[str, Any]) -> dict[str, Any]:
        return {"plan": value} if "plan" not in value and ("goal" in value or "phases" in value) else value


class PhaseStart(Wire):
    phase_id: str
    phase_name: str = ""
    phase_index: int | None = None


class PhaseComplete(Wire):
    phase_id: str
    phase_name: str = ""


class Thinking(Wire):
    thought: str
    iteration: int | None = None


class ToolStart(Wire):
    tool_name: str
    params: Any = None


class ToolComplete(Wire):
    tool_name: str
    result: Any = None
    duration: float | None = None
    error: str | None = None


class Complete(Wire):
    result: Any = None
    duration: float | None = None
    tokens_used: int | None = None


class Failed(Wire):
    error: str
    stack: str = ""


class Heartbeat(Wire):
    pass


class Execution(Vocabulary):
    """How to read the execution document."""

    name = "execution"
    has_heartbeats = True
    announces_end = True
    models: ClassVar[Mapping[str, type[Wire]]] = {
        "execution:started": Started,
        "plan:created": PlanCreated,
        "phase:start": PhaseStart,
        "thinking": Thinking,
        "tool:start": ToolStart,
        "tool:complete": ToolComplete,
        "phase:complete": PhaseComplete,
        "execution:complete": Complete,
        "execution:error": Failed,
        "heartbeat": Heartbeat,
        "connection": Connection,
    }

    def __init__(self) -> None:
        self.planned: list[tuple[str, str]] = []
        """Id and title of each phase of the plan."""
        self.phase = ""
        """Id of the phase that runs."""
        self.aliases: dict[str, str] = {}
        """Ids of phases on the wire, and in the plan where it gave them none."""
        self.calls: list[tuple[str, str]] = []
        """Id and name of each open call, the oldest first."""
        self.tools = 0
        self.thoughts = 0

    def read(self, wire: Any) -> Iterator[e.Event]:
        """Return what one checked wire message says."""
        match wire:
            case Started(task=task, execution_id=id):
                yield e.RunStarted(id, title=task)
            case PlanCreated(plan=Plan(goal=goal, phases=phases)):
                self.planned = [(phase.id or f"phase-{n}", phase.title) for n, phase in enumerate(phases, 1)]
                self.aliases = {}
                pairs = zip(self.planned, phases, strict=True)
                yield e.PlanCreated(goal, tuple(e.PlannedPhase(*known, phase.description) for known, phase in pairs))
            case PhaseStart(phase_id=said, phase_name=title, phase_index=index):
                self.phase = self.aliases[said] = self._phase(said, title, index)
                yield e.PhaseStarted(self.phase, title, index)
            case PhaseComplete(phase_id=said, phase_name=title):
                id = self.aliases.get(said) or self._phase(said, title, None)
                self.phase = "" if self.phase == id else self.phase
                yield e.PhaseFinished(id, title)
            case Thinking(thought=thought, iteration=iteration):
                self.thoughts += 1
                id = f"thinking-{self.thoughts}"
                yield e.ThoughtStarted(id, "" if iteration is None else f"Iteration {iteration}")
                yield e.ThoughtAdded(id, thought)
                yield e.ThoughtFinished(id)
            case ToolStart(tool_name=name, params=params):
                id = self._call(name)
                yield e.ToolStarted(id, name, phase_id=self.phase, running=True)
                if params is not None:
                    text = params if isinstance(params, str) else json.dumps(params, ensure_ascii=False)
                    yield e.ToolArgsReplaced(id, text)
            case ToolComplete(tool_name=name, result=result, error=error):
                id = next((id for id, called in self.calls if called == name), "") or self._call(name)
                self.calls.remove((id, name))
                yield e.ToolFinished(id, name, result, error or "", from_milliseconds(wire.duration))
            case Complete(result=result, tokens_used=tokens):
                if tokens is not None:
                    yield e.UsageReported(total_tokens=tokens)
                yield e.RunFinished("completed", result, from_milliseconds(wire.duration))
            case Failed(error=error, stack=stack):
                yield e.ErrorReported(error, "execution", fatal=True, detail=stack)
                yield e.RunFinished("failed")
            case Heartbeat():
                yield e.HeartbeatReceived()
            case Connection():
                yield from greeted(wire)

    def _call(self, name: str) -> str:
        self.tools += 1
        id = f"tool-{self.tools}"
        self.calls.append((id, name))
        return id

    def _phase(self, said: str, title: str, index: int | None) -> str:
        """Return the id that the plan has for a phase; that of the wire if the plan does not know it."""
        if any(id == said for id, _ in self.planned):
            return said
        taken = {self.phase, *self.aliases.values()}
        free = [(id, name) for id, name in self.planned if id not in taken]
        named = next((id for id, name in free if name == title), "")
        placed = self.planned[index][0] if index is not None and 0 <= index < len(self.planned) else ""
        return named or (placed if placed not in taken else "") or said
