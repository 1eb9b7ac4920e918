"""n8n: what a workflow of n8n streams to a chat: a line of JSON a piece, of one node after another.

`{type: begin | item | end | error, content, metadata: {nodeId, nodeName, runIndex, itemIndex}}`.
"""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from sse_widgets import events as e
from sse_widgets.dialects.dialect import Fit
from sse_widgets.dialects.tables.table import Rules, Table
from sse_widgets.dialects.tables.values import said
from sse_widgets.events import Event

_STEP = "{$.metadata.nodeId}:{$.metadata.runIndex}|{$.metadata.nodeId}|$.metadata.nodeName"


class N8n(Table):
    """What n8n streams."""

    name: ClassVar[str] = "n8n"
    named_by: ClassVar[tuple[str, ...]] = ("type",)

    def __init__(self) -> None:
        self._speaking: set[str] = set()
        """The messages of nodes that have not ended."""

    @classmethod
    def fit(cls, name: str, body: Any, headers: Mapping[str, str]) -> Fit:
        """Its four types are everybody's; the node in the metadata is its own."""
        metadata = body.get("metadata") if isinstance(body, dict) else None
        named = isinstance(metadata, dict) and ("nodeName" in metadata or "nodeId" in metadata)
        return Fit.YES if named and body.get("type") in cls._rules else Fit.NO

    def _said(self, body: Any, name: str) -> Iterator[Event]:
        if text := said(body, "content"):
            id = _message(body)
            self._speaking.add(id)
            yield e.TextAdded(id, text, said(body["metadata"], "nodeName"))

    def _ended(self, body: Any, name: str) -> Iterator[Event]:
        if (id := _message(body)) in self._speaking:
            self._speaking.remove(id)
            yield e.MessageFinished(id)

    rules: ClassVar[Rules] = {
        "begin": {"event": "phase.started", "phase_id": _STEP, "title": "$.metadata.nodeName"},
        "item": _said,
        "end": [_ended, {"event": "phase.finished", "phase_id": _STEP, "title": "$.metadata.nodeName"}],
        "error": [
            {
                "event": "phase.finished",
                "when": "$.metadata.nodeName",
                "phase_id": _STEP,
                "title": "$.metadata.nodeName",
                "status": "failed",
                "error": "$.content",
            },
            {"event": "error.reported", "message": "$.content|$.message|the workflow failed", "fatal": True},
        ],
    }


def _message(body: Any) -> str:
    metadata = body.get("metadata")
    node = said(metadata, "nodeId", "nodeName")
    return ":".join(filter(None, (node, said(metadata, "runIndex"), said(metadata, "itemIndex"))))
