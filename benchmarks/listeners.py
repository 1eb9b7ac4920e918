"""Those who listen to a broadcast: a process of its own, that notes how late each event comes."""

import asyncio
import json
import re
import sys
import time

AT = re.compile(rb'"at":([0-9.]+)')
IN_TIME = 1.0


class Listeners:
    """So many connections to one stream."""

    def __init__(self, port: int, count: int) -> None:
        self._port, self._missing = port, count
        self.all_here = asyncio.Event()
        self.events = self.in_time = 0
        self.worst = 0.0

    async def listen(self, reads: bool = True) -> None:
        """Read to the end of the stream, or connect and never read."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port, limit=2**16)
        writer.write(b"GET /sse/bench HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n")
        await reader.readuntil(b"\n\n")
        self._missing -= 1
        if not self._missing:
            self.all_here.set()
        if not reads:
            writer.transport.pause_reading()  # type: ignore[attr-defined]
            await asyncio.Event().wait()
        rest = b""
        while data := await reader.read(2**16):
            now = time.time()
            whole, rest = rest + data, b""
            cut = whole.rfind(b"\n")
            whole, rest = whole[: cut + 1], whole[cut + 1 :]
            for at in AT.findall(whole):
                late = now - float(at)
                self.events += 1
                self.in_time += late <= IN_TIME
                self.worst = max(self.worst, late)
            if whole.endswith(b"0\r\n\r\n"):
                break
        writer.close()


async def main(port: int, count: int, stalled: int, events: int) -> None:
    """Listen; print `ready`, and then what was found once every event has come or is far too late."""
    listeners = Listeners(port, count + stalled)
    idle = [asyncio.create_task(listeners.listen(reads=False)) for _ in range(stalled)]
    tasks = []
    for _ in range(count):
        tasks.append(asyncio.create_task(listeners.listen()))
        if len(tasks) % 50 == 0:
            await asyncio.sleep(0.02)  # a thousand at once would overflow the backlog
    await listeners.all_here.wait()
    print("ready", flush=True)
    quiet = 0
    while listeners.events < events * count and quiet < 100:
        seen = listeners.events
        await asyncio.sleep(0.1)
        quiet = 0 if listeners.events > seen else quiet + 1
    print(json.dumps({"events": listeners.events, "in_time": listeners.in_time, "worst": listeners.worst}), flush=True)
    for task in (*idle, *tasks):
        task.cancel()


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:])))
