"""Recordings: a run on disk, as JSON Lines; a header, then one line per frame. Raw captures are read too."""

import json
from dataclasses import replace
from importlib import resources
from os.path import isdir
from pathlib import Path
from typing import Final

from sse_widgets.errors import RecordingError, suggestion
from sse_widgets.frames import GrowingFrames
from sse_widgets.recording.capture import read_frames, read_headers
from sse_widgets.recording.lines import Recording, decode_frame, decode_header
from sse_widgets.redact import safe_headers

SUFFIXES: Final = (".jsonl", ".sse", ".json", ".ndjson")

_PACKED: Final = "it is compressed: unpack it first"
_WIDE: Final = "it is UTF-16: save it as UTF-8"
_DISGUISES: Final = {
    b"\x1f\x8b": _PACKED,
    b"PK\x03\x04": _PACKED,
    b"\x28\xb5\x2f\xfd": _PACKED,
    b"\xff\xfe": _WIDE,
    b"\xfe\xff": _WIDE,
}


def read(path: str | Path) -> Recording:
    """Return the recording at `path`: JSON Lines of ours, or a raw capture, told apart by their first line.

    A raw capture is an event stream, or JSON in lines, in a list or in one document. Its frames get 0.02 s
    apart between `@opened` and `@closed`, and the headers of the `NAME.headers` file beside it. A last line
    of a recording that was cut off costs only itself, and is told in `damage`.

    Raises:
        RecordingError: there is no such file, or it is no recording, or a line in it is broken.
    """
    path = Path(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise RecordingError(str(path), _why_unreadable(path, error)) from None
    content = content.removeprefix(b"\xef\xbb\xbf")
    if not content.strip():
        raise RecordingError(str(path), "is empty; a recording begins with a header line")
    if _is_ours(path, content.lstrip().partition(b"\n")[0]):
        return _read_lines(str(path), content)
    return _read_capture(path, content)


def shipped() -> list[str]:
    """Return the names of the recordings that come with the package, sorted."""
    return sorted(_shipped())


def find(path_or_name: str | Path) -> Path:
    """Return where a recording is, given its path or the name of a shipped one.

    Raises:
        RecordingError: there is neither; says what was probably meant.
    """
    path = Path(path_or_name)
    try:
        if path.exists():
            return path
    except OSError as error:  # a name that is too long, a folder that may not be looked into
        raise RecordingError(str(path_or_name)[:200], _why_unreadable(path, error)) from None
    known = _shipped()
    name = str(path_or_name)
    if found := known.get(name) or known.get(Path(name).stem if name == path.name else ""):
        return found
    near = [str(path.with_name(each.name)) for each in _list(path.parent)]
    if choice := [*known, *near]:
        raise RecordingError(name, f"there is no such recording; {suggestion(name, choice)}")
    raise RecordingError(name, "there is no such file, and no recordings are here or in the package")


def _shipped() -> dict[str, Path]:
    folder = Path(str(resources.files("sse_widgets"))) / "recordings"
    return {path.stem: path for path in _list(folder)}


def _list(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES)
    except OSError:
        return []


def _why_unreadable(path: Path, error: OSError) -> str:
    if isdir(path):  # the method of a path raises once more
        return "is a folder; give the path of a file in it"
    if isinstance(error, FileNotFoundError):
        near = [each.name for each in _list(path.parent)]
        return "there is no such file" + (f"; {suggestion(path.name, near)}" if near else "")
    return f"cannot be read: {error.strerror or type(error).__name__}"


def _is_ours(path: Path, line: bytes) -> bool:
    """Return whether a file that begins with this line is a recording, or was meant to be one."""
    if line[:1] not in (b"{", b"["):
        return False
    try:
        first = json.loads(line)
    except (ValueError, RecursionError):
        return path.suffix == ".jsonl"
    return isinstance(first, dict) and ("format" in first or {"at", "data"} <= first.keys())


def _read_capture(path: Path, content: bytes) -> Recording:
    status, headers = read_headers(path)
    frames = read_frames(content, status)
    if not frames:
        fact = "is neither a recording nor a captured stream: there is no event in it"
        raise RecordingError(str(path), fact + _disguise(content))
    return Recording(title=path.stem, status=status, headers=safe_headers(headers), frames=frames)


def _disguise(content: bytes) -> str:
    """Return the way out, where something else was done to the file before."""
    for start, way_out in _DISGUISES.items():
        if content.startswith(start):
            return f"; {way_out}"
    return ""


def _read_lines(path: str, content: bytes) -> Recording:
    lines = content.split(b"\n")  # and nowhere else: U+2028 is legal in JSON
    header = decode_header(path, lines[0])
    frames = GrowingFrames()
    for n, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        try:
            frames.append(decode_frame(path, n, line))
        except RecordingError:
            if n < len(lines):
                raise
            return replace(header, frames=frames, damage=(f"line {n} was cut off and is left out",))
    return replace(header, frames=frames)
