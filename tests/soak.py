"""A run cut off thousands of times, in every way: `python -m tests.soak [10000]`, or `make soak`.

Every event must come once and in order, over one connection at a time, and nothing may pile up.
"""

import gc
import json
import resource
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import sse_widgets as sw
from sse_widgets.frame import CLOSED, GAP, LIFECYCLE, OPENED, RETRYING, Frame
from tests.cutter import Cutter, said
from tests.transport.servers import serving

PATIENT = sw.Retry(attempts=1000, base=0.0, cap=0.0, floor=0.0)
OVER = ("closed", "failed")
IDLE = 0.05
"""Seconds of silence after which the reader leaves; only `silence` costs them."""
FRAME = 2048
"""Bytes of memory that one frame received may take, with what follows from it."""
HISTORY = 500
"""Frames that are kept where history is bounded."""
TRACE = 128
"""Bytes that a frame may leave behind there: its text, and what the index says of it."""


@dataclass
class Report:
    """How it went."""

    cutter: Cutter
    run: sw.Run
    seconds: float
    grown: float
    """MiB since a tenth of the cuts."""
    received: int
    """Frames since then."""
    threads: set[int]
    """How many there were, each time that somebody looked."""
    recorded: Sequence[Frame]
    """Every frame, from the disk."""
    history: int | None
    """How many frames the run kept; None for all."""

    @property
    def names(self) -> dict[str, int]:
        """How many frames there are of each name."""
        found: dict[str, int] = {}
        for frame in self.recorded:
            found[frame.event] = found.get(frame.event, 0) + 1
        return found

    def check(self) -> None:
        """Raise if anything is not as it must be."""
        run, cutter, names = self.run, self.cutter, self.names
        heard = [json.loads(frame.data) for frame in self.recorded if frame.event not in LIFECYCLE]
        assert heard[:-1] == [said(n) for n in range(1, cutter.last + 1)]
        assert run.messages[-1].text == "".join(said(n)["delta"] for n in range(2, cutter.last + 1))
        assert (run.status, run.connection, run.error) == ("completed", "closed", None)
        assert names.get(GAP, 0) == 0, names
        assert min(names[OPENED], names[RETRYING]) > 0, names
        assert names[CLOSED] == 1, names
        assert cutter.done == cutter.cuts, cutter.done
        assert cutter.lingering == 0, cutter.lingering
        assert len(self.threads) == 1, self.threads
        assert self.recorded[-100:] == run.frames[-100:]
        slack, each = (8, FRAME) if self.history is None else (2, TRACE)
        assert self.grown <= slack + self.received * each / 2**20, (self.grown, self.received)


def _held() -> float:
    gc.collect()
    with open("/proc/self/statm") as pages:
        return int(pages.read().split()[1]) * resource.getpagesize() / 2**20


def soak(cuts: int, path: Path, seed: int = 7, history: int | None = None) -> Report:
    """Return how a run stood so many cuts, recorded to `path`."""
    cutter = Cutter(cuts, seed, silence=20 * IDLE)
    with serving(cutter.answer) as server:
        cutter.server = server

        async def token() -> str:  # on the loop: the threads of others are counted
            return str(cutter.token)

        others = set(threading.enumerate())  # that may end meanwhile
        began = time.perf_counter()
        run = sw.connect(
            server.url,
            token=token,
            retry=PATIENT,
            idle_timeout=IDLE,
            dialect="ag_ui",
            record=path,
            history=history,
        )
        while cutter.done < cuts // 10 and run.connection not in OVER:
            time.sleep(0.01)
        before, received, threads = _held(), len(run.frames), set()
        while run.connection not in OVER:
            threads.add(len(set(threading.enumerate()) - others))
            time.sleep(0.05)
        seconds, grown = time.perf_counter() - began, _held() - before
    grew = len(run.frames) - received
    return Report(cutter, run, seconds, grown, grew, threads, sw.load(path).frames, history)


def main() -> None:
    """Print how it went."""
    cuts = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with TemporaryDirectory() as folder:
        for history in (None, HISTORY):
            report = soak(cuts, Path(folder) / f"{history}.jsonl", history=history)
            print(f"{report.cutter.done} cuts, {report.cutter.last} events in {report.seconds:.1f} s, {history=}")
            print(f"grown by {report.grown:.1f} MiB for {report.received} frames; threads: {report.threads}")
            print(f"kinds: {report.cutter.kinds}\nframes: {report.names}")
            report.check()


if __name__ == "__main__":
    main()
