"""An execution: one piece of work for the agent, asked for over HTTP."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from sse_widgets.broadcast.hub import Hub

Kind: TypeAlias = Literal["execute", "regenerate", "process", "run"]
"""Which endpoint asked: `POST /api/agent/execute`, `POST /api/chat_actions/regenerate`, `POST /process/stream`, or one
of ADK's shape."""


@dataclass(eq=False)
class Execution:
    """What an agent gets: what to do, and where to publish."""

    id: str
    session: str
    kind: Kind
    text: str
    """What the user wants, in words."""
    user: str = ""
    message_id: str = ""
    """The id for the message that will be the answer."""
    original_message_id: str = ""
    """The message that is to be regenerated."""
    body: Mapping[str, Any] = field(default_factory=dict)
    """The whole request."""
    cancelled: threading.Event = field(default_factory=threading.Event)
    """Set when it is cancelled, for an agent that runs in a thread; an async one is cancelled as a task."""
    has_told_its_end: bool = False
    """Whether the agent itself has told that it failed or was cancelled, so that nobody else need do so."""
    _hub: Hub = field(kw_only=True, repr=False)
    _loop: asyncio.AbstractEventLoop = field(kw_only=True, repr=False)
    _answers: dict[str, "asyncio.Future[Any]"] = field(default_factory=dict, repr=False)

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The loop that its broadcaster lives on."""
        return self._loop

    async def publish(self, event: str, data: Any, *, ttl: float | None = None) -> str:
        """Publish an event into the session; return its id.

        Raises:
            BroadcastError: it cannot be published.
            ValueError: the data cannot be sent as JSON.
        """
        return await self._hub.publish(self.session, self._hub.draft(event, data, ttl))

    def publish_threadsafe(self, event: str, data: Any, *, ttl: float | None = None) -> "Future[str]":
        """Publish an event from any thread; return at once, with the future of its id."""
        said = self._hub.draft(event, data, ttl)
        return asyncio.run_coroutine_threadsafe(self._hub.publish(self.session, said), self._loop)

    async def answer(self, interrupt: str) -> Any:
        """Wait for the user's answer to an interrupt, by the id that it was published with."""
        return await self._answer(interrupt)

    def answer_threadsafe(self, interrupt: str) -> "Future[Any]":
        """Return the future of the user's answer to an interrupt, for an agent that runs in a thread."""

        async def answered() -> Any:
            return await self._answer(interrupt)

        return asyncio.run_coroutine_threadsafe(answered(), self._loop)

    def take_answer(self, interrupt: str, value: Any) -> None:
        """Take the user's answer; one that comes before it is waited for is kept."""
        answer = self._answer(interrupt)
        if not answer.done():
            answer.set_result(value)

    def _answer(self, interrupt: str) -> "asyncio.Future[Any]":
        return self._answers.setdefault(interrupt, self._loop.create_future())


Agent: TypeAlias = Callable[[Execution], Awaitable[object] | object]
"""Does the work: an async callable, or one that runs in a thread."""
