"""chatkit: the thread events of OpenAI ChatKit servers.

`data:` only, told apart by `type`; the items of a thread are announced, updated and done. An item that is done may
leave out what was streamed of it: that stays. The stream has no event for its end.
"""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from sse_widgets import events as e
from sse_widgets.dialects.dialect import Fit
from sse_widgets.dialects.tables.chatkit_tasks import Tasks
from sse_widgets.dialects.tables.table import Rules, Table
from sse_widgets.dialects.tables.values import as_int, as_text, objects, said
from sse_widgets.events import Event

_ITEMS = frozenset({"thread.item.added", "thread.item.done", "thread.item.replaced"})
_ALONE = {"thread.created": "thread", "thread.updated": "thread", "thread.item.updated": "update"}
_ALONE |= {"thread.item.removed": "item_id", "stream_options": "stream_options", "progress_update": "text"}
_ALONE |= {"client_effect": "name"} | dict.fromkeys(_ITEMS, "item")
_LEVELS = {"danger": "error", "warning": "warning", "info": "info"}


class ChatKit(Table):
    """What a ChatKit server streams."""

    name: ClassVar[str] = "chatkit"
    named_by: ClassVar[tuple[str, ...]] = ("type",)

    def __init__(self) -> None:
        self._parts: dict[str, dict[int, int]] = {}
        """How many characters each part of each message has."""
        self._tasks = Tasks()

    @classmethod
    def called(cls, event: str, body: dict[str, Any]) -> str:
        """Return the type of the update of an item, or the type of the item itself."""
        kind = super().called(event, body)
        if kind == "thread.item.updated":
            return said(body.get("update"), "type") or kind
        return f"item.{said(body.get('item'), 'type')}" if kind in _ITEMS else kind

    @classmethod
    def fit(cls, name: str, body: Any, headers: Mapping[str, str]) -> Fit:
        """Its types are particular, with what each has to have; but errors and notices others have too."""
        kind = body.get("type") if isinstance(body, dict) else None
        if isinstance(kind, str) and kind in _ALONE:
            return Fit.YES if _ALONE[kind] in body else Fit.NO
        return Fit.MAYBE if kind == "notice" or (kind == "error" and "allow_retry" in body) else Fit.NO

    def _answer(self, body: Any, name: str) -> Iterator[Event]:
        item = body.get("item")
        id, contents = said(item, "id"), objects(item.get("content"))
        if body["type"] == "thread.item.added":
            yield e.MessageStarted(id)
        texts = [said(content, "text") for content in contents]
        streamed = self._parts.setdefault(id, {})
        if any(texts) and len(texts) >= len(streamed):
            streamed.update({n: len(text) for n, text in enumerate(texts)})
            yield e.TextReplaced(id, "".join(texts))
        for n, content in enumerate(contents):
            for annotation in objects(content.get("annotations")):
                yield from self._cited(id, n, annotation)
        if body["type"] != "thread.item.added":
            yield e.MessageFinished(id)

    def _part(self, body: Any, name: str) -> Iterator[Event]:
        update, id = body["update"], said(body, "item_id")
        n, content = as_int(update.get("content_index")) or 0, update.get("content")
        parts = self._parts.setdefault(id, {})
        text = said(update, "delta") if name.endswith("text_delta") else said(content, "text")
        if name.endswith("done"):
            if text and parts.get(n) != len(text) and len(parts) <= 1:
                parts[n] = len(text)
                yield e.TextReplaced(id, text)
            return
        parts[n] = parts.get(n, 0) + len(text)
        if text:
            yield e.TextAdded(id, text)

    def _annotated(self, body: Any, name: str) -> Iterator[Event]:
        update = body["update"]
        yield from self._cited(said(body, "item_id"), as_int(update.get("content_index")) or 0, update["annotation"])

    def _cited(self, message: str, part: int, annotation: Any) -> Iterator[Event]:
        source = annotation.get("source")
        id, place = said(source, "url", "filename", "id", "title"), as_int(annotation.get("index"))
        if place is not None:
            place += sum(size for n, size in self._parts.get(message, {}).items() if n < part)
        if id:
            yield from self._tasks.source(source, message)
            yield e.CitationAdded(message, id, place, place)

    def _question(self, body: Any, name: str) -> Iterator[Event]:
        if body["type"] == "thread.item.done":
            item = body.get("item")
            text = "".join(said(part, "text") for part in objects(item.get("content")))
            yield e.TextReplaced(said(item, "id"), text, "user")
            yield e.MessageFinished(said(item, "id"))

    def _workflow(self, body: Any, name: str) -> Iterator[Event]:
        item = body.get("item")
        id, workflow = said(item, "id"), item.get("workflow")
        tasks = workflow.get("tasks") if isinstance(workflow, dict) else [item.get("task")]
        yield from self._tasks.listed(id, objects(tasks))
        if body["type"] == "thread.item.done":
            yield from self._tasks.done(id)

    def _task(self, body: Any, name: str) -> Iterator[Event]:
        update = body["update"]
        yield from self._tasks.told(f"{said(body, 'item_id')}:{said(update, 'task_index')}", update.get("task"))

    def _call(self, body: Any, name: str) -> Iterator[Event]:
        item = body.get("item")
        id = said(item, "call_id", "id")
        yield e.ToolStarted(id, said(item, "name"), kind="client")
        yield e.ToolArgsReplaced(id, as_text(item.get("arguments") or {}) or "{}")
        yield e.ToolArgsFinished(id)
        if item.get("status") == "completed":
            yield e.ToolFinished(id, output=item.get("output"))

    def _asked(self, body: Any, name: str) -> Iterator[Event]:
        item = body.get("item")
        inputs = objects(item.get("inputs"))
        if item.get("status", "pending") != "pending":
            yield e.InterruptResolved(said(item, "id"))
        elif body["type"] == "thread.item.done":
            first = inputs[0] if inputs else {}
            options = tuple(filter(None, (said(option, "value") for option in objects(first.get("options")))))
            message = said(first, "question", "title", "label", "description")
            yield e.InterruptOpened(said(item, "id"), "structured_input", message, schema=inputs, options=options)
            yield e.RunFinished("awaiting_input")

    rules: ClassVar[Rules] = {
        "thread.created": {"event": "run.started", "thread_id": "$.thread.id", "title": "$.thread.title"},
        "thread.updated": [],
        "thread.item.removed": {"event": "message.removed", "message_id": "$.item_id"},
        "item.user_message": _question,
        "item.assistant_message": _answer,
        "item.workflow": _workflow,
        "item.task": _workflow,
        "item.client_tool_call": _call,
        "item.structured_input": _asked,
        "item.widget": {
            "event": "activity.replaced",
            "activity_id": "$.item.id",
            "kind": "widget",
            "content": "$.item.widget",
        },
        "item.generated_image": {
            "event": "artifact.opened",
            "when": "$.item.image.url",
            "artifact_id": "$.item.id",
            "kind": "image",
            "url": "$.item.image.url",
        },
        "item.end_of_turn": {"event": "run.finished"},
        "item.hidden_context_item": [],
        "item.sdk_hidden_context": [],
        "assistant_message.content_part.added": _part,
        "assistant_message.content_part.text_delta": _part,
        "assistant_message.content_part.done": _part,
        "assistant_message.content_part.annotation_added": _annotated,
        "workflow.task.added": _task,
        "workflow.task.updated": _task,
        "widget.root.updated": {
            "event": "activity.replaced",
            "activity_id": "$.item_id",
            "kind": "widget",
            "content": "$.update.widget",
        },
        "widget.component.updated": {
            "event": "activity.replaced",
            "activity_id": "{$.item_id}:{$.update.component_id}",
            "kind": "widget",
            "content": "$.update.component",
        },
        "widget.streaming_text.value_delta": [
            {
                "event": "text.added",
                "message_id": "{$.item_id}:{$.update.component_id}",
                "text": "$.update.delta",
            },
            {
                "event": "message.finished",
                "when": {"$.update.done": True},
                "message_id": "{$.item_id}:{$.update.component_id}",
            },
        ],
        "generated_image.updated": {
            "event": "artifact.opened",
            "artifact_id": "$.item_id",
            "kind": "image",
            "url": "$.update.image.url",
        },
        "stream_options": [],
        "progress_update": {"event": "run.progressed", "message": "$.text"},
        "client_effect": {
            "event": "activity.replaced",
            "activity_id": "$.name",
            "kind": "client_effect",
            "content": "$.data",
        },
        "notice": {
            "event": "log.added",
            "message": "{$.title}: {$.message}|$.message",
            "level": lambda body: _LEVELS.get(said(body, "level")),
        },
        "error": {
            "event": "error.reported",
            "message": "$.message|the server reports an error ({$.code})|the server reports an error",
            "kind": "$.code|agent",
            "fatal": True,
        },
    }
