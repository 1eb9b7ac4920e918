"""How a broadcaster behaves: plain numbers and texts."""

from dataclasses import dataclass
from typing import Literal

SlowReader = Literal["disconnect", "drop_oldest"]


@dataclass(frozen=True)
class BroadcasterConfig:
    """How a broadcaster behaves. Times are seconds.

    Raises:
        ValueError: a number makes no sense.
    """

    max_queue_size: int = 1000
    """Events that may wait for one subscriber, besides the history it began with."""
    slow_reader: SlowReader = "disconnect"
    """What happens to a subscriber for whom more wait: its stream is ended, and it may resume from its last event id
    without loss; or it skips the oldest."""
    max_history_per_session: int = 10_000
    """Events that are kept for those who come late or come back."""
    event_ttl: float = 3600.0
    """How long an event is kept, unless it was published with a `ttl` of its own."""
    session_ttl: float = 7200.0
    """How long a session is kept in which nothing is published and that nobody watches."""
    cleanup_interval: float = 60.0
    """The time between two rounds of clearing away what is too old."""
    enable_metrics: bool = True
    """Whether `GET /metrics` answers."""
    max_subscriber_idle_time: float = 600.0
    """How long a subscriber may leave what waits for it untouched."""
    memory_warning_threshold_mb: float = 256.0
    """Megabytes of history above which a warning is logged and the longest histories are cut to half."""
    memory_critical_threshold_mb: float = 512.0
    """Megabytes of history above which no new session is opened."""
    heartbeat_interval: float = 30.0
    """The silence after which a stream gets a heartbeat."""
    max_sessions: int = 10_000
    max_subscribers: int = 10_000
    max_subscribers_per_session: int = 5_000
    max_event_bytes: int = 2**20
    """Bytes of the data of one event, and of the body of any request."""
    max_events_per_second: float = 1000.0
    """Events that one user may publish over HTTP, on average; for one second it may be twice as many."""
    allow_origins: tuple[str, ...] = ()
    """Origins of the pages that may read this server, exactly as browsers send them: `https://app.example.org`."""
    allow_hosts: tuple[str, ...] | None = None
    """Names by which this server may be asked for, without port; None for those of the loopback while it listens
    there only, and for any name elsewhere."""
    upstream: str | None = None
    """Where `/api/sse` gets its streams: an address to which the id of the session is added; None for this server."""

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if isinstance(value, int | float) and not isinstance(value, bool) and value <= 0:
                raise ValueError(f"{name} is {value}; it must be more than 0")
        if self.slow_reader not in ("disconnect", "drop_oldest"):
            raise ValueError(f"slow_reader is {self.slow_reader!r}; it must be 'disconnect' or 'drop_oldest'")
        if "*" in self.allow_origins:
            raise ValueError("allow_origins holds '*'; name each origin: a wildcard would let in every page there is")
