"""The words of the real-time streaming document: messages in chunks, agents with progress, research, typed errors."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from sse_widgets.broadcast.emitting.words import R, Words, words_of

word = words_of("message_stream")


class MessageStreamWords(Words[R]):
    """One method for each event of `message_stream`. Times are milliseconds, progress is 0 to 100."""

    @word("message_started")
    def message_started(self, message_id: str, role: str = "assistant", *, agent_id: str = "") -> R:
        """A message begins."""

    @word("message_chunk")
    def message_chunk(
        self,
        message_id: str,
        content: str,
        *,
        is_complete: bool = False,
        agent_id: str = "",
        metadata: Mapping[str, Any] | None = None,
    ) -> R:
        """More text of a message; `metadata` has `tokens`, those of the message so far, and `citations`."""

    @word("message_completed")
    def message_completed(self, message_id: str, final_content: str | None = None, *, agent_id: str = "") -> R:
        """A message is done; what is said of its text last wins."""

    @word("agent_started")
    def agent_started(
        self,
        agent_id: str,
        agent_name: str = "",
        agent_type: str = "",
        *,
        parent_agent: str = "",
        current_task: str = "",
    ) -> R:
        """An agent begins."""

    @word("agent_progress")
    def agent_progress(
        self,
        agent_id: str,
        progress: float | None = None,
        *,
        agent_name: str = "",
        status: Literal["idle", "working", "completed", "error"] | None = None,
        current_task: str = "",
        estimated_time_remaining: float | None = None,
        results: Any = None,
        error: str = "",
    ) -> R:
        """An agent has got on."""

    @word("agent_completed")
    def agent_completed(
        self,
        agent_id: str,
        status: Literal["completed", "failed", "cancelled"] = "completed",
        *,
        agent_name: str = "",
        duration: float | None = None,
        results: Any = None,
        error: str = "",
    ) -> R:
        """An agent is done."""

    @word("typing_indicator")
    def typing_indicator(self, is_typing: bool, *, agent_id: str = "", estimated_duration: float | None = None) -> R:
        """Somebody writes, or no longer."""

    @word("thinking_status")
    def thinking_status(
        self, text: str = "", *, status: str = "", is_thinking: bool = True, agent_id: str = "", message_id: str = ""
    ) -> R:
        """A thought; the next one ends it."""

    @word("research_plan")
    def research_plan(
        self, goal: str = "", steps: Sequence[str | Mapping[str, Any]] = (), *, queries: Sequence[str] = ()
    ) -> R:
        """What is to be found out. A step is its title, or has `id`, `title` and `description`."""

    @word("research_results")
    def research_results(
        self,
        sources: Sequence[str | Mapping[str, Any]] = (),
        *,
        query: str = "",
        queries: Sequence[str] = (),
        total_results: int | None = None,
        message_id: str = "",
        step_id: str = "",
    ) -> R:
        """Sources were found; a source has `id`, `url`, `title`, `domain`, `snippet`, `confidence` and more."""

    @word("research_completed")
    def research_completed(
        self,
        summary: str = "",
        sources: Sequence[str | Mapping[str, Any]] = (),
        *,
        query: str = "",
        queries: Sequence[str] = (),
        total_results: int | None = None,
        message_id: str = "",
        step_id: str = "",
    ) -> R:
        """The research is done."""

    @word("error_occurred")
    def error_occurred(
        self, message: str, error_type: str = "", *, agent_id: str = "", message_id: str = "", details: Any = None
    ) -> R:
        """Something went wrong; `error_type` may be one of the six that have a word of their own."""

    @word("error_event")
    def error_event(
        self, message: str, error_type: str = "", *, agent_id: str = "", message_id: str = "", details: Any = None
    ) -> R:
        """The other name of `error_occurred`."""

    @word("network_error")
    def network_error(self, message: str, *, agent_id: str = "", details: Any = None) -> R:
        """The network failed."""

    @word("auth_error")
    def auth_error(self, message: str, *, agent_id: str = "", details: Any = None) -> R:
        """Somebody may not do that; the run is over."""

    @word("session_expired")
    def session_expired(self, message: str, *, agent_id: str = "", details: Any = None) -> R:
        """The session is gone; the run is over."""

    @word("server_error")
    def server_error(self, message: str, *, agent_id: str = "", details: Any = None) -> R:
        """The server failed."""

    @word("heartbeat_timeout")
    def heartbeat_timeout(self, message: str, *, agent_id: str = "", details: Any = None) -> R:
        """There was no sign of life for too long."""

    @word("max_reconnect_reached")
    def max_reconnect_reached(self, message: str, *, agent_id: str = "", details: Any = None) -> R:
        """No attempt is left; the run is over."""
