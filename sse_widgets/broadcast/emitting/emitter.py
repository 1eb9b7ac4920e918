"""Emitter: an agent's way to tell what it does."""

import os
import secrets
import warnings
from collections.abc import Callable
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Final, Self, TypeAlias

from sse_widgets.broadcast.broadcaster import Broadcaster
from sse_widgets.broadcast.emitting.agent_scope import AgentScope
from sse_widgets.broadcast.emitting.event_builder import AllWords
from sse_widgets.broadcast.emitting.outbox import Outbox, Wire
from sse_widgets.broadcast.emitting.run_scopes import PhaseScope, RunScope
from sse_widgets.broadcast.emitting.sent import Sent
from sse_widgets.broadcast.emitting.talk_scopes import MessageScope, ToolScope
from sse_widgets.broadcast.emitting.wires import Http, Inside, Redis
from sse_widgets.broadcast.emitting.words import plain
from sse_widgets.broadcast.execution import Execution
from sse_widgets.transport.request import Given

BASE: Final = "http://localhost:8000"
CLOSING: Final = 10.0
"""Seconds for which the end of a block waits for what is on its way."""
REDIS: Final = ("redis://", "rediss://", "unix://")

Target: TypeAlias = Broadcaster | str | None


class EventsLost(UserWarning):
    """Events of an emitter did not arrive."""


class Emitter(AllWords[Sent]):
    """Tells what an agent does, event by event, in the words of one vocabulary.

    Each event has a method, whose fields are checked by what will read them: a mistake is a `TypeError` or a
    `ValueError` at once. What is sent goes out in the background, in order, from any thread; every method returns a
    `Sent` at once, which can be awaited or left alone. A server that is away never disturbs the agent, unless it is
    asked to: events wait for it in a bounded buffer, and those that are lost are counted in `lost`, told in `problem`,
    logged, and warned of at the end.

    `run`, `agent`, `phase`, `tool` and `message` tell a beginning and an end, which comes however the block is left;
    where nothing else has decided, they speak AG-UI, which has words for all of them.

    Args:
        session: its id, or the `Execution` that an agent of a broadcaster was given.
        to: a `Broadcaster` of this process; the address of a server; that of the Redis that servers share; None for
            `$SSE_WIDGETS_URL`, or `http://localhost:8000`, with `$SSE_WIDGETS_TOKEN`.
        vocabulary: the name of the dialect; "" for that of the first word.
        token: bearer token for the server, or a callable or async callable that gives it.
        user: whose a new session will be, where an admin publishes for others, or for Redis.
        strict: whether an event that is lost is an error: raised to whoever awaits it, and else by the next event,
            by `flush` or by `close`.
        buffer: how many events may wait.
        patience: seconds for which a server that is away is waited for.
        ttl: seconds for which the events are kept; None for what the server thinks right.

    Raises:
        UnknownDialect: there is no such vocabulary, or it cannot be spoken.
        ValueError: a number makes no sense.

    Example:
        >>> with Emitter("demo", "http://localhost:8000") as emitter:
        ...     with emitter.tool("search", query="green roofs") as call:
        ...         call.result = search("green roofs")
    """

    def __init__(
        self,
        session: str | Execution,
        to: Target = None,
        *,
        vocabulary: str = "",
        token: Given[str] | None = None,
        user: str = "",
        strict: bool = False,
        buffer: int = 10_000,
        patience: float = 30.0,
        ttl: float | None = None,
    ) -> None:
        if buffer < 1 or patience < 0:
            raise ValueError("buffer must be at least 1, and patience not negative")
        execution = session if isinstance(session, Execution) else None
        id = session.session if isinstance(session, Execution) else session
        super().__init__(vocabulary, session=id, execution=execution.id if execution else "")
        self.execution = execution
        """What the agent was asked to do, if it was asked by a broadcaster."""
        self._ttl, self._strict = ttl, strict
        wire = _wire(execution or to, id, lambda: self.vocabulary, token, user)
        self._outbox = Outbox(wire, most=buffer, patience=patience, strict=strict, prefix=secrets.token_hex(6))

    @property
    def arrived(self) -> int:
        """How many events the server has."""
        return self._outbox.arrived

    @property
    def waiting(self) -> int:
        """How many events are on their way."""
        return self._outbox.waiting

    @property
    def lost(self) -> int:
        """How many events did not arrive, and will not."""
        return self._outbox.lost

    @property
    def problem(self) -> str:
        """Why the last event was lost, or why the server takes none; "" if all is well."""
        return self._outbox.problem

    def publish(self, event: str, data: Any) -> Sent:
        """Send an event as it is, of whatever vocabulary.

        Args:
            event: its name; "" for none.
            data: anything that JSON has; text is sent as it is.
        """
        return self._put(event, data if isinstance(data, str) else plain(data))

    def run(self, task: str, *, id: str = "") -> RunScope:
        """Return the whole run, as a block: it completes, or fails with what is raised in it."""
        return RunScope(self, task, id)

    def agent(self, name: str, *, id: str = "", kind: str = "", parent: str = "", task: str = "") -> AgentScope:
        """Return the work of an agent, as a block; what is told in the block is the agent's."""
        return AgentScope(self, name, id, kind, parent, task)

    def phase(self, title: str, *, id: str = "", index: int | None = None) -> PhaseScope:
        """Return a phase of the run, as a block."""
        return PhaseScope(self, title, id, index)

    def tool(self, tool: str, /, **args: Any) -> ToolScope:
        """Return a call of a tool with its arguments, as a block; set its `result` in there."""
        return ToolScope(self, tool, args)

    def message(self, *, id: str = "", role: str = "assistant") -> MessageScope:
        """Return a message, as a block; `add` text to it."""
        return MessageScope(self, id, role)

    def flush(self, timeout: float = CLOSING) -> bool:
        """Wait until everything has arrived or is lost; return whether it was so in time.

        On the loop that the broadcaster lives on nothing can be waited for: there it is `await emitter.flushed()`.
        """
        done = self._outbox.flush(timeout)
        self._complain()
        return done

    async def flushed(self, seconds: float = CLOSING) -> bool:
        """Wait as `flush` does, without blocking."""
        done = await self._outbox.flushed(seconds)
        self._complain()
        return done

    def close(self, timeout: float = CLOSING) -> None:
        """Wait as `flush` does, and end; what has not arrived is lost. Again is no error."""
        self._outbox.flush(timeout)
        self._end()

    async def aclose(self, seconds: float = CLOSING) -> None:
        """Close without blocking."""
        await self._outbox.flushed(seconds)
        self._end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._outbox.flush(CLOSING)
        self._end(error)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._outbox.flushed(CLOSING)
        self._end(error)

    def __repr__(self) -> str:
        counts = f"{self.arrived} arrived, {self.waiting} on their way, {self.lost} lost"
        return f"<Emitter of {self.session!r} in {self.vocabulary or 'any vocabulary'}: {counts}>"

    def _say(self, event: str, fields: dict[str, Any], vocabulary: str) -> Sent:
        return self._put(*self._build(event, fields, vocabulary))

    def _put(self, event: str, data: Any) -> Sent:
        self._complain()
        return self._outbox.put(event, data, self._ttl, len(data) if isinstance(data, str) else len(repr(data)))

    def _complain(self) -> None:
        failure, self._outbox.failure = self._outbox.failure, None
        if failure is not None and not failure[0].known:
            raise failure[1]

    def _end(self, error: BaseException | None = None) -> None:
        closed, lost = self._outbox.close(), self._outbox.lost + self._outbox.waiting
        if error is None:  # or it is what should be seen
            self._complain()
        if closed and lost and not self._strict:
            warnings.warn(f"{lost} events of session {self.session!r} are lost: {self.problem}", EventsLost, 3)


def _wire(
    to: Execution | Target, session: str, vocabulary: Callable[[], str], token: Given[str] | None, user: str
) -> Wire:
    if isinstance(to, Execution):
        work = to
        return Inside(work.publish_threadsafe, lambda: work.loop)
    if isinstance(to, Broadcaster):
        broadcaster = to

        def publish(event: str, data: Any, ttl: float | None) -> "Future[str]":
            return broadcaster.publish_threadsafe(session, event, data, ttl=ttl, vocabulary=vocabulary())

        return Inside(publish, lambda: broadcaster.loop)
    if to is not None and to.startswith(REDIS):
        return Redis(to, session, vocabulary, user)
    if to is None:  # the token of the environment is for the server of the environment
        to, token = os.environ.get("SSE_WIDGETS_URL", BASE), token or os.environ.get("SSE_WIDGETS_TOKEN")
    return Http(to, session, vocabulary, token, user)
