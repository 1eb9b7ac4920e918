"""What becomes of an event that was sent."""

import asyncio
from collections.abc import Generator
from concurrent.futures import Future, wait
from contextlib import suppress


class Sent:
    """An event on its way. It can be left alone; `await` it, or `wait()` for it, to know that it has arrived."""

    def __init__(self) -> None:
        self._future: Future[str] = Future()
        self.known = False
        """Whether somebody was told what became of it."""

    def wait(self, timeout: float | None = None) -> str:
        """Return its id once the server has it, "" if it is lost. Not for the loop that the server itself is on.

        Raises:
            TimeoutError: it takes longer than `timeout` seconds.
            SSEWidgetsError: it is lost, and the emitter is strict.
        """
        self.known = self.settled(timeout)
        return self._future.result(0)

    def __await__(self) -> Generator[None, None, str]:
        """Return its id, as `wait` does."""
        return self._awaited().__await__()

    async def _awaited(self) -> str:
        await self.settles(None)
        self.known = True
        return self._future.result(0)

    async def settles(self, seconds: float | None) -> bool:
        """Wait as `settled` does, without blocking."""
        settled = asyncio.Event()
        loop = asyncio.get_running_loop()

        def tell(_: Future[str]) -> None:
            with suppress(RuntimeError):  # whoever waited is gone, with the loop
                loop.call_soon_threadsafe(settled.set)

        self._future.add_done_callback(tell)
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await settled.wait()
        return self.done

    @property
    def done(self) -> bool:
        """Whether it has arrived, or is lost."""
        return self._future.done()

    def settled(self, timeout: float | None) -> bool:
        """Wait until it has arrived or is lost; return whether it was so within `timeout` seconds."""
        return bool(wait([self._future], timeout).done)

    def arrived(self, id: str) -> None:
        """Take note that the server has it."""
        self._future.set_result(id)

    def lost(self, error: Exception | None) -> None:
        """Take note that it will not arrive.

        Args:
            error: raised to whoever waits for it; None to tell them with an empty id.
        """
        if error is None:
            self._future.set_result("")
        else:
            self._future.set_exception(error)

    def __repr__(self) -> str:
        return f"<Sent, {'done' if self.done else 'on its way'}>"
