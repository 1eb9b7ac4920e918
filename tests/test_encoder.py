"""What the encoder writes, the decoder reads."""

from hypothesis import given
from hypothesis import strategies as st

from sse_widgets.decoder import Decoder
from sse_widgets.encoder import encode
from sse_widgets.frame import CLOSED, COMMENT, Frame

LINE = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"))
FRAMES = st.builds(
    Frame,
    event=LINE.filter(bool) | st.sampled_from(["message", "\\@closed", "\\\\", " x"]),
    data=st.lists(LINE).map("\n".join),
    id=LINE,
    retry=st.none() | st.integers(0, 10**12),
    at=st.just(0.0),
)


def on_our_side(frame: Frame) -> bool:
    return frame.event.startswith("@")


@given(st.lists(FRAMES.filter(lambda frame: not on_our_side(frame))))
def test_frames_survive_the_wire(frames):
    ids = ["", *(frame.id for frame in frames)]
    stream = b"".join(encode(frame, id) for frame, id in zip(frames, ids, strict=False))

    assert Decoder().feed(stream) == frames


def test_an_event_is_written_as_people_write_it():
    assert encode(Frame("tick", "a\nb", "7", 250)) == b"id: 7\nevent: tick\nretry: 250\ndata: a\ndata: b\n\n"
    assert encode(Frame(data="a")) == b"data: a\n\n"


def test_an_id_is_taken_back_where_one_was_in_force():
    assert encode(Frame(data="a"), id_before="7") == b"id: \ndata: a\n\n"


def test_a_comment_stays_a_comment_and_notes_of_ours_stay_here():
    assert encode(Frame(COMMENT, "a\nb")) == b": a\n: b\n\n"
    assert encode(Frame(CLOSED, "{}")) == b""


def test_nothing_can_break_out_of_its_line():
    assert (
        encode(Frame("a\ndata: x", "b\r\nid: y", "c\n\nd\0"))
        == b"id: c  d \nevent: a data: x\ndata: b\ndata: id: y\n\n"
    )
    assert encode(Frame(data="\ud800")) == b"data: ?\n\n"
