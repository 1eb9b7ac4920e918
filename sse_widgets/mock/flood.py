"""Bodies too large to be held, made while they are sent."""

import asyncio
import zlib
from contextlib import aclosing
from typing import Final

from sse_widgets.mock.strikes import Piece, Pieces

BLOCK: Final = b"x" * 2**16


async def flood(size: float, end: bytes) -> Pieces:
    """Yield one line of data of this size, and what ends it; other streams of the loop get their turns."""
    yield Piece(0, b"data: ")
    left = size
    while left > 0:
        yield Piece(0, BLOCK[: int(min(left, len(BLOCK)))])
        left -= len(BLOCK)
        await asyncio.sleep(0)
    if end:
        yield Piece(0, end)


async def gzipped(pieces: Pieces) -> Pieces:
    """Yield the pieces compressed, each of them whole."""
    coder = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    async with aclosing(pieces):
        async for frame, data in pieces:
            yield Piece(frame, coder.compress(data) + coder.flush(zlib.Z_SYNC_FLUSH) if data else b"")
    yield Piece(0, coder.flush())
