"""How a stream greets, keeps alive and takes its leave, by the vocabulary that is spoken on it."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from sse_widgets.encoder import KEEP_ALIVE, encode
from sse_widgets.frame import Frame


class Manners(NamedTuple):
    """What a vocabulary has words for."""

    greets: bool = False
    """Whether `connection` tells the beginning and the end."""
    heartbeat: str = ""
    """The name of the event that says nothing; "" for none, then a comment does."""


SILENT: Final = Manners()
MANNERS: Final[Mapping[str, Manners]] = {
    "agent_network": Manners(True, "heartbeat"),
    "thought_process": Manners(True, "keepalive"),
    "message_stream": Manners(True, "heartbeat"),
    "execution": Manners(True, "heartbeat"),
}
"""Vocabularies that are not here know neither."""


class Voice:
    """What the server itself says on one stream.

    None of it has an id of its own: it would move the place to resume from past events that are still to come.
    """

    def __init__(self, manners: Manners, session: str, user: str = "", *, authenticated: bool = False) -> None:
        self._manners = manners
        self._session, self._user, self._authenticated = session, user, authenticated

    def greeting(self, id: str) -> bytes:
        """Return how a stream begins.

        Args:
            id: of the event before the first one to come, so that even a client that gets no further may resume.
        """
        if not self._manners.greets:
            return f"id: {id}\n\n".encode()
        said = {"status": "connected", "sessionId": self._session, "authenticated": self._authenticated}
        return self._say("connection", said | ({"userId": self._user} if self._user else {}), id)

    def heartbeat(self, uptime: float) -> bytes:
        """Return what keeps a quiet stream alive.

        Args:
            uptime: seconds since the server started.
        """
        if not self._manners.heartbeat:
            return KEEP_ALIVE
        return self._say(self._manners.heartbeat, {"sessionId": self._session, "uptime": round(uptime, 3)})

    def farewell(self) -> bytes:
        """Return how a stream ends whose session is over."""
        if not self._manners.greets:
            return b""
        return self._say("connection", {"status": "disconnected", "sessionId": self._session})

    def _say(self, event: str, data: dict[str, Any], id: str = "") -> bytes:
        data["timestamp"] = datetime.now(UTC).isoformat(timespec="milliseconds")
        return encode(Frame(event, json.dumps(data, ensure_ascii=False), id))
