"""What streaming 100 KB of Markdown costs the main thread of a Chromium, beside other ways of showing it."""

import functools
import http.server
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

import sse_widgets
from tests.browser.chromium import chromium

PAGE = Path(__file__).parent / "page"
JS = Path(__file__).parent.parent / "js"
STATIC = Path(sse_widgets.__file__).parent / "static"
WORST = ("fence", "list", "paragraph", "quote", "table")
ODD = ("spans", "unclosed", "lines", "paragraphs", "deep_quote", "deep_list", "references", "unspaced")
BEHIND = 0.8
"""How much of a text is there before its first flush, as after a page was out of sight."""
CPU = "TaskDuration"


class Bench:
    """A page in which texts are streamed; it asks for nothing outside this machine."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._devtools = page.context.new_cdp_session(page)
        self._devtools.send("Performance.enable", {"timeDomain": "threadTicks"})

    def stream(self, pipeline: str, text: str, *, paced: bool, behind: float = 0.0) -> dict[str, Any]:
        """Return the CPU seconds of the main thread, its longest task, and whether the end is as if made at once.

        Args:
            pipeline: a way of showing Markdown.
            text: which text.
            paced: 1,000 tokens a second, shown when the screen is drawn; else 17 tokens at a time without a pause.
            behind: the share of the text that is there at first.
        """
        before = self._cpu()
        self._page.evaluate("(args) => { window.result = window.stream(...args); }", [pipeline, text, paced, behind])
        self._page.wait_for_function("window.result.done", timeout=600_000, polling=500)
        spent = self._cpu() - before
        return {"cpu": spent, **self._page.evaluate("window.result")}

    def _cpu(self) -> float:
        metrics = self._devtools.send("Performance.getMetrics")["metrics"]
        return next(float(metric["value"]) for metric in metrics if metric["name"] == CPU)


@contextmanager
def bench() -> Iterator[Bench]:
    """Yield a page of its own in a Chromium of its own."""
    with _built() as folder, _served(folder) as address, chromium() as browser:
        page = browser.new_page(viewport={"width": 900, "height": 700})
        page.goto(address)
        page.wait_for_function("!!window.stream")
        yield Bench(page)


@contextmanager
def _built() -> Iterator[Path]:
    if not (PAGE / "node_modules").exists():
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--no-package-lock"], cwd=PAGE, check=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        esbuild = [JS / "node_modules/.bin/esbuild", PAGE / "measure.js", "--bundle", "--minify", "--format=esm"]
        production = '--define:process.env.NODE_ENV="production"'
        subprocess.run([*esbuild, production, "--log-level=error", f"--outfile={folder}/measure.js"], check=True)
        for file in (PAGE / "index.html", STATIC / "index.css"):
            (folder / file.name).write_bytes(file.read_bytes())
        yield folder


class _Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: Any) -> None:
        pass


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Silent, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def measure() -> dict[str, float]:
    """Return our figures, those of two peers, and what the worst texts cost over the mixed one.

    Peers are compared flush by flush, each drawn: in real time, those that cannot keep up would be spared work
    by the frames they drop. The worst texts and the longest task are measured in real time, as views show them.
    """
    with bench() as page:
        cost = min(page.stream("ours_always", "mixed", paced=False)["cpu"] for _ in range(3))
        peers = {name: page.stream(name, "mixed", paced=False)["cpu"] for name in ("marked_dompurify", "streamdown")}
        empty = page.stream("nothing", "mixed", paced=True)["cpu"]
        ours = page.stream("ours", "mixed", paced=True)
        worst = {name: page.stream("ours", name, paced=True) for name in WORST}
        behind = {name: page.stream("ours", name, paced=True, behind=BEHIND) for name in ("mixed", *WORST, *ODD)}
    live = ours["cpu"] - empty
    return {
        "markdown_cpu_s": cost,
        **{f"markdown_cpu_s_{name}": spent for name, spent in peers.items()},
        **{f"markdown_vs_{name}": spent / cost for name, spent in peers.items()},
        "markdown_live_cpu_s": live,
        "longest_task_ms": ours["longest"],
        "markdown_same_as_at_once": float(all(each["same"] for each in (ours, *worst.values(), *behind.values()))),
        **{f"markdown_{name}_vs_mixed": (each["cpu"] - empty) / live for name, each in worst.items()},
        **{f"longest_task_ms_{name}": each["longest"] for name, each in worst.items()},
        **{f"longest_task_ms_behind_{name}": each["longest"] for name, each in behind.items()},
    }
