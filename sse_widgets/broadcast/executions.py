"""The executions of all processes: started here, cancelled and answered from anywhere."""

import asyncio
import inspect
import json
import logging
import secrets
from collections.abc import Mapping
from typing import Any, Final

from sse_widgets.broadcast.auth import User
from sse_widgets.broadcast.execution import Agent, Execution, Kind
from sse_widgets.broadcast.failures import failure
from sse_widgets.broadcast.hub import Hub
from sse_widgets.errors import BackendDown, BroadcastError, LimitReached, NotThere, SessionOver

SPOKEN: Final[Mapping[Kind, str]] = {
    "execute": "execution",
    "regenerate": "thought_process",
    "process": "routing",
    "run": "adk",
}
"""The vocabulary of each kind's document, for a failure in a session that has not said anything yet."""
MOST: Final = 1000
"""Executions that run at a time in one process."""

_log = logging.getLogger("sse_widgets.broadcast")


class Executions:
    """Runs the agent.

    What is said of an execution goes to all processes, over the store that they share, since any of them may run it.
    """

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._running: dict[str, tuple[Execution, asyncio.Task[None]]] = {}
        self.agent: Agent | None = None
        hub.heard = self._hear

    async def start(self, kind: Kind, session: str, text: str, user: User, **said: Any) -> Execution:
        """Let the agent begin, and return what it was given.

        Args:
            kind: which endpoint asked.
            session: where to publish; "" for a new one.
            text: what the user wants.
            user: who wants it.
            said: further fields of the `Execution`.

        Raises:
            BroadcastError: there is no agent, too much runs already, or it may not use that session, or it is over.
        """
        if self.agent is None:
            raise NotThere("no agent works here; give the broadcaster one with agent=")
        if len(self._running) >= MOST:
            raise LimitReached(f"{MOST} executions run already", retry_after=5)
        suffix = secrets.token_hex(8)
        id = f"{session}~{suffix}" if session else suffix
        session = session or id
        if (await self._hub.enter(session, user.scope)).ended:
            raise SessionOver(f"session {session!r} is over; let the agent begin in another")
        loop = asyncio.get_running_loop()
        execution = Execution(id, session, kind, text, user.id, **said, _hub=self._hub, _loop=loop)
        task = asyncio.create_task(self._work(self.agent, execution))
        self._running[id] = execution, task
        task.add_done_callback(lambda _: self._running.pop(id, None))
        return execution

    async def wait(self, execution: Execution) -> None:
        """Return when an execution of this process is over."""
        if execution.id in self._running:
            await asyncio.wait({self._running[execution.id][1]})

    async def cancel(self, id: str, user: User) -> None:
        """Cancel an execution, wherever it runs; one that is over stays as it is."""
        await self._tell(id, user, {"do": "cancel"})

    async def answer(self, id: str, interrupt: str, value: Any, user: User) -> None:
        """Give an execution the user's answer to an interrupt, wherever it runs."""
        await self._tell(id, user, {"do": "answer", "interrupt": interrupt, "value": value})

    async def stop(self) -> None:
        """Cancel all that runs here."""
        tasks = [task for _, task in self._running.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _tell(self, id: str, user: User, message: dict[str, Any]) -> None:
        session = id.rpartition("~")[0] or id
        facts = await self._hub.enter(session, user.scope, create=False)
        if not facts.created or (not self._hub.backend.shared and id not in self._running):
            raise NotThere("there is no such execution, or it is over")
        await self._hub.tell(json.dumps(message | {"execution": id}))

    def _hear(self, said: str) -> None:
        message = json.loads(said)
        execution, task = self._running.get(message["execution"], (None, None))
        if execution is None or task is None:
            return
        if message["do"] == "answer":
            execution.take_answer(message["interrupt"], message["value"])
        elif message["do"] == "cancel":
            execution.cancelled.set()
            task.cancel()

    async def _work(self, agent: Agent, execution: Execution) -> None:
        try:
            if inspect.iscoroutinefunction(agent):
                await agent(execution)
            elif inspect.isawaitable(made := await asyncio.to_thread(agent, execution)):
                await made
        except asyncio.CancelledError:
            if execution.cancelled.is_set():  # else the server stops, and there is nobody to tell
                await self._report(execution, "cancelled")
        except Exception as error:
            _log.exception("the agent failed in execution %s", execution.id)
            await self._report(execution, f"{type(error).__name__}: {error}")

    async def _report(self, execution: Execution, message: str) -> None:
        if execution.has_told_its_end:
            return
        held = self._hub.sessions.get(execution.session)
        vocabulary = (held and held.vocabulary) or SPOKEN[execution.kind]
        try:
            await execution.publish(*failure(vocabulary, message, execution.message_id))
        except BackendDown as error:
            _log.warning("the failure of execution %s cannot be told: %s", execution.id, error)
        except BroadcastError as error:
            _log.info("the failure of execution %s is not told: %s", execution.id, error)
