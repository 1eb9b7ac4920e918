"""Broadcaster: agents publish, any number of notebooks watch."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from types import TracebackType
from typing import Any, Self, TypeVar

from starlette.types import ASGIApp

from sse_widgets import background
from sse_widgets.broadcast import auth as who
from sse_widgets.broadcast.app import create_app, going
from sse_widgets.broadcast.backend import Backend
from sse_widgets.broadcast.config import BroadcasterConfig
from sse_widgets.broadcast.entry import Entry
from sse_widgets.broadcast.execution import Agent
from sse_widgets.broadcast.executions import Executions
from sse_widgets.broadcast.gate import LOOPBACK
from sse_widgets.broadcast.hub import Hub
from sse_widgets.broadcast.server import ServerThread
from sse_widgets.broadcast.statistics import stats
from sse_widgets.broadcast.subscriber import Subscriber
from sse_widgets.errors import RunError

T = TypeVar("T")


class Broadcaster:
    """Takes events for sessions, keeps them for a while, and hands them to whoever watches.

    In a notebook or a script use it as a context manager, or call `start()` and `stop()`: it serves on 127.0.0.1, on a
    thread of its own. Elsewhere serve `app` with any ASGI server. Without a server it works on the loop that first
    uses it, until `shutdown()`.

    Args:
        config: how it behaves.
        backend: what keeps the events; None for the memory of this process.
        auth: None lets in everybody; else one token for everything, a user for each token, or a callable that takes a
            token and returns the user, such as `JWT(...)`.
        agent: does what is asked for over HTTP: a callable, async or not, that takes an `Execution` and publishes.

    Example:
        >>> with Broadcaster() as broadcaster:
        ...     run = sw.connect(f"{broadcaster.url}/agent_network_sse/demo")
        ...     broadcaster.publish_threadsafe("demo", "message_token", {"messageId": "m", "token": "Hello"})
    """

    def __init__(
        self,
        config: BroadcasterConfig | None = None,
        *,
        backend: Backend | None = None,
        auth: who.Given = None,
        agent: Agent | None = None,
    ) -> None:
        self.config = config or BroadcasterConfig()
        self._hub = Hub(self.config, backend)
        self._executions = Executions(self._hub)
        self._executions.agent = agent
        self._check = who.authenticator(auth)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._running: AbstractAsyncContextManager[None] | None = None
        self._server: ServerThread | None = None
        self._host = ""

    def agent(self, agent: Agent) -> Agent:
        """Let this callable do what is asked for over HTTP; a decorator, in place of `agent=`."""
        self._executions.agent = agent
        return agent

    def stats(self) -> dict[str, Any]:
        """Return the figures of this process and of its sessions; from any thread."""
        if self._loop is None or background.running() is self._loop:
            return stats(self._hub)

        async def there() -> dict[str, Any]:
            return stats(self._hub)

        return asyncio.run_coroutine_threadsafe(there(), self._loop).result()

    @property
    def loop(self) -> asyncio.AbstractEventLoop | None:
        """The loop that it lives on, None while it lives on none."""
        return self._loop

    @property
    def app(self) -> ASGIApp:
        """The ASGI application, for any server."""
        return self.app_at("")

    def app_at(self, host: str) -> ASGIApp:
        """Return the ASGI application as it is served at a host: on the loopback it answers to no other name."""
        hosts = LOOPBACK if host in LOOPBACK else None
        return create_app(self._hub, self._executions, self._alive, self._check, hosts)

    @property
    def url(self) -> str:
        """Where it listens.

        Raises:
            RunError: it is not running.
        """
        if self._server is None:
            raise RunError("the broadcaster is not running; use it in a `with` block, or call start()")
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._server.port}"

    def start(self, host: str = "127.0.0.1", port: int = 0) -> Self:
        """Serve; return the broadcaster itself. Again is no error.

        Args:
            host: where to listen. Anything but the loopback lets other machines in.
            port: 0 for any free one.

        Raises:
            OSError: that port cannot be had.
            RunError: it is used on a loop already, or other machines are let in and nobody is asked who they are.
        """
        if self._server is not None:
            return self
        if self._loop is not None:
            raise RunError("this broadcaster lives on a loop of yours already; serve its `app` there")
        if host not in LOOPBACK and self._check is None:
            raise RunError(f"{host} can be reached by other machines; say who may with auth=")
        server = ServerThread(self.app_at(host), host, port)
        server.start()
        self._server, self._host = server, host
        return self

    def stop(self) -> None:
        """End every stream and stop serving; what was published is kept. Again is no error."""
        server, self._server = self._server, None
        if server is not None:
            server.stop()
            self._running = self._loop = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    async def __aenter__(self) -> Self:
        return await asyncio.to_thread(self.start)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.to_thread(self.stop)

    async def create_session(self, session: str, *, user: str = "", vocabulary: str = "") -> None:
        """Make a session; one that is there stays as it is.

        Args:
            session: its id.
            user: whose it is, where users are told apart; "" for nobody's but an admin's.
            vocabulary: the name of the dialect that it will be published in; "" to find out.
        """
        await self._here(self._hub.enter(session, None, vocabulary, user=user))

    async def publish(
        self, session: str, event: str, data: Any, *, ttl: float | None = None, vocabulary: str = ""
    ) -> str:
        """Publish an event; return its id once it is kept. May be awaited on any loop.

        Args:
            session: its id; the session is made if there is none.
            event: the name of the event; `""` for none.
            data: anything that JSON has; text is sent as it is.
            ttl: seconds for which it is kept; None for `event_ttl`.
            vocabulary: the name of the dialect that a new session is published in; "" to find out.

        Raises:
            BroadcastError: it cannot be published; the kind says why.
            ValueError: the data cannot be sent as JSON.
        """
        return await self._here(self._hub.publish(session, self._hub.draft(event, data, ttl), vocabulary=vocabulary))

    def publish_threadsafe(
        self, session: str, event: str, data: Any, *, ttl: float | None = None, vocabulary: str = ""
    ) -> "Future[str]":
        """Publish an event from any thread, in the order of the calls; return at once, with the future of its id.

        Raises:
            RunError: the broadcaster runs on no loop yet.
            ValueError: the data cannot be sent as JSON.
        """
        if self._loop is None:
            raise RunError("the broadcaster is not running; use it in a `with` block, or call start()")
        said = self._hub.draft(event, data, ttl)
        return asyncio.run_coroutine_threadsafe(self._hub.publish(session, said, vocabulary=vocabulary), self._loop)

    @asynccontextmanager
    async def subscribe(self, session: str, last_event_id: str = "") -> AsyncIterator[Subscriber]:
        """Yield a `Subscriber` of a session, on the loop that the broadcaster lives on.

        Args:
            session: its id.
            last_event_id: the id to go on after; "" to begin with the oldest event that is held.
        """
        await self._begin()
        if background.running() is not self._loop:
            raise RunError("this broadcaster serves on a thread of its own; watch it there, with sw.connect()")
        async with self._hub.subscribe(session, last_event_id) as (_, subscriber):
            yield subscriber

    async def history(self, session: str, limit: int = 1000) -> list[Entry]:
        """Return the newest events of a session that are held, oldest first."""
        entries, _ = await self._here(self._hub.news(session, most=self.config.max_history_per_session))
        return entries[-limit:]

    async def end(self, session: str) -> None:
        """Let the streams of a session end after what was published; nothing can be published to it any more."""
        await self._here(self._hub.end(session))

    async def clear_session(self, session: str) -> None:
        """End a session and forget its events."""
        await self._here(self._hub.clear(session))

    async def shutdown(self) -> None:
        """End every stream, of a broadcaster that works without a server of its own; again is no error."""
        if self._running is not None:
            running, self._running, self._loop = self._running, None, None
            await running.__aexit__(None, None, None)

    @asynccontextmanager
    async def _alive(self) -> AsyncIterator[None]:
        await self._begin()
        try:
            yield
        finally:
            await self.shutdown()

    async def _begin(self) -> None:
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            self._running = going(self._hub, self._executions)
            await self._running.__aenter__()

    async def _here(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something on the loop that the broadcaster lives on."""
        await self._begin()
        assert self._loop is not None
        if background.running() is self._loop:
            return await work
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))
