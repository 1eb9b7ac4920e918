"""Streams made to fill a machine: a reader's memory stays within 64 MiB of what it was."""

import asyncio
import json
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from sse_widgets.frame import CLOSED, GAP
from tests.transport.servers import HEAD, Answer, done, serving
from tests.waiting import PATIENCE

MIB = 2**20
ROOT = Path(__file__).parents[2]
END = b"\n\nid: 9\ndata: [DONE]\n\n"


def exploding(answer: Answer) -> dict:
    with serving(done(END)) as small, serving(answer) as large:
        command = [sys.executable, "-m", "tests.transport.bomb_reader", small.url, large.url]
        process = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=3 * PATIENCE, check=False)
    assert process.returncode == 0, process.stderr
    told = json.loads(process.stdout)
    assert told["grown"] <= 64
    return told


def packed(start: bytes, body: bytes, times: int) -> Answer:
    """Return an answer that sends something many times over, packed."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        packing = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
        writer.write(HEAD.replace(b"\r\n\r\n", b"\r\ncontent-encoding: gzip\r\n\r\n"))
        writer.write(packing.compress(start))
        for _ in range(times):
            writer.write(packing.compress(body))
            await writer.drain()
        writer.write(packing.compress(END) + packing.flush())
        await writer.drain()

    return answer


def repeated(start: bytes, body: bytes, times: int, end: bytes = END) -> Answer:
    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + start)
        for _ in range(times):
            writer.write(body)
            await writer.drain()
        writer.write(end)
        await writer.drain()

    return answer


def test_a_quarter_of_a_gibibyte_behind_gzip_is_skipped():
    told = exploding(packed(b"id: 1\ndata: ", b"x" * MIB, 256))

    assert told["names"][1:] == [GAP, "message", CLOSED]


def test_lines_behind_gzip_are_read_a_piece_at_a_time():
    told = exploding(packed(b"", b": " + b"x" * (MIB - 3) + b"\n", 16))

    assert told["names"][-2:] == ["message", CLOSED]


@pytest.mark.parametrize("field", [b"data: ", b"event: ", b"id: ", b"unknown: ", b"x", b"retry: "])
def test_a_line_that_does_not_end_is_not_held(field):
    told = exploding(repeated(field, b"x" * MIB, 256))

    assert told["names"][-2:] == ["message", CLOSED]


def test_ten_thousand_lines_of_data_are_one_event():
    told = exploding(repeated(b"", b"data: " + b"x" * 100 + b"\n", 10_000))

    assert told["names"][1:] == ["message", "message", CLOSED]
    assert told["lengths"][1] == 101 * 10_000 - 1


def test_an_id_of_a_megabyte_is_kept_and_never_sent_back():
    start = b"id: " + b"x" * MIB + b"\ndata: one\n\n"
    told = exploding(repeated(start, b": hi\n", 1, b"data: [DONE]\n\n"))

    assert told["names"][1:] == ["message", "message", CLOSED]
