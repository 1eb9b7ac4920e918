"""Pacing: how long the next patch waits, by how long a browser takes to answer."""

import time
from collections import deque

IN_FLIGHT = 16
"""Patches that may be unanswered before sending slows down: twice what a page in step takes for each answer."""
UNHEARD = 0.25
"""Seconds between patches while answers stay out: a browser's clicks may be stuck behind a busy cell."""
SHARE = 4
"""Patches in the time of an answer, at most: what a page has not got to yet makes it show the rest later."""


class Pacing:
    """Knows what is on its way, and how long the last answer took."""

    def __init__(self) -> None:
        self._sent: deque[tuple[int, float]] = deque(maxlen=IN_FLIGHT)
        self._took = 0.0

    def sent(self, seq: int) -> None:
        """Take note that a patch has been sent."""
        self._sent.append((seq, time.monotonic()))

    def heard(self, seq: int) -> None:
        """Take note of an answer; one that comes in a pause, when there is nothing else to answer, says nothing."""
        now = time.monotonic()
        last = self._sent[-1][0] if self._sent else seq
        for number, at in self._sent:
            if number == seq and (seq < last or now - at < UNHEARD):
                self._took = now - at
        while self._sent and self._sent[0][0] <= seq:
            self._sent.popleft()

    def rest(self) -> float:
        """Return seconds until the next patch."""
        if not self._sent:
            return 0.0
        pause = UNHEARD if len(self._sent) == IN_FLIGHT else min(UNHEARD, self._took / SHARE)
        return max(0.0, self._sent[-1][1] + pause - time.monotonic())
