"""The service that the LaunchDarkly SSE contract-test harness drives: `python -m tests.contract_service --port 8000`.

The harness tells it which stream to read, and it tells the harness what came.
"""

import argparse
import asyncio
import json
import threading
from collections.abc import Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

from sse_widgets import background
from sse_widgets.frame import CLOSED, COMMENT, LIFECYCLE, RETRYING, Frame
from sse_widgets.transport import Connection, Options, Request, Retry

CAPABILITIES = [
    "bom",
    "comments",
    "cr",
    "empty-or-missing-location",
    "headers",
    "last-event-id",
    "payload-size-stress-testable",
    "post",
    "read-timeout",
    "report",
    "restart",
    "server-directed-shutdown-request",
]
PATIENCE = 30.0
"""Seconds for whatever should take none."""


class Client:
    """One stream, read by the rules of browsers; what comes is posted to the harness, in order."""

    frames = ()
    over = False
    unfinished = True
    has_heartbeats = False

    def __init__(self, asked: Mapping[str, Any]) -> None:
        """Begin to read.

        Raises:
            KeyError, TypeError, ValueError: what is asked makes no sense.
        """
        body = asked.get("body")
        url, self._callback = str(asked["streamUrl"]), str(asked["callbackUrl"]).rstrip("/")
        for address in (url, self._callback):
            if not address.startswith(("http://", "https://")):
                raise ValueError(f"{address!r} is not an address")
        request = Request(
            url,
            asked.get("method") or "GET",
            headers=dict(asked.get("headers") or {}),
            last_event_id=asked.get("lastEventId") or "",
            content=None if body is None else str(body).encode(),
            repeat=True,  # the harness asks for that, and for no agent
        )
        delay, silence = asked.get("initialDelayMs"), asked.get("readTimeoutMs")
        options = Options(
            mode="spec",
            retry=Retry(attempts=1_000_000, base=1.0 if delay is None else delay / 1000, floor=0.01),
            idle_timeout=silence / 1000 if silence else None,
            max_event_bytes=2**26,
        )
        self._reports: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._connection = Connection(request, self, options)
        self._reading: asyncio.Task[None] | None = None
        self._telling: asyncio.Task[None] | None = None
        background.submit(self._begin()).result(PATIENCE)

    async def _begin(self) -> None:
        self._telling = asyncio.create_task(self._tell())
        await self.restart()

    async def restart(self) -> None:
        """Drop the connection and open it again."""
        self._reading = asyncio.create_task(self._connection.read())  # which ends the one before

    async def stop(self) -> None:
        """Drop the connection, and tell nothing more."""
        for task in (self._reading, self._telling):
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    def met(self, headers: Mapping[str, str], warning: str = "") -> None:
        """Learn nothing: the harness does not ask."""

    def feed(self, *frames: Frame) -> None:
        """Tell what came, and what went wrong with the wire."""
        for frame in frames:
            if frame.event == COMMENT:
                self._reports.put_nowait({"kind": "comment", "comment": frame.data})
            elif frame.event not in LIFECYCLE:
                name = frame.event[1:] if frame.event.startswith("\\@") else frame.event
                told = {"type": name, "data": frame.data, "id": frame.id}
                self._reports.put_nowait({"kind": "event", "event": told})
            elif frame.event in (RETRYING, CLOSED):
                self._reports.put_nowait({"kind": "error", "error": json.loads(frame.data)["reason"]})

    async def _tell(self) -> None:
        async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE) as harness:
            number = 0
            while True:
                report = await self._reports.get()
                number += 1
                with suppress(httpx.HTTPError):  # the harness may have gone
                    await harness.post(f"{self._callback}/{number}", json=report)


class Service(ThreadingHTTPServer):
    """The clients that the harness has asked for."""

    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Asked)
        self.clients: dict[str, Client] = {}
        self._made = 0
        self._lock = threading.Lock()

    def make(self, asked: Mapping[str, Any]) -> str:
        """Return the path of a new client."""
        client = Client(asked)
        with self._lock:
            self._made += 1
            path = f"/clients/{self._made}"
        self.clients[path] = client
        return path

    def quit(self) -> None:
        """Stop every client, and then listening."""
        for path in list(self.clients):
            background.submit(self.clients.pop(path).stop()).result(PATIENCE)
        threading.Thread(target=self._close).start()

    def _close(self) -> None:
        self.shutdown()
        self.server_close()


class _Asked(BaseHTTPRequestHandler):
    server: Service

    def do_GET(self) -> None:
        if self.path == "/":
            self._answer(200, json.dumps({"name": "sse_widgets", "capabilities": CAPABILITIES}))
        else:
            self._answer(404)

    do_HEAD = do_GET

    def do_POST(self) -> None:
        try:
            asked = json.loads(self.rfile.read(int(self.headers.get("content-length") or 0)))
            if self.path == "/":
                path = self.server.make(asked)
                self._answer(201, Location=f"http://{self.headers.get('host')}{path}")
            elif client := self.server.clients.get(self.path):
                if asked["command"] != "restart":
                    raise ValueError(f"no such command: {asked['command']!r}")
                background.submit(client.restart()).result(PATIENCE)
                self._answer(202)
            else:
                self._answer(404)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            self._answer(400, f"{type(error).__name__}: {error}")

    def do_DELETE(self) -> None:
        if self.path == "/":
            self._answer(204)
            self.server.quit()
        elif client := self.server.clients.pop(self.path, None):
            background.submit(client.stop()).result(PATIENCE)
            self._answer(204)
        else:
            self._answer(404)

    def _answer(self, status: int, body: str = "", **headers: str) -> None:
        content = body.encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Type", "application/json" if body.startswith("{") else "text/plain")
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Say nothing: the harness does."""


def main() -> None:
    """Serve until the harness says `DELETE /`."""
    parser = argparse.ArgumentParser(prog="python -m tests.contract_service", description=__doc__)
    parser.add_argument("--port", type=int, default=8000, help="on 127.0.0.1; 0 for any (default: 8000)")
    with Service(parser.parse_args().port) as service:
        print(f"listening at http://127.0.0.1:{service.server_port}", flush=True)
        service.serve_forever(poll_interval=0.05)


if __name__ == "__main__":
    main()
