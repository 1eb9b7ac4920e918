"""What a run of a million frames weighs, and how long it takes to go back to a moment of it."""

import gc
import json
import random
import subprocess
import sys
import time
from pathlib import Path

from sse_widgets.frame import Frame
from sse_widgets.log import Log
from sse_widgets.run import Run

FRAMES = 1_000_000
BYTES = 100
TOKENS = 400
"""In a message, which is about a page."""
MOMENTS = 300
BOUND = 10_000


def frame(n: int) -> Frame:
    """Return frame number `n` of a long conversation, 100 bytes of data."""
    said = {"messageId": f"m{n // TOKENS}", "token": f"{n:x} word ", "isComplete": n % TOKENS == TOKENS - 1}
    return Frame("message_token", json.dumps(said, separators=(",", ":")).ljust(BYTES), str(n), None, n / 1000)


def resident() -> int:
    """Return bytes of memory that this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def figures(history: int | None) -> dict[str, float]:
    """Return the weight of a run, and of going back in it, in this process."""
    gc.collect()
    before = resident()
    run = Run(Log(history=history))
    for start in range(0, FRAMES, 20):
        run.feed(*map(frame, range(start, start + 20)))
    gc.collect()
    weight = (resident() - before) / 1e6
    choice, times = random.Random(7), []
    for _ in range(MOMENTS):
        n = choice.randint(FRAMES - (FRAMES if history is None else history), FRAMES)
        begin = time.perf_counter()
        run.at(n)
        times.append((time.perf_counter() - begin) * 1000)
    times.sort()
    return {"megabytes": weight, "median": times[MOMENTS // 2], "longest": times[-1]}


def measure() -> dict[str, float]:
    """Return megabytes of a run, whole and with bounded history, and milliseconds to go back in it."""
    whole, bounded = (_apart(history) for history in ("None", str(BOUND)))
    return {
        "mb_per_million_frames": whole["megabytes"],
        "mb_per_million_frames_bounded": bounded["megabytes"],
        "at_ms": whole["median"],
        "at_ms_longest": whole["longest"],
    }


def _apart(history: str) -> dict[str, float]:
    """Measured in a process of its own: what one has held before, it does not give back."""
    code = f"import json; from benchmarks.history import figures; print(json.dumps(figures({history})))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    read: dict[str, float] = json.loads(told)
    return read
