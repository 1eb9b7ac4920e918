"""Decoder: bytes to frames, by the rules of WHATWG HTML 9.2.5 and 9.2.6; no I/O and no clock."""

import re
from typing import Final

from sse_widgets.frame import COMMENT, GAP, Frame
from sse_widgets.lifecycle import note

BOM: Final = b"\xef\xbb\xbf"
MAX_EVENT_BYTES: Final = 16 * 2**20
LONGEST_NAME: Final = len(b"event:")
SHORT: Final = 4096  # the beginning of a line that is quicker read again than put aside
MAX_RETRY_DIGITS: Final = 15  # 30,000 years of milliseconds; and int() refuses more than 4,300 digits

# Either one whole event in its usual form, or a block of any other form, up to its blank line if that has come.
# Whatever needs a second thought (no value, NUL in an id, '@' in a name) is left to the second alternative.
_ID: Final = rb"(?:id: ?+([^\n\0]++)\n)?+"
_BLOCKS: Final = re.compile(
    _ID + rb"(?:event: ?+([^\n@][^\n]*+)\n)?+" + _ID + rb"data: ?+([^\n]*+)\n" + _ID + rb"\n"
    rb"|((?:[^\n]++\n)++\n?+|\n)"
)
_make: Final = tuple.__new__  # a third of what calling Frame costs


class Decoder:
    """What a stream's bytes mean, so far.

    A line end counts as soon as it is there: a CR ends its line at once, and the LF that may follow, even in
    the next chunk, is skipped. An event that the stream cuts off is discarded, and its id with it. A server's
    event name that begins with '@' gets a backslash before it, since frames with such names are made on our side.

    Args:
        max_event_bytes: an event whose lines add up to more is skipped, without being held,
            and reported by a `@gap` frame in its place. At least 6.
        comments: whether comment lines become `@comment` frames.
        last_event_id: the id to start from, when this stream resumes another.

    Raises:
        ValueError: `max_event_bytes` is too small for the name of a field.
    """

    last_event_id: str
    """The id to resume from: that of the last complete block that had one."""
    retry: int | None
    """The last reconnection time that the server sent, in milliseconds."""

    def __init__(self, max_event_bytes: int = MAX_EVENT_BYTES, comments: bool = False, last_event_id: str = "") -> None:
        if max_event_bytes < LONGEST_NAME:
            raise ValueError(f"max_event_bytes is {max_event_bytes}; it must be at least {LONGEST_NAME}")
        self.last_event_id = last_event_id
        self.retry = None
        self._max = max_event_bytes
        self._fields = (b"data:", b"event:", b"id:", b"retry:", *((b":",) if comments else ()))
        self._comments = comments
        self._between = False  # whether a block is next, with nothing pending
        self._begin_stream()

    def feed(self, chunk: bytes, at: float = 0.0) -> list[Frame]:
        """Return the frames that `chunk` completes, each stamped with `at` (seconds). Never raises."""
        if len(chunk) > self._max:  # in pieces, so that no event inside a piece can be too large
            pieces = (chunk[start : start + self._max] for start in range(0, len(chunk), self._max))
            return [frame for piece in pieces for frame in self.feed(piece, at)]
        if self._between and chunk.endswith(b"\n\n") and b"\r" not in chunk:
            if chunk.startswith(b"data: ") and chunk.find(b"\n") == len(chunk) - 2:  # by far the most common chunk
                return [_make(Frame, ("message", chunk[6:-2].decode("utf-8", "replace"), self.last_event_id, None, at))]
            return self._blocks(chunk, at)
        self._at = at
        chunk = self._with_lf(chunk)
        if not self._open and 0 < len(self._held) < min(SHORT, self._max - len(chunk)) and b"\n" in chunk:
            chunk = bytes(self._held) + chunk
            self._held.clear()
        frames: list[Frame] = []
        start = self._finish(chunk, at, frames)
        end = chunk.rfind(b"\n", start) + 1
        if end:
            frames += self._blocks(chunk[start:end], at)
        if rest := chunk[end or start :]:
            self._hold(rest)
        self._between = not (self._head is not None or self._after_cr or self._open or self._held or self._dropping)
        return frames

    def _blocks(self, lines: bytes, at: float) -> list[Frame]:
        """Read whole lines, of which the first begins a block."""
        frames: list[Frame] = []
        last_id = self.last_event_id
        for id1, event, id2, data, id3, block in _BLOCKS.findall(lines):
            if block:
                for line in block.split(b"\n")[:-1]:
                    self._line(line, at, frames)
                last_id = self.last_event_id
                continue
            if id1 or id2 or id3:
                self.last_event_id = last_id = _text(id3 or id2 or id1)
            name = _text(event) if event else "message"
            frames.append(_make(Frame, (name, data.decode("utf-8", "replace"), last_id, None, at)))
        return frames

    def close(self) -> list[Frame]:
        """Return what is left to report at the end of the stream; be ready for the next one, from its first byte."""
        frames = [self._gap(self._at)] if self._oversized else []
        self._begin_stream()
        return frames

    @property
    def pending(self) -> int:
        """How many bytes of an event that is not complete are held; the end of the stream discards them."""
        return len(self._held) + self._size

    def _begin_stream(self) -> None:
        self._between = False
        self._head: bytes | None = b""  # what may become a byte-order mark
        self._after_cr: bool = False
        self._held: bytearray = bytearray()  # the beginning of a line
        self._dropping: bool = False  # the rest of this line is of no use
        self._at = 0.0
        self._begin_block()

    def _begin_block(self) -> None:
        self._open: bool = False
        self._data: list[bytes] = []
        self._event = ""
        self._id: str | None = None
        self._retry: int | None = None
        self._size = 0
        self._oversized = False

    def _with_lf(self, chunk: bytes) -> bytes:
        """Return the chunk without the byte-order mark that may open a stream, and with LF for every line end."""
        if self._head is not None:
            chunk = self._head + chunk
            if len(chunk) < len(BOM) and BOM.startswith(chunk):
                self._head = chunk
                return b""
            self._head = None
            chunk = chunk.removeprefix(BOM)
        if self._after_cr and chunk:
            self._after_cr = False
            chunk = chunk.removeprefix(b"\n")
        if b"\r" in chunk:
            self._after_cr = chunk.endswith(b"\r")
            chunk = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        return chunk

    def _finish(self, chunk: bytes, at: float, frames: list[Frame]) -> int:
        """Read the line and the block that earlier chunks began; return where the next block starts."""
        start = 0
        while self._open or self._held or self._dropping:
            end = chunk.find(b"\n", start)
            if end < 0:
                break
            line = chunk[start:end]
            start = end + 1
            if self._held:
                self._hold(line)
                line = bytes(self._held)
                self._held.clear()
            if self._dropping:
                self._dropping = False
            else:
                self._line(line, at, frames)
        return start

    def _hold(self, part: bytes) -> None:
        """Keep a part of a line that has no end yet, unless it is certain to be of no use."""
        if self._dropping:
            return
        self._held += part
        held = self._held
        if len(held) >= LONGEST_NAME and not held.startswith(self._fields):
            self._dropping = True
        elif len(held) > self._max:
            self._dropping = True
            if not held.startswith((b":", b"retry:")):
                self._skip_event()
        elif held.startswith((b"data:", b"event:")) and (self._oversized or self._size + len(held) > self._max):
            self._dropping = True
            self._skip_event()
        if self._dropping:
            self._held.clear()

    def _line(self, line: bytes, at: float, frames: list[Frame]) -> None:
        if not line:
            self._blank(at, frames)
            return
        name, _, value = line.partition(b":")
        if value.startswith(b" "):
            value = value[1:]
        match name:
            case b"":
                if self._comments:
                    frames.append(Frame(COMMENT, _text(value), self.last_event_id, at=at))
            case b"retry":
                if value.isdigit() and len(value) <= MAX_RETRY_DIGITS:  # of bytes, isdigit() is true for 0 to 9 only
                    self.retry = self._retry = int(value)
                    self._open = True
            case b"data" | b"event" | b"id":
                self._open = True
                self._size += len(line)
                if self._size > self._max:
                    self._skip_event()
                if name == b"id":
                    if b"\0" not in value:
                        self._id = _text(value)
                elif self._oversized:
                    self._size = 0
                elif name == b"data":
                    self._data.append(value)
                else:
                    self._event = _text(value)

    def _blank(self, at: float, frames: list[Frame]) -> None:
        if self._id is not None:
            self.last_event_id = self._id
        if self._oversized:
            frames.append(self._gap(at))
        elif self._data:
            event = "\\" + self._event if self._event.startswith("@") else self._event or "message"
            frames.append(Frame(event, _text(b"\n".join(self._data)), self.last_event_id, self._retry, at))
        self._begin_block()

    def _skip_event(self) -> None:
        """Give up the event; its id still counts, else a resume would bring the same event again."""
        self._open = self._oversized = True
        self._size = 0
        self._data.clear()

    def _gap(self, at: float) -> Frame:
        gap = note(GAP, at, reason=f"an event of more than {self._max} bytes was skipped")
        return gap._replace(id=self.last_event_id)


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")
