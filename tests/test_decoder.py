"""The decoder against shared vectors, every cut of them, and an oracle that reads the whole stream at once."""

import base64
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sse_widgets.decoder import Decoder
from sse_widgets.frame import COMMENT, GAP, Frame

VECTORS = json.loads((Path(__file__).parent / "vectors" / "sse.json").read_text(encoding="utf-8"))
Outcome = tuple[list[Frame], str, int | None]


def decode(chunks: list[bytes], **options: Any) -> Outcome:
    decoder = Decoder(**options)
    frames = [frame for chunk in chunks for frame in decoder.feed(chunk)]
    frames += decoder.close()
    return frames, decoder.last_event_id, decoder.retry


def oracle(stream: bytes) -> Outcome:
    """Read a whole stream by the letter of WHATWG HTML 9.2.6, with no thought of speed."""
    text = stream.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    frames = []
    data, event, buffer, last_id, block_retry, retry = "", "", "", "", None, None
    for line in text.split("\n")[:-1]:
        if line == "":
            last_id = buffer
            if data:
                name = "\\" + event if event.startswith("@") else event or "message"
                frames.append(Frame(name, data[:-1], last_id, block_retry))
            data, event, block_retry = "", "", None
            continue
        name, _, value = line.partition(":")
        value = value[1:] if value[:1] == " " else value
        if name == "data":
            data += value + "\n"
        elif name == "event":
            event = value
        elif name == "id" and "\0" not in value:
            buffer = value
        elif name == "retry" and value and all(c in "0123456789" for c in value) and len(value) <= 15:
            retry = block_retry = int(value)
    return frames, last_id, retry


def chunks_of(vector: dict[str, Any]) -> list[bytes]:
    return [base64.b64decode(chunk) for chunk in vector["chunks_base64"]]


def outcome_of(vector: dict[str, Any]) -> Outcome:
    return [Frame(**e) for e in vector["expect"]], vector["last_event_id_after"], vector["retry_after"]


each_vector = pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])


@each_vector
def test_a_vector_is_read_in_its_own_chunks(vector):
    assert decode(chunks_of(vector)) == outcome_of(vector)


@each_vector
def test_a_vector_is_read_whole_and_byte_by_byte(vector):
    stream = b"".join(chunks_of(vector))

    assert decode([stream]) == outcome_of(vector)
    assert decode([stream[i : i + 1] for i in range(len(stream))]) == outcome_of(vector)


@each_vector
def test_a_short_vector_may_be_cut_anywhere(vector):
    stream = b"".join(chunks_of(vector))

    for cut in range(min(len(stream), 400) + 1):
        assert decode([stream[:cut], stream[cut:]]) == outcome_of(vector), cut


@each_vector
def test_events_come_with_the_chunk_that_completes_them(vector):
    decoder = Decoder()
    counts, count = [], 0
    for chunk in chunks_of(vector):
        count += len(decoder.feed(chunk))
        counts.append(count)

    assert counts == vector.get("events_after_chunk", counts)


@each_vector
def test_the_oracle_agrees_with_the_vectors(vector):
    assert oracle(b"".join(chunks_of(vector))) == outcome_of(vector)


PIECES = [
    *(b"data", b"event", b"id", b"retry", b"dat", b"x", b":", b": ", b" ", b"@", b"@closed", b"1", b"250", b"{}"),
    *(b"\n", b"\n\n", b"\r", b"\r\n", b"\r\n\r\n", b"\0", b"\xff", b"\xe2", b"\xe2\x82\xac", b"\xef\xbb\xbf"),
    *(
        b"data: a\n\n",
        b"data: b\r\n\r\n",
        b"id: 7\ndata: c\n\n",
        b"event: t\nid: 8\ndata: d\n\n",
        b"data: e\nid: 9\n\n",
    ),
    *(b"id\n\n", b"event: u\ndata: f\n", b"retry: 9\n", b": ping\n\n", b"id: \ndata: g\n\n", b"event: \ndata: h\n\n"),
    b"data: " + b"long " * 1000 + b"\n",
]
streams = st.lists(st.sampled_from(PIECES) | st.binary(max_size=3), max_size=30).map(b"".join)


@st.composite
def chunked(draw: st.DrawFn) -> tuple[bytes, list[bytes]]:
    stream = draw(streams)
    cuts = sorted(draw(st.lists(st.integers(0, len(stream)), max_size=12)))
    return stream, [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]


@settings(max_examples=int(os.environ.get("STREAMS", "1500")))  # `make soak` asks for 50,000
@given(chunked())
def test_any_stream_in_any_chunks_is_what_the_oracle_reads(case):
    stream, chunks = case

    assert decode(chunks) == oracle(stream)


@settings(max_examples=300)
@given(chunked(), st.integers(6, 40))
def test_comments_and_limits_do_not_depend_on_the_chunks(case, limit):
    stream, chunks = case
    bytewise = [stream[i : i + 1] for i in range(len(stream))]

    assert decode(chunks, max_event_bytes=limit, comments=True) == decode(
        bytewise, max_event_bytes=limit, comments=True
    )


@given(st.lists(st.binary()), st.integers(6, 100), st.booleans())
def test_no_bytes_make_it_raise(chunks, limit, comments):
    decode(chunks, max_event_bytes=limit, comments=comments)


def test_every_frame_is_stamped_with_the_time_of_its_chunk():
    decoder = Decoder(comments=True)
    frames = decoder.feed(b"data: a\n\n: hi\nevent: x\ndata: b\ndata", 1.5) + decoder.feed(b": c\n\ndata: d\n\n", 2.5)

    assert [frame.at for frame in frames] == [1.5, 1.5, 2.5, 2.5]


def test_a_comment_is_reported_at_once():
    decoder = Decoder(comments=True)

    assert decoder.feed(b"data: a\n: still here\n") == [Frame(COMMENT, "still here")]
    assert decoder.feed(b"data: b\n\n") == [Frame(data="a\nb")]


def test_comments_are_left_out_unless_asked_for():
    assert Decoder().feed(b": ping\n\ndata: a\n\n") == [Frame(data="a")]


def test_the_id_that_a_resume_starts_from_is_in_force():
    decoder = Decoder(last_event_id="41")

    assert decoder.feed(b"data: a\n\n") == [Frame(data="a", id="41")]
    assert decoder.last_event_id == "41"


def test_a_closed_decoder_reads_the_next_stream_from_its_first_byte():
    """What was cut off is discarded, and the next stream may open with a byte-order mark again."""
    decoder = Decoder()
    decoder.feed(b"id: 1\ndata: a\n\nid: 2\nretry: 7\ndata: cut o")

    assert decoder.close() == []
    assert decoder.feed(b"\xef\xbb\xbfdata: b\n\n") == [Frame(data="b", id="1")]
    assert decoder.retry == 7


def test_a_server_cannot_send_what_is_made_on_our_side():
    assert Decoder().feed(b"event: @closed\ndata: {}\n\n") == [Frame("\\@closed", "{}")]


def test_a_retry_of_absurd_length_is_ignored():
    decoder = Decoder()
    decoder.feed(b"retry: " + b"9" * 5000 + b"\n")

    assert decoder.retry is None


@pytest.mark.parametrize("piece", [1, 7, 64, 1000])
def test_an_oversized_event_is_skipped_and_reported_in_its_place(piece):
    """Its id counts all the same, else a resume would bring the same event again."""
    stream = b"data: a\n\nid: 5\ndata: " + b"x" * 500 + b"\ndata: y\n\ndata: b\n\n"
    frames, last_id, _ = decode([stream[i : i + piece] for i in range(0, len(stream), piece)], max_event_bytes=100)

    assert [frame.event for frame in frames] == ["message", GAP, "message"]
    assert json.loads(frames[1].data) == {"reason": "an event of more than 100 bytes was skipped"}
    assert [frame.id for frame in frames] == ["", "5", "5"]
    assert last_id == "5"


def test_many_small_lines_make_an_event_oversized_too():
    frames, _, _ = decode([b"data: 123\n"] * 50 + [b"\ndata: b\n\n"], max_event_bytes=100)

    assert [frame.event for frame in frames] == [GAP, "message"]


def test_an_oversized_event_that_never_ends_is_reported_at_the_close():
    decoder = Decoder(max_event_bytes=100)
    decoder.feed(b"data: " + b"x" * 500, 3.0)
    gap = decoder.close()

    assert [(frame.event, frame.at) for frame in gap] == [(GAP, 3.0)]
    assert decoder.close() == []


@pytest.mark.parametrize("line", [b"data: ", b"x-unknown: ", b": ", b"id: ", b"dataa: "])
def test_what_is_of_no_use_is_not_held(line):
    decoder = Decoder(max_event_bytes=1000)
    most = 0
    decoder.feed(line)
    for _ in range(1000):
        decoder.feed(b"x" * 100)
        most = max(most, len(decoder._held))

    assert most <= 1000


def test_an_event_of_exactly_the_limit_is_read():
    assert Decoder(max_event_bytes=10).feed(b"data: 1234\n\n") == [Frame(data="1234")]
    assert [frame.event for frame in Decoder(max_event_bytes=9).feed(b"data: 1234\n\n")] == [GAP]


def test_a_limit_too_small_for_a_field_is_refused():
    with pytest.raises(ValueError, match="at least 6"):
        Decoder(max_event_bytes=5)
