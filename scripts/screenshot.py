"""Writes the pictures of docs/: every view in light and dark, wide and narrow, and the console in JupyterLab.

python scripts/screenshot.py
python scripts/screenshot.py sources canvas
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import sse_widgets as sw  # noqa: E402 - only the line above makes it importable
from tests.browser.bridge import Bridge  # noqa: E402
from tests.browser.chromium import chromium  # noqa: E402
from tests.browser.lab import Lab  # noqa: E402
from tests.browser.server import serve  # noqa: E402

DOCS = ROOT / "docs"
THEMES = ("light", "dark")
WIDTHS = (1100, 360)


def at(name: str, share: float = 1.0) -> sw.Run:
    """Return a shipped recording as it was after that share of its frames."""
    run = sw.load(name)
    if share < 1:
        run.show(int(len(run.frames) * share))
    return run


def asking() -> sw.Run:
    """Return a run whose back end can be told something."""
    server = sw.MockServer("support_answer", speed=1000).__enter__()
    return sw.connect(server.url, actions={"send": lambda run, text: None}).wait()


def board() -> Any:
    """Return what carries a board of several runs."""
    runs = [at("literature_review", 0.4), at("market_brief"), at("support_answer", 0.7), at("data_cleaning", 0.5)]
    return SimpleNamespace(model=sw.Dashboard(runs)._model)


@dataclass(frozen=True)
class Picture:
    """A view of something."""

    of: Callable[[], Any]
    ready: str
    """What must be there."""
    height: int = 0
    """In pixels; 0 for a view that is as tall as what it shows."""


PICTURES = {
    "console": Picture(lambda: at("literature_review"), ".ssew-message", 520),
    "messages": Picture(lambda: at("support_answer"), ".ssew-hl-keyword", 560),
    "agents": Picture(lambda: at("literature_review", 0.4), ".ssew-card"),
    "plan": Picture(lambda: at("data_cleaning", 0.6), ".ssew-phase"),
    "sources": Picture(lambda: at("literature_review"), ".ssew-source"),
    "canvas": Picture(lambda: at("literature_review"), ".ssew-artifact", 400),
    "timeline": Picture(lambda: at("data_cleaning"), ".ssew-span", 340),
    "inspector": Picture(lambda: at("question_routing"), ".ssew-frame", 360),
    "composer": Picture(asking, ".ssew-composer"),
    "connection": Picture(lambda: at("market_brief"), ".ssew-root"),
    "dashboard": Picture(board, ".ssew-board-line", 310),
}


def views(browser: Browser, names: list[str]) -> None:
    """Write the pictures of views."""
    for name in names:
        picture = PICTURES[name]
        shown = picture.of()
        for width in WIDTHS:
            for theme in THEMES:
                with Bridge(browser, shown, theme=theme, width=width + 24, height=900) as page:
                    page.mount(name, height=f"{picture.height}px" if picture.height else "")
                    page.until(lambda: page.page.locator(picture.ready).count())  # noqa: B023 - asked at once
                    for _ in range(30):  # colours and rows come later
                        page.pump()
                        page.page.wait_for_timeout(30)
                    file = DOCS / "views" / f"{name}-{theme}-{width}.png"
                    page.page.locator(".ssew-root").screenshot(path=file)
                    print(file.relative_to(ROOT), file.stat().st_size)


def notebook(browser: Browser, folder: Path) -> None:
    """Write the picture of the quickstart in JupyterLab."""
    with serve(folder) as server:
        shutil.copytree(ROOT / "notebooks", server.root, dirs_exist_ok=True)
        with Lab(server, browser, device_scale_factor=2, viewport={"width": 1400, "height": 1000}) as lab:
            opened = lab.open("01_quickstart.ipynb")
            for index in opened.code_cells()[:2]:
                opened.run(index, timeout=60)
            console = opened.page.locator(".ssew-console").first
            opened.until(lambda: console.count() and len(console.inner_text()) >= 1200, timeout=60)
            area = opened.page.locator(".jp-OutputArea-output", has=opened.page.locator(".ssew-console")).first
            for theme in THEMES:
                opened.theme(theme)
                area.scroll_into_view_if_needed()
                opened.page.mouse.move(0, 0)  # nothing is hovered over
                opened.page.wait_for_timeout(500)  # colours fade
                area.screenshot(path=DOCS / f"console-{theme}.png")


def compared(browser: Browser, folder: Path) -> None:
    """Write the pictures of two runs side by side, which are several widgets and need a notebook to stand in."""
    with serve(folder) as server:
        shutil.copy(ROOT / "notebooks" / "05_comparing_two_prompts.ipynb", server.root)
        for width in WIDTHS:
            viewport = {"width": width + 432, "height": 1200}  # the rest is JupyterLab's
            with Lab(server, browser, viewport=viewport) as lab:
                opened = lab.open("05_comparing_two_prompts.ipynb")
                first, second, *_, last = [cell for cell in opened.code_cells() if cell < 8]
                for cell in (first, second, last):
                    opened.run(cell, timeout=60)
                messages = opened.page.locator(".ssew-message")
                opened.until(lambda: messages.count() > 1)  # noqa: B023 - asked at once
                area = opened.page.locator(".jp-OutputArea-output", has=messages).first
                for theme in THEMES:
                    opened.theme(theme)
                    area.scroll_into_view_if_needed()
                    opened.page.mouse.move(0, 0)
                    opened.page.wait_for_timeout(500)
                    area.screenshot(path=DOCS / "views" / f"compare-{theme}-{width}.png")


NOTEBOOKS = {"compare": compared, "jupyterlab": notebook}


def main() -> None:
    """Write what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", nargs="*", choices=[[], *PICTURES, *NOTEBOOKS], help="which (default: all)")
    names = parser.parse_args().name or [*PICTURES, *NOTEBOOKS]
    (DOCS / "views").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        views(browser, [name for name in names if name in PICTURES])
        for name in [name for name in names if name in NOTEBOOKS]:
            (place := Path(folder) / name).mkdir()
            NOTEBOOKS[name](browser, place)


if __name__ == "__main__":
    main()
