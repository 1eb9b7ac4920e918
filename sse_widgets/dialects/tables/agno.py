"""agno: AgentOS of Agno: agents, teams and workflows.

`POST /agents/{id}/runs` and its likes; `event:` repeats the `event` of the JSON. What a team does is named as what an
agent does, with `Team` before it. The run that was first is the one that counts; those that it starts are agents.
"""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from sse_widgets import events as e
from sse_widgets.dialects.dialect import Fit
from sse_widgets.dialects.tables.agno_rules import IMAGES, RULES, SOURCES
from sse_widgets.dialects.tables.table import Rules, Table
from sse_widgets.dialects.tables.values import as_int, as_text, said
from sse_widgets.events import Event

_OWN_STATE = {"current_session_id", "current_run_id", "current_user_id"}
_ASKS = {
    "requires_confirmation": "confirmation",
    "requires_user_input": "user_input",
    "external_execution_required": "external_execution",
}


class Agno(Table):
    """What AgentOS streams."""

    name: ClassVar[str] = "agno"
    announces_end: ClassVar[bool] = True
    named_by: ClassVar[tuple[str, ...]] = ("event",)

    def __init__(self) -> None:
        self._root = ""
        self._agents: dict[str, str] = {}
        """The agent of each run."""
        self._requests: dict[str, int] = {}
        """How many requests to a model each run has made."""
        self._steps: dict[str, int] = {}
        self._thinking: set[str] = set()
        """The runs that are at it."""
        self._spoken = False

    @classmethod
    def called(cls, event: str, body: dict[str, Any]) -> str:
        """Return the name without the `Team` before what agents do too."""
        name = super().called(event, body)
        return inner if (inner := name.removeprefix("Team")) in cls._rules else name

    @classmethod
    def fit(cls, name: str, body: Any, headers: Mapping[str, str]) -> Fit:
        """Every event names the run and who runs."""
        if not isinstance(body, dict) or "run_id" not in body or name not in ("message", body.get("event")):
            return Fit.NO
        return super().fit(name, body, headers) if _owner(body) else Fit.NO

    def _started(self, body: Any, name: str) -> Iterator[Event]:
        run, owner = said(body, "run_id"), _owner(body)
        nested = bool(self._root) and run != self._root and _nested(body)
        self._agents[run] = owner
        if not nested:
            self._root = run
            yield e.RunStarted(run, said(body, "session_id"), said(body, "workflow_name"), said(body, "model"))
        if owner:
            parent = self._agents.get(said(body, "parent_run_id", "workflow_run_id"), "")
            called = said(body, "agent_name", "team_name", "workflow_name")
            yield e.AgentStarted(owner, called, _kind(body), parent if nested else "")

    def _content(self, body: Any, name: str) -> Iterator[Event]:
        run, content, thought = said(body, "run_id"), body.get("content"), body.get("reasoning_content")
        if isinstance(thought, str) and thought:
            yield from self._thought(body, thought)
        if content is None or content == "":
            return
        self._spoken = True
        yield from self._thought_over(run)
        if isinstance(content, str):
            yield e.TextAdded(run, content, _owner(body))
        else:  # structured output is told whole each time
            yield e.TextReplaced(run, as_text(content) or "", agent=_owner(body))

    def _thought(self, body: Any, text: str) -> Iterator[Event]:
        run = said(body, "run_id")
        self._thinking.add(run)
        yield e.ThoughtStarted(f"{run}:thinking", message_id=run, agent=_owner(body))
        yield e.ThoughtAdded(f"{run}:thinking", text)

    def _thought_over(self, run: str) -> Iterator[Event]:
        if run in self._thinking:
            self._thinking.remove(run)
            yield e.ThoughtFinished(f"{run}:thinking")

    def _more_thought(self, body: Any, name: str) -> Iterator[Event]:
        text = body.get("reasoning_content")
        return self._thought(body, text) if isinstance(text, str) and text else iter(())

    def _step(self, body: Any, name: str) -> Iterator[Event]:
        run, content = said(body, "run_id"), body.get("content")
        self._steps[run] = count = self._steps.get(run, 0) + 1
        told = content if isinstance(content, dict) else {"reasoning": content or body.get("reasoning_content")}
        lines = [said(told, key) for key in ("reasoning", "action", "result")]
        step = f"{run}:step-{count}"
        yield e.ThoughtStarted(step, said(told, "title"), run, _owner(body), "step", f"{run}:thinking")
        yield e.ThoughtAdded(step, "\n".join(filter(None, lines)))
        yield e.ThoughtFinished(step)

    def _used(self, body: Any, name: str) -> Iterator[Event]:
        run = said(body, "run_id")
        self._requests[run] = count = self._requests.get(run, 0) + 1
        yield _usage(f"{run}/{count}", _owner(body), said(body, "model"), body)

    def _completed(self, body: Any, name: str) -> Iterator[Event]:
        run, content, metrics = said(body, "run_id"), body.get("content"), body.get("metrics")
        state = body.get("session_state")
        workflow = name.startswith("Workflow")
        if content not in (None, "") and not (workflow and self._spoken):
            yield e.TextReplaced(run, as_text(content) or "", agent=_owner(body))
            yield e.MessageFinished(run)
        yield from self._thought_over(run)
        if isinstance(metrics, dict) and run not in self._requests and not workflow and "total_tokens" in metrics:
            yield _usage(run, _owner(body), "", metrics)
        if isinstance(state, dict) and (shared := {key: state[key] for key in state if key not in _OWN_STATE}):
            yield e.DocumentMerged(shared)
        yield from self._ended(body, "completed", content if workflow else None)

    def _failed(self, body: Any, name: str) -> Iterator[Event]:
        message = said(body, "content", "error") or "the run failed"
        kind = said(body, "error_type") or "agent"
        yield e.ErrorReported(message, kind, fatal=self._is_root(body), agent=_owner(body))
        yield from self._ended(body, "failed", None, message)

    def _cancelled(self, body: Any, name: str) -> Iterator[Event]:
        yield from self._ended(body, "cancelled", None, said(body, "reason"))

    def _ended(self, body: Any, how: Any, result: Any, error: str = "") -> Iterator[Event]:
        if owner := _owner(body):
            yield e.AgentFinished(owner, status=how, error=error)
        if self._is_root(body):
            yield e.RunFinished(how, result)

    def _is_root(self, body: Any) -> bool:
        return body.get("run_id") == self._root or not (self._root and _nested(body))

    def _paused(self, body: Any, name: str) -> Iterator[Event]:
        needed = [each.get("tool_execution") for each in body.get("requirements") or () if isinstance(each, dict)]
        for tool in needed or body.get("tools") or ():
            if not isinstance(tool, dict) or not (reason := next((_ASKS[key] for key in _ASKS if tool.get(key)), "")):
                continue
            id, called = said(tool, "tool_call_id", "tool_name"), said(tool, "tool_name")
            yield e.ToolStarted(id, called, _owner(body), said(body, "run_id"))
            yield e.ToolArgsReplaced(id, as_text(tool.get("tool_args") or {}) or "{}")
            yield e.ToolArgsFinished(id)
            schema = tool.get("user_input_schema")
            yield e.InterruptOpened(f"{id}:{reason}", reason, f"{called}: {reason.replace('_', ' ')}", id, schema)
        if owner := _owner(body):
            yield e.AgentFinished(owner, status="suspended")
        if self._is_root(body):
            yield e.RunFinished("awaiting_input")

    def _continued(self, body: Any, name: str) -> Iterator[Event]:
        if self._is_root(body):
            yield e.RunStarted(said(body, "run_id"), said(body, "session_id"))
        if owner := _owner(body):
            yield e.AgentStarted(owner, said(body, "agent_name", "team_name", "workflow_name"), _kind(body))

    rules: ClassVar[Rules] = {
        **RULES,
        "RunStarted": _started,
        "RunContent": [_content, SOURCES],
        "RunCompleted": [SOURCES, IMAGES, _completed],
        "RunError": _failed,
        "RunCancelled": _cancelled,
        "RunPaused": _paused,
        "RunContinued": _continued,
        "ReasoningStep": _step,
        "ReasoningContentDelta": _more_thought,
        "ModelRequestCompleted": _used,
        "WorkflowStarted": _started,
        "WorkflowCompleted": _completed,
        "WorkflowError": _failed,
        "WorkflowCancelled": _cancelled,
        "WorkflowPaused": _paused,
    }


def _owner(body: Mapping[str, Any]) -> str:
    return said(body, "agent_id", "team_id", "workflow_id")


def _kind(body: Mapping[str, Any]) -> str:
    return next((kind for kind in ("agent", "team", "workflow") if body.get(f"{kind}_id")), "")


def _nested(body: Mapping[str, Any]) -> bool:
    return bool(body.get("parent_run_id") or body.get("workflow_run_id") or body.get("nested_depth"))


def _usage(key: str, agent: str, model: str, counts: Mapping[str, Any]) -> Event:
    return e.UsageReported(
        key=key,
        model=model,
        agent=agent,
        input_tokens=as_int(counts.get("input_tokens")),
        output_tokens=as_int(counts.get("output_tokens")),
        total_tokens=as_int(counts.get("total_tokens")),
        reasoning_tokens=as_int(counts.get("reasoning_tokens")),
        cached_tokens=as_int(counts.get("cache_read_tokens")),
        cache_write_tokens=as_int(counts.get("cache_write_tokens")),
    )
