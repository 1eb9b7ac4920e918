"""The reader of items: whatever an iterator yields becomes frames, text as the stream that it is a piece of."""

import re
from collections.abc import Callable, Iterable
from typing import Any, Literal

from sse_widgets.decoder import Decoder
from sse_widgets.frame import STUCK, Frame
from sse_widgets.json_decoder import AnyDecoder, ValueDecoder
from sse_widgets.lifecycle import unfinished
from sse_widgets.sources.sdk_items import framed

_FIELD = re.compile(rb"(data|event|id|retry)?:|\Z")
_LINE_END = re.compile(rb"[\r\n]")


class ItemReader:
    """Turns items into frames: objects one by one, bytes and text by what they turn out to be.

    Text is pieces of an event stream cut anywhere, or its lines without their ends, or JSON documents
    one after another. The first pieces tell.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        """Prepare.

        Args:
            clock: returns seconds since the stream opened.
        """
        self._clock = clock
        self._decoder: AnyDecoder = Decoder()
        self._kind: Literal["", "pieces", "lines", "json"] = ""
        self._held: bytes | None = None
        """The first piece, while it does not tell."""

    def read(self, item: Any) -> Iterable[Frame]:
        """Return the frames that an item completes. Never raises."""
        at = self._clock()
        if isinstance(item, bytes | bytearray | memoryview):
            return self._text(bytes(item), at)
        if isinstance(item, str):
            return self._text(item.encode("utf-8", "replace"), at)
        if isinstance(item, Frame) and item.event == STUCK:
            return ()  # they come at times of their own, so who is stuck is noticed anew
        return (framed(item, at),)

    def _text(self, piece: bytes, at: float) -> Iterable[Frame]:
        if not self._kind:
            if self._held is None and not piece.strip():
                return ()  # nothing is said before the first piece that says something
            if not self._tells(piece):
                self._held = piece
                return ()
            if self._held is not None:
                held, self._held = self._held, None
                return [*self._as_told(held, at), *self._as_told(piece, at)]
        return self._as_told(piece, at)

    def _tells(self, piece: bytes) -> bool:
        """Whether it is clear by now what the pieces are."""
        if self._held is None and piece.lstrip()[:1] in (b"{", b"["):
            self._kind, self._decoder = "json", ValueDecoder()
        elif _LINE_END.search(piece):
            self._kind = "pieces"
        elif self._held is not None:
            whole = _FIELD.match(self._held) and _FIELD.match(piece)
            self._kind = "lines" if whole else "pieces"
        return bool(self._kind)

    def _as_told(self, piece: bytes, at: float) -> Iterable[Frame]:
        return self._decoder.feed(piece + b"\n" if self._kind == "lines" else piece, at)

    def end(self) -> Iterable[Frame]:
        """Return what remains when there are no more items."""
        at = self._clock()
        held, self._held = self._held, None
        last = [*self._decoder.feed(held, at)] if held else []
        return *last, *unfinished(self._decoder.pending, at), *self._decoder.close()
