"""How each vocabulary wraps the fields of an event: what every message says besides."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple


class Said(NamedTuple):
    """An event as it is published: `broadcaster.publish(session, *said)`."""

    event: str
    """Its name, "" where the vocabulary names it in the data."""
    data: dict[str, Any]


def enveloped(
    vocabulary: str, event: str, fields: Mapping[str, Any], now: datetime, session: str = "", execution: str = ""
) -> Said:
    """Return an event as its document has it.

    Args:
        vocabulary: the name of the dialect.
        event: its name on the wire.
        fields: as the wire names them.
        now: when it is said.
        session: the id of the session, "" if it is not to be told.
        execution: the id of the execution, "" for none.
    """
    milliseconds, text = int(now.timestamp() * 1000), now.isoformat(timespec="milliseconds")
    whose = {"sessionId": session} if session else {}
    match vocabulary:
        case "ag_ui":
            return Said("", {"type": event, **fields, "timestamp": milliseconds})
        case "routing":
            return Said("", {"event": event, **fields})
        case "agent_network":
            return Said(event, {**whose, "timestamp": text, **fields})
        case "thought_process":
            return Said(event, {"type": event, "data": {**whose, "timestamp": text, **fields}})
        case "message_stream":
            agent = {"agentId": fields["agentId"]} if fields.get("agentId") else {}
            return Said(event, {"type": event, "data": dict(fields), "timestamp": milliseconds, **whose, **agent})
    which = {"executionId": execution} if execution else {}
    return Said(event, {"type": event, "data": dict(fields), **which, **whose, "timestamp": text})
