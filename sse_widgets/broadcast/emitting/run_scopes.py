"""Runs and their phases."""

import secrets
from typing import TYPE_CHECKING, Any

from sse_widgets.broadcast.emitting.agent_scope import current_agent
from sse_widgets.broadcast.emitting.scope import Failure, Scope
from sse_widgets.errors import RunError

if TYPE_CHECKING:
    from sse_widgets.broadcast.emitting.emitter import Emitter


class RunScope(Scope):
    """A whole run."""

    spoken = ("ag_ui", "execution", "routing", "thought_process")
    called = "a whole run"

    def __init__(self, emitter: "Emitter", task: str, id: str) -> None:
        super().__init__(emitter, id)
        self.task = task
        self.result: Any = None
        """What comes of it; set it before the end."""
        self._used: dict[str, tuple[int, int]] = {}

    def count(self, model: str, input_tokens: int, output_tokens: int) -> None:
        """Count tokens that a model took; they are told at the end."""
        before = self._used.get(model, (0, 0))
        self._used[model] = before[0] + input_tokens, before[1] + output_tokens

    async def ask(self, question: str, *, tool: str = "", schema: Any = None) -> Any:
        """Ask whoever watches, and return the answer; the run waits for it.

        Args:
            question: for people.
            tool: the id of a call that waits for it, to be approved (True) or denied (False).
            schema: JSON Schema of the answer; None for text.

        Raises:
            RunError: nobody can answer: the vocabulary is not AG-UI, or the agent was not asked by a broadcaster.
        """
        emitter, execution = self.emitter, self.emitter.execution
        if execution is None or emitter.vocabulary != "ag_ui":
            raise RunError("only an agent of a broadcaster can ask, with Emitter(execution), and in 'ag_ui'")
        id = secrets.token_hex(6)
        asked = {"id": id, "message": question, "reason": "approval" if tool else "question"}
        asked |= ({"tool_call_id": tool} if tool else {}) | ({"response_schema": schema} if schema else {})
        emitter.run_finished(emitter.session, self.id, outcome={"type": "interrupt", "interrupts": [asked]})
        answer = await execution.answer(id)
        emitter.run_started(emitter.session, self.id)
        return answer

    @property
    def _usage(self) -> list[dict[str, Any]]:
        return [
            {"model": model, "input_tokens": taken, "output_tokens": given, "total_tokens": taken + given}
            for model, (taken, given) in self._used.items()
        ]

    def _begin(self) -> None:
        emitter = self.emitter
        match emitter.vocabulary:
            case "ag_ui":
                emitter.run_started(emitter.session, self.id)
            case "execution":
                which = emitter.execution.id if emitter.execution else self.id
                emitter.execution_started(self.task, execution_id=which)
            case "routing":
                emitter.routing_started()
            case "thought_process":
                emitter.status_update("started", self.task)

    def _end(self, failure: Failure | None) -> None:
        emitter, result = self.emitter, self.result
        if failure and emitter.execution is not None:
            emitter.execution.has_told_its_end = True
        match emitter.vocabulary:
            case "ag_ui" if failure and failure.cancelled:
                emitter.run_finished(emitter.session, self.id, outcome={"type": "cancelled"}, usage=self._usage)
            case "ag_ui" if failure:
                emitter.run_error(failure.text, code="agent", usage=self._usage)
            case "ag_ui":
                emitter.run_finished(emitter.session, self.id, result=result, usage=self._usage)
            case "execution" if failure:
                emitter.execution_error(failure.text)
            case "execution":
                tokens = sum(map(sum, self._used.values())) if self._used else None
                emitter.execution_complete(result, duration=self._milliseconds, tokens_used=tokens)
            case "routing" if failure:
                emitter.error(failure.text)
            case "routing":
                emitter.completed(result if isinstance(result, str) else None)
            case "thought_process" if failure:
                emitter.error(failure.text)
            case "thought_process":
                emitter.status_update("completed", progress=100)


class PhaseScope(Scope):
    """A phase of a run."""

    spoken = ("ag_ui", "execution")
    called = "a phase"

    def __init__(self, emitter: "Emitter", title: str, id: str, index: int | None) -> None:
        super().__init__(emitter, id)
        self.title, self._index = title, index
        self._agent = current_agent(emitter) or None

    def _begin(self) -> None:
        if self.emitter.vocabulary == "ag_ui":
            self.emitter.step_started(self.title, subagent_run_id=self._agent)
        else:
            self.emitter.phase_start(self.id, self.title, self._index)

    def _end(self, failure: Failure | None) -> None:
        if self.emitter.vocabulary == "ag_ui":
            self.emitter.step_finished(self.title, subagent_run_id=self._agent)
        else:
            self.emitter.phase_complete(self.id, self.title)
