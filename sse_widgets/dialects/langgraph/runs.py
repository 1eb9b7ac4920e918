"""langgraph: the runs of a LangGraph server, as `/runs/stream` and `/threads/…/runs/stream` send them.

Frames are named by the mode that was asked for, with the namespace of a subgraph after a bar:
`updates|write:TASK`. The end of the stream is the end of the run. Every mode tells the same in another
way, so a run that is told in all of them must read as in one: messages go together by their ids.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar
from urllib.parse import urljoin

from sse_widgets import events as e
from sse_widgets.dialects.dialect import Fit
from sse_widgets.dialects.failure import failure
from sse_widgets.dialects.langgraph.messages import Messages
from sse_widgets.dialects.langgraph.nodes import Nodes
from sse_widgets.dialects.langgraph.state import INTERRUPT, read_interrupts, read_values, without_messages
from sse_widgets.dialects.wire import parse
from sse_widgets.events import Event
from sse_widgets.frame import CLOSED, Frame
from sse_widgets.onward import Asked, Onward
from sse_widgets.structures.remembered import Remembered

SURE = frozenset(
    ["messages", "messages/partial", "messages/complete", "messages/metadata", "values", "updates", "tasks"]
)
QUIET = frozenset({"checkpoints", "debug", "events", "feedback"})
"""Modes that say the same once more, at great length."""
OTHERS = frozenset({"metadata", "custom", "error", "end", *QUIET})


class LangGraph:
    """The runs of a LangGraph server."""

    name: ClassVar[str] = "langgraph"
    announces_end: ClassVar[bool] = False
    has_heartbeats: ClassVar[bool] = False

    def __init__(self) -> None:
        self._messages = Messages()
        self._nodes = Nodes()
        self._places: Remembered[None] = Remembered()
        """Runs of nodes that chunks came from."""
        self._owners: Remembered[str] = Remembered()
        """The subgraph that each accumulated message belongs to."""
        self._documented = False
        """Whether the state has had anything in it besides messages."""
        self._asked = False
        self._failed = False

    @classmethod
    def fit(cls, name: str, body: Any, headers: Mapping[str, str]) -> Fit:
        """The names of its modes, the run id in `metadata` and the address of the run tell."""
        mode = name.partition("|")[0]
        if mode == "metadata" and isinstance(body, dict) and "run_id" in body:
            return Fit.YES
        if mode in SURE and isinstance(body, dict | list):
            return Fit.YES
        if mode in OTHERS:
            return Fit.YES if "/runs/" in headers.get("content-location", "") else Fit.MAYBE
        return Fit.NO

    def noticed(self, frame: Frame) -> Iterator[Event]:
        """Where the stream ends in good order the run is done, but for messages whose last chunk has not come."""
        if frame.event != CLOSED or self._failed or json.loads(frame.data or "{}").get("kind"):
            return
        for id in [] if self._messages.tells_last else self._messages.open:
            yield e.MessageFinished(id)
        if not (self._messages.tells_last and self._messages.open):
            yield from self._nodes.closed(waiting=self._asked)

    def onward(self, asked: Asked) -> Onward | None:
        """A run that was asked for with `stream_resumable` can be joined at the last id."""
        place = asked.headers.get("location") or f"{asked.headers.get('content-location', '')}/stream"
        if not asked.last_event_id or "/runs/" not in place:
            return None
        return Onward(urljoin(asked.url, place))

    def decode(self, frame: Frame) -> Iterable[Event]:
        """Return what one frame says."""
        mode, _, namespace = frame.event.partition("|")
        if mode in QUIET or not frame.data:
            return ()
        return self._read(mode, namespace, parse(frame.data))

    def _read(self, mode: str, namespace: str, body: Any) -> Iterator[Event]:
        match mode, body:
            case "messages", [{} as chunk, {} as metadata]:
                yield from self._chunk(chunk, metadata)
            case (("messages/partial" | "messages/complete"), list()):
                for message in map(_object, body):
                    final = mode == "messages/complete" or _ended(message)
                    yield from self._messages.whole(message, self._owners.get(str(message.get("id")), ""), final=final)
            case "messages/metadata", {}:
                for id, about in body.items():
                    metadata = _object(_object(about).get("metadata"))
                    self._owners[id] = _namespace(metadata)
                    yield from self._entered(metadata)
            case "values", {}:
                yield from self._nodes.entered(namespace)
                self._asked = self._asked or INTERRUPT in body
                yield from read_values(body, self._messages, namespace)
                if not namespace and ((document := without_messages(body)) or self._documented):
                    self._documented = True
                    yield e.DocumentReplaced(document)
            case "updates", {}:
                yield from self._nodes.entered(namespace)
                for node, update in body.items():
                    yield from self._updated(namespace, node, update)
            case "tasks", {"id": str(task), "name": str(node)}:
                yield from self._nodes.entered(namespace)
                yield from self._task(namespace, node, task, body)
            case "metadata", {}:
                yield from self._started(body)
            case "custom", _:
                yield from self._nodes.entered(namespace)
                yield e.ActivityReplaced(*_custom(body, namespace), body)
            case "error", _:
                self._failed = True
                yield _failure(body)
            case "end", _:
                yield from self._nodes.closed(waiting=self._asked)
                yield e.RunFinished(status=None)
            case _:
                yield e.FrameUnknown(mode)

    def _started(self, body: dict[str, Any]) -> Iterator[Event]:
        attempt = body.get("attempt")
        if type(attempt) is int and attempt > 1:
            yield from self._messages.take_back()
            yield e.Logged(f"the server tries again: attempt {attempt}", "warning")
        yield e.RunStarted(str(body.get("run_id", "")), str(body.get("thread_id", "")))

    def _chunk(self, chunk: dict[str, Any], metadata: dict[str, Any]) -> Iterator[Event]:
        place = metadata.get("langgraph_checkpoint_ns")
        if isinstance(place, str) and place not in self._places:
            self._places[place] = None
            yield from self._entered(metadata)
        yield from self._messages.chunk(chunk, _namespace(metadata))

    def _entered(self, metadata: dict[str, Any]) -> Iterator[Event]:
        """Yield that a node runs, as the metadata of a message tell."""
        place = metadata.get("langgraph_checkpoint_ns")
        if isinstance(place, str) and place:
            namespace, _, last = place.rpartition("|")
            node, _, task = last.partition(":")
            yield from self._nodes.entered(namespace)
            yield from self._nodes.started(namespace, node, task)

    def _updated(self, namespace: str, node: str, update: Any) -> Iterator[Event]:
        if node == INTERRUPT:
            self._asked = True
            yield from read_interrupts(update, namespace)
            return
        for values in update if isinstance(update, list) else [update]:
            if isinstance(values, dict):
                yield from read_values(values, self._messages, namespace)
                if not namespace and (news := without_messages(values)):
                    self._documented = True
                    yield e.DocumentMerged(news)
        if not node.startswith("__"):
            yield from self._nodes.updated(namespace, node)

    def _task(self, namespace: str, node: str, task: str, body: dict[str, Any]) -> Iterator[Event]:
        self._nodes.tells_tasks = True
        if "result" not in body and "error" not in body:
            yield from self._nodes.started(namespace, node, task)
        elif asked := body.get("interrupts"):
            self._asked = True
            yield from read_interrupts(asked, namespace)
        else:
            yield from self._nodes.ended(namespace, node, task, body.get("error"))


def _namespace(metadata: dict[str, Any]) -> str:
    """Return the namespace of the subgraph whose node a message came from, as its metadata tell."""
    place = metadata.get("langgraph_checkpoint_ns")
    return place.rpartition("|")[0] if isinstance(place, str) else ""


def _custom(body: Any, namespace: str) -> tuple[str, str]:
    """Return an id and a kind for what a node wrote to the stream by itself."""
    fields = body if isinstance(body, dict) else {}
    kind = next((kind for name in ("type", "event", "name") if isinstance(kind := fields.get(name), str)), "custom")
    id = fields.get("id")
    return "/".join(filter(None, (namespace, f"custom:{kind}", id if isinstance(id, str) else ""))), kind


def _failure(body: Any) -> Event:
    """Return the error that ended a run: `{"error": KIND, "message": …}`, or a sentence."""
    told = failure(body)
    kind = body.get("error") if isinstance(body, dict) else None
    if isinstance(kind, str) and body.get("message"):
        object.__setattr__(told, "kind", kind)
    return told


def _ended(message: dict[str, Any]) -> bool:
    """Return whether an accumulated message is complete: it knows then why it ended."""
    said = _object(message.get("response_metadata"))
    return any(said.get(name) for name in ("finish_reason", "stop_reason", "done_reason"))


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
