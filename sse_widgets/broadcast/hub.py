"""The hub: the sessions of one process, on one event loop."""

import asyncio
import logging
import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Final

from sse_widgets.broadcast.backend import Backend
from sse_widgets.broadcast.config import BroadcasterConfig
from sse_widgets.broadcast.entry import ENDED, Draft, Entry, draft
from sse_widgets.broadcast.memory import Memory
from sse_widgets.broadcast.session import Facts, Session
from sse_widgets.broadcast.subscriber import Subscriber
from sse_widgets.errors import BadRequest, Forbidden, LimitReached, SessionOver, TooLarge

MEGABYTE: Final = 2**20
_ID: Final = re.compile(r"[\w.:~@+-]{1,128}", re.ASCII)

CONTROL: Final = "!control"
"""Where the processes tell each other what is not for subscribers; no session can have this id."""
LOOK_AGAIN: Final = "look again"
"""Told there of a session of which something else is known now."""

_log = logging.getLogger("sse_widgets.broadcast")


def check_id(session: str) -> None:
    """Check that this can be the id of a session.

    Raises:
        BadRequest: it cannot.
    """
    if not _ID.fullmatch(session):
        raise BadRequest("the id of a session has 1 to 128 letters, digits, or any of . : ~ @ + - _")


class Hub:
    """Takes events for sessions, and hands them to the subscribers of this process.

    `owner` is the user for whom something is done: a session belongs to the first, and is closed to every other.
    None stands for whoever may do everything.
    """

    def __init__(self, config: BroadcasterConfig, backend: Backend | None = None) -> None:
        self.config = config
        self.backend = backend or Memory()
        self.sessions: dict[str, Session] = {}
        """Those that are held or read in this process."""
        self.counters: Counter[str] = Counter()
        """What happened since the start, for statistics."""
        self._began = time.monotonic()
        self.heard: Callable[[str], None] = lambda _: None
        """Given what any process, this one too, has told all."""
        self._opening = asyncio.Lock()
        self._known: dict[str, Facts] = {}
        self._turns: dict[str, asyncio.Lock] = {}

    async def start(self) -> None:
        """Begin, on the loop that runs; it may be another than before."""
        self._opening, self._turns = asyncio.Lock(), {}
        await self.backend.start(self._deliver, self.config)
        await self.backend.listen(CONTROL)

    async def stop(self) -> None:
        """End every stream, without ending the sessions: their subscribers may resume elsewhere, or later."""
        for session in self.sessions.values():
            for subscriber in list(session.subscribers):
                subscriber.close("the server stops")
        if self.backend.shared:  # what comes meanwhile would be missing here
            self.sessions.clear()
        await self.backend.stop()

    @property
    def uptime(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._began

    @property
    def held(self) -> int:
        """Bytes of history in this process."""
        return sum(session.history.size for session in self.sessions.values())

    @property
    def watching(self) -> int:
        """How many subscribers there are in this process."""
        return sum(len(session.subscribers) for session in self.sessions.values())

    async def enter(
        self, id: str, owner: str | None = None, vocabulary: str = "", *, user: str = "", create: bool = True
    ) -> Facts:
        """Return what is known of a session; it is made if there is none, for the owner or else for a user.

        Raises:
            BadRequest: this can be no id.
            Forbidden: it is somebody else's.
            LimitReached: there are too many sessions, or they hold too much.
        """
        check_id(id)
        facts = self._known.get(id) or await self.backend.find(id)
        if facts is None:
            if not create:
                return Facts(owner or "")
            await self._check_room()
            made = Facts(user if owner is None else owner, vocabulary, time.time())
            facts = await self.backend.create(id, made)
        if not self.backend.shared and id not in self.sessions:
            self.sessions[id] = Session(id, facts, self.config)
        self._known[id] = facts
        if owner is not None and facts.owner != owner:
            raise Forbidden("this session is somebody else's")
        return facts

    async def publish(
        self, id: str, said: Draft, owner: str | None = None, vocabulary: str = "", *, again: bool = False
    ) -> str:
        """Keep an event and hand it on, unless it is told `again` and was kept already; return its id.

        Raises:
            BroadcastError: as `enter` raises it; the event is too large, the session is over, or its store is down.
        """
        if len(said.data) > self.config.max_event_bytes or len(said.data.encode()) > self.config.max_event_bytes:
            raise TooLarge(f"an event has at most {self.config.max_event_bytes} bytes of data")
        check_id(id)
        async with self._turns.setdefault(id, asyncio.Lock()):  # its waiters get it in the order in which they came
            facts = await self.enter(id, owner, vocabulary)
            if again and said.key and (kept := await self.backend.kept(id, said.key)):
                return kept
            session = self.sessions.get(id)
            if facts.ended or (session is not None and session.ended):
                raise SessionOver(f"session {id!r} is over; publish to another")
            made = await self.backend.append(id, said)
        self.counters["published"] += 1
        await asyncio.sleep(0)  # a publisher in a loop would leave the subscribers no time to read
        return made

    async def end(self, id: str, owner: str | None = None) -> None:
        """Let every subscriber's stream end after what was published; again is no error."""
        try:
            await self.publish(id, Draft(ENDED, "", self.config.event_ttl), owner)
        except SessionOver:
            return
        await self.backend.end(id)
        await self._tell(LOOK_AGAIN, id)

    async def clear(self, id: str, owner: str | None = None) -> None:
        """End a session and forget its events."""
        if not (await self.enter(id, owner, create=False)).created:
            return
        await self.end(id, owner)
        await self.backend.remove(id)
        self.forget(id)
        await self._tell(LOOK_AGAIN, id)

    def look_up_again(self) -> None:
        """Ask the backend again whose the sessions are that are not held here."""
        self._known = {id: session.facts for id, session in self.sessions.items()}
        self._turns = {id: turn for id, turn in self._turns.items() if turn.locked()}

    def forget(self, id: str) -> None:
        """Hold no more of a session in this process."""
        self._known.pop(id, None)
        session = self.sessions.pop(id, None)
        for subscriber in list(session.subscribers) if session else ():
            subscriber.close("the session is over")

    @asynccontextmanager
    async def subscribe(
        self, id: str, last_event_id: str = "", owner: str | None = None
    ) -> AsyncIterator[tuple[Session, Subscriber]]:
        """Yield a session and a new subscriber of it.

        Raises:
            BroadcastError: as `enter` raises it; what came after the id is lost, or there are too many subscribers.
        """
        session = await self.open(id, owner)
        if self.watching >= self.config.max_subscribers:
            raise LimitReached(f"{self.config.max_subscribers} streams are open already", retry_after=5)
        if len(session.subscribers) >= self.config.max_subscribers_per_session:
            raise LimitReached(f"{len(session.subscribers)} streams of this session are open already", retry_after=5)
        if last_event_id and session.history.after(last_event_id) is None:
            await self.backend.catch_up(id)
        subscriber = session.subscribe(last_event_id)
        self.counters["subscribed"] += 1
        try:
            yield session, subscriber
        finally:
            session.subscribers.discard(subscriber)
            session.touched = time.monotonic()
            self.counters["dropped"] += subscriber.dropped
            self.counters["delivered"] += subscriber.delivered

    async def open(self, id: str, owner: str | None = None) -> Session:
        """Return a session with its history."""
        facts = await self.enter(id, owner)
        async with self._opening:
            session = self.sessions.get(id)
            if session is None:
                past = await self.backend.follow(id)
                session = self.sessions[id] = Session(id, facts, self.config, past.before)
                session.deliver(past.entries)
            return session

    async def news(
        self, id: str, last_event_id: str = "", most: int = 1000, owner: str | None = None
    ) -> tuple[list[Entry], bool]:
        """Return the events of a session after an id, and whether no more will come.

        Raises:
            BroadcastError: as `enter` raises it; what came after the id is lost.
        """
        facts = await self.enter(id, owner, create=False)
        if not facts.created:
            return [], False
        session = await self.open(id)
        if last_event_id and session.history.after(last_event_id) is None:
            await self.backend.catch_up(id)
        position = session.position(last_event_id)
        found = session.history.since(position, most)
        done = session.ended and position + len(found) == session.history.end
        now = time.time()
        return [entry for entry in found if entry.expires > now and entry.event != ENDED], done

    async def tell(self, message: str) -> None:
        """Tell all processes that share the backend."""
        await self._tell("message", message)

    async def _tell(self, event: str, message: str) -> None:
        await self.backend.append(CONTROL, Draft(event, message, self.config.event_ttl))

    def draft(self, event: str, data: object, ttl: float | None = None, key: str = "") -> Draft:
        """Return what is to be published, kept for `event_ttl` unless told otherwise."""
        return draft(event, data, self.config.event_ttl if ttl is None else ttl, key)

    def _deliver(self, id: str, entries: Sequence[Entry]) -> None:
        if id == CONTROL:
            for entry in entries:
                if entry.event == LOOK_AGAIN:
                    self._known.pop(entry.data, None)
                else:
                    self.heard(entry.data)
        elif session := self.sessions.get(id):
            self.counters["slow"] += session.deliver(entries)

    async def _check_room(self) -> None:
        if self.held > self.config.memory_critical_threshold_mb * MEGABYTE:
            raise LimitReached("the histories of the sessions there are take too much memory", retry_after=30)
        if await self.backend.count() >= self.config.max_sessions:
            raise LimitReached(f"there are {self.config.max_sessions} sessions already", retry_after=30)
