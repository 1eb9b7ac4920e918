"""Frames are held packed, and nobody can tell."""

import threading
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_widgets.errors import HorizonError
from sse_widgets.frame import Frame
from sse_widgets.frames import BLOCK, Frames, GrowingFrames

MANY = [
    Frame("tick", f"number {n} \ud83d é 👩", str(n), n if n % 7 == 0 else None, n / 8) for n in range(3 * BLOCK + 5)
]
PLACES = st.integers(-len(MANY) - 3, len(MANY) + 3) | st.none()


@pytest.fixture(scope="module")
def frames() -> Frames:
    return GrowingFrames.of(MANY)


def test_frames_come_back_as_they_were_put_in(frames: Frames):
    assert list(frames) == MANY
    assert list(reversed(frames)) == MANY[::-1]
    assert (len(frames), frames[0], frames[-1], frames[BLOCK]) == (len(MANY), MANY[0], MANY[-1], MANY[BLOCK])
    assert type(frames[3]) is Frame


@given(PLACES, PLACES, st.sampled_from([None, 1, 2, -1, -3]))
def test_slices_are_those_of_a_tuple(start: int | None, stop: int | None, step: int | None):
    assert GrowingFrames.of(MANY)[start:stop:step] == tuple(MANY)[start:stop:step]


def test_frames_compare_with_frames_lists_and_tuples_and_with_nothing_else(frames: Frames):
    assert frames == MANY
    assert frames == tuple(MANY)
    assert frames == GrowingFrames.of(MANY)
    assert hash(frames) == hash(GrowingFrames.of(MANY))
    assert frames != MANY[:-1]
    assert frames != [*MANY[:-1], Frame()]
    assert frames != "frames"
    assert repr(frames) == f"<{len(MANY)} frames>"


@pytest.mark.parametrize("place", [3, -4, 10**9])
def test_a_place_that_is_not_there_says_how_many_there_are(place: int):
    with pytest.raises(HorizonError, match=f"no frame {place}, counted from 0: 3 were received"):
        GrowingFrames.of(MANY[:3])[place]


def test_a_frame_of_100_bytes_takes_less_than_it_has_once_it_is_packed():
    frames = GrowingFrames.of(Frame("tick", f"{n:07} ".ljust(100, "x"), str(n), None, n / 1000) for n in range(BLOCK))
    (block,) = frames._blocks

    assert isinstance(block, bytes)
    assert len(block) < 25 * BLOCK


def test_frames_that_cannot_be_packed_are_held_as_they_are():
    """Whoever feeds a run by hand may put anything into a frame."""
    odd = [Frame("tick", str(n), at=Decimal(n)) for n in range(BLOCK + 1)]  # type: ignore[arg-type]

    assert list(GrowingFrames.of(odd)) == odd


def test_a_snapshot_stays_as_it_is_while_more_frames_come():
    frames = GrowingFrames.of(MANY[: BLOCK - 1])
    before = frames.snapshot()
    for frame in MANY[BLOCK - 1 :]:
        frames.append(frame)

    assert before == MANY[: BLOCK - 1]
    assert frames == MANY


def test_frames_let_go_are_passed_over_and_to_ask_for_one_says_so():
    frames = GrowingFrames.of(MANY)
    frames.start = 2 * BLOCK + 3
    frames.let_go(frames.start)

    assert len(frames) == len(MANY)
    assert list(frames) == MANY[frames.start :]
    assert list(reversed(frames)) == MANY[: frames.start - 1 : -1]
    assert frames[:] == tuple(MANY[frames.start :])
    assert frames[: frames.start] == ()
    assert frames[frames.start] == MANY[frames.start]
    for place in (0, BLOCK, frames.start - 1):
        with pytest.raises(
            HorizonError, match=rf"frame {place + 1} was let go.*{frames.start + 1} to {len(MANY)} are held"
        ):
            frames[place]
    with pytest.raises(HorizonError):
        list(frames.between(0, 1))
    assert frames._blocks[:2] == [None, None]


def test_any_thread_may_read_while_one_adds():
    frames, wrong, stop = GrowingFrames(), [], threading.Event()

    def read() -> None:
        while not stop.is_set():
            seen = frames.snapshot()
            if list(seen) != MANY[: len(seen)]:
                wrong.append(len(seen))

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for frame in MANY:
        frames.append(frame)
    stop.set()
    for thread in threads:
        thread.join()

    assert wrong == []
