"""Other places where notebooks live: Notebook 7, Voila, and marimo both as a notebook and as an app."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from textwrap import indent

import nbformat
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from tests.browser.chromium import confine
from tests.browser.server import Server, free_port
from tests.browser.test_rewritten import LONG, PLACE
from tests.waiting import PATIENCE

CELL = """
import itertools, time
import sse_widgets as sw

def answer():
    for n in itertools.count():  # it goes on until a click stops it, however slow the host is
        yield {"event": "response_chunk", "text": f"word {n} "}
        time.sleep(0.05)

run = sw.watch(answer())
run
"""
BOARD = "sw.Dashboard([run])"
MARIMO = f"""
import marimo

app = marimo.App()


@app.cell
def _():
{indent(CELL, "    ")}
    return run, sw


@app.cell
def _(run, sw):
    sw.Dashboard([run])
    return
"""


CONNECTED = """() => {
    const session = window.jupyterapp?.shell.currentWidget?.sessionContext;
    return !!session?.isReady && session.session?.kernel?.connectionStatus === 'connected';
}"""
"""Before that, a click on "Run" asks which kernel to start, though the page calls the kernel idle."""


def until(page: Page, predicate: Callable[[], object]) -> None:
    """Ask until it is so."""
    end = time.monotonic() + PATIENCE
    while not predicate():
        assert time.monotonic() < end, f"not within {PATIENCE:g} s; the page says {page.inner_text('body')[:500]!r}"
        page.wait_for_timeout(50)


def said(page: Page) -> int:
    """How much of the answer a console shows."""
    return len("".join(page.locator(".ssew-root-console .ssew-md").all_inner_texts()))


def watch(page: Page) -> None:
    """See a run grow, stop it by a click, and see the dashboard follow and open it."""
    until(page, lambda: said(page) > 20)
    before = said(page)
    until(page, lambda: said(page) > before + 40)
    page.locator(".ssew-root-console").get_by_role("button", name="Stop").click()
    until(page, lambda: "incomplete" in page.locator(".ssew-root-dashboard").inner_text())
    page.locator(".ssew-board-line").click()
    page.locator(".ssew-root-dashboard .ssew-root-console").wait_for()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    confine(context)  # what these hosts ask of others for themselves does not come either
    yield context
    context.close()


def write(server: Server, name: str, *cells: str) -> str:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, server.root / name)
    return name


def notebook_7(server: Server, context: BrowserContext, *cells: str) -> tuple[Page, Locator]:
    """Open a notebook that has its kernel; return its page, and the button that runs one cell after the other."""
    page = context.new_page()
    page.goto(f"{server.url}/notebooks/{write(server, 'host.ipynb', *cells)}?token={server.token}")
    run = page.get_by_role("button", name="Run this cell and advance")
    run.wait_for()
    until(page, lambda: page.evaluate(CONNECTED))
    page.locator(".jp-Cell").first.click()
    return page, run


def test_notebook_7_shows_a_run_live_and_takes_clicks(jupyterlab: Server, context: BrowserContext):
    page, run = notebook_7(jupyterlab, context, CELL, BOARD)
    run.click()
    run.click()

    watch(page)
    jupyterlab.stop_kernels()


def test_notebook_7_leaves_the_reader_where_it_was_when_the_output_is_rewritten(
    jupyterlab: Server, context: BrowserContext
):
    end = "rest.set(); run.wait(30); run.status"
    page, run = notebook_7(jupyterlab, context, f"{LONG}sw.Messages(run)", end)
    run.click()
    view, box = page.locator(".ssew-root"), page.locator(".ssew-scroll[role=log]")
    view.get_by_text("Message 29.").wait_for()
    box.hover()
    box.evaluate("box => box.focus({preventScroll: true})")
    page.mouse.wheel(0, -2500)
    until(page, lambda: view.get_by_text("Latest").count())
    fold = box.locator(".ssew-thought", has_text="Thought 15").locator("button")
    fold.scroll_into_view_if_needed()
    fold.click()
    until(page, lambda: box.locator(".ssew-thought[data-open=true]").count() == 1)
    before = view.evaluate(PLACE)

    # By its focus, for a click in an output makes its cell the one that is run.
    page.locator(".jp-Cell").nth(1).locator(".cm-content").evaluate("box => box.focus({preventScroll: true})")
    run.click()
    until(page, lambda: "completed" in page.locator(".jp-Cell").nth(1).inner_text())
    until(page, lambda: "1 new" in view.inner_text())
    until(page, lambda: view.evaluate(PLACE) == before)
    assert "Thought 15" in before["folds"][0]
    jupyterlab.stop_kernels()


def test_voila_shows_a_run_live_and_takes_clicks(jupyterlab: Server, context: BrowserContext):
    name = write(jupyterlab, "app.ipynb", CELL, BOARD)
    page = context.new_page()
    page.goto(f"{jupyterlab.url}/voila/render/{name}?token={jupyterlab.token}")

    watch(page)
    jupyterlab.stop_kernels()


@contextmanager
def marimo(folder: Path, mode: str) -> Iterator[str]:
    """Serve a marimo notebook; yield its address."""
    file, log = folder / "host.py", folder / "server.log"
    file.write_text(MARIMO)
    port = free_port()
    command = [sys.executable, "-m", "marimo", "--quiet", mode, str(file), "--headless", "--no-token"]
    quiet = ["--skip-update-check"] if mode == "edit" else []
    home = {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "NO_PROXY": "127.0.0.1"}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, *quiet, "--host", "127.0.0.1", "--port", str(port)],
            env=os.environ | home,
            cwd=folder,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(PATIENCE)


def arrive(page: Page, url: str) -> None:
    """Go to a server that may still be starting."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            page.goto(url)
            return
        except Exception:
            if time.monotonic() > end:
                raise
            page.wait_for_timeout(100)


def test_a_marimo_app_shows_a_run_live_and_takes_clicks(tmp_path: Path, context: BrowserContext):
    with marimo(tmp_path, "run") as url:
        page = context.new_page()
        arrive(page, url)

        watch(page)


def test_a_marimo_notebook_shows_a_run_live_and_takes_clicks(tmp_path: Path, context: BrowserContext):
    with marimo(tmp_path, "edit") as url:
        page = context.new_page()
        arrive(page, url)
        page.locator("[data-testid=cell-editor]").first.wait_for()
        if not page.locator(".ssew-root-console").count():
            page.keyboard.press("Control+Shift+r")  # run what is stale: all of it

        watch(page)
