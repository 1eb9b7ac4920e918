"""The lines of a recording: a header, then one JSON object per frame.

duckdb, polars and Spark read the file as it is: every line has the columns `at`, `event`, `data`, `id` and
`retry`, of one type each. The header is the row whose `event` is empty.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final

from sse_widgets.errors import RecordingError
from sse_widgets.frame import Frame
from sse_widgets.redact import redact_url, safe_headers

FORMAT: Final = "sse_widgets"
VERSION: Final = 1
START: Final = f'{{"format":"{FORMAT}",'.encode()
LONGEST: Final = 1e15  # seconds; no float that passes for a time is infinite or not a number


@dataclass(frozen=True)
class Recording:
    """A recorded run: what decoding depends on, and the frames as they came."""

    title: str = ""
    description: str = ""
    dialect: str = ""
    """The name of the dialect if it was forced; "" if it was found by looking at the stream."""
    rules: str = ""
    """The rules of that dialect as JSON, if it was a table of plain data; they are nowhere else."""
    url: str = ""
    """Scheme, host, port and path only."""
    method: str = "GET"
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    """Response headers, names in lower case; only those that are safe to keep."""
    started: str = ""
    """When the stream was opened, as ISO 8601."""
    frames: Sequence[Frame] = ()
    damage: tuple[str, ...] = ()
    """Sentences about lines that could not be read; never written."""

    @property
    def spoken(self) -> str | Mapping[str, Any] | None:
        """What to read it with: the name of a dialect, or the rules of a table; None to find out."""
        if self.rules:
            table: Mapping[str, Any] = json.loads(self.rules)
            return table
        return self.dialect or None


_HEADER: Final = tuple(each for each in fields(Recording) if each.name not in ("frames", "damage"))

_COLUMNS: Final = {"at": 0.0, "event": "", "data": "", "id": "", "retry": 0}
"""The columns of the frames, in the header too: what guesses types looks at the first lines only."""


def encode_header(recording: Recording) -> str:
    """Return the first line of a recording, without line end; what is not safe to keep is left out."""
    known = {each.name: getattr(recording, each.name) for each in _HEADER}
    known |= {"url": redact_url(recording.url), "headers": safe_headers(recording.headers)}
    return encode_json({"format": FORMAT, "version": VERSION, **known, **_COLUMNS})


def encode_frame(frame: Frame) -> str:
    """Return the line of a frame, without line end; with every column, for what reads JSON Lines as a table."""
    event, data, id, retry, at = frame
    return encode_json({"at": at, "event": event, "data": data, "id": id, "retry": retry})


def encode_json(value: Any) -> str:
    """Return compact JSON that UTF-8 can hold: texts as they are, unless they have lone surrogates.

    Two lone surrogates in a row that make a pair are read as the one character they stand for.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        text = json.dumps(value, separators=(",", ":"), allow_nan=False)
    return text


def decode_header(path: str, line: bytes) -> Recording:
    """Return what the first line of a recording says, still without frames.

    Raises:
        RecordingError: it is no header, or not one of this version, or has values of the wrong type.
    """
    try:
        header = json.loads(line.decode())
    except (ValueError, RecursionError):
        header = None
    if header is None and line.startswith(START):
        raise RecordingError(path, "the header was cut off or damaged, and nothing can be read without it; mend it", 1)
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise RecordingError(path, f'is JSON, but no recording: its first line must have "format":"{FORMAT}"', 1)
    version = header.get("version")
    if version != VERSION:
        newer = type(version) is int and version > VERSION
        way_out = "install a newer sse_widgets to read it" if newer else "mend the header"
        raise RecordingError(path, f"has version {version!r}, this can read {VERSION}; {way_out}", 1)
    known: dict[str, Any] = {}
    for each in _HEADER:
        value = header.get(each.name)
        if value is None:
            continue
        if each.name == "headers":
            fits = isinstance(value, dict) and all(isinstance(text, str) for text in value.values())
        else:
            fits = type(value) is (int if each.name == "status" else str) and (
                each.name != "rules" or _are_rules(value)
            )
        if not fits:
            raise RecordingError(path, f"{each.name!r} in the header has the wrong type; mend or delete it", 1)
        known[each.name] = value
    return Recording(**known)


def _are_rules(text: Any) -> bool:
    try:
        return not text or isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def is_cut_header(line: bytes) -> bool:
    """Return whether a first line is a header of which a crash left only a part."""
    return not line.endswith(b"\n") and (line.startswith(START) or START.startswith(line))


def decode_frame(path: str, n: int, line: bytes) -> Frame:
    """Return the frame that line number `n` holds.

    Raises:
        RecordingError: it holds none; says why.
    """
    try:
        return _frame(json.loads(line.decode()))
    except TypeError as error:
        fact = str(error)
    except (ValueError, RecursionError) as error:
        fact = _no_json(error)
    raise RecordingError(path, f"{fact}; mend or delete this line", n)


def _no_json(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "is not UTF-8"
    return f"is not JSON ({error.msg})" if isinstance(error, json.JSONDecodeError) else "is not JSON"


def _frame(value: Any) -> Frame:
    if not isinstance(value, dict):
        raise TypeError("is no frame, which would be a JSON object")
    event, data, id = value.get("event", "message"), value.get("data", ""), value.get("id", "")
    retry, at = value.get("retry"), value.get("at", 0.0)
    for name, text in (("event", event), ("data", data), ("id", id)):
        if not isinstance(text, str):
            raise TypeError(f"{name!r} must be a string")
    if type(retry) not in (int, type(None)):
        raise TypeError("'retry' must be a whole number of milliseconds")
    if type(at) not in (int, float) or not -LONGEST < at < LONGEST:
        raise TypeError("'at' must be a number of seconds")
    return Frame(event, data, id, retry, float(at))
