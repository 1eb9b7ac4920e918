"""What goes wrong between events, in one of them, and in all that follow."""

from collections.abc import Sequence
from contextlib import aclosing
from random import Random
from typing import Final, assert_never

from sse_widgets.decoder import BOM
from sse_widgets.encoder import KEEP_ALIVE
from sse_widgets.mock.broken_events import corrupt, halve, styled
from sse_widgets.mock.faults import (
    Altered,
    Bom,
    Bomb,
    Corrupt,
    Dup,
    EndlessLine,
    HeartbeatOnly,
    Inserted,
    Malformed,
    Oversize,
    Reorder,
    RetryTime,
    Styled,
)
from sse_widgets.mock.flood import flood
from sse_widgets.mock.schedule import Sleep
from sse_widgets.mock.strikes import Piece, Pieces, Response, Strike

HEARTBEAT: Final = 1.0
"""Seconds between the comments of a stream that has nothing else to say."""


async def insert(pieces: Pieces, response: Response, sleep: Sleep) -> Pieces:
    """Yield the pieces, and between them what does not belong there."""
    offset = 0
    async with aclosing(pieces):
        async for piece in pieces:
            for fault, _ in response.due(Inserted, piece.frame, offset):
                assert isinstance(fault, Inserted)
                async with aclosing(_inserted(fault, response, sleep)) as extra:
                    async for each in extra:
                        offset += len(each.data)
                        yield each
                if isinstance(fault, EndlessLine):
                    return
            offset += len(piece.data)
            yield piece


async def _inserted(fault: Inserted, response: Response, sleep: Sleep) -> Pieces:
    match fault:
        case Bom():
            yield Piece(0, BOM)
        case RetryTime(ms):
            yield Piece(0, b"retry: %d\n\n" % ms)
        case HeartbeatOnly(seconds):
            end = response.clock() + seconds
            while (left := end - response.clock()) > 0:
                yield Piece(0, KEEP_ALIVE)
                await sleep(min(left, HEARTBEAT))
        case Oversize(size) | Bomb(size):
            async with aclosing(flood(size, b"\n\n")) as parts:
                async for part in parts:
                    yield part
        case EndlessLine(size):
            async with aclosing(flood(size, b"")) as parts:
                async for part in parts:
                    yield part
        case _:
            assert_never(fault)


async def alter(pieces: Pieces, response: Response, items: Sequence[bytes]) -> Pieces:
    """Yield the pieces, some events damaged, or followed by some that were sent before."""
    offset = 0
    async with aclosing(pieces):
        async for piece in pieces:
            frame, data = piece
            again: Sequence[bytes] = ()
            for fault, random in response.due(Altered, frame, offset) if _is_event(piece) else ():
                match fault:
                    case Malformed():
                        data = halve(data)
                    case Corrupt():
                        data = corrupt(data, random)
                    case Dup(n):
                        again = items[max(0, frame - n) : frame]
            for each in (Piece(frame, data), *(Piece(0, item) for item in again)):
                offset += len(each.data)
                yield each


async def shuffle(pieces: Pieces, response: Response) -> Pieces:
    """Yield the pieces, some events in another order."""
    offset = 0
    held: list[Piece] = []
    strikes: list[Strike] = []
    async with aclosing(pieces):
        async for piece in pieces:
            if _is_event(piece):
                strikes = strikes or response.due(Reorder, piece.frame, offset)
            offset += len(piece.data)
            if not (strikes and (_is_event(piece) or _is_end(piece))):
                yield piece
                continue
            held.append(piece)
            if _is_end(piece) or len(held) == _together(strikes[0]):
                for each in _mixed(held, strikes[0].random):
                    yield each
                held, strikes = [], []


def _together(strike: Strike) -> int:
    assert isinstance(strike.fault, Reorder)
    return strike.fault.n


def _mixed(held: list[Piece], random: Random) -> list[Piece]:
    events = [piece for piece in held if piece.data]
    mixed = random.sample(events, len(events))
    if mixed == events:
        mixed.reverse()
    return [*mixed, *(piece for piece in held if not piece.data)]


async def style(pieces: Pieces, response: Response) -> Pieces:
    """Yield the pieces in another form: without comments or ids, or with other ends of line."""
    offset = 0
    active: list[Styled] = []
    async with aclosing(pieces):
        async for frame, data in pieces:
            if data:
                struck = (strike.fault for strike in response.due(Styled, frame, offset))
                active += (fault for fault in struck if isinstance(fault, Styled))
            for fault in active:
                data = styled(data, fault)
            offset += len(data)
            yield Piece(frame, data)


def _is_event(piece: Piece) -> bool:
    return piece.frame > 0 and piece.data != b"" and not piece.data.startswith(b":")


def _is_end(piece: Piece) -> bool:
    return piece.frame > 0 and not piece.data
