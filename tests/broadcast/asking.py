"""Asking a broadcaster over HTTP, with every byte of the answer to be seen."""

import http.client
import json
from typing import Any
from urllib.parse import urlsplit

from sse_widgets import recording
from sse_widgets.broadcast import Broadcaster
from tests.waiting import PATIENCE


def get(
    broadcaster: Broadcaster,
    path: str,
    *,
    body: Any = None,
    method: str | None = None,
    headers: dict[str, str] | None = None,
    lines: int = 0,
) -> Any:
    """Return status and JSON; or for so many `lines` of a stream, status, headers and those lines."""
    where = urlsplit(broadcaster.url)
    connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=PATIENCE)
    try:
        sent = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        connection.request(method or ("GET" if body is None else "POST"), path, sent, headers or {})
        answer = connection.getresponse()
        if not lines:
            text = answer.read()
            kind = answer.headers.get("content-type", "")
            return answer.status, json.loads(text) if "json" in kind else text.decode()
        read = []
        while len(read) < lines and (line := answer.readline()):
            read.append(line.decode().rstrip("\n"))
        return answer.status, dict(answer.headers), read
    finally:
        connection.close()


def published(broadcaster: Broadcaster, name: str, session: str) -> int:
    """Publish a shipped recording, as whoever made it did; return of how many events."""
    count = 0
    for frame in recording.read(recording.find(name)).frames:
        if not frame.event.startswith("@") and frame.event not in ("connection", "heartbeat", "keepalive"):
            event = "" if frame.event == "message" else frame.event
            broadcaster.publish_threadsafe(session, event, frame.data).result(PATIENCE)
            count += 1
    return count
