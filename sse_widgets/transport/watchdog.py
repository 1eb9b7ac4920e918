"""The watchdog: how long a stream may be silent before it counts as dead."""

from typing import Final, Literal, TypeAlias

IdleTimeout: TypeAlias = float | Literal["auto"] | None
"""Seconds, None for never, or what the stream teaches."""

HEARTBEAT: Final = 45.0
"""Seconds for a vocabulary that has heartbeats, which come every 30 s."""
LEAST: Final = 10.0
"""Seconds; never sooner, unless told to."""
MISSED: Final = 3.0
"""How many heartbeats may fail to come."""


class Watchdog:
    """Learns how often a stream gives a sign of life, and tells how long to wait for one.

    `auto` waits for ever until it knows better: 45 s where the vocabulary has heartbeats, else three
    times the time between the last two comments. A number of seconds always wins.
    """

    def __init__(self, timeout: IdleTimeout = "auto") -> None:
        self._timeout = timeout
        self._expects = False
        self._heard: float | None = None
        self._cadence: float | None = None

    def expect_heartbeats(self) -> None:
        """Learn that the vocabulary has heartbeats of its own."""
        self._expects = True

    def comment(self, now: float) -> None:
        """Learn that a comment came at `now` seconds: servers send them to keep a wire open."""
        if self._heard is not None and now > self._heard:
            self._cadence = now - self._heard
        self._heard = now

    def reopened(self) -> None:
        """Forget when the last comment came: the time that the wire was down is no cadence."""
        self._heard = None

    @property
    def patience(self) -> float | None:
        """Seconds of silence that are all right; None for any."""
        if self._timeout != "auto":
            return self._timeout
        least = HEARTBEAT if self._expects else LEAST
        if self._cadence is not None:
            return max(least, MISSED * self._cadence)
        return HEARTBEAT if self._expects else None
