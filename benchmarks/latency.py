"""How long a token takes from the kernel into the page of a JupyterLab, beside a trait that grows."""

import json
import tempfile
import time
from pathlib import Path
from statistics import quantiles
from typing import Any

from tests.browser.chromium import chromium
from tests.browser.lab import Lab, Notebook
from tests.browser.server import serve

RATES = {"": (1_000, 8_000), "_10000": (10_000, 30_000)}
"""Events a second, and how many, by the suffix of the figure."""

PATIENCE = 8.0
"""Seconds in which the last tokens may come, and, where their kernel is slow, be made."""

PRELUDE = """
import json, pathlib, threading, time
import anywidget, traitlets
import sse_widgets as sw

arrived = []

def paced(rate, count, patience):
    start = time.perf_counter()
    for n in range(count):
        if time.perf_counter() - start > count / rate + patience:
            break
        while time.perf_counter() - start < n / rate:
            time.sleep(0.001)
        arrived.append(time.time() * 1000)
        yield f"{n} " if n % 20 else f"\\n\\n{n} "
    # Not through the channels that are being flooded.
    pathlib.Path("arriving.json").write_text(json.dumps(arrived))
    pathlib.Path("arriving.json").rename("arrived.json")

class Naive(anywidget.AnyWidget):
    _esm = '''
    export default { render({ model, el }) {
        el.classList.add("naive");
        const show = () => { el.textContent = model.get("text"); };
        model.on("change:text", show);
        show();
    } };
    '''
    text = traitlets.Unicode().tag(sync=True)

    def grow(self, tokens):
        for token in tokens:
            self.text += token
"""
OURS = """
def events(rate, count, patience):
    for token in paced(rate, count, patience):
        yield {{"event": "response_chunk", "text": token}}
    yield {{"event": "completed"}}

run = sw.watch(events({rate}, {count}, {patience}))
sw.Messages(run)
"""
NAIVE = """
naive = Naive()
threading.Thread(target=naive.grow, args=(paced({rate}, {count}, {patience}),), daemon=True).start()
naive
"""
WATCH = """selector => {
    window.seen = [];
    const look = () => {
        const box = document.querySelector(selector);
        const last = box && /(\\d+) ?$/.exec(box.textContent.trimEnd());
        const n = last ? Number(last[1]) : -1;
        for (const now = Date.now(); window.seen.length <= n; ) window.seen.push(now);
    };
    new MutationObserver(look).observe(document.body, {childList: true, characterData: true, subtree: true});
}"""


def latencies(lab: Lab, notebook: Notebook, selector: str, rate: float, count: int) -> list[float]:
    """Return milliseconds from the arrival of each token in the kernel to the page; those never seen are not in it."""
    notebook.page.evaluate(WATCH, selector)
    notebook.run_nowait(1)
    end = time.monotonic() + count / rate + PATIENCE
    while time.monotonic() < end and notebook.page.evaluate("window.seen.length") < count:
        notebook.page.wait_for_timeout(500)
    seen: list[Any] = notebook.page.evaluate("window.seen")
    made = lab.root / "arrived.json"
    notebook.until(made.exists, timeout=60)
    arrived = json.loads(made.read_text())
    return [shown - came for shown, came in zip(seen, arrived, strict=False)]


def measure() -> dict[str, float]:
    """Return the 95th percentile of the milliseconds, ours and the growing trait's, and the share of tokens seen."""
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as server, chromium() as browser:
        for suffix, (rate, count) in RATES.items():
            for name, cell, selector in (("", OURS, ".ssew-transcript"), ("naive_", NAIVE, ".naive")):
                # High enough that the view is in sight: one that is not is not brought up to date.
                with Lab(server, browser, viewport={"width": 1280, "height": 2400}) as lab:
                    notebook = lab.notebook([PRELUDE, cell.format(rate=rate, count=count, patience=PATIENCE)])
                    notebook.run(0)
                    took = latencies(lab, notebook, selector, rate, count)
                    (lab.root / "arrived.json").unlink()
                figures[f"{name}tokens_seen{suffix}"] = len(took) / count
                if len(took) > 1:
                    figures[f"{name}latency_p50_ms{suffix}"] = quantiles(took, n=20)[9]
                    figures[f"{name}latency_p95_ms{suffix}"] = quantiles(took, n=20)[18]
    return figures
