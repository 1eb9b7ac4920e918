"""Packed bodies."""

import gzip
import zlib
from collections.abc import AsyncIterator

import httpx
import pytest

from sse_widgets.errors import NotAStream
from sse_widgets.transport.body import PIECE, unpacked
from tests.transport.listening import faked, read

TEXT = b"data: hello\n\n" * 20_000


async def chunks(body: bytes, size: int) -> AsyncIterator[bytes]:
    for start in range(0, len(body), size):
        yield body[start : start + size]


def raw(text: bytes) -> bytes:
    packing = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packing.compress(text) + packing.flush()


@pytest.mark.parametrize("size", [1, 7, 10_000])
@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("gzip", gzip.compress(TEXT)),
        ("X-GZIP", gzip.compress(TEXT)),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", raw(TEXT)),
    ],
)
async def test_what_is_packed_is_unpacked_in_pieces(encoding, body, size):
    pieces = [piece async for piece in unpacked(chunks(body, size), encoding, "http://x")]

    assert b"".join(pieces) == TEXT
    assert max(map(len, pieces)) <= PIECE


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "gzip, br"])
def test_what_cannot_be_unpacked_within_bounds_is_refused(encoding):
    headers = {"content-type": "text/event-stream", "content-encoding": encoding}
    listener = read("http://x.test/run", client=faked(lambda _: httpx.Response(200, headers=headers, stream=Empty())))

    assert listener.closed["kind"] == "not_a_stream"
    assert f"packs its stream with {encoding}, though asked not to" in listener.closed["reason"]


async def test_what_is_not_packed_as_it_says_is_refused():
    with pytest.raises(NotAStream, match="not packed as it says"):
        [piece async for piece in unpacked(chunks(TEXT, 100), "gzip", "http://x")]


class Empty(httpx.AsyncByteStream):
    """A body of nothing."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b""
