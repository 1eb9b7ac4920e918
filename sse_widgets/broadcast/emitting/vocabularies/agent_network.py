"""The words of the agent network document: a team of agents, their research, tasks, answer and canvas."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from sse_widgets.broadcast.emitting.words import R, Words, words_of

word = words_of("agent_network")


class AgentNetworkWords(Words[R]):
    """One method for each event of `agent_network`. Times are milliseconds."""

    @word("agent_start")
    def agent_start(
        self,
        agent_id: str,
        agent_name: str = "",
        agent_type: str = "",
        *,
        parent_agent: str = "",
        task_description: str = "",
        priority: Literal["low", "medium", "high", "critical", ""] = "",
    ) -> R:
        """An agent begins."""

    @word("agent_complete")
    def agent_complete(
        self,
        agent_id: str,
        status: Literal["completed", "failed", "cancelled"] = "completed",
        *,
        agent_name: str = "",
        execution_time: float | None = None,
        result: Any = None,
        error: str = "",
        metrics: Mapping[str, Any] | None = None,
    ) -> R:
        """An agent is done; `metrics` has `tokens_used`, `api_calls` and `compute_time`."""

    @word("research_sources")
    def research_sources(
        self, sources: Sequence[Mapping[str, Any]], *, query: str = "", total_results: int | None = None
    ) -> R:
        """Sources were found.

        Each has a `short_id`, and may have `title`, `url`, `domain`, `snippet`, `confidence`, `author`,
        `date_published` and lists of `supported_claims`, `contradicted_claims` and `unsupported_claims`, a claim
        being a `text_segment` with `confidence` and `reasoning`.
        """

    @word("message_token")
    def message_token(
        self,
        message_id: str,
        token: str,
        *,
        is_complete: bool = False,
        agent_id: str = "",
        metadata: Mapping[str, Any] | None = None,
    ) -> R:
        """More text of a message; `metadata` has `model`, `temperature` and `tokens_remaining`."""

    @word("task_update")
    def task_update(self, tasks: Sequence[Mapping[str, Any]]) -> R:
        """Tasks have moved.

        Each has a `task_id`, and may have `status`, `progress` (0 to 100), `description`, `agent` and
        `estimated_completion` (milliseconds from now).
        """

    @word("canvas_open")
    def canvas_open(
        self,
        canvas_type: Literal["markdown", "code", "web", "sandbox"],
        content: str,
        *,
        title: str = "",
        language: str = "",
        metadata: Mapping[str, Any] | None = None,
    ) -> R:
        """Something is put on the canvas; the same kind and title again is its next version.

        `metadata` has `source` and `version`.
        """
