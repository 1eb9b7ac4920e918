"""What comes twice is taken once, but only where it can be the same."""

from sse_widgets.frame import COMMENT, Frame
from sse_widgets.transport.replay_window import LAST, ReplayWindow


def frames(*ids: str) -> list[Frame]:
    return [Frame("message", f"number {id}", id) for id in ids]


def seen(*ids: str) -> ReplayWindow:
    window = ReplayWindow()
    window.admit(frames(*ids))
    return window


def test_equal_frames_are_two_while_the_wire_holds():
    assert len(seen("1").admit(frames("1", "1"))) == 2


def test_what_is_sent_again_after_a_reconnection_is_dropped():
    window = seen("1", "2", "3")
    window.open()

    assert window.admit(frames("2", "3", "4")) == frames("4")
    assert window.dropped == 2


def test_the_first_new_frame_closes_the_window():
    window = seen("1", "2")
    window.open()

    assert window.admit(frames("2", "3", "2")) == frames("3", "2")


def test_nothing_is_dropped_more_often_than_it_had_come():
    window = seen("1", "2")
    window.open()

    assert window.admit(frames("2", "2")) == frames("2")


def test_the_same_id_with_other_data_is_another_event():
    window = seen("1")
    window.open()
    other = [Frame("message", "else", "1")]

    assert window.admit(other) == other


def test_frames_without_an_id_are_never_dropped():
    window = ReplayWindow()
    window.admit(frames("", "1"))
    window.open()

    assert window.admit(frames("")) == frames("")


def test_comments_neither_close_the_window_nor_are_dropped():
    window = seen("1")
    window.open()
    comment = Frame(COMMENT, "hi", "1")

    assert window.admit([comment, *frames("1", "2")]) == [comment, *frames("2")]


def test_it_remembers_no_more_than_it_needs():
    window = seen(*map(str, range(LAST + 10)))
    window.open()

    assert window.admit(frames("9")) == frames("9")
