"""Those who read a server: a process of its own, so that what it takes is not the server's time."""

import asyncio
import json
import sys
import time
from urllib.parse import urlsplit

TAIL = b"\n\n"
IN_TIME = 1.0


async def _open(url: str) -> asyncio.StreamReader:
    reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(url).port, limit=2**20)
    host = urlsplit(url).netloc
    writer.write(f"GET / HTTP/1.1\r\nHost: {host}\r\nAccept: text/event-stream\r\n\r\n".encode())
    await reader.readuntil(b"\r\n\r\n")
    _writers.append(writer)
    return reader


_writers: list[asyncio.StreamWriter] = []


async def flood(url: str) -> dict[str, float]:
    """Return how many events came in how many seconds."""
    start = time.perf_counter()
    reader = await _open(url)
    events, end = 0, b""
    while data := await reader.read(2**18):
        events += (end[-1:] + data).count(TAIL)
        end = data
        if data.endswith(b"0\r\n\r\n"):
            break
    return {"events": events, "seconds": time.perf_counter() - start}


async def _subscribe(url: str, hertz: float) -> int:
    reader = await _open(url)
    start = time.monotonic()
    events = in_time = 0
    while data := await reader.read(2**16):
        now = time.monotonic() - start
        for _ in range(data.count(TAIL)):
            in_time += now - events / hertz <= IN_TIME
            events += 1
        if data.endswith(b"0\r\n\r\n"):
            break
    return in_time


async def subscribe(count: int, hertz: float, urls: list[str]) -> dict[str, float]:
    """Return how many events came within a second of their time."""
    found = await asyncio.gather(*(_subscribe(urls[n % len(urls)], hertz) for n in range(count)))
    return {"in_time": sum(found)}


async def main() -> None:
    """Read as told, and print what was found."""
    match sys.argv[1:]:
        case ["flood", url]:
            print(json.dumps(await flood(url)))
        case ["subscribe", count, hertz, *urls]:
            print(json.dumps(await subscribe(int(count), float(hertz), urls)))


if __name__ == "__main__":
    asyncio.run(main())
