"""A session as one process knows it: its last events, and who reads them here."""

import time
from collections.abc import Iterable
from typing import NamedTuple

from sse_widgets.broadcast.config import BroadcasterConfig
from sse_widgets.broadcast.entry import ENDED, START, Entry
from sse_widgets.broadcast.history import History
from sse_widgets.broadcast.subscriber import Subscriber
from sse_widgets.dialects.sniffing import PATIENCE, spoken
from sse_widgets.errors import PlaceLost
from sse_widgets.frame import Frame


class Facts(NamedTuple):
    """What is known of a session besides its events."""

    owner: str = ""
    """The user whose it is; "" where users are not told apart."""
    vocabulary: str = ""
    """The name of the dialect that it is published in; "" while nobody said."""
    created: float = 0.0
    """Seconds since 1970."""
    ended: bool = False
    """Whether nothing can be published any more."""


class Session:
    """The events of a session, and its subscribers in this process."""

    def __init__(self, id: str, facts: Facts, config: BroadcasterConfig, before: str = START) -> None:
        self.id = id
        self.facts = facts
        self.history = History(before)
        self.subscribers: set[Subscriber] = set()
        self.touched = time.monotonic()
        """When something last happened to it."""
        self.published = 0
        self._config = config
        self._may_skip = config.slow_reader == "drop_oldest"
        self.ended = False
        """Whether nothing will come any more."""
        self.vocabulary = facts.vocabulary
        """The name of the dialect that it is published in, as told or found out; "" while unknown."""

    def deliver(self, entries: Iterable[Entry]) -> int:
        """Take what was published, in order, and wake the subscribers; return how many were too slow."""
        slow = [each for each in self.subscribers if each.behind > self._config.max_queue_size]
        new = 0
        for entry in entries:
            if not self.ended and self.history.append(entry):
                new += 1
                self.ended = entry.event == ENDED
                if not self.vocabulary and self.history.end <= PATIENCE:
                    self.vocabulary = spoken(Frame(entry.event, entry.data))
        self.touched = time.monotonic()
        self.published += new
        self.history.trim(self._config.max_history_per_session)
        for subscriber in slow:
            self._hurry(subscriber)
        for subscriber in self.subscribers:
            subscriber.wake()
        return len(slow)

    def position(self, last_event_id: str) -> int:
        """Return the position of the first event after an id, of the oldest one for no id.

        Raises:
            PlaceLost: what came after the id is no longer held, or the id is none of this session.
        """
        position = self.history.after(last_event_id) if last_event_id else self.history.start
        if position is None:
            raise PlaceLost("what came after that Last-Event-ID is no longer held here; begin anew without it")
        return position

    def subscribe(self, last_event_id: str) -> Subscriber:
        """Return a new subscriber, after an id or at the beginning.

        Raises:
            PlaceLost: what came after the id is no longer held, or the id is none of this session.
        """
        position = self.position(last_event_id)
        before = last_event_id or self.history.before
        subscriber = Subscriber(self.history, position, before, may_skip=self._may_skip)
        subscriber.late = before != START and not last_event_id
        self.subscribers.add(subscriber)
        return subscriber

    def _hurry(self, subscriber: Subscriber) -> None:
        if self._may_skip:
            subscriber.skip(self._config.max_queue_size)
        else:
            subscriber.close("too slow")
