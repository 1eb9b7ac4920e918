"""What keeps the events of all sessions: the memory of this process, or a store that several share."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol, TypeAlias

from sse_widgets.broadcast.config import BroadcasterConfig
from sse_widgets.broadcast.entry import Draft, Entry
from sse_widgets.broadcast.session import Facts

Deliver: TypeAlias = Callable[[str, Sequence[Entry]], None]
"""Takes the id of a session and its next events."""


class Past(NamedTuple):
    """What a session holds at the moment."""

    before: str
    """The id of the last event that is not held."""
    entries: Sequence[Entry] = ()


class Backend(Protocol):
    """Keeps events in the order in which they were published, the same for everybody."""

    shared: bool
    """Whether other processes publish too, so that a session nobody reads here need not be held here."""

    async def start(self, deliver: Deliver, config: BroadcasterConfig) -> None:
        """Begin; `deliver` is called with the events of the sessions that are followed."""

    async def stop(self) -> None:
        """End; again is no error."""

    async def create(self, session: str, facts: Facts) -> Facts:
        """Make a session if there is none; return what is known of the one there is."""

    async def find(self, session: str) -> Facts | None:
        """Return what is known of a session, None if there is none."""

    async def end(self, session: str) -> None:
        """Note that nothing can be published to a session any more."""

    async def kept(self, session: str, key: str) -> str:
        """Return the id of an event that was kept lately with this key, "" if there is none."""

    async def append(self, session: str, draft: Draft) -> str:
        """Keep an event; return its id.

        Raises:
            BackendDown: it may or may not be kept.
        """

    async def follow(self, session: str) -> Past:
        """Return what is held of a session, and deliver from then on what comes."""

    async def listen(self, session: str) -> None:
        """Deliver what comes from now on, of what is no session."""

    async def catch_up(self, session: str) -> None:
        """Deliver at once all that is held of a session that is followed."""

    async def unfollow(self, session: str) -> None:
        """Deliver no more of a session."""

    async def keep(self, sessions: Sequence[str]) -> None:
        """Let these live for another `session_ttl`."""

    async def remove(self, session: str) -> None:
        """Forget a session and its events."""

    async def count(self) -> int:
        """Return how many sessions there are."""
