"""What a hub does by the clock: heartbeats, and clearing away what is too old."""

import asyncio
import logging
import time
from typing import Final

from sse_widgets.broadcast.hub import MEGABYTE, Hub
from sse_widgets.broadcast.session import Session
from sse_widgets.errors import BackendDown

TICK: Final = 1.0
LINGER: Final = 30.0
"""Seconds for which a session of a shared store is held here that nobody reads here."""

_log = logging.getLogger("sse_widgets.broadcast")


async def keep_clean(hub: Hub) -> None:
    """Wake the quiet subscribers when a heartbeat is due, and clean up every so often, until cancelled."""
    config = hub.config
    tick = min(TICK, config.cleanup_interval, config.heartbeat_interval / 2)
    cleaned = time.monotonic()
    while True:
        await asyncio.sleep(tick)
        for session in list(hub.sessions.values()):
            for subscriber in session.subscribers:
                if subscriber.waiting and subscriber.quiet_for() >= config.heartbeat_interval:
                    subscriber.wake()
        if time.monotonic() - cleaned >= config.cleanup_interval:
            cleaned = time.monotonic()
            try:
                await clean(hub)
            except BackendDown as error:
                _log.warning("cleaning up must wait: %s", error)


async def clean(hub: Hub) -> None:
    """Clear away expired events, idle subscribers and forsaken sessions, and keep within the memory allowed."""
    for session in list(hub.sessions.values()):
        session.history.expire(time.time())
        _close_idle(hub, session)
        if not session.subscribers:
            await _let_go(hub, session)
    await hub.backend.keep([id for id, session in hub.sessions.items() if session.subscribers])
    hub.look_up_again()
    _save_memory(hub)


def _close_idle(hub: Hub, session: Session) -> None:
    longest = hub.config.max_subscriber_idle_time
    for subscriber in list(session.subscribers):
        if not subscriber.waiting and subscriber.qsize() and time.monotonic() - subscriber.active > longest:
            hub.counters["idle"] += 1
            subscriber.close("idle")


async def _let_go(hub: Hub, session: Session) -> None:
    idle = time.monotonic() - session.touched
    if hub.backend.shared:
        if idle > min(LINGER, hub.config.session_ttl):
            await hub.backend.unfollow(session.id)
            hub.forget(session.id)
    elif idle > hub.config.session_ttl:
        await hub.backend.remove(session.id)
        hub.forget(session.id)


def _save_memory(hub: Hub) -> None:
    allowed = hub.config.memory_warning_threshold_mb * MEGABYTE
    held = hub.held
    if held <= allowed:
        return
    _log.warning("the histories take %.0f MB; the longest are cut to half", held / MEGABYTE)
    for session in sorted(hub.sessions.values(), key=lambda it: it.history.size, reverse=True):
        held -= session.history.size
        session.history.trim(len(session.history) // 2)
        held += session.history.size
        if held <= allowed:
            return
