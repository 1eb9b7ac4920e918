"""What a hub has to tell of itself: for people as JSON, for Prometheus as text."""

from typing import Any, Final

from sse_widgets.broadcast.hub import Hub

COUNTERS: Final = {
    "published": "Events published by this process.",
    "delivered": "Events handed to subscribers that have left, and to those that are there.",
    "dropped": "Events that slow subscribers skipped.",
    "subscribed": "Subscribers there ever were.",
    "slow": "Subscribers closed for being too slow.",
    "idle": "Subscribers closed for being idle.",
    "refused": "Requests refused.",
}


def stats(hub: Hub, owner: str | None = None) -> dict[str, Any]:
    """Return figures of this process, and of the sessions that are open to a user; None stands for all."""
    sessions = {
        id: {
            "subscribers": len(session.subscribers),
            "historySize": len(session.history),
            "historyBytes": session.history.size,
            "published": session.published,
            "vocabulary": session.vocabulary,
            "ended": session.ended,
        }
        for id, session in hub.sessions.items()
        if owner is None or session.facts.owner == owner
    }
    told: dict[str, Any] = {
        "activeSessions": len(sessions),
        "totalSubscribers": sum(each["subscribers"] for each in sessions.values()),
        "sessionStats": sessions,
    }
    if owner is None:
        told |= {"uptime": round(hub.uptime, 3), "historyBytes": hub.held, "counters": counted(hub)}
    return told


def counted(hub: Hub) -> dict[str, int]:
    """Return the counters since the start."""
    here = [subscriber for session in hub.sessions.values() for subscriber in session.subscribers]
    live = {
        "delivered": sum(subscriber.delivered for subscriber in here),
        "dropped": sum(subscriber.dropped for subscriber in here),
    }
    return {name: hub.counters[name] + live.get(name, 0) for name in COUNTERS}


def metrics(hub: Hub) -> str:
    """Return the figures in Prometheus' text format, version 0.0.4."""
    lines = []
    for name, count in counted(hub).items():
        full = f"sse_widgets_{name}_total"
        lines += [f"# HELP {full} {COUNTERS[name]}", f"# TYPE {full} counter", f"{full} {count}"]
    gauges = {
        "sessions": ("Sessions held by this process.", len(hub.sessions)),
        "subscribers": ("Subscribers of this process.", hub.watching),
        "history_bytes": ("Bytes of history held by this process.", hub.held),
        "uptime_seconds": ("Seconds since the start.", round(hub.uptime, 3)),
    }
    for name, (help, value) in gauges.items():
        full = f"sse_widgets_{name}"
        lines += [f"# HELP {full} {help}", f"# TYPE {full} gauge", f"{full} {value}"]
    return "\n".join(lines) + "\n"
