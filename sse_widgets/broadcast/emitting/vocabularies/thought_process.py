"""The words of the broadcaster document: answers that are thought through, regenerated, edited and deleted."""

from collections.abc import Sequence

from sse_widgets.broadcast.emitting.words import R, Words, words_of

word = words_of("thought_process")


class ThoughtProcessWords(Words[R]):
    """One method for each event of `thought_process`. Progress is 0 to 100."""

    @word("message")
    def whole_message(self, content: str, *, message_id: str = "", role: str = "assistant") -> R:
        """A whole message: the event `message`."""

    @word("message_regenerating")
    def message_regenerating(
        self,
        message_id: str,
        original_message_id: str = "",
        *,
        task_id: str = "",
        user_query: str = "",
        message: str = "",
    ) -> R:
        """A message is going to be written instead of another."""

    @word("regeneration_progress")
    def regeneration_progress(
        self, message_id: str, progress: float, *, task_id: str = "", message: str = "", partial_content: str = ""
    ) -> R:
        """How far it is; `partial_content` is all the text so far."""

    @word("message_regenerated")
    def message_regenerated(self, message_id: str, content: str, *, task_id: str = "") -> R:
        """A message is written, as a whole."""

    @word("regeneration_error")
    def regeneration_error(self, message_id: str, error: str, *, task_id: str = "") -> R:
        """A message could not be written."""

    @word("message_edited")
    def message_edited(self, message_id: str, content: str, *, role: str = "") -> R:
        """A message was changed."""

    @word("message_deleted")
    def message_deleted(self, deleted_message_ids: Sequence[str]) -> R:
        """Messages are gone."""

    @word("thought_process_start")
    def thought_process_start(self, thinking_about: str, *, message_id: str = "", task_id: str = "") -> R:
        """Thinking begins."""

    @word("thought_process_step")
    def thought_process_step(self, step: str, reasoning: str = "", *, message_id: str = "", task_id: str = "") -> R:
        """A step of the thinking."""

    @word("thought_process_complete")
    def thought_process_complete(self, conclusion: str = "", *, message_id: str = "", task_id: str = "") -> R:
        """Thinking is done."""

    @word("status_update")
    def status_update(self, status: str = "", message: str = "", *, progress: float | None = None) -> R:
        """How it stands."""

    @word("keepalive")
    def keepalive(self, uptime: float | None = None) -> R:
        """Nothing; the server says it by itself."""
