"""Having an agent do something: the task is posted once, and the run watches the stream in which it is done."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from sse_widgets.actions import Broadcast
from sse_widgets.dialects import Spoken
from sse_widgets.errors import NetworkError, StreamError
from sse_widgets.run import Run
from sse_widgets.starting import connect
from sse_widgets.transport import Request, tell
from sse_widgets.transport.request import Given

TITLE = 80
"""Characters of a task that make a title."""


class Task:
    """A task for an agent. Called, it returns where to watch it; the first call has it begun."""

    def __init__(self, back_end: Broadcast, request: Request, client: Any = None) -> None:
        self._back_end, self._request, self._client = back_end, request, client
        self._asked = False
        self._stream = ""

    async def __call__(self) -> str:
        """Return the address of the stream.

        Raises:
            StreamError: the server refuses, or it cannot be known whether it has begun; it is not asked again,
                for that could run the agent twice.
        """
        if not self._asked:
            self._asked = True
            try:
                answer = await tell(self._request, self._client)
            except StreamError as error:
                error.retryable = False
                raise
            self._back_end.begun(answer)
            self._stream = answer.get("stream", "") if isinstance(answer, dict) else ""
        if not self._stream:
            said = f"{self._request.shown_url} has not said where to watch what it does"
            raise NetworkError(f"{said}; it is not asked again, which could run the agent twice")
        return urljoin(self._back_end.base + "/", self._stream)


def execute(
    base: str,
    task: str,
    *,
    session: str = "",
    token: Given[str] | None = None,
    headers: Given[Mapping[str, str]] | None = None,
    cookies: Given[Mapping[str, str]] | None = None,
    dialect: Spoken | None = None,
    title: str = "",
    record: str | Path | None = None,
    client: Any = None,
    history: int | None = None,
) -> Run:
    """Return a run that has an agent at a broadcast server do something, and watches it.

    The task is posted once, and never again by itself. `run.answer`, `run.cancel`, `run.regenerate`
    and `run.send` talk to the same server.

    Args:
        base: of the server: `sse-widgets broadcast`, or any with `POST /api/agent/execute`.
        task: what to do, in words.
        session: where it is to be published; empty for a session of its own.
        token: as for `connect`, and so all that follows.
        headers: further headers.
        cookies: sent to the server.
        dialect: the name or class of the vocabulary, or a table of its own rules.
        title: for people; empty for the task.
        record: a file to write every frame to as it comes.
        client: your own `httpx.AsyncClient` or `httpx2.AsyncClient`.
        history: frames that can be gone back by.

    Raises:
        UnknownDialect: no dialect has that name.

    Example:
        >>> run = sw.execute("http://localhost:8000", "Compare the two winters", token="…")
    """
    back_end = Broadcast(base, session)
    body = {"task": task} | ({"sessionId": session} if session else {})
    request = Request(f"{back_end.base}/api/agent/execute", "POST", token, headers or {}, cookies or {}, body)
    return connect(
        Task(back_end, request, client),
        token=token,
        headers=headers,
        cookies=cookies,
        dialect=dialect,
        title=title or task[:TITLE],
        record=record,
        client=client,
        history=history,
        actions=back_end,
    )
