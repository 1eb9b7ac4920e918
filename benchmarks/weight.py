"""What it weighs: to import, and to show."""

import subprocess
import sys
from pathlib import Path
from statistics import median

import sse_widgets

DEPENDENCIES = "import anywidget, traitlets, ipywidgets, httpx, httpx_sse, h11, pydantic, jsonpatch"
ROUNDS = 9


def import_seconds(statement: str) -> float:
    """Return seconds that a fresh interpreter takes to run `statement`."""
    code = f"import time; start = time.perf_counter(); {statement}; print(time.perf_counter() - start)"
    return float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)


def measure() -> dict[str, float]:
    """Return the times to import us, and to have everything loaded, over that of our dependencies; and the bundle."""
    statements = ("import sse_widgets", "import sse_widgets; sse_widgets.connect", DEPENDENCIES)
    rounds = [tuple(map(import_seconds, statements)) for _ in range(ROUNDS)]
    bundle = Path(sse_widgets.__file__).parent / "static" / "index.js"
    return {
        "import_vs_deps": median(ours / theirs for ours, _, theirs in rounds),
        "first_use_vs_deps": median(used / theirs for _, used, theirs in rounds),
        "first_use_seconds": median(used for _, used, _ in rounds),
        "bundle_bytes": bundle.stat().st_size,
    }
