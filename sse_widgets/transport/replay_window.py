"""The replay window: what a server sends once more after a reconnection is taken once."""

from collections import Counter, deque
from typing import Final, TypeAlias

from sse_widgets.frame import LIFECYCLE, Frame

LAST: Final = 1024
"""Frames that are remembered."""

_Key: TypeAlias = tuple[str, str, int]


class ReplayWindow:
    """Drops frames seen before, from a reconnection until a frame with an id that is new.

    Only there: two equal frames may well be two events, but after a resume they are the same one.
    For the same reason no frame is dropped more often than it had come, nor ever one without an id.
    """

    def __init__(self) -> None:
        self._seen: deque[Frame] = deque(maxlen=LAST)
        self._expected: Counter[_Key] = Counter()
        self.dropped = 0

    def open(self) -> None:
        """Begin to look for repetitions."""
        self._expected = Counter(_key(frame) for frame in self._seen if _is_event(frame))

    def close(self) -> None:
        """Stop looking."""
        self._expected.clear()

    def admit(self, frames: list[Frame]) -> list[Frame]:
        """Return the frames that are to be taken."""
        if self._expected:
            frames = [frame for frame in frames if not self._repeats(frame)]
        self._seen.extend(frames[-LAST:])
        return frames

    def _repeats(self, frame: Frame) -> bool:
        if not self._expected or not _is_event(frame):
            return False
        key = _key(frame)
        if self._expected[key] > 0:
            self._expected[key] -= 1
            self.dropped += 1
            return True
        self.close()
        return False


def _is_event(frame: Frame) -> bool:
    return bool(frame.id) and frame.event not in LIFECYCLE


def _key(frame: Frame) -> _Key:
    return frame.id, frame.event, hash(frame.data)
