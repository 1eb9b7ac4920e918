"""Where in a response a fault strikes."""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class AtFrame:
    """When a frame of the recording is next, of those that are served: events and comments, counted from 1.

    A number one past the last frame is the end of the body.
    """

    number: int

    def __post_init__(self) -> None:
        if self.number < 1:
            raise ValueError(f"frames count from 1; there is no frame {self.number}")

    def __str__(self) -> str:
        return f"@{self.number}"


@dataclass(frozen=True)
class AtByte:
    """When so many bytes of the response body are out; those of the chunk framing do not count."""

    offset: int

    def __post_init__(self) -> None:
        if self.offset < 0:
            raise ValueError(f"bytes count from 0; there is no byte {self.offset}")

    def __str__(self) -> str:
        return f"@b{self.offset}"


@dataclass(frozen=True)
class AtTime:
    """So many seconds after the stream opened, whatever the speed of the recording."""

    seconds: float

    def __post_init__(self) -> None:
        if not 0 <= self.seconds < math.inf:
            raise ValueError(f"a time is 0 seconds or more, not {self.seconds}")

    def __str__(self) -> str:
        return f"@{float(self.seconds)!r}s".replace(".0s", "s")


Place = AtFrame | AtByte | AtTime
