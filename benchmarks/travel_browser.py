"""Scrubbing, mounting and opening in a real Chromium: how often it moves, and how long the page stands still."""

import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from benchmarks.travel import CAPSULE, run_of
from tests.browser.bridge import Bridge
from tests.browser.chromium import chromium

LONG = 1_000_000
"""Frames of the run that is scrubbed."""
MOUNTED = 100_000
"""Frames of the run of which views are mounted."""
SECONDS = 8
RATE = 60
"""Moves a second that are wanted."""

WATCH = """() => {
    window.tasks = [];
    window.observer = new PerformanceObserver(list => window.tasks.push(...list.getEntries().map(it => it.duration)));
    window.observer.observe({type: 'longtask'});
}"""

SCRUB = """([frames, rate, seconds]) => {
    const slider = document.querySelector('.ssew-scrubber');
    const start = performance.now();
    let moves = 0, shown = new Set(), tick = 0;
    const box = document.querySelector('.ssew-player-place b');
    const look = new MutationObserver(() => shown.add(box.textContent));
    look.observe(box, {characterData: true, subtree: true, childList: true});
    window.scrubbed = null;
    const timer = setInterval(() => {
        const passed = (performance.now() - start) / 1000;
        if (passed > seconds) {
            clearInterval(timer);
            slider.dispatchEvent(new Event('change', {bubbles: true}));
            window.scrubbed = {moves: moves / passed, shown: shown.size / passed, at: Number(slider.value)};
            return;
        }
        // There and back, a frame at first and ever larger leaps.
        const share = 0.5 + 0.5 * Math.sin(passed * passed / 3);
        slider.value = Math.round(share * frames);
        slider.dispatchEvent(new Event('input', {bubbles: true}));
        moves += 1;
    }, 1000 / rate);
}"""

MOUNT = """kind => {
    const el = document.createElement('div');
    document.getElementById('view').append(el);
    const start = performance.now();
    window.stage.hub.mount({kind, el, key: 'bench ' + kind, signal: new AbortController().signal});
    el.getBoundingClientRect();
    return performance.now() - start;
}"""


def measure() -> dict[str, float]:
    """Return moves a second, the longest task meanwhile, and milliseconds to mount views and to open a capsule."""
    with chromium() as browser:
        return _scrubbed(browser) | _mounted(browser) | _opened(browser)


def _scrubbed(browser: Browser) -> dict[str, float]:
    run = run_of(LONG)
    with Bridge(browser, run) as stage:
        stage.mount("console")
        stage.until(lambda: stage.page.locator(".ssew-scrubber").count(), timeout=60)
        _exchange(stage, 2.0)
        stage.page.evaluate(WATCH)
        stage.page.evaluate(SCRUB, [LONG, RATE, SECONDS])
        scrubbed: dict[str, Any] = stage.until(lambda: stage.page.evaluate("window.scrubbed"), timeout=SECONDS + 30)
        tasks = stage.page.evaluate("window.tasks.splice(0)")
        stage.until(lambda: stage.document["stream"]["shown"] == scrubbed["at"], timeout=60)
        _exchange(stage, 1.0)
        rested = stage.page.evaluate("window.tasks")
    return {
        "scrub_fps": scrubbed["moves"],
        "scrub_places_per_second": scrubbed["shown"],
        "scrub_longest_task_ms": max(tasks, default=0.0),
        "scrub_end_longest_task_ms": max(rested, default=0.0),
    }


def _mounted(browser: Browser) -> dict[str, float]:
    run = run_of(MOUNTED)
    took = []
    with Bridge(browser, run) as stage:
        for kind in ("console", "messages", "timeline", "inspector"):
            took.append(stage.page.evaluate(MOUNT, kind))
            _exchange(stage, 0.5)
    return {"mount_ms": max(took)}


def _opened(browser: Browser) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        path = run_of(CAPSULE).to_html(Path(folder) / "run.html")
        took = []
        for _ in range(3):
            page = browser.new_page()
            page.goto(path.as_uri())
            page.wait_for_selector(".ssew-scrubber")
            took.append(page.evaluate("performance.now()"))
            page.close()
    return {"capsule_open_ms": min(took)}


def _exchange(stage: Bridge, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        stage.pump()
