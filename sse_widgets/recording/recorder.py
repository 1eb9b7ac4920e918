"""The recorder: every frame of a run to disk as it comes, over reconnections and crashes."""

import threading
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, count
from pathlib import Path

from sse_widgets import recording
from sse_widgets.errors import RecordingError
from sse_widgets.frame import CLOSED, Frame
from sse_widgets.recording import Recording, Writer


class Recorder:
    """Writes while its run is being read; closed between two readings, gone on with at the next."""

    def __init__(self, header: Callable[[], Recording], complain: Callable[[str], None]) -> None:
        """Prepare; nothing is recorded yet.

        Args:
            header: returns what to write into the header.
            complain: told in a sentence when a frame cannot be written.
        """
        self._header = header
        self._complain = complain
        self._lock = threading.Lock()
        self._writer: Writer | None = None
        self._path: Path | None = None
        self._secrets: tuple[str, ...] = ()
        self._anew = False

    def begin(self, path: str | Path, secrets: tuple[str, ...], *, append: bool) -> None:
        """Write every frame from now on to `path`.

        Args:
            path: a new file, or a recording to go on with; where a whole one is, a name beside it is taken.
            secrets: values that must not be in the file.
            append: whether to go on with what is there.

        Raises:
            RecordingError: the file cannot be written, or is something else.
        """
        self._anew = False
        self._path = Path(path) if append else self._free(Path(path))
        self._secrets = secrets
        self._writer = Writer(self._path, self._header, secrets=secrets, append=append)

    def _free(self, path: Path) -> Path:
        """Return `path`, or a name beside it if a recording is there: nothing received is ever lost."""
        names = (path.with_stem(f"{path.stem}-{n}") for n in count(2))
        free = next(name for name in chain((path,), names) if recording.is_blank(name))
        if free != path:
            recording.read(path)  # or say that it is something else
            self._complain(f"{path} holds a run already; this one is recorded to {free}")
        return free

    def resume(self) -> None:
        """Go on with the file that was closed, if there is one."""
        if self._writer is None and self._path is not None:
            self.begin(self._path, self._secrets, append=not self._anew)

    def begin_anew(self) -> None:
        """Record what follows to a file of its own."""
        self._anew = True

    def write(self, frames: Iterable[Frame]) -> None:
        """Write frames; one that cannot be written is complained of and the others are written."""
        with self._lock:
            for frame in frames if self._writer else ():
                self._put(frame)

    def _put(self, frame: Frame) -> None:
        try:
            if self._writer is not None:
                self._writer.write(frame)
        except RecordingError as error:
            self._complain(f"a frame is missing in the recording: {error}")

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()


def broken_off(path: Path) -> Sequence[Frame]:
    """Return the frames of a recording that a crash cut off; none if it is whole, or not there.

    Raises:
        RecordingError: it was cut off where no server could go on: it gave no ids.
    """
    if recording.is_blank(path):
        return ()
    frames = recording.read(path).frames
    if not frames or frames[-1].event == CLOSED:
        return ()
    if any(not frame.event.startswith("@") for frame in frames) and not any(frame.id for frame in frames):
        fact = (
            "holds a run that broke off, and its server gave no ids to go on from; sw.load reads it. Record to another"
        )
        raise RecordingError(str(path), fact)
    return frames
