"""The words of AG-UI: runs, messages, tool calls and thoughts."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from sse_widgets.broadcast.emitting.words import R, Words, words_of

word = words_of("ag_ui")


class AgUiWords(Words[R]):
    """One method for each event of `ag_ui` that the agent itself goes through."""

    @word("RUN_STARTED")
    def run_started(self, thread_id: str, run_id: str, *, input: Mapping[str, Any] | None = None) -> R:
        """A run begins."""

    @word("RUN_FINISHED")
    def run_finished(
        self,
        thread_id: str,
        run_id: str,
        *,
        result: Any = None,
        outcome: Mapping[str, Any] | None = None,
        usage: Sequence[Mapping[str, Any]] | None = None,
    ) -> R:
        """A run is over; an `outcome` of type `interrupt` asks its `interrupts` first."""

    @word("RUN_ERROR")
    def run_error(self, message: str, *, code: str = "", usage: Sequence[Mapping[str, Any]] | None = None) -> R:
        """A run has failed."""

    @word("STEP_STARTED")
    def step_started(self, step_name: str, *, subagent_run_id: str | None = None) -> R:
        """A step begins."""

    @word("STEP_FINISHED")
    def step_finished(self, step_name: str, *, subagent_run_id: str | None = None) -> R:
        """A step is done."""

    @word("TEXT_MESSAGE_START")
    def text_message_start(
        self, message_id: str, role: str = "assistant", *, name: str | None = None, subagent_run_id: str | None = None
    ) -> R:
        """A message begins."""

    @word("TEXT_MESSAGE_CONTENT")
    def text_message_content(self, message_id: str, delta: str, *, subagent_run_id: str | None = None) -> R:
        """More text of a message."""

    @word("TEXT_MESSAGE_END")
    def text_message_end(self, message_id: str, *, subagent_run_id: str | None = None) -> R:
        """A message is done."""

    @word("TEXT_MESSAGE_CHUNK")
    def text_message_chunk(
        self,
        message_id: str,
        delta: str | None = None,
        *,
        role: str | None = None,
        name: str | None = None,
        subagent_run_id: str | None = None,
    ) -> R:
        """More text of a message that is neither begun nor ended by events of its own."""

    @word("TOOL_CALL_START")
    def tool_call_start(
        self,
        tool_call_id: str,
        tool_call_name: str,
        *,
        parent_message_id: str | None = None,
        subagent_run_id: str | None = None,
    ) -> R:
        """A tool is called."""

    @word("TOOL_CALL_ARGS")
    def tool_call_args(self, tool_call_id: str, delta: str, *, subagent_run_id: str | None = None) -> R:
        """More of the JSON of its arguments."""

    @word("TOOL_CALL_END")
    def tool_call_end(self, tool_call_id: str, *, subagent_run_id: str | None = None) -> R:
        """The arguments are complete."""

    @word("TOOL_CALL_CHUNK")
    def tool_call_chunk(
        self,
        tool_call_id: str,
        tool_call_name: str | None = None,
        delta: str | None = None,
        *,
        parent_message_id: str | None = None,
        subagent_run_id: str | None = None,
    ) -> R:
        """More of a call that is neither begun nor ended by events of its own."""

    @word("TOOL_CALL_RESULT")
    def tool_call_result(
        self,
        tool_call_id: str,
        content: str | Sequence[Mapping[str, Any]],
        message_id: str,
        *,
        subagent_run_id: str | None = None,
    ) -> R:
        """What a call returned, as the message of the tool."""

    @word("REASONING_START")
    def reasoning_start(self, message_id: str, *, subagent_run_id: str | None = None) -> R:
        """Thinking begins."""

    @word("REASONING_MESSAGE_START")
    def reasoning_message_start(
        self, message_id: str, role: str = "reasoning", *, subagent_run_id: str | None = None
    ) -> R:
        """A thought begins."""

    @word("REASONING_MESSAGE_CONTENT")
    def reasoning_message_content(self, message_id: str, delta: str, *, subagent_run_id: str | None = None) -> R:
        """More of a thought."""

    @word("REASONING_MESSAGE_END")
    def reasoning_message_end(self, message_id: str, *, subagent_run_id: str | None = None) -> R:
        """A thought is done."""

    @word("REASONING_MESSAGE_CHUNK")
    def reasoning_message_chunk(
        self, message_id: str, delta: str | None = None, *, subagent_run_id: str | None = None
    ) -> R:
        """More of a thought that is neither begun nor ended by events of its own."""

    @word("REASONING_END")
    def reasoning_end(self, message_id: str, *, subagent_run_id: str | None = None) -> R:
        """Thinking is done."""

    @word("REASONING_ENCRYPTED_VALUE")
    def reasoning_encrypted_value(
        self, entity_id: str, encrypted_value: str, subtype: Literal["message", "tool-call"]
    ) -> R:
        """A thought that only its model can read, with a message or a call."""
