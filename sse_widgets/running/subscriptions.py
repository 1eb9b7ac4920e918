"""Who wants to hear of what: callbacks by event type, observers of traits, iterators."""

import threading
from collections.abc import Callable, Iterable
from typing import Any

import traitlets

from sse_widgets.errors import suggestion
from sse_widgets.events import TYPES, Event
from sse_widgets.frame import LIFECYCLE, Frame
from sse_widgets.running.dispatcher import Mailbox


class Subscriptions:
    """Callbacks by event type, each with its own mailbox."""

    def __init__(self, complain: Callable[[str], None]) -> None:
        """Start with none.

        Args:
            complain: told in a sentence when a callback raises.
        """
        self._complain = complain
        self._lock = threading.Lock()
        self._by_type: dict[str, list[Callable[[Any], None]]] = {}
        self._observers: dict[Any, tuple[Mailbox, Callable[[Any], None]]] = {}

    def on(self, type: str, callback: Callable[[Any], Any]) -> Callable[[], None]:
        """Call `callback` with every event of this type, or every frame of this '@' name.

        Returns:
            A function that ends the subscription.

        Raises:
            ValueError: there is no such type.
        """
        if not callable(callback):
            raise TypeError(f"run.on({type!r}, …) needs something to call, got {callback!r}")
        known = [*TYPES, *LIFECYCLE]
        if type not in known:
            raise ValueError(f"nothing is called {type!r}; {suggestion(type, known)}")
        return self.tap([type], Mailbox(callback, self._complain).put)

    def tap(self, types: Iterable[str], deliver: Callable[[Any], None]) -> Callable[[], None]:
        """Call `deliver` at once, on the thread that feeds the log; it must be quick and not raise."""
        types = list(types)
        with self._lock:
            for type in types:
                # A new list each time: `publish` reads without the lock.
                self._by_type[type] = [*self._by_type.get(type, ()), deliver]

        def end() -> None:
            with self._lock:
                for type in types:
                    self._by_type[type] = [each for each in self._by_type[type] if each is not deliver]

        return end

    def publish(self, frames: Iterable[Frame], events: Iterable[Event]) -> None:
        """Deliver frames and what they say to whoever asked for it."""
        if not self._by_type:
            return
        for frame in frames:
            if frame.event in LIFECYCLE:
                for deliver in self._by_type.get(frame.event, ()):
                    deliver(frame)
        for event in events:
            for deliver in self._by_type.get(event.type, ()):
                deliver(event)

    def observer(self, handler: Callable[[Any], Any]) -> Callable[[Any], None]:
        """Return the stand-in for an observer of traits: it puts the change into the observer's mailbox.

        A change that is still unread when the next one comes is merged with it: the observer
        gets the old value that it knows and the newest there is.

        Raises:
            TraitError: the handler is half of a `traitlets.link`, which would want to set the trait.
        """
        if isinstance(getattr(handler, "__self__", None), traitlets.link):
            raise traitlets.TraitError(
                "a run shows what was received and cannot be set, so link cannot keep it equal to something else; "
                "use traitlets.dlink((run, name), (widget, 'value')), which only follows"
            )
        with self._lock:
            if handler not in self._observers:
                self._observers[handler] = self._stand_in(handler)
            return self._observers[handler][1]

    def _stand_in(self, handler: Callable[[Any], Any]) -> tuple[Mailbox, Callable[[Any], None]]:
        mailbox = Mailbox(handler, self._complain)

        def deliver(change: Any) -> None:
            mailbox.put(change, replaces=change.name, merge=_merged)

        return mailbox, deliver


def _merged(unread: tuple[Any], latest: tuple[Any]) -> tuple[Any]:
    return (traitlets.Bunch(latest[0], old=unread[0].old),)
