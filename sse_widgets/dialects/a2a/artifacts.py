"""Artifacts of A2A: pieces of text that grow, files, and snapshots that say again what was said."""

import json
from collections.abc import Iterator
from typing import NamedTuple
from zlib import crc32

from sse_widgets import events as e
from sse_widgets.dialects.a2a.wire import Artifact, Part
from sse_widgets.dialects.media import data_url, kind_of, language_of
from sse_widgets.events import Event
from sse_widgets.structures.remembered import Remembered


class _Told(NamedTuple):
    """What was told of the text of an artifact: not the text itself, it can be long."""

    size: int
    sum: int
    version: int


class Artifacts:
    """Reads the artifacts of a stream."""

    def __init__(self) -> None:
        self._told: Remembered[_Told] = Remembered()
        self._files: Remembered[int] = Remembered()

    def read(self, artifact: Artifact, *, append: bool = False, whole: bool = False) -> Iterator[Event]:
        """Yield what an artifact, or a piece of one, says.

        Args:
            artifact: of an update or of a snapshot.
            append: whether it goes on with what was told of it.
            whole: whether it is of a snapshot, which may only say again what was said.
        """
        id = artifact.artifact_id
        texts = [part for part in artifact.parts if part.text is not None]
        data = [part for part in artifact.parts if part.data is not None]
        text = "".join(part.text or "" for part in texts) or "\n".join(_as_json(part) for part in data)
        if text or not artifact.parts:
            yield from self._text(artifact, (texts or data or [Part()])[0], text, append, whole)
        elif not append:
            self._told.pop(id, None)
        self._files[id] = self._files.get(id, 0) if append else 0
        for part in artifact.parts:
            if (url := _address(part)) is not None:
                yield self._file(artifact, part, url)

    def _text(self, artifact: Artifact, part: Part, text: str, append: bool, whole: bool) -> Iterator[Event]:
        id = artifact.artifact_id
        old = self._told.get(id)
        more = text if append else self._rest(old, text) if whole else None
        if old and more is not None:
            self._told[id] = _Told(old.size + len(more), _sum(more, old.sum), old.version)
            if more:
                yield e.ArtifactAdded(id, more)
            return
        self._told[id] = _Told(len(text), _sum(text), old.version + 1 if old else 1)
        kind = kind_of(part.mime, artifact.name)
        yield e.ArtifactOpened(
            id,
            "data" if part.data is not None else "markdown" if kind == "file" else kind,
            text,
            artifact.name,
            language_of(part.mime, artifact.name),
            self._told[id].version,
            "agent",
            mime=part.mime,
        )

    def _rest(self, old: _Told | None, text: str) -> str | None:
        """Return what a snapshot says beyond what was told, None if it says something else."""
        return text[old.size :] if old and _sum(text[: old.size]) == old.sum else None

    def _file(self, artifact: Artifact, part: Part, url: str) -> Event:
        id = artifact.artifact_id
        number = self._files[id] = self._files[id] + 1
        place = id if number == 1 and id not in self._told else f"{id}/file-{number}"
        name = part.name or artifact.name
        kind, language = kind_of(part.mime, name), language_of(part.mime, name)
        title = artifact.name or name
        return e.ArtifactOpened(
            place, kind, title=title, language=language, version=1, origin="agent", url=url, mime=part.mime
        )


def files_in(parts: list[Part], place: str, message_id: str) -> Iterator[Event]:
    """Yield the files that came with a message.

    Args:
        parts: of the message.
        place: what their ids begin with.
        message_id: of the message, empty if it is not shown.
    """
    for number, part in enumerate(parts):
        if (url := _address(part)) is not None:
            kind, language = kind_of(part.mime, part.name), language_of(part.mime, part.name)
            yield e.ArtifactOpened(
                f"{place}/file-{number}",
                kind,
                title=part.name,
                language=language,
                version=1,
                url=url,
                mime=part.mime,
                message_id=message_id,
            )


def _address(part: Part) -> str | None:
    return data_url(part.mime, part.base64) if part.base64 else part.address


def _as_json(part: Part) -> str:
    return json.dumps(part.data, ensure_ascii=False, indent=2)


def _sum(text: str, before: int = 0) -> int:
    return crc32(text.encode("utf-8", "surrogatepass"), before)
