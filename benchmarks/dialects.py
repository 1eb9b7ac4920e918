"""Microseconds that each dialect needs for a frame: from its data to events, without the log and the reducer."""

import time
from collections import defaultdict
from pathlib import Path

from sse_widgets import recording
from sse_widgets.dialects import find
from sse_widgets.frame import Frame
from sse_widgets.log import Log

CAPTURES = Path(__file__).parent.parent / "tests" / "captures"
FRAMES = 2_000
ROUNDS = 7


def _streams() -> dict[str, list[list[Frame]]]:
    """Return the captured and the shipped streams of each dialect."""
    streams: dict[str, list[list[Frame]]] = defaultdict(list)
    paths = [path for path in sorted(CAPTURES.iterdir()) if path.suffix != ".headers"]
    for path in [*paths, *map(recording.find, recording.shipped())]:
        held = recording.read(path)
        log = Log(headers=held.headers)
        log.feed(*held.frames)
        frames = [frame for frame in held.frames if not frame.event.startswith("@")]
        if log.dialect and frames:
            streams[log.dialect].append(frames)
    return streams


def us_per_frame(name: str, streams: list[list[Frame]]) -> float:
    """Return the best of several rounds: each stream is read by an instance of its own, many times over."""
    kind = find(name)
    count = sum(map(len, streams))
    times = max(1, FRAMES // count)
    best = float("inf")
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        for _ in range(times):
            for frames in streams:
                dialect = kind()
                for frame in frames:
                    for _event in dialect.decode(frame):
                        pass
        best = min(best, time.perf_counter() - begun)
    return best / (count * times) * 1e6


def measure() -> dict[str, float]:
    """Return the figure of each dialect that there is a stream of, and the largest."""
    figures = {
        f"dialect_us_per_frame_{name}": us_per_frame(name, streams) for name, streams in sorted(_streams().items())
    }
    return {**figures, "dialect_us_per_frame": max(figures.values())}
