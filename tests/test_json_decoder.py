"""JSON without events is frames too: by line, by value, by the things in a list."""

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_widgets.decoder import Decoder
from sse_widgets.frame import GAP
from sse_widgets.json_decoder import LineDecoder, ValueDecoder, decoder, form_of, form_of_start
from tests.strategies import JSON

THINGS = st.lists(JSON.filter(lambda value: isinstance(value, dict | list | str)), max_size=5)


def read(way: Any, *chunks: bytes) -> list[str]:
    said = [frame.data for chunk in chunks for frame in way.feed(chunk)]
    return said + [frame.data for frame in way.close()]


def cut(body: bytes, places: list[int]) -> list[bytes]:
    marks = sorted({min(place, len(body)) for place in places} | {0, len(body)})
    return [body[a:b] for a, b in pairwise(marks)]


@given(THINGS, st.lists(st.integers(0, 200)), st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_every_line_is_a_frame_wherever_the_bytes_are_cut(things: list[Any], places: list[int], end: str):
    body = end.join(json.dumps(thing, ensure_ascii=False) for thing in things).encode()

    assert [json.loads(data) for data in read(LineDecoder(), *cut(body, places))] == things


@given(THINGS, st.lists(st.integers(0, 200)), st.sampled_from([None, 2]))
def test_every_thing_in_a_list_is_a_frame_wherever_the_bytes_are_cut(
    things: list[Any], places: list[int], indent: int | None
):
    body = json.dumps(things, ensure_ascii=False, indent=indent).encode()

    assert [json.loads(data) for data in read(ValueDecoder(), *cut(body, places))] == things


@given(
    st.lists(st.dictionaries(st.text(), JSON), max_size=4), st.lists(st.integers(0, 200)), st.sampled_from(["", "\n"])
)
def test_every_value_is_a_frame_in_whatever_layout(things: list[Any], places: list[int], between: str):
    body = between.join(json.dumps(thing, indent=1) for thing in things).encode()

    assert [json.loads(data) for data in read(ValueDecoder(), *cut(body, places))] == things


@given(st.binary(), st.lists(st.integers(0, 100)))
def test_any_bytes_are_read_without_a_raise(body: bytes, places: list[int]):
    for way in (LineDecoder(8), ValueDecoder(8), LineDecoder(), ValueDecoder()):
        read(way, *cut(body, places))

        assert way.pending == 0


def test_values_of_other_kinds_are_frames_too():
    assert read(ValueDecoder(), b'\xef\xbb\xbf[1, null, [2], "a,\\"]", {"a": [1]}]\n') == [
        "1",
        "null",
        "[2]",
        '"a,\\"]"',
        '{"a": [1]}',
    ]
    assert read(ValueDecoder(), b"nothing\nmuch", b"\n7") == ["nothing", "much", "7"]
    assert read(ValueDecoder(), b'[]\n{"a": 1}[{"b": 2}]') == ['{"a": 1}', '{"b": 2}']
    assert read(LineDecoder(), b"\xef\xbb\xbf{}\n\n oops \n7") == ["{}", "oops", "7"]


@pytest.mark.parametrize("way", [LineDecoder, ValueDecoder])
def test_what_is_cut_off_is_pending_and_no_frame(way: Any):
    one = way()
    said = one.feed(b'{"a": 1}\n{"b": ', 1.5)

    assert [(frame.data, frame.at) for frame in said] == [('{"a": 1}', 1.5)]
    assert one.pending == len('{"b":') + (way is LineDecoder)
    assert one.close() == []


def test_what_is_too_large_is_skipped_and_told_once():
    lines, values = LineDecoder(10), ValueDecoder(10)
    long = b'{"a": "%s"}\n' % (b"x" * 20)
    told = [*lines.feed(long[:15]), *lines.feed(long[15:]), *lines.feed(b"{}\n"), *lines.feed(long)]

    assert [frame.event for frame in told] == [GAP, "message", GAP]
    assert [frame.event for frame in values.feed(long[:15])] == [GAP]
    assert values.feed(long[15:]) == []


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        ("text/event-stream; charset=utf-8", "events"),
        ("application/json", "values"),
        ("application/vnd.acme+json", "values"),
        ("application/x-ndjson", "lines"),
        ("application/jsonl", "lines"),
        ("text/plain", None),
        ("", None),
    ],
)
def test_the_content_type_says_what_a_body_is_made_of(kind: str, form: str | None):
    assert form_of(kind) == form


@pytest.mark.parametrize(
    ("start", "form"),
    [
        (b'{"a": 1}\n', "lines"),
        (b'\xef\xbb\xbf {"a": 1}\n{', "lines"),
        (b'{\n "a": 1}', "values"),
        (b'{"a": 1}', "values"),
        (b'[{"a": 1},\n', "values"),
        (b"data: 1\n", None),
        (b"", None),
    ],
)
def test_so_does_the_beginning(start: bytes, form: str | None):
    assert form_of_start(start) == form


def test_each_form_has_its_decoder():
    kinds = [type(decoder(form)) for form in ("events", "lines", "values")]

    assert kinds == [Decoder, LineDecoder, ValueDecoder]
