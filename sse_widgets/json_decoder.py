"""Bodies that are JSON and no event stream: a frame a line, a frame a value, a frame for each thing in a list."""

import re
from typing import Final, Literal, Protocol, TypeAlias

from pydantic_core import from_json

from sse_widgets.decoder import BOM, MAX_EVENT_BYTES, Decoder
from sse_widgets.frame import GAP, Frame
from sse_widgets.lifecycle import note

Form: TypeAlias = Literal["events", "lines", "values"]
"""What a body is made of: server-sent events, lines of JSON, or JSON values in any layout."""

_LINES: Final = ("ndjson", "jsonl", "jsonlines", "json-lines", "json-seq")
_SPACE: Final = b" \t\r\n\x1e"
_OUTSIDE: Final = re.compile(rb'[\[\]{}",\n]')
_INSIDE: Final = re.compile(rb'["\\]')


class AnyDecoder(Protocol):
    """What makes frames of bytes: `Decoder` for server-sent events, and those of this module."""

    last_event_id: str
    retry: int | None

    @property
    def pending(self) -> int: ...
    def feed(self, chunk: bytes, at: float = 0.0) -> list[Frame]: ...
    def close(self) -> list[Frame]: ...


def form_of(content_type: str) -> Form | None:
    """Return what a body of this type is made of; None if the type does not tell."""
    kind = content_type.split(";")[0].strip().lower()
    if kind == "text/event-stream":
        return "events"
    if kind.startswith(("application/", "text/")) and kind.partition("/")[2].removeprefix("x-") in _LINES:
        return "lines"
    return "values" if kind in ("application/json", "text/json") or kind.endswith("+json") else None


def form_of_start(start: bytes) -> Form | None:
    """Return what a body is made of that begins so, its first line complete if there is one; None if it is no JSON."""
    text = start.removeprefix(BOM).lstrip()
    if not text.startswith((b"{", b"[", b'"')):
        return None
    line, newline, _ = text.partition(b"\n")
    return "lines" if newline and not line.startswith(b"[") and _is_json(line) else "values"


def decoder(
    form: Form, max_event_bytes: int = MAX_EVENT_BYTES, comments: bool = False, last_id: str = ""
) -> AnyDecoder:
    """Return what reads a body of this form, as `Decoder` is given these."""
    if form == "events":
        return Decoder(max_event_bytes, comments, last_id)
    return (LineDecoder if form == "lines" else ValueDecoder)(max_event_bytes)


class LineDecoder:
    """Lines of JSON (NDJSON, JSON Lines), a frame each; a line that is none is a frame too, for others to tell."""

    def __init__(self, max_event_bytes: int = MAX_EVENT_BYTES) -> None:
        self.last_event_id = ""
        self.retry: int | None = None
        self._max = max_event_bytes
        self._held = bytearray()
        self._dropping = False
        self._at = 0.0

    @property
    def pending(self) -> int:
        """How many bytes of a line are held that the end of the body would leave unfinished."""
        return 0 if _is_json(bytes(self._held)) else len(self._held)

    def feed(self, chunk: bytes, at: float = 0.0) -> list[Frame]:
        """Return the frames that `chunk` completes, each stamped with `at` (seconds). Never raises."""
        self._at = at
        *lines, rest = (bytes(self._held) + chunk).split(b"\n")
        self._held = bytearray(rest)
        frames = [frame for line in lines for frame in self._line(line)]
        if len(self._held) > self._max:
            self._held.clear()
            if not self._dropping:
                frames.append(_too_large(self._max, at))
            self._dropping = True
        return frames

    def _line(self, line: bytes) -> list[Frame]:
        if self._dropping:
            self._dropping = False
            return []
        if len(line) > self._max:
            return [_too_large(self._max, self._at)]
        text = line.removeprefix(BOM).strip(_SPACE)
        return [_frame(text, self._at)] if text else []

    def close(self) -> list[Frame]:
        """Return the last line, if it is whole without a line end."""
        line = bytes(self._held)
        self._held.clear()
        return self._line(line) if _is_json(line) else []


class ValueDecoder:
    """JSON values one after another, in any layout, a frame each; of a list every thing in it is a frame."""

    def __init__(self, max_event_bytes: int = MAX_EVENT_BYTES) -> None:
        self.last_event_id = ""
        self.retry: int | None = None
        self._max = max_event_bytes
        self._held = bytearray()
        self._scanned = 0
        self._depth = 0
        self._base = 0
        """1 inside the list whose things are the frames."""
        self._in_text = False
        self._dropped = False
        self._at = 0.0

    @property
    def pending(self) -> int:
        """How many bytes of a value are held that is not complete."""
        rest = bytes(self._held).strip(_SPACE)
        return 0 if _is_json(rest) else len(rest)

    def feed(self, chunk: bytes, at: float = 0.0) -> list[Frame]:
        """Return the frames that `chunk` completes, each stamped with `at` (seconds). Never raises."""
        self._at = at
        if self._dropped:
            return []
        self._held += chunk
        frames: list[Frame] = []
        start = 0
        while found := (_INSIDE if self._in_text else _OUTSIDE).search(self._held, self._scanned):
            mark, place = found[0], found.start()
            if mark == b"\\":
                if place + 1 == len(self._held):
                    break
                self._scanned = place + 2
                continue
            self._scanned = place + 1
            end = self._step(mark, place, start)
            if end is None:
                continue
            if text := bytes(self._held[start:end]).removeprefix(BOM).strip(_SPACE):
                frames.append(_frame(text, at))
            start = self._scanned if mark in b"[,\n]" and end == place else end
        else:
            self._scanned = len(self._held)
        del self._held[:start]
        self._scanned -= start
        if len(self._held) > self._max:
            self._dropped = True
            self._held.clear()
            frames.append(_too_large(self._max, at))
        return frames

    def _step(self, mark: bytes, place: int, start: int) -> int | None:
        """Go past a mark; return where a value ends there, if one does."""
        if mark == b'"':
            self._in_text = not self._in_text
        elif mark == b"[" and self._depth == 0 and not bytes(self._held[start:place]).removeprefix(BOM).strip(_SPACE):
            self._depth = self._base = 1
            return place
        elif mark in b"[{":
            self._depth += 1
        elif mark in b"]}":
            self._depth = max(0, self._depth - 1)
            if self._depth < self._base:
                self._base = 0
                return place
            return place + 1 if self._depth == self._base else None
        elif self._depth == self._base and (mark == b"\n" or self._base):
            return place
        return None

    def close(self) -> list[Frame]:
        """Return the last value, if it is whole without anything after it."""
        text = bytes(self._held).strip(_SPACE)
        self._held.clear()
        self._scanned = 0
        return [_frame(text, self._at)] if text and _is_json(text) else []


def _frame(text: bytes, at: float) -> Frame:
    return Frame("message", text.decode("utf-8", "replace"), at=at)


def _too_large(limit: int, at: float) -> Frame:
    return note(GAP, at, reason=f"an event of more than {limit} bytes was skipped")


def _is_json(text: bytes) -> bool:
    try:
        from_json(text)
    except ValueError:
        return not text.strip(_SPACE)
    return True
