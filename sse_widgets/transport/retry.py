"""When to try again."""

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Retry:
    """How often and how patiently to try again.

    The delay is drawn between 0 and `base * 2**n`, so that clients cut off together do not come
    back together ("full jitter"), and never less than `floor`. All times in seconds.
    """

    attempts: int = 5
    """In a row that bring no new frame; 0 means never try again."""
    base: float = 1.0
    cap: float = 30.0
    floor: float = 0.05

    def __post_init__(self) -> None:
        if self.attempts < 0 or not 0 <= self.floor <= self.cap or self.base < 0:
            raise ValueError(f"{self!r}: attempts and base must not be negative, and floor must not exceed cap")

    def delay(self, attempt: int, server: float | None = None) -> float:
        """Return seconds to wait before attempt number `attempt`, counted from 1.

        Args:
            attempt: of those in a row that brought nothing new.
            server: the reconnection time that the server asked for, instead of `base`.
        """
        base = self.base if server is None else server
        ceiling = min(self.cap, base * 2.0 ** (attempt - 1))
        return max(self.floor, random.uniform(0.0, ceiling))


NEVER = Retry(attempts=0)
