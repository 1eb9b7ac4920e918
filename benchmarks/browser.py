"""A browser without a page: it counts what is sent to it, keeps the document, and acknowledges."""

import json
import threading
from typing import Any

from sse_widgets import patches
from sse_widgets.widgets import RunModel

ENVELOPE = 640
"""Bytes that Jupyter adds to a comm message: header, parent header, metadata, signature, delimiters (measured)."""


class Browser:
    """Stands in for the comm of a hidden model."""

    def __init__(self, model: RunModel, *, acknowledges: bool = True) -> None:
        self._model = model
        self._acknowledges = acknowledges
        self._lock = threading.Lock()
        self.messages = 0
        self.bytes = 0
        self.seq = 0
        self.document: Any = None
        self.gaps = 0
        model.send = self._receive  # type: ignore[method-assign]  # the very seam: what would go to the comm

    def hello(self) -> None:
        """Greet the kernel, as a page does that has just been opened."""
        self._tell({"kind": "hello"})

    def _tell(self, message: dict[str, Any]) -> None:
        self._model._receive(self._model, message, [])

    def _receive(self, content: dict[str, Any], buffers: list[bytes] | None = None) -> None:
        size = len(json.dumps(content, ensure_ascii=False).encode()) + sum(map(len, buffers or ()))
        with self._lock:
            self.messages += 1
            self.bytes += size + ENVELOPE
            self._take(content, buffers)

    def _take(self, content: dict[str, Any], buffers: list[bytes] | None) -> None:
        match content["kind"]:
            case "snapshot":
                self.document = json.loads(buffers[0]) if buffers else content["document"]
                self.seq = content["seq"]
            case "patch" if content["seq"] == self.seq + 1:
                self.document = patches.apply(self.document, content["ops"])
                self.seq = content["seq"]
            case "patch":
                self.gaps += 1
        if self._acknowledges:
            self._tell({"kind": "ack", "seq": self.seq})
