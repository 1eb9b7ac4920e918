"""Frames: all that a run received, in order, held packed but for the last few."""

import marshal
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Self, TypeAlias, overload

from sse_widgets.errors import HorizonError
from sse_widgets.frame import Frame
from sse_widgets.structures.spill import Spill, Spilled

BLOCK = 512
"""Frames that are packed together; to unpack them takes a fifth of a millisecond."""

_Block: TypeAlias = list[Frame] | bytes | Spilled | None
"""Open, packed, on disk, or let go."""


class _Blocks(list[_Block]):
    """Shared by all that grow from the same; a block is replaced as a whole, so whoever reads needs no lock."""

    __slots__ = ("_latest",)

    def __init__(self) -> None:
        super().__init__()
        self._latest: tuple[bytes | Spilled, list[Frame]] = b"", []

    def frames(self, number: int) -> list[Frame] | None:
        """Return the frames of a block, None if they were let go."""
        held = self[number]
        if held is None or isinstance(held, list):
            return held
        packed, frames = self._latest
        if packed is not held:
            frames = _unpacked(held if isinstance(held, bytes) else held.read())
            self._latest = held, frames
        return frames


class Frames(Sequence[Frame]):
    """An immutable sequence of frames, counted from 0.

    `len` counts every frame that was received. With bounded history those before `start` were let
    go: to iterate and to slice passes over them, and to ask for one is a `HorizonError`.
    """

    __slots__ = ("_blocks", "size", "start")

    def __init__(self) -> None:
        self.start = 0
        self.size = 0
        self._blocks = _Blocks()

    def between(self, start: int, stop: int) -> Iterator[Frame]:
        """Yield frames number `start` to `stop`, both held."""
        while start < stop:
            number, place = divmod(start, BLOCK)
            frames = self._block(number)[place : place + stop - start]
            yield from frames
            start += len(frames)

    def _block(self, number: int) -> list[Frame]:
        frames = self._blocks.frames(number)
        if frames is None:
            raise self.gone(number * BLOCK + 1)
        return frames

    def gone(self, n: int) -> HorizonError:
        """Return the error that frame number `n` is no longer held."""
        return HorizonError(
            f"frame {n} was let go, for history is bounded: {self.start + 1} to {self.size} are held; "
            "give a larger history=, or record= to keep all on disk"
        )

    @overload
    def __getitem__(self, place: int) -> Frame: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Frame, ...]: ...
    def __getitem__(self, place: int | slice) -> Frame | tuple[Frame, ...]:
        if isinstance(place, slice):
            start, stop, step = place.indices(self.size)
            if step != 1:
                return tuple(self[n] for n in range(start, stop, step) if n >= self.start)
            return tuple(self.between(max(start, self.start), stop))
        at = place + self.size if place < 0 else place
        if not 0 <= at < self.size:
            raise HorizonError(f"there is no frame {place}, counted from 0: {self.size} were received")
        if at < self.start:
            raise self.gone(at + 1)
        number, rest = divmod(at, BLOCK)
        return self._block(number)[rest]

    def __len__(self) -> int:
        return self.size

    def __iter__(self) -> Iterator[Frame]:
        return self.between(self.start, self.size)

    def __reversed__(self) -> Iterator[Frame]:
        stop = self.size
        while stop > self.start:
            start = max((stop - 1) // BLOCK * BLOCK, self.start)
            yield from reversed(tuple(self.between(start, stop)))
            stop = start

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Frames | tuple | list):
            return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=False))
        return NotImplemented

    def __hash__(self) -> int:
        return hash((self.size, *self[-1:]))

    def __repr__(self) -> str:
        return f"<{self.size} frames>" if not self.start else f"<{self.size} frames, the last {self.size - self.start}>"


class GrowingFrames(Frames):
    """Frames that one thread adds to, while any may read."""

    __slots__ = ("spill",)

    def __init__(self) -> None:
        super().__init__()
        self.spill: Spill | None = None
        """Takes blocks that there is no room for in memory; None while there is."""

    def append(self, frame: Frame) -> None:
        """Add a frame."""
        number, rest = divmod(self.size, BLOCK)
        if rest == 0:
            self._blocks.append([])
        block = self._blocks[number]
        assert isinstance(block, list)  # the last one is always open
        block.append(frame)
        self.size += 1
        if rest == BLOCK - 1:
            packed = _packed(block)
            self._blocks[number] = self.spill.put(packed) if self.spill and isinstance(packed, bytes) else packed

    def let_go(self, start: int) -> None:
        """Hold no more the blocks that end before `start`."""
        for number in range(start // BLOCK - 1, -1, -1):
            if self._blocks[number] is None:
                break
            self._blocks[number] = None

    @classmethod
    def of(cls, frames: Iterable[Frame]) -> Self:
        """Return these frames, packed."""
        packed = cls()
        for frame in frames:
            packed.append(frame)
        return packed

    def snapshot(self) -> Frames:
        """Return the frames there are now."""
        frames = Frames()
        frames.start, frames.size, frames._blocks = self.start, self.size, self._blocks
        return frames


def _packed(frames: list[Frame]) -> list[Frame] | bytes:
    try:
        return zlib.compress(marshal.dumps([tuple(frame) for frame in frames]), 1)
    except ValueError:  # somebody made frames of types of their own: they are held as they are
        return frames


def _unpacked(block: bytes) -> list[Frame]:
    return [Frame(*fields) for fields in marshal.loads(zlib.decompress(block))]
