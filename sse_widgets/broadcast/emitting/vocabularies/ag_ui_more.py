"""The words of AG-UI: subagents, states, activities, what is custom, and the older words for thoughts."""

from collections.abc import Mapping, Sequence
from typing import Any

from sse_widgets.broadcast.emitting.words import R, Words, words_of

word = words_of("ag_ui")


class AgUiMoreWords(Words[R]):
    """One method for each other event of `ag_ui`."""

    @word("SUBAGENT_STARTED")
    def subagent_started(
        self,
        subagent_run_id: str,
        name: str,
        *,
        description: str | None = None,
        parent_subagent_run_id: str | None = None,
        parent_tool_call_id: str | None = None,
    ) -> R:
        """A subagent begins."""

    @word("SUBAGENT_FINISHED")
    def subagent_finished(
        self, subagent_run_id: str, *, result: Any = None, outcome: Mapping[str, Any] | None = None
    ) -> R:
        """A subagent is done."""

    @word("SUBAGENT_ERROR")
    def subagent_error(self, subagent_run_id: str, message: str) -> R:
        """A subagent has failed."""

    @word("STATE_SNAPSHOT")
    def state_snapshot(self, snapshot: Any, *, subagent_run_id: str | None = None) -> R:
        """The whole state."""

    @word("STATE_DELTA")
    def state_delta(self, delta: Sequence[Mapping[str, Any]], *, subagent_run_id: str | None = None) -> R:
        """What changed in it, as JSON Patch."""

    @word("MESSAGES_SNAPSHOT")
    def messages_snapshot(self, messages: Sequence[Mapping[str, Any]]) -> R:
        """The whole conversation."""

    @word("ACTIVITY_SNAPSHOT")
    def activity_snapshot(self, message_id: str, activity_type: str, content: Any, *, replace: bool | None = None) -> R:
        """What is going on, as a whole."""

    @word("ACTIVITY_DELTA")
    def activity_delta(self, message_id: str, activity_type: str, patch: Sequence[Mapping[str, Any]]) -> R:
        """What changed in it, as JSON Patch."""

    @word("CUSTOM")
    def custom(self, name: str, value: Any, *, subagent_run_id: str | None = None) -> R:
        """Anything else."""

    @word("RAW")
    def raw(self, event: Any, *, source: str | None = None) -> R:
        """Somebody else's event, passed on."""

    @word("THINKING_START")
    def thinking_start(self, title: str | None = None) -> R:
        """The older word for `reasoning_start`."""

    @word("THINKING_END")
    def thinking_end(self) -> R:
        """The older word for `reasoning_end`."""

    @word("THINKING_TEXT_MESSAGE_START")
    def thinking_text_message_start(self) -> R:
        """The older word for `reasoning_message_start`."""

    @word("THINKING_TEXT_MESSAGE_CONTENT")
    def thinking_text_message_content(self, delta: str) -> R:
        """The older word for `reasoning_message_content`."""

    @word("THINKING_TEXT_MESSAGE_END")
    def thinking_text_message_end(self) -> R:
        """The older word for `reasoning_message_end`."""
