"""Writing recordings: whole and atomically, or frame by frame while the stream is running."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from sse_widgets.errors import RecordingError
from sse_widgets.frame import Frame
from sse_widgets.recording.lines import (
    Recording,
    decode_frame,
    decode_header,
    encode_frame,
    encode_header,
    is_cut_header,
)
from sse_widgets.redact import Secrets

if sys.platform != "win32":  # where nobody is kept from writing twice
    from fcntl import LOCK_EX, LOCK_NB, flock

LONGEST_HEADER: Final = 2**20
PRIVATE: Final = 0o600
"""A recording may hold whatever was said in the run: it is for its owner only."""


def write(path: str | Path, recording: Recording, *, secrets: Iterable[str] = ()) -> None:
    """Write `recording` to `path`, readable by its owner only: the whole of it or nothing.

    Args:
        path: a new file, or a recording to replace.
        recording: its `damage` is not written, and only headers that are safe to keep.
        secrets: values that must not be in the file, such as tokens.

    Raises:
        RecordingError: a secret is in it, or there is another file at `path`, or it cannot be written.
    """
    path = Path(path)
    lines = _Lines(str(path), secrets)
    content = [lines.header(recording), *(lines.frame(frame) for frame in recording.frames)]
    _refuse_other(path)
    with translated(path):
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".recording-")  # made with mode 0600
        try:
            with open(descriptor, "wb") as file:
                file.writelines(content)
            os.replace(temporary, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(temporary)
            raise


class Writer:
    """A recording that grows with its run: every frame is on disk, and can be read, once `write` returns.

    Args:
        path: a new file, or a recording to replace or go on with.
        header: what to write into the header, or a function that returns it when the first frame is written,
            at which time more is known; its frames are not written.
        secrets: values that must not be in the file, such as tokens.
        append: whether to go on with the recording that is there; its header stays, a line cut off is removed.

    Raises:
        RecordingError: a secret is in the header, or there is another file at `path`, or another writer of it,
            or it cannot be written.
    """

    def __init__(
        self,
        path: str | Path,
        header: Recording | Callable[[], Recording] | None = None,
        *,
        secrets: Iterable[str] = (),
        append: bool = False,
    ) -> None:
        self.path = Path(path)
        self._lines = _Lines(str(path), secrets)
        self._header = header
        first = None if callable(header) else self._lines.header(header or Recording())
        _refuse_other(self.path)
        with translated(self.path):
            append = append and self.path.exists() and self.path.stat().st_size > 0
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), PRIVATE)
            self._file = os.fdopen(descriptor, "rb+")
            self._lock()
            if append:
                _mend(self.path)
            else:
                self._file.truncate()
            self._file.seek(0, os.SEEK_END)
            os.chmod(self.path, PRIVATE)
        self._headed = append
        if first is not None and not append:
            self._put(first)
            self._headed = True

    def _lock(self) -> None:
        """Two writers would mix their lines; the lock goes with the file."""
        if sys.platform != "win32":
            try:
                flock(self._file, LOCK_EX | LOCK_NB)
            except BlockingIOError:
                self._file.close()
                fact = "another run is recording to this file; choose another name"
                raise RecordingError(str(self.path), fact) from None
            except OSError:  # some network drives know no locks; the user is then trusted to write once
                return

    def _head(self) -> None:
        if not self._headed:
            self._put(self._lines.header(self._header() if callable(self._header) else Recording()))
            self._headed = True

    def write(self, frame: Frame) -> None:
        """Add a frame.

        Raises:
            RecordingError: a secret is in it (it is not written, the next ones may be), or the disk refuses it.
        """
        self._head()
        self._put(self._lines.frame(frame))

    def close(self) -> None:
        """Close the file; again is no error."""
        if not self._file.closed:
            self._head()
        with translated(self.path):
            self._file.close()

    def _put(self, line: bytes) -> None:
        with translated(self.path):
            self._file.write(line)
            self._file.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Writer({str(self.path)!r})"


def is_blank(path: Path) -> bool:
    """Return whether there is no file, or a recording in which a crash left no frame."""
    with translated(path):
        if not path.exists():
            return True
        with path.open("rb") as file:
            header, first = file.readline(LONGEST_HEADER), file.readline(LONGEST_HEADER)
    if first.endswith(b"\n") or is_cut_header(header):
        return not first
    try:
        decode_header(str(path), header)
    except RecordingError:
        return False
    try:
        decode_frame(str(path), 2, first)
    except RecordingError:
        return len(first) < LONGEST_HEADER
    return False


class _Lines:
    """Lines as bytes, none with a secret."""

    def __init__(self, path: str, secrets: Iterable[str]) -> None:
        self._path = path
        self._secrets = Secrets(secrets)
        self._count = 0

    def header(self, recording: Recording) -> bytes:
        line = encode_header(recording)
        if self._secrets.found_in(line, recording.title, recording.description):
            raise RecordingError(self._path, "a secret of this run is in the header; it was not written")
        return line.encode() + b"\n"

    def frame(self, frame: Frame) -> bytes:
        self._count += 1
        if self._secrets.found_in(frame.event, frame.data, frame.id):
            fact = (
                f"a secret of this run is in frame {self._count}, which was not written; the server should not send it"
            )
            raise RecordingError(self._path, fact)
        try:
            return encode_frame(frame).encode() + b"\n"
        except (ValueError, TypeError) as error:
            raise RecordingError(self._path, f"frame {self._count} cannot be written: {error}") from None


def _refuse_other(path: Path) -> None:
    """Let nobody lose a file by a slip of the pen."""
    with translated(path):
        if not path.exists():
            return
        with path.open("rb") as file:
            first = file.readline(LONGEST_HEADER)
    if is_cut_header(first):
        return
    try:
        decode_header(str(path), first)
    except RecordingError:
        fact = "is there already and is no recording of this version; it stays as it is. Choose another name"
        raise RecordingError(str(path), fact) from None


def _mend(path: Path) -> None:
    """Give the last line its end, or remove it if it was cut off."""
    content = path.read_bytes()
    start = content.rfind(b"\n") + 1
    if start == len(content):
        return
    with path.open("r+b") as file:
        try:
            if start:
                decode_frame(str(path), 0, content[start:])
            file.seek(len(content))
            file.write(b"\n")
        except RecordingError:
            file.truncate(start)


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Say of a file that cannot be written why, and what to do.

    Raises:
        RecordingError: the system refuses it.
    """
    try:
        if "\0" in str(path):
            raise RecordingError(str(path), "has a NUL in its name, which no file has; choose another name")
        yield
    except OSError as error:
        if not os.path.isdir(path.parent):  # the method of a path raises once more
            fact = "its folder does not exist; create it first"
        else:
            fact = "is a folder; give a file name" if os.path.isdir(path) else f"cannot be written: {error.strerror}"
        raise RecordingError(str(path), fact) from None
