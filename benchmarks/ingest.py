"""Frames a second from loopback HTTP, through everything, over a bare loop that only parses the JSON."""

import asyncio
import json
import time
from statistics import median

import httpx
import httpx_sse

import sse_widgets as sw
from benchmarks.browser import Browser
from benchmarks.flood import flooding

EVENTS = 20_000
ROUNDS = 5


async def _bare(url: str) -> int:
    count = 0
    async with httpx.AsyncClient() as client, httpx_sse.aconnect_sse(client, "GET", url) as source:
        async for event in source.aiter_sse():
            json.loads(event.data)
            count += 1
    return count


def bare(url: str) -> float:
    """Return events a second of the peer: an async `httpx_sse` loop."""
    start = time.perf_counter()
    count = asyncio.run(_bare(url))
    return count / (time.perf_counter() - start)


def ours(url: str) -> float:
    """Return frames a second of a run with a browser attached, until its state is complete."""
    start = time.perf_counter()
    run = sw.connect(url)
    Browser(run.model).hello()
    run.wait(timeout=120)
    elapsed = time.perf_counter() - start
    assert len(run.messages[0].text) == 5 * EVENTS, run
    return EVENTS / elapsed


def measure() -> dict[str, float]:
    """Return the ratio, and both rates."""
    with flooding(EVENTS) as url:
        ours(url), bare(url)
        pairs = [(ours(url), bare(url)) for _ in range(ROUNDS)]
    return {
        "ingest_vs_bare": median(a / b for a, b in pairs),
        "ingest_frames_per_second": median(a for a, _ in pairs),
        "bare_events_per_second": median(b for _, b in pairs),
    }
