"""Answers in place of the stream, and headers that are not what they should be."""

import time
from collections.abc import AsyncGenerator
from email.utils import formatdate
from typing import Final, assert_never

from sse_widgets.mock.faults import Answering, Bomb, End204, Gzip, Heading, NoAnswer, Redirect, Status, WrongMime
from sse_widgets.mock.http import SILENCE, Answer, plain
from sse_widgets.mock.schedule import Sleep
from sse_widgets.mock.strikes import Response

AHEAD: Final = 2
"""Seconds from now to the date of a Retry-After: dates are whole seconds, so one could be over at once."""
WITHOUT_BODY: Final = frozenset({204, 205, 304})


def answer_to(fault: Answering, sleep: Sleep) -> Answer:
    """Return what a client gets in place of the stream."""
    match fault:
        case Status(code, retry_after):
            later = formatdate(time.time() + AHEAD, usegmt=True) if retry_after == "date" else retry_after
            headers = {} if later is None else {"retry-after": str(later)}
            return plain(code, "" if code in WITHOUT_BODY else "This answer is a fault of the script.", **headers)
        case Redirect(to, code):
            return plain(code, "What you look for is elsewhere.", location=to)
        case End204():
            return plain(204)
        case NoAnswer(seconds):
            return Answer(SILENCE, body=_silence(seconds, sleep))
        case _:
            assert_never(fault)


def coding(response: Response, headers: dict[str, str]) -> tuple[dict[str, str], bool]:
    """Return the headers of a stream as the faults want them, and whether its body is compressed."""
    compressed = response.may_meet(Bomb)
    for fault, _ in response.due(Heading):
        match fault:
            case WrongMime(type):
                headers = {**headers, "content-type": type}
            case Gzip():
                compressed = True
    return {**headers, "content-encoding": "gzip"} if compressed else headers, compressed


async def _silence(seconds: float, sleep: Sleep) -> AsyncGenerator[bytes, None]:
    await sleep(seconds)
    yield b""
