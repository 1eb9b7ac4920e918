"""The trackers of the broadcaster document: a line of thought, and the writing of a message, step by step."""

from types import TracebackType
from typing import Self

from sse_widgets.broadcast.emitting.emitter import Emitter, Target
from sse_widgets.broadcast.emitting.scope import Failure
from sse_widgets.broadcast.emitting.sent import Sent


class Tracker:
    """Tells of one task, in the vocabulary `thought_process`.

    What its methods return can be awaited or left alone.

    Args:
        message_id: of the message that it is about.
        session_id: where to tell it; may be left out if an `Emitter` is given.
        task_id: of the task, if there is one.
        broadcaster: an `Emitter`, or where an emitter goes `to`.
    """

    def __init__(
        self, message_id: str, session_id: str = "", task_id: str = "", broadcaster: "Emitter | Target" = None
    ) -> None:
        if not (session_id or isinstance(broadcaster, Emitter)):
            raise ValueError("give session_id=, or an Emitter as broadcaster=")
        self.message_id, self.task_id = message_id, task_id
        own = not isinstance(broadcaster, Emitter)
        self.emitter = (
            broadcaster
            if isinstance(broadcaster, Emitter)
            else Emitter(session_id, broadcaster, vocabulary="thought_process")
        )
        self._own = own
        self.done = False
        """Whether it has told its end."""

    def _ended(self) -> None:
        self.done = True

    def _fail(self, message: str) -> None:
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None and not self.done:
            self._fail(Failure.of(error).text)
        if self._own:
            self.emitter.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None and not self.done:
            self._fail(Failure.of(error).text)
        if self._own:
            await self.emitter.aclose()


class ThoughtProcessTracker(Tracker):
    """Tells a line of thought. Left by an exception, it tells that as its conclusion."""

    def start_thinking(self, thinking_about: str) -> Sent:
        """Tell what the thought is about."""
        return self.emitter.thought_process_start(thinking_about, message_id=self.message_id, task_id=self.task_id)

    def add_step(self, step: str, reasoning: str = "") -> Sent:
        """Tell a step of it."""
        return self.emitter.thought_process_step(step, reasoning, message_id=self.message_id, task_id=self.task_id)

    def complete_thinking(self, conclusion: str = "") -> Sent:
        """Tell what comes of it."""
        self._ended()
        return self.emitter.thought_process_complete(conclusion, message_id=self.message_id, task_id=self.task_id)

    def _fail(self, message: str) -> None:
        self.complete_thinking(message)


class ProgressTracker(Tracker):
    """Tells the writing of a message. Left by an exception, it tells that it has failed."""

    def start(self, original_message_id: str = "", user_query: str = "", message: str = "") -> Sent:
        """Tell that the message will be written, perhaps instead of another."""
        return self.emitter.message_regenerating(
            self.message_id, original_message_id, task_id=self.task_id, user_query=user_query, message=message
        )

    def update_progress(self, progress: float, message: str = "", partial_content: str = "") -> Sent:
        """Tell how far it is, from 0 to 100, and all the text so far."""
        return self.emitter.regeneration_progress(
            self.message_id, progress, task_id=self.task_id, message=message, partial_content=partial_content
        )

    def complete(self, final_content: str) -> Sent:
        """Tell the whole text."""
        self._ended()
        return self.emitter.message_regenerated(self.message_id, final_content, task_id=self.task_id)

    def error(self, error: str) -> Sent:
        """Tell that it has failed."""
        self._ended()
        return self.emitter.regeneration_error(self.message_id, error, task_id=self.task_id)

    def _fail(self, message: str) -> None:
        self.error(message)
