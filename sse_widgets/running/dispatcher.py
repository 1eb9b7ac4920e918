"""Delivery to the user's code: each callback has a mailbox and a thread of its own while there is mail.

So a slow callback delays nothing but itself, a failing one spoils nothing but itself, and each gets
what it is sent in order. The threads are daemons: one that never returns does not keep Python alive.
"""

import asyncio
import inspect
import logging
import threading
from collections import deque
from collections.abc import Callable, Hashable
from typing import Any

IDLE = 0.5
"""Seconds after which a thread without mail ends."""

MOST = 100_000
"""Letters that wait for one callback; what comes while so many do takes the place of the oldest."""

_log = logging.getLogger("sse_widgets")


class Mailbox:
    """The letters for one callback, read in order on a thread that exists while there are some."""

    def __init__(self, callback: Callable[..., Any], complain: Callable[[str], None]) -> None:
        """Make an empty one.

        Args:
            callback: called with each letter; may be a coroutine function.
            complain: told in a sentence when the callback raises.
        """
        self._callback = callback
        self._complain = complain
        self._letters: deque[tuple[Hashable, tuple[Any, ...]]] = deque()
        self._changed = threading.Condition()
        self._reading = False
        self._failed = False
        self._thread: threading.Thread | None = None

    def put(self, *letter: Any, replaces: Hashable = None, merge: Callable[..., tuple[Any, ...]] | None = None) -> None:
        """Deliver a letter soon, on another thread.

        Args:
            letter: what the callback is called with.
            replaces: a letter still unread that was put with the same key is dropped in favour of this one.
            merge: called with both; returns what to deliver in the place of the two.
        """
        with self._changed:
            if replaces is not None:
                for unread in [held for key, held in self._letters if key == replaces]:
                    letter = merge(unread, letter) if merge else letter
                self._letters = deque(each for each in self._letters if each[0] != replaces)
            self._letters.append((replaces, letter))
            full = len(self._letters) > MOST
            if full:
                self._letters.popleft()
            if self._thread is None:
                self._thread = threading.Thread(target=self._read, name="sse_widgets callback", daemon=True)
                self._thread.start()
            self._changed.notify_all()
        if full:
            self._complain(
                f"the callback {self._name} is too slow: {MOST} events wait for it, and older ones are left out"
            )

    @property
    def _name(self) -> str:
        return getattr(self._callback, "__qualname__", repr(self._callback))

    def wait_until_read(self, timeout: float | None = None) -> bool:
        """Return True once every letter has been read, False if that takes longer than `timeout` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._letters and not self._reading, timeout)

    def _read(self) -> None:
        while True:
            with self._changed:
                self._reading = False
                self._changed.notify_all()
                if not self._changed.wait_for(lambda: bool(self._letters), IDLE):
                    self._thread = None
                    return
                _, letter = self._letters.popleft()
                self._reading = True
            try:
                result = self._callback(*letter)
                if inspect.iscoroutine(result):
                    asyncio.run(result)
            except BaseException as error:  # one that exits, or is cancelled, must not take the next letters with it
                name = self._name
                _log.error("the callback %s failed; the stream goes on", name, exc_info=None if self._failed else error)
                self._failed = True
                self._complain(f"the callback {name} failed: {type(error).__name__}: {error}")
