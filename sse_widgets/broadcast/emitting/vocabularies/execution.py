"""The words of the execution document: one agent that plans in phases, thinks, and calls tools."""

from collections.abc import Mapping
from typing import Any

from sse_widgets.broadcast.emitting.words import R, Words, words_of

word = words_of("execution")


class ExecutionWords(Words[R]):
    """One method for each event of `execution`. Durations are milliseconds."""

    @word("execution:started")
    def execution_started(self, task: str, *, execution_id: str = "") -> R:
        """The work begins."""

    @word("plan:created")
    def plan_created(self, plan: Mapping[str, Any]) -> R:
        """There is a plan: its `goal`, and `phases`, each a title, or with `id`, `title` and `description`."""

    @word("phase:start")
    def phase_start(self, phase_id: str, phase_name: str = "", phase_index: int | None = None) -> R:
        """A phase begins; `phase_index` counts from 0."""

    @word("phase:complete")
    def phase_complete(self, phase_id: str, phase_name: str = "") -> R:
        """A phase is done."""

    @word("thinking")
    def thinking(self, thought: str, iteration: int | None = None) -> R:
        """A thought."""

    @word("tool:start")
    def tool_start(self, tool_name: str, params: Any = None) -> R:
        """A tool is called."""

    @word("tool:complete")
    def tool_complete(
        self, tool_name: str, result: Any = None, *, duration: float | None = None, error: str | None = None
    ) -> R:
        """A tool has returned; the oldest open call of that name."""

    @word("execution:complete")
    def execution_complete(
        self, result: Any = None, *, duration: float | None = None, tokens_used: int | None = None
    ) -> R:
        """The work is done."""

    @word("execution:error")
    def execution_error(self, error: str, *, stack: str = "") -> R:
        """The work has failed."""
