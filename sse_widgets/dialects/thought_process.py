"""The broadcaster document: answers that are thought through, regenerated, edited and deleted.

Its endpoints are `GET /agent_network_sse/{session}` and `GET /apps/{app}/users/{user}/sessions/{session}/run`.
A message is `{"type", "data": {...}}`, named in the frame, in its `type`, or in both; the `ttl` of an
envelope is for the broadcaster.

- Nothing announces the end of a run: `connection` with `disconnected` does, or the end of the stream.
- `partialContent` is all the text so far, and `content` all there is: each replaces what was there.
- A thought is known by its `taskId`, else by its message; its steps are thoughts inside it.
- A regeneration with a `taskId` is a task too, titled with what the user asked.
"""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from pydantic import AliasChoices, Field

from sse_widgets import events as e
from sse_widgets.dialects.dialect import Fit
from sse_widgets.dialects.vocabulary import Connection, Vocabulary, greeted
from sse_widgets.dialects.wire import Wire, from_percent, name_of
from sse_widgets.structures.remembered import Remembered


class Message(Wire):
    content: str
    message_id: str = Field("", validation_alias=AliasChoices("messageId", "message_id", "id"))
    role: str = "assistant"


class Regeneration(Wire):
    message_id: str
    task_id: str = ""


class MessageRegenerating(Regeneration):
    original_message_id: str = ""
    user_query: str = ""
    message: str = ""


class RegenerationProgress(Regeneration):
    progress: float
    message: str = ""
    partial_content: str = ""


class MessageRegenerated(Regeneration):
    content: str


class RegenerationError(Regeneration):
    error: str


class MessageEdited(Wire):
    message_id: str
    content: str = Field(validation_alias=AliasChoices("content", "newContent", "new_content", "text"))
    role: str = ""


class MessageDeleted(Wire):
    deleted_message_ids: tuple[str, ...]


class Thinking(Wire):
    task_id: str = ""
    message_id: str = ""


class ThoughtProcessStart(Thinking):
    thinking_about: str


class ThoughtProcessStep(Thinking):
    step: str
    reasoning: str = ""


class ThoughtProcessComplete(Thinking):
    conclusion: str = ""


class StatusUpdate(Wire):
    status: str = ""
    message: str = ""
    progress: float | None = None


class Keepalive(Wire):
    uptime: float | None = None


class Failed(Wire):
    message: str = Field(validation_alias=AliasChoices("message", "error"))
    original_event: str = ""


class ThoughtProcess(Vocabulary):
    """How to read the broadcaster document."""

    name = "thought_process"
    has_heartbeats = True
    models: ClassVar[Mapping[str, type[Wire]]] = {
        "message": Message,
        "message_regenerating": MessageRegenerating,
        "regeneration_progress": RegenerationProgress,
        "message_regenerated": MessageRegenerated,
        "regeneration_error": RegenerationError,
        "message_edited": MessageEdited,
        "message_deleted": MessageDeleted,
        "thought_process_start": ThoughtProcessStart,
        "thought_process_step": ThoughtProcessStep,
        "thought_process_complete": ThoughtProcessComplete,
        "status_update": StatusUpdate,
        "keepalive": Keepalive,
        "connection": Connection,
        "error": Failed,
    }

    @classmethod
    def fit(cls, name: str, body: Any, headers: Mapping[str, str]) -> Fit:
        """As of any vocabulary; but what is named `message`, as every unnamed frame is, must read as one."""
        fit = super().fit(name, body, headers)
        if fit is Fit.MAYBE and name_of(name, body) == "message":
            data = body.get("data")
            return fit if isinstance((data if isinstance(data, dict) else body).get("content"), str) else Fit.NO
        return fit

    def __init__(self) -> None:
        self.messages = 0
        self.begun: Remembered[int] = Remembered()
        """How many thoughts had each key."""
        self.open: dict[str, str] = {}
        """Id of the open thought of each key, the newest last."""
        self.steps: Remembered[int] = Remembered()
        """How many steps each thought has."""

    def read(self, wire: Any) -> Iterator[e.Event]:
        """Return what one checked wire message says."""
        match wire:
            case Message(content=content, message_id=id, role=role):
                if not id:
                    self.messages += 1
                    id = f"message-{self.messages}"
                yield e.TextReplaced(id, content, role)
                yield e.MessageFinished(id)
            case MessageRegenerating(message_id=id, original_message_id=original, message=note):
                replaced = "" if original == id else original
                yield e.MessageUpdated(id, "regenerating", 0.0, note, replaced)
                yield from _task(wire, "running", 0.0, wire.user_query)
            case RegenerationProgress(message_id=id, message=note, partial_content=text):
                done = from_percent(wire.progress)
                if text:
                    yield e.TextReplaced(id, text)
                yield e.MessageUpdated(id, "regenerating", done, note)
                yield from _task(wire, "running", done)
            case MessageRegenerated(message_id=id, content=text):
                yield e.TextReplaced(id, text)
                yield e.MessageFinished(id)
                yield from _task(wire, "completed", 1.0)
            case RegenerationError(message_id=id, error=error):
                yield e.MessageUpdated(id, "failed", note=error)
                yield e.ErrorReported(error, "regeneration", message_id=id)
                yield from _task(wire, "failed")
            case MessageEdited(message_id=id, content=text, role=role):
                yield e.TextReplaced(id, text, role, edited=True)
                yield e.MessageFinished(id)
            case MessageDeleted(deleted_message_ids=ids):
                yield from map(e.MessageRemoved, ids)
            case ThoughtProcessStart(thinking_about=title, message_id=message):
                yield e.ThoughtStarted(self._begin(wire), title, message)
            case ThoughtProcessStep(step=title, reasoning=text, message_id=message):
                parent = self._current(wire)
                self.steps[parent] = count = self.steps.get(parent, 0) + 1
                id = f"{parent}/step-{count}" if parent else f"step-{count}"
                # A step is where its thought is; only one without a thought needs a place of its own.
                yield e.ThoughtStarted(id, title, "" if parent else message, kind="step", parent=parent)
                if text:
                    yield e.ThoughtAdded(id, text)
                yield e.ThoughtFinished(id)
            case ThoughtProcessComplete(conclusion=conclusion):
                id = self._current(wire) or self._begin(wire)
                self.open = {key: thought for key, thought in self.open.items() if thought != id}
                yield e.ThoughtFinished(id, conclusion)
            case StatusUpdate(status=status, message=message):
                note = ": ".join(filter(None, (status, message)))
                yield e.RunProgressed(from_percent(wire.progress), note)
            case Keepalive(uptime=uptime):
                yield e.HeartbeatReceived(uptime)
            case Connection():
                yield from greeted(wire)
            case Failed(message=message, original_event=event):
                yield e.ErrorReported(message, detail=f"while sending {event!r}" if event else "")

    def _begin(self, wire: Thinking) -> str:
        key = wire.task_id or wire.message_id or "thought"
        self.begun[key] = count = self.begun.get(key, 0) + 1
        self.open[key] = thought = key if count == 1 else f"{key}-{count}"
        return thought

    def _current(self, wire: Thinking) -> str:
        """Return the id of the open thought that is meant, the newest if none is named, or nothing."""
        key = wire.task_id or wire.message_id
        return self.open.get(key, "") if key else next(reversed(self.open.values()), "")


def _task(wire: Regeneration, how: e.TaskStatus, done: float | None = None, query: str = "") -> Iterator[e.Event]:
    if wire.task_id:
        yield e.TaskUpdated(wire.task_id, query, how, done)
