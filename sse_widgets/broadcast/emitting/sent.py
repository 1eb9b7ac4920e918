"""What becomes of an event that was sent."""

import asyncio
from collections.abc import Generator
from concurrent.futures import Future


class Sent:
    """An event on its way. Nothing need be done with it; `await` it, or `wait()` for it, to know that it has arrived."""

    def __init__(self) -> None:
        self._future: Future[str] = Future()

    def wait(self, timeout: float | None = None) -> str:
        """Return its id once the server has it, "" if it is lost. Not for the loop that the server itself is on.

        Raises:
            TimeoutError: it takes longer than `timeout` seconds.
            SSEWidgetsError: it is lost, and the emitter is strict.
        """
        return self._future.result(timeout)

    def __await__(self) -> Generator[None, None, str]:
        """Return its id, as `wait` does."""
        return asyncio.shield(asyncio.wrap_future(self._future)).__await__()  # which leaves it on its way

    @property
    def done(self) -> bool:
        """Whether it has arrived, or is lost."""
        return self._future.done()

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
