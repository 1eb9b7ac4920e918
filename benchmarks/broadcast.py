"""Many who listen to one session: how many events come in time, and what that takes, beside a bare server."""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

LISTENERS, HERTZ, SECONDS, SIZE = 1000, 10, 5, 40
TRIALS = 3
BESIDE = {"listeners": 50, "hertz": 200, "seconds": 5, "size": 10_000, "stalled": 5}
TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def started(module: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def processor_time(pid: int) -> float:
    """Return the seconds that a process has computed."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory(pid: int) -> int:
    """Return the bytes that a process holds."""
    with open(f"/proc/{pid}/status") as file:
        return next(int(each.split()[1]) * 1024 for each in file if each.startswith("VmRSS"))


def run(kind: str, listeners: int, hertz: float, seconds: float, size: int, stalled: int = 0) -> dict[str, Any]:
    """Return what came in time, and the events that a second of the server's processor delivered."""
    count = int(hertz * seconds)
    with started("broadcast_server", kind, listeners + stalled, hertz, count, size) as server:
        port = line(server).strip()
        before = memory(server.pid)
        with started("listeners", port, listeners, stalled, count) as there:
            line(there)
            each = (memory(server.pid) - before) / (listeners + stalled)
            busy = processor_time(server.pid)
            found = json.loads(line(there))
            busy = processor_time(server.pid) - busy
    delivered = found["in_time"] / (listeners * count)
    return {"delivered": delivered, "per_second": found["events"] / busy, "bytes": each, "worst": found["worst"]}


def measure() -> dict[str, float]:
    """Return the figures; ratios are medians of runs that take turns."""
    bare, ours = [], []
    for _ in range(TRIALS):
        bare.append(run("bare", LISTENERS, HERTZ, SECONDS, SIZE))
        ours.append(run("broadcast", LISTENERS, HERTZ, SECONDS, SIZE))
    beside = run("broadcast", **BESIDE)
    ratios = [one["per_second"] / other["per_second"] for one, other in zip(ours, bare, strict=True)]
    return {
        "broadcast_1000x10hz_delivered": statistics.median(each["delivered"] for each in ours),
        "bare_1000x10hz_delivered": statistics.median(each["delivered"] for each in bare),
        "broadcast_worst_ms": statistics.median(each["worst"] for each in ours) * 1000,
        "broadcast_vs_bare": statistics.median(ratios),
        "broadcast_idle_kb": statistics.median(each["bytes"] for each in ours) / 1024,
        "bare_idle_kb": statistics.median(each["bytes"] for each in bare) / 1024,
        "broadcast_beside_stalled_delivered": beside["delivered"],
    }
