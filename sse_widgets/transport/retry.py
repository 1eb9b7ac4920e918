"""When to try again."""

import random
from dataclasses import dataclass
from typing import Final

BUSY: Final = 2.0
"""How much longer than `cap` a server is left alone that says it has too much to do."""
LONGEST: Final = 3600.0
"""Seconds that a server may ask for at the most."""


@dataclass(frozen=True)
class Retry:
    """How often and how patiently to try again. All times in seconds.

    The delay is drawn between 0 and `base * 2**n`, so that clients cut off together do not come
    back together ("full jitter"), and never less than `floor`. `n` begins anew once a connection has
    proved its health: by `healthy` seconds with something new, or by ending as it should.
    """

    attempts: int = 5
    """In a row that bring no new frame; 0 means never try again."""
    base: float = 1.0
    cap: float = 30.0
    floor: float = 0.05
    healthy: float = 5.0

    def __post_init__(self) -> None:
        sane = self.base >= 0 and self.healthy >= 0 and 0 <= self.floor <= self.cap  # of no number that is none
        if not (sane and self.attempts >= 0 and self.attempts == int(self.attempts)):
            raise ValueError(f"{self!r}: its numbers must not be negative, and floor must not exceed cap")

    def delay(self, attempt: int, server: float | None = None, *, busy: bool = False) -> float:
        """Return seconds to wait before attempt number `attempt`, counted from 1.

        Args:
            attempt: of those in a row after which no connection proved its health.
            server: the reconnection time that the server asked for, instead of `base`.
            busy: whether the server has too much to do.
        """
        base = self.base if server is None else self.within(server)
        cap = self.cap * (BUSY if busy else 1.0)
        ceiling = min(max(cap, 0.0 if server is None else base), base * 2.0 ** min(attempt - 1, 32))
        return max(self.floor, random.uniform(0.0, ceiling))

    def within(self, seconds: float) -> float:
        """Return a time that a server asks for, brought within reason: two floors to an hour."""
        return min(max(seconds, 2.0 * self.floor), LONGEST)


USUAL = Retry()


class Backoff:
    """Counts attempts, and says how long to wait for the next."""

    def __init__(self, retry: Retry) -> None:
        self._retry = retry
        self._steps = 0
        self.fruitless = 0
        """Attempts in a row that brought no new frame."""

    @property
    def exhausted(self) -> bool:
        """Whether as many attempts as allowed brought nothing new."""
        return self.fruitless >= self._retry.attempts

    def fruit(self) -> None:
        """Learn that a new frame came."""
        self.fruitless = 0

    def ended(self, *, up: float, fresh: bool, clean: bool) -> None:
        """Learn how a connection ended.

        Args:
            up: seconds that it was open.
            fresh: whether it brought anything new.
            clean: whether the server ended it as it should be ended.
        """
        if fresh and (clean or up >= self._retry.healthy):
            self._steps = 0

    def next(self, *, server: float | None = None, after: float | None = None, busy: bool = False) -> float:
        """Return the seconds to wait, and count the attempt that follows.

        Args:
            server: the reconnection time that the server asked for.
            after: what its `Retry-After` says, which is waited for in any case.
            busy: whether it has too much to do.
        """
        self.fruitless += 1
        self._steps += 1
        drawn = self._retry.delay(self._steps, server, busy=busy)
        return round(drawn if after is None else max(drawn, min(after, LONGEST)), 3)

    def again(self, server: float | None, *, fresh: bool) -> float:
        """Return the seconds to wait after an end that was clean: what the server asked for, if it brought anything."""
        if not fresh:
            return self.next(server=server)
        self.fruitless += 1
        return round(max(self._retry.floor, self._retry.base if server is None else self._retry.within(server)), 3)
