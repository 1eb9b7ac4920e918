"""Ways to start a run: from a server, from a recording, from an iterator."""

import os
from collections.abc import AsyncIterable, Awaitable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from dataclasses import replace
from json import dumps
from pathlib import Path
from typing import Any, TypeVar, overload
from urllib.parse import quote, urlsplit

from sse_widgets import cells
from sse_widgets import recording as recordings_on_disk
from sse_widgets.actions import BackEnd, Custom, Target
from sse_widgets.actions.action import ActionName
from sse_widgets.decoder import MAX_EVENT_BYTES
from sse_widgets.dialects import Spoken
from sse_widgets.errors import UnknownDialect
from sse_widgets.frame import CLOSED
from sse_widgets.log import Log
from sse_widgets.recording import Recording
from sse_widgets.run import Run
from sse_widgets.sources import Player, Server
from sse_widgets.sources.opened import is_async
from sse_widgets.sources.playback import check_speed
from sse_widgets.sources.watching import Iterated
from sse_widgets.tapping import AsyncTap, Tap
from sse_widgets.transport.options import Options
from sse_widgets.transport.polling import Fallback
from sse_widgets.transport.request import Given, Request
from sse_widgets.transport.retry import Retry
from sse_widgets.transport.statuses import Mode
from sse_widgets.transport.watchdog import IdleTimeout

T = TypeVar("T")

BASE = "http://localhost:8000"
PORTION = 5000
"""Frames of a recording that are read in one go: much faster than one by one, and little to hold."""


def connect(
    url: Given[str] | None = None,
    *,
    session: str | None = None,
    method: str = "GET",
    json: Any = None,
    token: Given[str] | None = None,
    headers: Given[Mapping[str, str]] | None = None,
    cookies: Given[Mapping[str, str]] | None = None,
    last_event_id: str = "",
    dialect: Spoken | None = None,
    title: str | None = None,
    record: str | Path | None = None,
    client: Any = None,
    retry: Retry | None = None,
    mode: Mode = "resilient",
    connect_timeout: float = 10.0,
    idle_timeout: IdleTimeout = "auto",
    fallback: Fallback | None = None,
    max_event_bytes: int = MAX_EVENT_BYTES,
    private_redirects: bool = False,
    history: int | None = None,
    actions: Mapping[ActionName, Target] | BackEnd | None = None,
) -> Run:
    """Return a run that reads an event stream in the background, from now on.

    A POST is never sent twice by itself. Running the same notebook cell again stops the run that it
    made before. `url`, `token`, `headers` and `cookies` may be callables or async callables, which
    are asked on every attempt; those that are not async are called on a thread, where they may block.

    Args:
        url: of the stream.
        session: instead of `url`, the id of a session at `$SSE_WIDGETS_URL/agent_network_sse/`
            (`http://localhost:8000` if unset), with `$SSE_WIDGETS_TOKEN` as its token.
        method: `"GET"` or `"POST"`.
        json: the body of a POST.
        token: sent as `Authorization: Bearer …`; never shown, saved or recorded.
        headers: further headers; never recorded.
        cookies: never recorded.
        last_event_id: where to begin, for a server that can resume.
        dialect: the name or class of the vocabulary, or a table of its own rules; None finds it from the first frames.
        title: for people; None takes the last part of the address, or its host.
        record: a file to write every frame to as it comes.
        client: your own `httpx.AsyncClient` or `httpx2.AsyncClient`; it is not closed.
        retry: how often to try again; None for `Retry()`.
        mode: `"resilient"` tries again where that can help; `"spec"` does what browsers do.
        connect_timeout: seconds for an answer to begin.
        idle_timeout: seconds of silence, heartbeats counted, after which the stream counts as dead; None for
            never; `"auto"` for 45 where the vocabulary has heartbeats, and else three times the time between
            two comments of the server, once there were two.
        fallback: where to ask every few seconds for what is new while no stream can be had: an address that
            answers `{"events": [...], "done": false}` or a list of events, or a callable or async callable that
            takes the last event id and returns the same.
        max_event_bytes: an event that is larger is skipped.
        actions: how the back end is told what `run.send` and its like say, where its vocabulary does not tell: for
            `"send"`, `"answer"`, `"regenerate"` and `"cancel"` an address, to which the action is posted as JSON,
            or a function, which may return an iterator of what follows; or a `BackEnd`.
        private_redirects: whether a server on the open internet may redirect to this machine or its network.
        history: frames that can be gone back by; those before are let go, so that a run of any length fits in
            memory. None keeps all.

    Raises:
        ValueError: not exactly one of `url` and `session` is given, or an option makes no sense.
        TypeError: `client` is none of those that can be used.
        UnknownDialect: no dialect has that name.

    Example:
        >>> run = sw.connect("http://localhost:8000/agent_network_sse/demo", token="…")
    """
    if (url is None) == (session is None):
        raise ValueError("give either the url of a stream or session=, the id of a session")
    if method not in ("GET", "POST"):
        raise ValueError(f"method must be 'GET' or 'POST', not {method!r}")
    if session is not None:
        url = f"{os.environ.get('SSE_WIDGETS_URL', BASE).rstrip('/')}/agent_network_sse/{quote(session, safe='')}"
        token = token or os.environ.get("SSE_WIDGETS_TOKEN")
    assert url is not None  # of the two that may be None, one was not
    try:
        dumps(json, allow_nan=False, ensure_ascii=False).encode()
    except (TypeError, ValueError) as error:
        raise ValueError(f"json= cannot be sent: {error}; give it what JSON has") from None
    options = Options(
        retry=retry or Retry(),
        mode=mode,
        connect_timeout=connect_timeout,
        idle_timeout=idle_timeout,
        max_event_bytes=max_event_bytes,
        fallback=fallback,
    )
    request = Request(
        url, method, token, headers or {}, cookies or {}, json, last_event_id, private_redirects=private_redirects
    )
    if title is None:
        parts = urlsplit(request.shown_url)
        title = parts.path.rstrip("/").rpartition("/")[2] or parts.netloc
    back_end = Custom(actions) if isinstance(actions, Mapping) else actions
    run = Run(Log(dialect, history=history), title=title, header=Recording(method=method), back_end=back_end)
    if record is not None:
        cells.claim(run)  # what the same cell made before may still write there
        run.record(record, request.secrets)
        request = replace(request, last_event_id=last_event_id or run.last_event_id)
    return run.start(Server(request, options, client))


def replay(
    recording: str | Path | Recording,
    *,
    speed: float = 1.0,
    paused: bool = False,
    dialect: Spoken | None = None,
    history: int | None = None,
) -> Run:
    """Return a run that plays a recording as if it were live; nothing is executed, no server is asked.

    Args:
        recording: a path, the name of one that ships with the package, or a `Recording`.
        speed: how much faster than recorded, > 0; `math.inf` for all at once.
        paused: whether it stands before the first frame until `run.resume()` or `run.step()`.
        dialect: read it as this one instead of the one it was recorded with.
        history: frames that can be gone back by; None keeps all.

    Raises:
        RecordingError: there is no such recording, or it is damaged.
        ValueError: `speed` is not positive, or `history` is negative.

    Example:
        >>> run = sw.replay("literature_review", speed=4)
    """
    held = _held(recording)
    player, run = Player(held, check_speed(speed)), _recorded(held, dialect, history)
    if paused:
        run.hold()
    return run.start(player)


def load(recording: str | Path | Recording, *, dialect: Spoken | None = None) -> Run:
    """Return a run with all of a recording in it, at once.

    Args:
        recording: a path to JSON Lines or to a raw `.sse` capture, the name of one that ships with
            the package, or a `Recording`.
        dialect: read it as this one instead of the one it was recorded with.

    Raises:
        RecordingError: there is no such recording, or it is damaged.

    Example:
        >>> sw.load("literature_review").sources[0].title
    """
    held = _held(recording)
    run = _recorded(held, dialect)
    for start in range(0, len(held.frames), PORTION):
        run.feed(*held.frames[start : start + PORTION])
    return run.close()


def watch(source: Any, *, title: str = "", dialect: Spoken | None = None, history: int | None = None) -> Run:
    """Return a run that consumes an iterator in the background.

    Args:
        source: an iterator or async iterator of what the libraries of agents and models yield, as pydantic
            objects, dataclasses, dicts or tuples; of `httpx_sse.ServerSentEvent`s or `Frame`s; of pieces or
            lines of a stream as bytes or text. Also an `httpx_sse.EventSource`, a streaming response of `httpx`
            or `httpx2`, and a coroutine or context manager that gives any of these.
        title: for people.
        dialect: the name or class of the vocabulary, or a table of its own rules; None finds it from the first items.
        history: frames that can be gone back by; None keeps all.

    Raises:
        TypeError: `source` cannot be iterated over.
        ValueError: `history` is negative.

    Example:
        >>> run = sw.watch(agent.stream("What is new?"))
    """
    return Run(Log(dialect, history=history), title=title).start(Iterated(source))


@overload
def tap(
    source: AsyncIterable[T] | Awaitable[AsyncIterable[T]] | AbstractAsyncContextManager[AsyncIterable[T]],
    *,
    title: str = "",
    dialect: Spoken | None = None,
    history: int | None = None,
) -> AsyncTap[T]: ...
@overload
def tap(
    source: Iterable[T] | AbstractContextManager[Iterable[T]],
    *,
    title: str = "",
    dialect: Spoken | None = None,
    history: int | None = None,
) -> Tap[T]: ...
def tap(
    source: Any, *, title: str = "", dialect: Spoken | None = None, history: int | None = None
) -> Tap[Any] | AsyncTap[Any]:
    """Return the items of `source`, unchanged, for your own loop, with a `run` beside them that sees each.

    Args:
        source: what `watch` takes. An `httpx_sse.EventSource` passes its events, a response its pieces of bytes.
        title: for people.
        dialect: the name or class of the vocabulary, or a table of its own rules; None finds it from the first items.
        history: frames that can be gone back by; None keeps all.

    Raises:
        TypeError: `source` cannot be iterated over.
        ValueError: `history` is negative.

    Example:
        >>> chunks = sw.tap(client.chat.completions.create(model="…", messages=[…], stream=True))
        >>> display(chunks.run)
        >>> for chunk in chunks:
        ...     print(chunk.choices[0].delta.content)
    """
    run = Run(Log(dialect, history=history), title=title)
    try:
        return AsyncTap(source, run) if is_async(source) else Tap(source, run)
    except TypeError as error:
        raise TypeError(f"sw.tap {error}") from None


def recordings() -> list[str]:
    """Return the names of the recordings that ship with the package."""
    return recordings_on_disk.shipped()


def _held(recording: str | Path | Recording) -> Recording:
    if isinstance(recording, Recording):
        return recording
    return recordings_on_disk.read(recordings_on_disk.find(recording))


def _recorded(held: Recording, dialect: Spoken | None, history: int | None = None) -> Run:
    try:
        log = Log(dialect or held.spoken, held.headers, history)
    except UnknownDialect as error:
        raise error if dialect else UnknownDialect(error.name, [], recorded=True) from None
    notes = (*held.damage, *_unfinished(held))
    return Run(log, title=held.title, recorded=True, header=replace(held, frames=()), notes=notes)


def _unfinished(held: Recording) -> tuple[str, ...]:
    if not held.frames:
        return ("there is nothing in the recording",)
    return () if held.frames[-1].event == CLOSED else ("the recording stops before the stream did",)
