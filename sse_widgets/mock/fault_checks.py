"""Which values make sense in a fault, told by the names of its fields."""

import math
import re
from dataclasses import fields
from typing import Any, Final

from sse_widgets.errors import suggestion
from sse_widgets.mock.places import AtByte, AtFrame, AtTime

LEAST: Final = {
    "seconds": 0,
    "retry_after": 0,
    "size": 1,
    "every": 1,
    "n": 1,
    "ms": 0,
    "bytes_per_second": 1,
    "times": 1,
}
WHOLE: Final = frozenset({"size", "every", "n", "ms", "times"})
ENDLESS: Final = frozenset({"NoAnswer.seconds", "HeartbeatOnly.seconds", "Stall.seconds", "EndlessLine.size"})
CODES: Final = {"Status": range(200, 600), "Redirect": range(300, 400)}
WORDS: Final = {
    "TruncateChunk.inside": ("header", "body"),
    "Split.inside": ("utf8", "crlf", "random"),
    "Status.retry_after": ("date",),
}
HEADER: Final = re.compile(r"[!-~](?:[ -~]*[!-~])?")  # what h11 takes for a value, with no surprises
BEFORE_THE_BODY: Final = frozenset({"Status", "Redirect", "End204", "NoAnswer", "WrongMime", "Gzip"})


def check(fault: Any) -> None:
    """Raise ValueError if a value of a fault makes no sense."""
    kind = type(fault).__name__
    for field in fields(fault):
        value = getattr(fault, field.name)
        if value is not None or field.default is not None:
            _check_value(kind, field.name, value)
    if kind == "Split":
        _check_split(fault)


def _check_split(fault: Any) -> None:
    if fault.every is not None and fault.inside is not None:
        raise ValueError("it cuts either every so many bytes or inside something, not both")
    if fault.every is fault.inside is None and not isinstance(fault.at, AtFrame | AtByte):
        raise ValueError("it needs `every=`, `inside=`, or a frame or a byte to cut at")


def _check_value(kind: str, name: str, value: object) -> None:
    if name == "at":
        if kind in BEFORE_THE_BODY and not isinstance(value, AtFrame):
            raise ValueError("it comes before the body, so its place can only be a frame: the first that is wanted")
        if not isinstance(value, AtFrame | AtByte | AtTime):
            raise ValueError(f"its place is AtFrame, AtByte or AtTime, not {value!r}")
    elif isinstance(value, str) and (words := WORDS.get(f"{kind}.{name}")):
        if value not in words:
            raise ValueError(f"{name} cannot be {value!r}; {suggestion(value, list(words))}")
    elif name == "code":
        codes = CODES[kind]
        if type(value) is not int or value not in codes:
            raise ValueError(f"code is a number from {codes[0]} to {codes[-1]}, not {value!r}")
    elif name in LEAST:
        _check_number(name, value, f"{kind}.{name}" in ENDLESS or name == "times")
    elif not (isinstance(value, str) and HEADER.fullmatch(value)):
        raise ValueError(f"{name} is a line of printable ASCII, not {value!r}")


def _check_number(name: str, value: object, endless: bool) -> None:
    least = LEAST[name]
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not value >= least or (value == math.inf and not endless):  # type: ignore[operator]
        raise ValueError(f"{name} is a number, {least} or more{', or inf' if endless else ''}; not {value!r}")
    if name in WHOLE and isinstance(value, float) and value != math.inf:
        raise ValueError(f"{name} is a whole number, not {value!r}")
