"""The tasks of a ChatKit workflow: thoughts, searches, and whatever else somebody lists."""

from collections.abc import Iterator
from typing import Any

from sse_widgets import events as e
from sse_widgets.dialects.tables.values import said
from sse_widgets.events import Event, TaskStatus

_STATUS: dict[str, TaskStatus] = {"loading": "running", "complete": "completed"}


class Tasks:
    """Tasks that have been told, each of them whole every time."""

    def __init__(self) -> None:
        self._open: dict[str, str] = {}
        """Those that have not been said to be over, with their type."""
        self._known: set[str] = set()
        self._searched: set[str] = set()

    def told(self, id: str, task: Any) -> Iterator[Event]:
        """Yield what a task says, new or changed."""
        kind, title, status = said(task, "type"), said(task, "title"), _STATUS.get(said(task, "status_indicator"))
        self._known.add(id)
        self._open[id] = kind
        if kind == "thought":
            yield e.ThoughtStarted(id, title)
            yield e.ThoughtReplaced(id, said(task, "content"))
            if status == "completed":
                yield e.ThoughtFinished(id)
        else:
            yield e.TaskUpdated(id, title or said(task, "title_query", "content"), status)
        if status == "completed":
            del self._open[id]
        for query in _list(task, "queries"):
            if isinstance(query, str) and query not in self._searched:
                self._searched.add(query)
                yield e.SearchFinished(query)
        for source in _list(task, "sources"):
            yield from self.source(source)

    def listed(self, item: str, tasks: list[dict[str, Any]]) -> Iterator[Event]:
        """Yield what a list of tasks says of those that are new; it may leave out others, so places mean nothing."""
        streamed = any(id.startswith(f"{item}:") for id in self._known)
        for n, task in enumerate(tasks):
            if not streamed:
                yield from self.told(f"{item}:{n}", task)
            else:
                for source in _list(task, "sources"):
                    yield from self.source(source)

    def done(self, item: str) -> Iterator[Event]:
        """Yield the end of the tasks of an item."""
        for id in [id for id in self._open if id.startswith(f"{item}:")]:
            kind = self._open.pop(id)
            yield e.ThoughtFinished(id) if kind == "thought" else e.TaskUpdated(id, status="completed")

    def source(self, source: Any, message: str = "") -> Iterator[Event]:
        """Yield a source: an address, a file, or something of the server's own."""
        id, author = said(source, "url", "filename", "id", "title"), said(source, "attribution")
        if id:
            url, title, snippet = said(source, "url"), said(source, "title"), said(source, "description")
            yield e.SourceFound(id, url, title, snippet=snippet, author=author, message_id=message)


def _list(task: Any, key: str) -> list[Any]:
    value = task.get(key) if isinstance(task, dict) else None
    return value if isinstance(value, list) else []
