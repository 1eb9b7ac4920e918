"""How a connection behaves, and what it has to know of the run that it reads for."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol, get_args

from sse_widgets.decoder import MAX_EVENT_BYTES
from sse_widgets.frame import Frame
from sse_widgets.onward import Asked, Onward
from sse_widgets.transport.polling import Fallback
from sse_widgets.transport.retry import USUAL, Retry
from sse_widgets.transport.statuses import Mode
from sse_widgets.transport.watchdog import IdleTimeout

LEAST: Final = 1024
"""Bytes that an event must be allowed to have."""


class Listener(Protocol):
    """A run, as far as its connection knows it."""

    @property
    def frames(self) -> Sequence[Frame]:
        """What it has received; a recording that broke off may have brought some before any wire did."""
        ...

    @property
    def over(self) -> bool:
        """Whether the run has ended by its own word, after which nothing is asked for again."""
        ...

    @property
    def unfinished(self) -> bool:
        """Whether the vocabulary has a word for the end of a run, and it has not come."""
        ...

    @property
    def has_heartbeats(self) -> bool:
        """Whether the vocabulary has heartbeats of its own."""
        ...

    def onward(self, asked: Asked) -> Onward | None:
        """Return how the vocabulary goes on with a stream that broke off, None if it has no way of its own."""
        ...

    def met(self, headers: Mapping[str, str], warning: str = "") -> None:
        """Take note of the headers of the first answer, before its frames, and of a warning if there is one."""

    def feed(self, *frames: Frame) -> None:
        """Take frames; those that arrive together at once."""


@dataclass(frozen=True)
class Options:
    """How a connection behaves. All times in seconds."""

    retry: Retry = USUAL
    mode: Mode = "resilient"
    connect_timeout: float = 10.0
    """For the answer to begin."""
    idle_timeout: IdleTimeout = "auto"
    """Of silence, comments counted; see `Watchdog`."""
    max_event_bytes: int = MAX_EVENT_BYTES
    """An event that is larger is skipped, with a `@gap` in its place."""
    comments: bool = True
    """Whether the server's comments are frames too."""
    fallback: Fallback | None = None
    """Where to ask for news when no stream can be had."""
    poll_interval: float = 5.0
    sleep: Callable[[float], Awaitable[Any]] = asyncio.sleep
    clock: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        # Users give these, and not every user has a type checker.
        if self.mode not in get_args(Mode):
            raise ValueError(f"mode must be 'resilient' or 'spec', not {self.mode!r}")
        if not self.connect_timeout > 0:
            raise ValueError(f"connect_timeout is {self.connect_timeout}; it must be more than 0")
        if isinstance(self.idle_timeout, str) and self.idle_timeout != "auto":
            raise ValueError(f"idle_timeout must be 'auto', None or seconds, not {self.idle_timeout!r}")
        if isinstance(self.idle_timeout, int | float) and not self.idle_timeout > 0:
            raise ValueError(f"idle_timeout is {self.idle_timeout}; it must be more than 0, or None for never")
        if self.max_event_bytes < LEAST:
            raise ValueError(f"max_event_bytes is {self.max_event_bytes}; it must be at least {LEAST}")
