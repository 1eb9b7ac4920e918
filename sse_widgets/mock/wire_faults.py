"""What goes wrong with the bytes of a body on their way, whatever they mean."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import aclosing
from random import Random
from typing import Final

from sse_widgets.mock.faults import Drop, Reset, Slow, Split, Stall, TruncateChunk, Wired, lasts
from sse_widgets.mock.http import Bytes, HangUp
from sse_widgets.mock.places import AtByte
from sse_widgets.mock.schedule import Sleep
from sse_widgets.mock.strikes import Pieces, Response, Strike

CONTINUATION: Final = re.compile(rb"(?=[\x80-\xbf])")
BETWEEN_CR_LF: Final = re.compile(rb"(?<=\r)(?=\n)")
LONGEST: Final = 48
"""Bytes in a chunk that was cut anywhere."""
TICK: Final = 0.05
"""Seconds between the chunks of a slow body."""
PROMISED: Final = 14
"""Bytes of a chunk that is cut short where there is nothing to send."""
HELD: Final = 4 * 2**20
"""Bytes that a proxy can hold."""


async def bare(pieces: Pieces) -> Bytes:
    """Yield the bytes of the pieces."""
    async with aclosing(pieces):
        async for _, data in pieces:
            if data:
                yield data


async def wound(pieces: Pieces, response: Response, sleep: Sleep) -> Bytes:
    """Yield the bytes of the pieces, until the connection breaks.

    Raises:
        HangUp: it breaks.
    """
    offset = 0
    lasting: list[Strike] = []
    async with aclosing(pieces):
        async for frame, data in pieces:
            while True:
                halved = False
                for strike in response.due(Wired, frame, offset):
                    match strike.fault:
                        case Drop():
                            raise HangUp
                        case Reset():
                            raise HangUp(reset=True)
                        case TruncateChunk(inside):
                            raise HangUp(_torn(data, inside))
                        case Stall(seconds):
                            await sleep(seconds)
                        case fault if lasts(fault):
                            lasting.append(strike)
                        case fault:
                            halved = not isinstance(fault.at, AtByte)
                cut = response.next_cut(Wired, offset)
                until = min(
                    len(data), len(data) // 2 if halved else len(data), *([] if cut is None else [cut - offset])
                )
                for part in _cut(data[:until], lasting):
                    yield part
                    await _pause(part, lasting, sleep)
                offset += until
                data = data[until:]
                if not data:
                    break


async def hold_back(items: Bytes) -> Bytes:
    """Yield the body when it has ended or is cut off, as a proxy does that buffers, or when 4 MiB are full."""
    held = bytearray()
    try:
        async with aclosing(items):
            async for item in items:
                held += item
                if len(held) >= HELD:
                    yield bytes(held)
                    held.clear()
    except HangUp as end:
        if held:
            yield bytes(held)
        raise end from None
    if held:
        yield bytes(held)


def _torn(data: bytes, inside: str) -> bytes:
    size = b"%x" % (len(data) or PROMISED)
    return size if inside == "header" else size + b"\r\n" + data[: len(data) // 2]


def _cut(data: bytes, lasting: list[Strike]) -> list[bytes]:
    parts = [data] if data else []
    for strike in lasting:
        parts = [smaller for part in parts for smaller in _smaller(part, strike)]
    return parts


def _smaller(part: bytes, strike: Strike) -> Iterator[bytes]:
    match strike.fault:
        case Slow(rate):
            return _even(part, max(1, int(rate * TICK)))
        case Split(every=int(size)):
            return _even(part, size)
        case Split(inside="utf8"):
            return iter(CONTINUATION.split(part))
        case Split(inside="crlf"):
            return iter(BETWEEN_CR_LF.split(part))
        case _:
            return _uneven(part, strike.random)


def _even(part: bytes, size: int) -> Iterator[bytes]:
    return (part[start : start + size] for start in range(0, len(part), size))


def _uneven(part: bytes, random: Random) -> Iterator[bytes]:
    start = 0
    while start < len(part):
        end = start + random.randint(1, LONGEST)
        yield part[start:end]
        start = end


async def _pause(part: bytes, lasting: list[Strike], sleep: Sleep) -> None:
    """Let what was cut leave as a write of its own, and what is slow take its time."""
    rates = [strike.fault.bytes_per_second for strike in lasting if isinstance(strike.fault, Slow)]
    if rates:
        await sleep(len(part) / min(rates))
    elif lasting:
        await asyncio.sleep(0)
