"""A wire of ours between two programs, to be cut."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self

from sse_widgets import background


class Wire:
    """Listens on a port of its own, and passes on what comes to the first of the ports behind that takes it."""

    def __init__(self, behind: Callable[[], list[int]]) -> None:
        self._behind = behind
        self._turn = 0
        self._open: set[asyncio.StreamWriter] = set()
        self._cut = self._silent = False
        self._server: asyncio.Server | None = None

    @property
    def port(self) -> int:
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    def __enter__(self) -> Self:
        background.submit(self._start()).result()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        background.submit(self._stop()).result()

    def cut(self) -> None:
        """Break everything that passes, and let nothing pass any more."""
        self._cut = True
        background.submit(self._break()).result()

    def silence(self) -> None:
        """Swallow what passes, and tell nobody."""
        self._silent = True

    def mend(self) -> None:
        """Let pass what comes anew; what was silent stays so, as it is out of step."""
        self._cut = self._silent = False

    async def _start(self) -> None:
        self._server = await asyncio.start_server(self._pass, "127.0.0.1", 0)

    async def _stop(self) -> None:
        assert self._server is not None
        self._server.close()
        while self._open:
            await self._break()
            await asyncio.sleep(0)

    async def _break(self) -> None:
        for writer in list(self._open):
            writer.transport.abort()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            there = await self._reach()
            if there is None:
                writer.transport.abort()
                return
            self._open.add(there[1])
            ways = {
                asyncio.create_task(self._pump(reader, there[1])),
                asyncio.create_task(self._pump(there[0], writer)),
            }
            _, left = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            for way in left:
                way.cancel()
            await asyncio.gather(*left, return_exceptions=True)
            there[1].transport.abort()
            self._open.discard(there[1])
        finally:
            writer.transport.abort()
            self._open.discard(writer)

    async def _reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        self._turn += 1
        ports = [] if self._cut else self._behind()
        for n in range(len(ports)):
            with suppress(OSError):
                return await asyncio.open_connection("127.0.0.1", ports[(self._turn + n) % len(ports)])
        return None

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        silent = False
        with suppress(ConnectionError):
            while data := await reader.read(65536):
                silent = silent or self._silent
                if not silent:
                    writer.write(data)
                    await writer.drain()
