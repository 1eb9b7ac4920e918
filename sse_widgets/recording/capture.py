"""Raw captures: the bytes of a stream, or of JSON, as `curl` saved them, and the response headers beside them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sse_widgets.frame import CLOSED, OPENED, Frame
from sse_widgets.json_decoder import decoder, form_of_start
from sse_widgets.lifecycle import note, unfinished

SPACING: Final = 0.02
"""Seconds between two frames: raw bytes have no times."""


def read_frames(stream: bytes, status: int | None = None) -> tuple[Frame, ...]:
    """Return the frames of a captured stream between `@opened` and `@closed`; () if there is no event in it."""
    reading = decoder(form_of_start(stream) or "events", comments=True)
    received = reading.feed(stream)
    cut = unfinished(reading.pending, 0.0)
    received += reading.close()
    if not received:
        return ()
    received += cut

    def spaced() -> Iterator[Frame]:
        yield note(OPENED, status=status)
        for n, frame in enumerate(received, 1):
            yield frame._replace(at=round(n * SPACING, 6))
        yield note(CLOSED, round((len(received) + 1) * SPACING, 6), reason="the end of the capture")

    return tuple(spaced())


def read_headers(path: Path) -> tuple[int | None, dict[str, str]]:
    """Return the status and the headers saved as `NAME.headers` beside `path`; (None, {}) if there are none.

    Several heads, as after a redirect, are separated by blank lines; the last one is that of the stream.
    """
    try:
        text = path.with_suffix(".headers").read_bytes().decode("utf-8", "replace")
    except OSError:
        return None, {}
    status: int | None = None
    headers: dict[str, str] = {}
    for line in text.splitlines():
        if line.startswith("HTTP/"):
            code = line.split(" ")[1:2]
            status = int(code[0]) if code and code[0].isdecimal() and len(code[0]) == 3 else None
            headers = {}
        elif ":" in line:
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
    return status, headers
