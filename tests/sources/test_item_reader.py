"""The reader of items: pieces, lines and documents, found out from the first."""

import json

import pytest

from sse_widgets.frame import GAP, Frame
from sse_widgets.sources.item_reader import ItemReader

STREAM = "event: a\nid: 7\ndata: 1\n\n: hi\n\ndata: 2\ndata: 3\n\n"
SAID = [("a", "1", "7"), ("message", "2\n3", "7")]


def read(*items) -> list[Frame]:
    reader = ItemReader(lambda: 1.5)
    frames = [frame for item in items for frame in reader.read(item)]
    return [*frames, *reader.end()]


def said(*items) -> list[tuple[str, str, str]]:
    return [(frame.event, frame.data, frame.id) for frame in read(*items)]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize("kind", [str, bytes])
def test_pieces_may_be_cut_anywhere(size, kind):
    pieces = [STREAM[n : n + size] for n in range(0, len(STREAM), size)]

    assert said(*(piece if kind is str else piece.encode() for piece in pieces)) == SAID


@pytest.mark.parametrize("kind", [str, bytes])
def test_lines_may_come_without_their_ends(kind):
    """As `response.iter_lines()` of every HTTP library gives them."""
    lines = STREAM.splitlines()

    assert said(*(line if kind is str else line.encode() for line in lines)) == SAID


def test_lines_may_come_with_their_ends():
    assert said(*STREAM.splitlines(keepends=True)) == SAID


def test_a_stream_of_one_line_is_not_lost():
    assert said("data: 1", "") == [("message", "1", "")]


@pytest.mark.parametrize(
    "items",
    [
        ['{"n":1}', '{"n":2}'],
        ['{"n":1}\n', '{"n":2}\n'],
        ['{"n":1}\n{"n', '":2}\n'],
        [b'{"n":1}\r\n{"n":2}'],
        ["\n", '{"n":1}', "", '{"n":2}'],
        ['{\n"n":', "1\n}\n", '{"n":2}'],
    ],
)
def test_documents_may_come_one_by_one_or_cut_anywhere(items):
    documents = [json.loads(frame.data) for frame in read(*items)]

    assert documents == [{"n": 1}, {"n": 2}]


def test_what_was_cut_off_is_told():
    assert [frame.event for frame in read('{"n":')] == [GAP]
    assert [frame.event for frame in read("data: 1\n")] == [GAP]


def test_objects_and_text_may_take_turns():
    assert [frame.data for frame in read({"n": 1}, "data: 2\n\n", {"n": 3})] == ['{"n":1}', "2", '{"n":3}']


def test_a_frame_has_the_time_at_which_it_came():
    assert {frame.at for frame in read({"n": 1}, "data: 2\n\n", Frame(data="3", at=9.0))} == {1.5}
