"""What a mock server plays: a recording as bytes, with times, ids and places to resume from."""

from collections.abc import Iterable
from pathlib import Path

from sse_widgets.encoder import encode
from sse_widgets.frame import COMMENT, Frame
from sse_widgets.mock.resume import ResumeIndex
from sse_widgets.recording import Recording, find, read

Playable = str | Path | Recording | Iterable[Frame]
"""A path, the name of a shipped recording, a recording, or frames."""


class Script:
    """The frames of a recording as a server sends them.

    '@' frames are left out, except comments.

    Args:
        recording: what to play.
        ids: whether to number the events "1", "2", ... in place of the ids they have.
            By default only if none of them has an id, so that every recording can be resumed.

    Raises:
        RecordingError: there is no such recording, or it cannot be read.
    """

    def __init__(self, recording: Playable, ids: bool | None = None) -> None:
        if isinstance(recording, str | Path):
            path = find(recording)
            self.title, recording = path.stem, read(path)
        elif isinstance(recording, Recording):
            self.title = recording.title or "recording"
        else:
            self.title = "frames"
        self.started = recording.started if isinstance(recording, Recording) else ""
        frames = recording.frames if isinstance(recording, Recording) else recording
        played = [frame for frame in frames if frame.event == COMMENT or not frame.event.startswith("@")]
        if ids or (ids is None and not any(frame.id for frame in played)):
            played = _numbered(played)
        before = ["", *(frame.id for frame in played)]
        self.frames = tuple(played)
        self.items = [encode(frame, id) for frame, id in zip(played, before, strict=False)]
        self.times = [frame.at for frame in played]
        self.index = ResumeIndex(tuple(frame.id for frame in played))
        self.end = max((n for n, frame in enumerate(played, 1) if frame.event != COMMENT), default=0)

    def start(self, last_event_id: str) -> int | None:
        """Return the position from which a client plays; None if it has had every event.

        An id that is not in the recording is taken for none: the client gets everything.
        """
        position = self.index.after(last_event_id) if last_event_id else None
        if position is None:
            return 0
        return None if position >= self.end else position


def _numbered(frames: list[Frame]) -> list[Frame]:
    numbered, count = [], 0
    for frame in frames:
        count += frame.event != COMMENT
        numbered.append(frame._replace(id=str(count) if count else ""))
    return numbered
