"""Spill: blocks of bytes on disk, in a file without a name that only this process can read."""

import tempfile
import threading
import weakref
from collections.abc import Callable
from errno import ENOSPC
from os import strerror
from typing import IO, NamedTuple

BOUND = 16_000_000
"""Bytes that stay in memory."""


class Spilled(NamedTuple):
    """A block on disk."""

    spill: "Spill"
    start: int
    size: int

    def read(self) -> bytes:
        """Return the block."""
        return self.spill.read(self.start, self.size)


class Spill:
    """Takes blocks beyond what may be held in memory; the file goes when nobody needs it any more."""

    def __init__(self, complain: Callable[[str], None]) -> None:
        """Prepare; there is no file until it is needed.

        Args:
            complain: told in a sentence when the disk refuses a block, which then stays in memory.
        """
        self._complain = complain
        self._room = BOUND
        self._lock = threading.Lock()
        self._file: IO[bytes] | None = None
        self.blocks = 0
        """Blocks on disk."""

    def put(self, block: bytes) -> bytes | Spilled:
        """Return the block, while there is room in memory, or where it is on disk."""
        self._room -= len(block)
        if self._room >= 0:
            return block
        try:
            with self._lock:
                start = self._write(block)
        except OSError as error:
            self._complain(f"frames held back stay in memory, for the disk refuses them: {error.strerror}")
            return block
        self.blocks += 1
        return Spilled(self, start, len(block))

    def _write(self, block: bytes) -> int:
        """Return where a block is on disk now, the whole of it."""
        if self._file is None:
            # Without a buffer: what a full disk refuses would stay in it, and spoil every read that follows.
            self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 -- it is open as long as this
            weakref.finalize(self, self._file.close)
        start = self._file.seek(0, 2)
        if self._file.write(block) < len(block):
            self._file.truncate(start)
            raise OSError(ENOSPC, strerror(ENOSPC))
        return start

    def read(self, start: int, size: int) -> bytes:
        """Return a block."""
        with self._lock:
            assert self._file is not None
            self._file.seek(start)
            return self._file.read(size)
