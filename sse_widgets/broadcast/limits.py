"""How often somebody may do something."""

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from sse_widgets.errors import LimitReached

MOST_USERS: Final = 10_000


class Rates:
    """A bucket of tokens for each user, filled steadily, with room for what comes in two seconds."""

    def __init__(self, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_second, self._clock = per_second, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, user: str, number: int) -> None:
        """Count something that a user does so many times.

        Raises:
            LimitReached: it does so too often; `retry_after` says when it may again.
        """
        now, most = self._clock(), 2 * self._per_second
        left, then = self._buckets.get(user, (most, now))
        left = min(most, left + (now - then) * self._per_second)
        if number > left:
            wait = (min(number, most) - left) / self._per_second
            raise LimitReached(f"more than {self._per_second:g} events a second", retry_after=wait)
        self._buckets[user] = left - number, now
        self._buckets.move_to_end(user)
        if len(self._buckets) > MOST_USERS:
            self._buckets.popitem(last=False)
