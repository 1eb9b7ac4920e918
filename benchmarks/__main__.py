"""Print every figure: `python -m benchmarks [--json] [--browser] [name ...]`."""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType

from benchmarks import apart, broadcast, dialects, growth, history, ingest, travel, weight, wire, wire_reading

GROUPS = {
    "broadcast": broadcast,
    "ingest": ingest,
    "wire": wire,
    "reading": wire_reading,
    "growth": growth,
    "history": history,
    "travel": travel,
    "dialects": dialects,
    "weight": weight,
}

BROWSER = ("markdown", "latency", "travel_browser", "crowd")
"""In a real Chromium, which takes minutes; imported only when asked for."""

AIMS = {
    "broadcast_1000x10hz_delivered": "at least 0.999",
    "broadcast_vs_bare": "at least 0.8",
    "broadcast_idle_kb": "at most 60",
    "broadcast_beside_stalled_delivered": "at least 0.999",
    "ingest_vs_bare": "at least 0.6",
    "wire_bytes_per_text_byte": "at most 1.5",
    "wire_bytes_per_text_byte_1000": "at most 6",
    "wire_vs_naive": "at least 800",
    "cost_growth": "at most 1.3",
    "messages_per_second": "at most 30",
    "messages_per_second_of_twenty": "at most 200",
    "patches_lost": "0",
    "dialect_us_per_frame": "at most 25, and no single one over 60",
    "import_vs_deps": "at most 1.15",
    "decode_vs_httpx_sse": "at least 2",
    "mock_flood_vs_bare": "at least 0.5",
    "mock_500x10hz_delivered": "at least 0.999",
    "connect_overhead_ms": "at most 5",
    "bundle_bytes": "at most 163840",
    "markdown_vs_marked_dompurify": "at least 30",
    "markdown_vs_streamdown": "at least 4",
    "longest_task_ms": "at most 50",
    "markdown_same_as_at_once": "1",
    **dict.fromkeys([f"markdown_{text}_vs_mixed" for text in ("fence", "list", "paragraph", "quote")], "at most 2"),
    "markdown_table_vs_mixed": "at most 5",
    "longest_task_ms_100_agents": "at most 50",
    "mount_ms_100000_frames": "at most 100",
    "latency_p95_ms": "at most 60",
    "latency_p95_ms_10000": "at most 120",
    "at_ms": "at most 20",
    "capsule_bytes": "at most 2000000",
    "capsule_open_ms": "at most 1000",
    "scrub_fps": "at least 60",
    "scrub_longest_task_ms": "at most 50",
    "mount_ms": "at most 100",
    "at_ms_longest": "at most 100",
    "mb_per_million_frames": "at most 400",
    "mb_per_million_frames_bounded": "at most 150",
}


def main() -> None:
    """Measure what is asked for and print it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--browser", action="store_true", help="what a browser has to do with it, and only that")
    parser.add_argument("group", nargs="*", choices=[[], *GROUPS, *BROWSER], help="which figures (default: all)")
    options = parser.parse_args()
    names = options.group or [*(BROWSER if options.browser else GROUPS)]
    figures, failures = measured(names)
    if options.json:
        print(json.dumps({name: round(value, 4) for name, value in figures.items()}, indent=2))
    else:
        for name, value in figures.items():
            print(f"{name:32} {value:14,.3f}   {AIMS.get(name, '')}")
    sys.exit("\n".join(failures) or None)


def measured(names: Sequence[str]) -> tuple[dict[str, float], list[str]]:
    """Return the figures of groups, and what went wrong; several are measured apart, one after the other."""
    if len(names) == 1:
        return group_of(names[0]).measure(), []
    figures: dict[str, float] = {}
    failures = []
    for name in names:
        start = time.monotonic()
        try:
            figures |= apart.measured(name)
        except apart.Failed as failure:
            failures.append(str(failure))
        print(f"{name}: {time.monotonic() - start:.0f} s", file=sys.stderr, flush=True)
    return figures, failures


def group_of(name: str) -> ModuleType:
    """Return a group; one that needs a browser needs what the tests need, so it is imported only now."""
    return GROUPS.get(name) or import_module(f"benchmarks.{name}")


if __name__ == "__main__":
    main()
