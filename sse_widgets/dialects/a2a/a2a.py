"""a2a: the Agent2Agent protocol, 1.0 over JSON-RPC and over REST, and 0.3.

`POST` of a message; the answer is `data: {json}` frames, each a JSON-RPC response with the same id, or
bare over REST: a task as it is, a message, news of its status or of an artifact. Whether a run is over is
told by the state of its task, not by `final`. A subscription to a task begins with a snapshot of it.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from sse_widgets import events as e
from sse_widgets.dialects.a2a.artifacts import Artifacts, files_in
from sse_widgets.dialects.a2a.renewal import renewed
from sse_widgets.dialects.a2a.wire import MODELS, ArtifactUpdate, Message, Status, StatusUpdate, Task, payload
from sse_widgets.dialects.dialect import Fit
from sse_widgets.dialects.failure import failure
from sse_widgets.dialects.wire import check, epoch, parse
from sse_widgets.events import Event
from sse_widgets.frame import OPENED, Frame
from sse_widgets.onward import Asked, Onward

_TASK: dict[str, e.TaskStatus] = {
    "submitted": "pending",
    "working": "running",
    "completed": "completed",
    "failed": "failed",
    "rejected": "failed",
    "canceled": "cancelled",
    "input-required": "pending",
    "auth-required": "pending",
}
_END: dict[str, e.EndStatus] = {
    "completed": "completed",
    "failed": "failed",
    "rejected": "failed",
    "canceled": "cancelled",
    "input-required": "awaiting_input",
    "auth-required": "awaiting_input",
}
TITLE = 80
"""Characters of a request that make the title of its task."""


class A2a:
    """The Agent2Agent protocol."""

    name: ClassVar[str] = "a2a"
    announces_end: ClassVar[bool] = True
    has_heartbeats: ClassVar[bool] = False

    def __init__(self) -> None:
        self._task = ""
        self._id = ""
        """Of the task, where there is one."""
        self._renewed = self._refused = False
        self._count = 0
        self._artifacts = Artifacts()

    @classmethod
    def fit(cls, name: str, body: Any, headers: Mapping[str, str]) -> Fit:
        """Tasks, their updates and messages with parts are A2A's alone; an error of JSON-RPC is not."""
        if not isinstance(body, dict):
            return Fit.NO
        if payload(body) is not None:
            return Fit.YES
        return Fit.MAYBE if body.get("jsonrpc") == "2.0" and "error" in body else Fit.NO

    def noticed(self, frame: Frame) -> Iterable[Event]:
        """After a reconnection an error may only mean that the task has ended meanwhile."""
        if frame.event == OPENED:
            self._renewed = bool(self._task)
        return ()

    def onward(self, asked: Asked) -> Onward | None:
        """A task can be subscribed to again, and asked about once it has ended."""
        return renewed(asked, self._id, over=self._refused) if self._id else None

    def decode(self, frame: Frame) -> Iterable[Event]:
        """Return what one frame says."""
        body = parse(frame.data)
        if not isinstance(body, dict):
            raise ValueError("expected a JSON object")
        if body.get("error"):
            if self._renewed and not self._refused:
                self._refused, told = True, failure(body)
                return (e.Logged(f"the task cannot be subscribed to again: {told.message}", "warning"),)
            return (failure(body),)
        self._renewed = False
        held = payload(body)
        if held is None:
            result = body.get("result")
            return (e.FrameUnknown(next(iter(result if isinstance(result, dict) else body), frame.event)),)
        name, fields = held
        wire = check(MODELS[name], fields)
        events = list(self._read(wire))
        sent = epoch(wire.status.timestamp) if isinstance(wire, Task | StatusUpdate) else None
        for event in events:
            object.__setattr__(event, "server_time", sent)
        return events

    def _read(self, wire: Any) -> Iterator[Event]:
        match wire:
            case Task(id=id):
                yield from self._begin(id, wire.context_id)
                title = next((text for said in wire.history if (text := _text(said))), "")
                yield e.TaskUpdated(id, title.partition("\n")[0][:TITLE])
                for said in wire.history:
                    yield from self._said(said)
                for artifact in wire.artifacts:
                    yield from self._artifacts.read(artifact, whole=True)
                yield from self._metadata(wire.metadata)
                yield from self._status(id, wire.status)
            case StatusUpdate(task_id=id):
                yield from self._begin(id, wire.context_id)
                yield from self._metadata(wire.metadata)
                yield from self._status(id, wire.status)
            case ArtifactUpdate(artifact=artifact, append=append):
                yield from self._begin(wire.task_id, wire.context_id)
                yield from self._artifacts.read(artifact, append=append)
                if wire.last_chunk:
                    yield e.ArtifactFinished(artifact.artifact_id)
            case Message():
                yield from self._begin(wire.task_id, wire.context_id)
                yield from self._said(wire)
                yield e.RunFinished()

    def _begin(self, task: str, context: str) -> Iterator[Event]:
        if (task or context) != self._task:
            self._task, self._id = task or context, task
            yield e.RunStarted(task, context)

    def _status(self, task: str, status: Status) -> Iterator[Event]:
        state = _plain(status.state)
        yield e.TaskUpdated(task, status=_TASK.get(state))
        said = status.message
        if said:
            yield from self._said(said)
        text = _text(said) if said else ""
        if state in ("failed", "rejected"):
            kind = "agent" if state == "failed" else state
            yield e.ErrorReported(text or f"the agent {state} the task and does not say why", kind, fatal=True)
        elif state in ("input-required", "auth-required"):
            id = said.message_id if said else ""
            yield e.InterruptOpened(id or f"{task}/{state}", state.replace("-", "_"), text)
        if state in _END:
            yield e.RunFinished(_END[state])

    def _said(self, said: Message) -> Iterator[Event]:
        id = said.message_id
        if not id:
            self._count += 1
            id = f"{self._task}/message-{self._count}"
        text = _text(said)
        if text or not said.parts:
            yield e.TextReplaced(id, text, "user" if _plain(said.role) == "user" else "assistant")
            yield e.MessageFinished(id)
        for number, part in enumerate(said.parts):
            if part.data is not None:
                yield e.ActivityReplaced(f"{id}/data-{number}", "data", part.data)
        yield from files_in(said.parts, id, id if text else "")

    def _metadata(self, metadata: dict[str, Any] | None) -> Iterator[Event]:
        if metadata:
            yield e.DocumentMerged(metadata)


def _text(said: Message) -> str:
    return "".join(part.text or "" for part in said.parts)


def _plain(word: str) -> str:
    """Return the name of a state or role as 0.3 has it: `TASK_STATE_INPUT_REQUIRED` is `input-required`."""
    word = word.lower().removeprefix("task_state_").removeprefix("role_").replace("_", "-")
    return "canceled" if word == "cancelled" else word
