"""The backend that is used by default: the memory of this process."""

import time
from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

from sse_widgets.broadcast.backend import Deliver, Past
from sse_widgets.broadcast.config import BroadcasterConfig
from sse_widgets.broadcast.entry import START, Draft, entry
from sse_widgets.broadcast.session import Facts

REMEMBERED: Final = 10_000
"""Keys that are known, of the newest events of all sessions."""


class Memory:
    """Numbers the events and delivers them at once; the sessions of this process hold them."""

    shared = False

    def __init__(self) -> None:
        self._facts: dict[str, Facts] = {}
        self._last = (0, 0)
        self._keys: OrderedDict[tuple[str, str], str] = OrderedDict()

    async def start(self, deliver: Deliver, config: BroadcasterConfig) -> None:
        """Begin."""
        self._deliver = deliver

    async def stop(self) -> None:
        """Keep everything: the server may be started again."""

    async def create(self, session: str, facts: Facts) -> Facts:
        """Make a session if there is none; return what is known of the one there is."""
        return self._facts.setdefault(session, facts)

    async def find(self, session: str) -> Facts | None:
        """Return what is known of a session, None if there is none."""
        return self._facts.get(session)

    async def end(self, session: str) -> None:
        """Note that nothing can be published to a session any more."""
        self._facts[session] = self._facts[session]._replace(ended=True)

    async def kept(self, session: str, key: str) -> str:
        """Return the id of an event that was kept lately with this key, "" if there is none."""
        return self._keys.get((session, key), "")

    async def append(self, session: str, draft: Draft) -> str:
        """Deliver an event; return its id."""
        now = (time.time_ns() // 1_000_000, 0)
        before, number = self._last
        self._last = now if now > (before, number) else (before, number + 1)
        made = entry("{}-{}".format(*self._last), draft)
        self._deliver(session, (made,))
        if draft.key:
            self._keys[session, draft.key] = made.id
            if len(self._keys) > REMEMBERED:
                self._keys.popitem(last=False)
        return made.id

    async def follow(self, session: str) -> Past:
        """Return that nothing is held here."""
        return Past(START)

    async def listen(self, session: str) -> None:
        """Do nothing: all is delivered."""

    async def catch_up(self, session: str) -> None:
        """Do nothing: all that there is was delivered."""

    async def unfollow(self, session: str) -> None:
        """Do nothing."""

    async def keep(self, sessions: Sequence[str]) -> None:
        """Do nothing."""

    async def remove(self, session: str) -> None:
        """Forget a session."""
        self._facts.pop(session, None)

    async def count(self) -> int:
        """Return how many sessions there are."""
        return len(self._facts)
