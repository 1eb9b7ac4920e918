"""A server that sends tokens as fast as they are taken, one HTTP chunk an event; a process of its own."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager


def token(n: int, text: str = "word ") -> bytes:
    """Return event number `n` of the stream, of about 100 bytes."""
    data = json.dumps({"messageId": "answer", "token": text, "isComplete": False}, separators=(",", ":"))
    return f"id: {n}\nevent: message_token\ndata: {data}\n\n".encode()


async def serve(count: int) -> None:
    """Serve `count` tokens to whoever asks; print the port."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n")
        for n in range(1, count + 1):
            event = token(n)
            writer.write(b"%x\r\n%b\r\n" % (len(event), event))
            if n % 64 == 0:
                await writer.drain()
        writer.write(b"0\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@contextmanager
def flooding(count: int) -> Iterator[str]:
    """Run the server in another process; yield its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.flood", str(count)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}/agent_network_sse/flood"
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
