"""Single events, as bytes, and what they look like when something is wrong with them."""

import json
import re
from random import Random
from typing import Final, assert_never

from sse_widgets.mock.faults import Cr, CrLf, DropId, NoHeartbeat, Styled

NOT_UTF8: Final = (b"\xff", b"\x80", b"\xc0\xaf", b"\xed\xa0\x80", b"\xe2\x82")
"""A byte that never occurs, a continuation of nothing, an overlong slash, a surrogate, a character cut short."""
CONTINUATION: Final = range(0x80, 0xC0)
LINE_END: Final = re.compile(rb"\r\n|\r|\n")
DATA: Final = re.compile(rb"^data: ([^\n]*)\n", re.MULTILINE)
ID: Final = re.compile(rb"^id(?::[^\n]*)?\n", re.MULTILINE)


def styled(data: bytes, fault: Styled) -> bytes:
    """Return an event or a comment as a fault that lasts wants it: b"" for not at all."""
    match fault:
        case NoHeartbeat():
            return b"" if data.startswith(b":") else data
        case DropId():
            return ID.sub(b"", data)
        case Cr():
            return LINE_END.sub(b"\r", data)
        case CrLf():
            return LINE_END.sub(b"\r\n", data)
        case _:
            assert_never(fault)


def halve(event: bytes) -> bytes:
    """Return an event with the first half of its data, or less, so that it is no JSON."""
    lines = event.decode("utf-8", "surrogateescape").removesuffix("\n\n").split("\n")
    whole = "\n".join(line.removeprefix("data: ") for line in lines if line.startswith("data: "))
    half = whole[: len(whole) // 2]
    while half and _is_json(half):
        half = half[:-1]
    kept = [line for line in lines if not line.startswith("data: ")]
    return "\n".join([*kept, *(f"data: {line}" for line in half.split("\n")), "", ""]).encode(
        "utf-8", "surrogateescape"
    )


def corrupt(event: bytes, random: Random) -> bytes:
    """Return an event with bytes in its data that are not UTF-8, between two of its characters."""
    found = DATA.search(event)
    if not found:
        return event
    places = [place for place in range(found.start(1), found.end(1) + 1) if event[place] not in CONTINUATION]
    place = random.choice(places)
    return event[:place] + random.choice(NOT_UTF8) + event[place:]


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
