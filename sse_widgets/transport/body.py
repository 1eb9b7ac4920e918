"""The bytes of a body, unpacked within bounds: 500 KB of gzip can hold a gigabyte."""

import zlib
from collections.abc import AsyncIterator
from typing import Final

from sse_widgets.errors import NotAStream

PIECE: Final = 64 * 1024
"""Bytes unpacked at a time, whatever they were packed into."""
_KNOWN: Final = ("gzip", "x-gzip", "deflate")


def unpacked(chunks: AsyncIterator[bytes], encoding: str, address: str) -> AsyncIterator[bytes]:
    """Return the body without its content encoding.

    We ask for none. A server that packs all the same is read where unpacking can be bounded: gzip
    and deflate, not brotli and zstd.

    Raises:
        NotAStream: it is packed with something else, or, while it is read, not as it says.
    """
    names = [name.strip().lower() for name in encoding.split(",")]
    names = [name for name in names if name not in ("", "identity")]
    if not names:
        return chunks
    if len(names) == 1 and names[0] in _KNOWN:
        return _inflated(chunks, names[0], address)
    packing = ", ".join(name for name in names if name.isalnum())[:40]
    message = f"{address} packs its stream with {packing}, though asked not to; switch that off for event streams"
    raise NotAStream(message, url=address)


async def _inflated(chunks: AsyncIterator[bytes], name: str, address: str) -> AsyncIterator[bytes]:
    inflate = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)  # gzip or zlib, told apart by the first bytes
    start = b""
    async for chunk in chunks:
        rest = start + chunk
        if name == "deflate" and len(rest) < 2:
            start = rest
            continue
        if name == "deflate" and not _is_zlib(rest):
            inflate = zlib.decompressobj(wbits=-zlib.MAX_WBITS)  # some servers take "deflate" at its word
        name, start = "", b""
        while rest:
            try:
                piece = inflate.decompress(rest, PIECE)
            except zlib.error:
                raise NotAStream(f"{address} sends a body that is not packed as it says", url=address) from None
            rest = inflate.unconsumed_tail
            if piece:
                yield piece


def _is_zlib(start: bytes) -> bool:
    return start[0] & 0x0F == 8 and (start[0] << 8 | start[1]) % 31 == 0
