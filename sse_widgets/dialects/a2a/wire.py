"""The wire of A2A: 1.0 over JSON-RPC and REST, and 0.3, which names the same things by `kind`."""

from typing import Any

from pydantic import Field

from sse_widgets.dialects.wire import Wire


class File(Wire):
    """A file of 0.3."""

    uri: str | None = None
    bytes: str | None = None
    mime_type: str | None = None
    name: str | None = None


class Part(Wire):
    text: str | None = None
    raw: str | None = None
    url: str | None = None
    data: Any = None
    media_type: str | None = None
    filename: str | None = None
    file: File | None = None

    @property
    def mime(self) -> str:
        """The media type, empty if it is not said."""
        return self.media_type or (self.file.mime_type if self.file else "") or ""

    @property
    def name(self) -> str:
        """The name of the file, empty if it has none."""
        return self.filename or (self.file.name if self.file else "") or ""

    @property
    def address(self) -> str | None:
        """Where the file lies, if it does not come along."""
        return self.url or (self.file.uri if self.file else None)

    @property
    def base64(self) -> str | None:
        """The bytes of the file, if they come along."""
        return self.raw or (self.file.bytes if self.file else None)


class Message(Wire):
    message_id: str = ""
    context_id: str = ""
    task_id: str = ""
    role: str = ""
    parts: list[Part] = Field(default_factory=list)
    metadata: dict[str, Any] | None = None


class Status(Wire):
    state: str = ""
    message: Message | None = None
    timestamp: str | None = None


class Artifact(Wire):
    artifact_id: str
    name: str = ""
    parts: list[Part] = Field(default_factory=list)


class Task(Wire):
    id: str
    context_id: str = ""
    status: Status = Field(default_factory=Status)
    artifacts: list[Artifact] = Field(default_factory=list)
    history: list[Message] = Field(default_factory=list)
    metadata: dict[str, Any] | None = None


class StatusUpdate(Wire):
    task_id: str
    context_id: str = ""
    status: Status
    metadata: dict[str, Any] | None = None


class ArtifactUpdate(Wire):
    task_id: str = ""
    context_id: str = ""
    artifact: Artifact
    append: bool = False
    last_chunk: bool = False
    metadata: dict[str, Any] | None = None


MODELS: dict[str, type[Wire]] = {
    "task": Task,
    "message": Message,
    "statusUpdate": StatusUpdate,
    "artifactUpdate": ArtifactUpdate,
    "status-update": StatusUpdate,
    "artifact-update": ArtifactUpdate,
}
"""What a frame can hold, by its key in 1.0 and by its `kind` in 0.3."""


def payload(body: dict[str, Any]) -> tuple[str, dict[str, Any]] | None:
    """Return the name and the fields of what a frame holds, None if it holds nothing of A2A."""
    inner = body.get("result", body)
    if not isinstance(inner, dict):
        return None
    kind = inner.get("kind")
    if isinstance(kind, str) and kind in MODELS:
        return kind, inner
    for name in ("task", "message", "statusUpdate", "artifactUpdate"):
        held = inner.get(name)
        if isinstance(held, dict) and held.keys() & _MARKS[name]:
            return name, held
    if isinstance(inner.get("status"), dict) and "state" in inner["status"] and "id" in inner:
        return "task", inner  # the answer to a request about a task
    return None


_MARKS = {
    "task": {"id", "contextId"},
    "message": {"parts", "messageId"},
    "statusUpdate": {"status"},
    "artifactUpdate": {"artifact"},
}
