"""What tests that involve threads share: waiting for something to become true, with a deadline."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

PATIENCE = 60.0
"""Seconds; only a test that fails waits this long."""


def until(predicate: Callable[[], T], timeout: float = PATIENCE) -> T:
    """Ask `predicate` until its answer is true; return that answer.

    Raises:
        AssertionError: it was not within `timeout` seconds; the message holds the last answer.
    """
    pause = threading.Event()
    end = time.monotonic() + timeout
    while not (answer := predicate()):
        if time.monotonic() > end:
            raise AssertionError(f"not within {timeout:g} s; the last answer was {answer!r}")
        pause.wait(0.002)
    return answer


class Clock:
    """A clock that stands still until it is told; in the place of the `time` module."""

    def __init__(self, now: float = 1000.0) -> None:
        self.now = now

    def monotonic(self) -> float:
        """Return seconds."""
        return self.now

    def go(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds
