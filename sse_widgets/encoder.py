"""Frames to bytes: the way back from the decoder, for servers."""

import re
from typing import Final

from sse_widgets.frame import COMMENT, Frame

KEEP_ALIVE: Final = b": keep-alive\n\n"

_LINE_END: Final = re.compile(r"\r\n|\r|\n")  # the only three that the standard knows
_NOT_IN_A_LINE: Final = re.compile(r"[\r\n\0]")


def encode(frame: Frame, id_before: str = "") -> bytes:
    r"""Return `frame` as it goes over the wire, with the blank line that ends it; b"" for notes that stay on our side.

    What the wire cannot carry is changed as little as possible: a CR in the data becomes LF, line ends and NUL
    in an id or a name become spaces, lone surrogates become '?'.

    Args:
        frame: an event or a `@comment`.
        id_before: the id in force at the client; needed where an event takes it back.
    """
    if frame.event == COMMENT:
        return "".join(f": {line}\n" for line in _LINE_END.split(frame.data)).encode("utf-8", "replace") + b"\n"
    if frame.event.startswith("@"):
        return b""
    lines = []
    if frame.id or id_before:
        lines.append(f"id: {_NOT_IN_A_LINE.sub(' ', frame.id)}")
    if frame.event not in ("", "message"):
        name = frame.event.removeprefix("\\") if frame.event.startswith("\\@") else frame.event
        lines.append(f"event: {_NOT_IN_A_LINE.sub(' ', name)}")
    if frame.retry is not None and frame.retry >= 0:
        lines.append(f"retry: {frame.retry}")
    lines += [f"data: {line}" for line in _LINE_END.split(frame.data)]
    return ("\n".join(lines) + "\n\n").encode("utf-8", "replace")
